"""What evidence says, for a draft to be compared with."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Engine, case, select

from assist_server.store.lists import in_chunks
from assist_server.store.tables import entries
from assist_server.store.transactions import reading


def wordings(engine: Engine, pks: Sequence[int]) -> list[str]:
    """Return title, reply and body of these entries; of a ticket only the reply, as the rest is another customer's."""
    if not pks:
        return []
    body = case((entries.c.kind == "ticket", ""), else_=entries.c.body)
    found: list[str] = []
    with reading(engine) as connection:
        for chunk in in_chunks(pks):
            rows = connection.execute(select(entries.c.title, entries.c.reply, body).where(entries.c.pk.in_(chunk)))
            found += ["\n".join(row) for row in rows]
    return found


def article_wordings(engine: Engine, ids: Sequence[str]) -> list[str]:
    """Return title and body of these articles."""
    wanted = (entries.c.kind == "article") & entries.c.id.in_(ids)
    with reading(engine) as connection:
        rows = connection.execute(select(entries.c.title, entries.c.body).where(wanted))
        return ["\n".join(row) for row in rows]
