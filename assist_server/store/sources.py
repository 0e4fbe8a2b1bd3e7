"""Sources: what each is told, how far it was read, and what its last sync did. Credentials never come here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine, delete, func, insert, select, update

from assist_server.results import Kind
from assist_server.store.tables import entries
from assist_server.store.tables import sources as table
from assist_server.store.transactions import reading, writing
from assist_server.store.values import Source


def sources(engine: Engine) -> list[Source]:
    """Return every source, by name."""
    with reading(engine) as connection:
        return [Source(*row) for row in connection.execute(select(table).order_by(table.c.name))]


def source(engine: Engine, name: str) -> Source | None:
    """Return a source, or None."""
    with reading(engine) as connection:
        row = connection.execute(select(table).where(table.c.name == name)).one_or_none()
    return None if row is None else Source(*row)


def put_source(engine: Engine, name: str, kind: str, options: Mapping[str, str]) -> bool:
    """Add a source, or tell it something else: then it is read from the start again. True if it was added."""
    told = {"kind": kind, "options": dict(options)}
    with writing(engine) as connection:
        known = connection.execute(select(table.c.kind, table.c.options).where(table.c.name == name)).one_or_none()
        if known is None:
            unread: dict[str, Any] = {"cursor": {}, "report": {}, "added_at": datetime.now(UTC)}
            connection.execute(insert(table).values(name=name, **told, **unread))
        elif (known.kind, known.options) != (kind, dict(options)):
            connection.execute(update(table).where(table.c.name == name).values(cursor={}, **told))
    return known is None


def remove_source(engine: Engine, name: str) -> bool:
    """Forget a source (not its entries); false if there is none such."""
    with writing(engine) as connection:
        return connection.execute(delete(table).where(table.c.name == name)).rowcount == 1


def keep_cursor(engine: Engine, name: str, cursor: Mapping[str, Any]) -> None:
    """Note where a source is read on."""
    with writing(engine) as connection:
        connection.execute(update(table).where(table.c.name == name).values(cursor=dict(cursor)))


def keep_report(engine: Engine, name: str, report: Mapping[str, Any], at: datetime | None) -> None:
    """Note what a sync did, and when it came to its end (None: it did not)."""
    values: dict[str, Any] = {"report": dict(report)} | ({"synced_at": at} if at else {})
    with writing(engine) as connection:
        connection.execute(update(table).where(table.c.name == name).values(values))


def ids_of_source(engine: Engine, name: str, kind: Kind) -> set[str]:
    """Return the ids of everything of this kind that came from a source."""
    wanted = select(entries.c.id).where(entries.c.source == name, entries.c.kind == kind)
    with reading(engine) as connection:
        return set(connection.scalars(wanted))


def entries_of_sources(engine: Engine) -> dict[str, int]:
    """Count the entries of each source."""
    counted = select(entries.c.source, func.count()).where(entries.c.source.is_not(None)).group_by(entries.c.source)
    with reading(engine) as connection:
        return {str(name): count for name, count in connection.execute(counted)}
