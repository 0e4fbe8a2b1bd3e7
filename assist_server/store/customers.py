"""Forget a customer: every row that stems from their tickets, and a search that shows that none is left."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable
from typing import Any

from sqlalchemy import JSON, Column, ColumnElement, Connection, Engine, Text, cast, delete, func, or_, select, update

from assist_server.store.changes import drop_unused_vectors, next_seq, remove_passages
from assist_server.store.documents import Document
from assist_server.store.lists import in_chunks
from assist_server.store.replies import forget_replies
from assist_server.store.tables import entries, feedback, jobs, metadata, passages, sources, standings, state, vectors
from assist_server.store.transactions import guarded, reading, writing
from assist_server.store.usage_sums import uncount
from assist_server.store.values import Erased

FREED = (
    "entries", "passages", "vectors", "feedback", "standings", "jobs", "sources", "ticket_facts", "replies",
    "experiment_tickets", "usage_sums",
)  # fmt: skip


def erase_customer(engine: Engine, keys: Collection[str], ticket_key: Callable[[str], str]) -> Erased:
    """Delete the tickets of the customer with one of these hashes, and all that came of them, in one transaction.

    `ticket_key` makes the hash by which feedback names an open ticket. From now on no generation built before may stay.
    """
    with writing(engine) as connection:
        seq = next_seq(connection)
        found = connection.execute(select(entries.c.pk, entries.c.id, entries.c.reply).where(_whose(keys))).all()
        pks, ids = [row.pk for row in found], [row.id for row in found]
        texts = {row.reply for row in found if row.reply} | _passages(connection, pks)
        gone = _count(connection, pks)
        judged = _forget_feedback(connection, pks, [ticket_key(name) for id_ in ids for name in _names_of(id_)])
        hashes = remove_passages(connection, pks, seq)
        for chunk in in_chunks(pks):
            connection.execute(delete(entries).where(entries.c.pk.in_(chunk)))
        dropped = drop_unused_vectors(connection, hashes)
        _scrub(connection, set(ids))
        connection.execute(update(state).values(erased_seq=seq))
        lone = _lone(connection, hashes)
        if not pks:
            connection.rollback()
    return Erased(seq, tuple(ids), gone, dropped, judged, tuple(sorted(lone)), tuple(sorted(texts)))


def count_to_erase(engine: Engine, keys: Collection[str]) -> dict[str, int]:
    """Count the tickets of the customer with one of these hashes, and the passages cut from them."""
    tickets = select(func.count()).select_from(entries).where(_whose(keys))
    theirs = select(entries.c.pk).where(_whose(keys))
    cut = select(func.count()).select_from(passages).where(passages.c.entry_pk.in_(theirs))
    with reading(engine) as connection:
        return {"tickets": connection.scalar(tickets) or 0, "passages": connection.scalar(cut) or 0}


def _whose(keys: Collection[str]) -> ColumnElement[bool]:
    return or_(entries.c.customer_key.in_(keys), entries.c.customer_id_key.in_(keys))


def _names_of(id: str) -> set[str]:
    """Return how the helpdesk may call a ticket: as it is stored, and without the prefix of its source."""
    return {id, id.partition(":")[2] or id}


def _passages(connection: Connection, pks: Iterable[int]) -> set[str]:
    found: set[str] = set()
    for chunk in in_chunks(pks):
        found.update(connection.scalars(select(passages.c.text).where(passages.c.entry_pk.in_(chunk))))
    return found


def _count(connection: Connection, pks: Iterable[int]) -> int:
    counted = select(func.count()).select_from(passages)
    return sum(connection.scalar(counted.where(passages.c.entry_pk.in_(chunk))) or 0 for chunk in in_chunks(pks))


def _forget_feedback(connection: Connection, pks: Iterable[int], ticket_keys: Iterable[str]) -> int:
    """Delete what was said of the tickets' replies, and what was said while they were open; return how many."""
    forgotten = 0
    for chunk in in_chunks(pks):
        about = or_(feedback.c.entry_pk.in_(chunk), *(feedback.c.suggestion_id.endswith(f".{pk}") for pk in chunk))
        uncount(connection, about)
        forgotten += connection.execute(delete(feedback).where(about)).rowcount
        connection.execute(delete(standings).where(standings.c.entry_pk.in_(chunk)))
    for keys in in_chunks(ticket_keys):
        uncount(connection, feedback.c.ticket_key.in_(keys))
        forgotten += connection.execute(delete(feedback).where(feedback.c.ticket_key.in_(keys))).rowcount
        forgotten += forget_replies(connection, keys)
    return forgotten


