"""Which secret the hashes of customers are made with: its fingerprint, and the hashes of an earlier one."""

from __future__ import annotations

from collections.abc import Callable, Collection

from sqlalchemy import Connection, Engine, cast, func, or_, select, update
from sqlalchemy import Text as SqlText

from assist_server.store.tables import entries, experiment_tickets, feedback, passages, replies, state, ticket_facts
from assist_server.store.transactions import reading, writing

HASHED = (
    entries.c.customer_key,
    entries.c.customer_id_key,
    entries.c.agent_key,
    feedback.c.ticket_key,
    replies.c.ticket_key,
    experiment_tickets.c.ticket_key,
)
OF_CUSTOMERS = ("customer_key", "customer_id_key")
MARK = 8  # characters of a fingerprint in front of a hash that another secret has made
APART = ":"  # between the two; in no hash
UNKNOWN = "0" * MARK  # the fingerprint of a secret that no release has kept one of
SEARCHED = (entries.c.title, entries.c.body, entries.c.reply, entries.c.url, entries.c.category, entries.c.tags)


def secret_fingerprint(engine: Engine) -> str | None:
    """Return the fingerprint of the secret that the hashes are made with; None where none was kept yet."""
    with reading(engine) as connection:
        return connection.scalar(select(state.c.secret_fingerprint))


def keep_fingerprint(engine: Engine, choose: Callable[[bool], str]) -> str:
    """Return the fingerprint kept; where there is none, keep the one that `choose` returns.

    It is told whether there are hashes already. One caller at a time, on any machine; where it raises, none is kept.
    """
    with writing(engine) as connection:
        kept = connection.scalar(select(state.c.secret_fingerprint).with_for_update())
        if kept is None:
            kept = choose(_has_hashes(connection))
            connection.execute(update(state).values(secret_fingerprint=kept))
    return kept


def _has_hashes(connection: Connection) -> bool:
    return any(connection.scalar(select(column).where(column.is_not(None)).limit(1)) for column in HASHED)


def accept_fingerprint(engine: Engine, new: str) -> int:
    """Keep another secret's fingerprint; return how many tickets have hashes that nobody can match any more.

    These are marked with the fingerprint of the secret before, and lose their agents' hashes: an agent under two
    hashes would count as two people. What the new secret itself had made before is matched again.
    """
    with writing(engine) as connection:
        kept = connection.scalar(select(state.c.secret_fingerprint).with_for_update())
        if kept != new:
            _mark_hashes(connection, (kept or UNKNOWN)[:MARK], new[:MARK])
            connection.execute(update(state).values(secret_fingerprint=new))
        return _count_unmatched(connection)


def _mark_hashes(connection: Connection, before: str, now: str) -> None:
    for name in OF_CUSTOMERS:
        column = entries.c[name]
        ours = column.startswith(f"{now}{APART}")
        other = column.is_not(None) & ~column.contains(APART)
        connection.execute(update(entries).where(other).values({name: f"{before}{APART}" + column}))
        connection.execute(update(entries).where(ours).values({name: func.substr(column, MARK + len(APART) + 1)}))
    for table in (entries, ticket_facts):
        connection.execute(update(table).where(table.c.agent_key.is_not(None)).values(agent_key=None))


def count_unmatched(engine: Engine) -> int:
    """Count the tickets whose customer is hashed with an earlier secret."""
    with reading(engine) as connection:
        return _count_unmatched(connection)


def _count_unmatched(connection: Connection) -> int:
    marked = or_(*(entries.c[name].contains(APART) for name in OF_CUSTOMERS))
    return connection.scalar(select(func.count()).select_from(entries).where(marked)) or 0


def count_anonymous(engine: Engine) -> int:
    """Count the tickets that were stored without a customer."""
    nobody = (entries.c[name].is_(None) for name in OF_CUSTOMERS)
    counted = select(func.count()).select_from(entries).where(entries.c.kind == "ticket", *nobody)
    with reading(engine) as connection:
        return connection.scalar(counted) or 0


def mentioning(engine: Engine, marks: Collection[str], limit: int) -> tuple[list[str], int]:
    """Return up to `limit` ids of the tickets whose text holds one of the marks, however written, and their number."""
    if not marks:
        return [], 0
    inside = [
        func.lower(cast(column, SqlText)).contains(mark.lower(), autoescape=True)
        for mark in marks
        for column in (*SEARCHED, passages.c.text)
    ]
    pairs = entries.outerjoin(passages, passages.c.entry_pk == entries.c.pk)
    held = select(entries.c.id).select_from(pairs).where(entries.c.kind == "ticket", or_(*inside)).distinct()
    with reading(engine) as connection:
        ids = sorted(connection.scalars(held))
    return ids[:limit], len(ids)