def _scrub(connection: Connection, ids: set[str]) -> None:
    """Take what names one of the tickets out of what jobs and syncs have told."""
    for table, key, column in ((jobs, jobs.c.id, jobs.c.result), (sources, sources.c.name, sources.c.report)):
        for name, text in connection.execute(select(key, cast(column, Text))).all():
            clean = _cleaned(text, ids)
            if clean is not None:
                connection.execute(update(table).where(key == name).values({column: clean}))


def _cleaned(text: str, ids: set[str]) -> Any:
    """Return a stored document without what names one of the ids, None where nothing does.

    It is read as it lies there: one that counts as absent elsewhere, being of another release, may name a ticket too.
    """
    try:
        kept = json.loads(text)
    except (ValueError, RecursionError):
        return {} if any(id_ in text for id_ in ids) else None
    clean = without(kept, ids)
    return clean if clean != kept else None


def without(value: Any, ids: set[str]) -> Any:
    """Return a JSON value without the list items that name one of the ids: as such, or in one of their fields."""
    if isinstance(value, dict):
        return {key: without(one, ids) for key, one in value.items() if key not in ids}
    if isinstance(value, list):
        return [without(one, ids) for one in value if not _names(one, ids)]
    return None if isinstance(value, str) and value in ids else value


def _names(value: Any, ids: set[str]) -> bool:
    if isinstance(value, dict):
        return any(_names(one, ids) for one in value.values())
    return isinstance(value, str) and value in ids


def _lone(connection: Connection, hashes: set[str]) -> set[str]:
    """Return the hashes of texts that nobody else has."""
    used: set[str] = set()
    for column in (passages.c.text_hash, entries.c.reply_hash, vectors.c.text_hash):
        for chunk in in_chunks(hashes):
            used.update(connection.scalars(select(column).where(column.in_(chunk))))
    return hashes - used - {""}


def columns_searched() -> list[Column[Any]]:
    """Return every column of every table that can hold a text."""
    return [column for table in metadata.sorted_tables for column in table.columns if _is_text(column)]


def _is_text(column: Column[Any]) -> bool:
    return isinstance(column.type, Text) or _is_document(column)


def _is_document(column: Column[Any]) -> bool:
    return isinstance(column.type, (JSON, Document))


def traces(engine: Engine, ids: Collection[str], hashes: Collection[str], inside: Collection[str]) -> list[str]:
    """Return the names of the columns where something is left: a ticket's id or a hash as such, or one of `inside`
    anywhere in a text. Ids of tickets may be those of articles too, which stay."""
    found = []
    with reading(engine) as connection:
        for column in columns_searched():
            looked = (
                _is_value(connection, column, hashes),
                _is_id_there(connection, column, ids),
                any(_is_inside(connection, column, text) for text in inside),
            )
            if any(looked):
                found.append(f"{column.table.name}.{column.name}")
    return found


def holds_text(engine: Engine, text: str) -> bool:
    """Say whether a stored text holds this piece of one."""
    with reading(engine) as connection:
        return any(
            _is_inside(connection, column, text) for column in (passages.c.text, entries.c.reply, entries.c.body)
        )


def _is_value(connection: Connection, column: Column[Any], values: Collection[str]) -> bool:
    if _is_document(column):
        return False
    held = select(func.count()).select_from(column.table)
    return any(connection.scalar(held.where(column.in_(chunk))) for chunk in in_chunks(values))


def _is_inside(connection: Connection, column: Column[Any], text: str) -> bool:
    holds = cast(column, Text) if _is_document(column) else column
    held = select(func.count()).select_from(column.table).where(holds.contains(text, autoescape=True))
    return bool(connection.scalar(held))


def _is_id_there(connection: Connection, column: Column[Any], ids: Collection[str]) -> bool:
    """Look for ids among the tickets, and in what jobs and syncs have told."""
    if column is entries.c.id:
        left = select(func.count()).where(entries.c.kind == "ticket")
        return any(connection.scalar(left.where(column.in_(chunk))) for chunk in in_chunks(ids))
    if column in (jobs.c.result, sources.c.report):
        wanted = set(ids)
        texts = connection.scalars(select(cast(column, Text)))
        return any(_cleaned(text, wanted) is not None for text in texts)
    return False


def purge(engine: Engine, *, rewrite: bool = False) -> None:
    """Let go of the space of deleted rows, so that no file of the database holds them any more.

    SQLite overwrites what it deletes (see `engine`), and what waits in its journal is written back here; `rewrite`
    makes the whole file anew, for what was deleted by an older release. PostgreSQL is vacuumed.
    """
    with guarded(), engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            if rewrite:
                connection.exec_driver_sql("VACUUM")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            return
        for table in FREED:
            connection.exec_driver_sql(f"VACUUM {'FULL ' if rewrite else ''}{table}")


def erased_seq(engine: Engine) -> int:
    """Return the change sequence of the last erasure: what was built before it holds what was erased."""
    with reading(engine) as connection:
        return connection.scalar(select(state.c.erased_seq)) or 0
