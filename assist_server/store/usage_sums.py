"""The events of feedback counted as they come in, so that a page over a million of them reads a few thousand rows."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, func, literal, select, update
from sqlalchemy.dialects import postgresql, sqlite

from assist_server.store.tables import entries, feedback
from assist_server.store.tables import usage_sums as table

LABELS = ("kind", "source", "category")
SET_ASIDE = ("dismissed", "down")  # the events whose reasons are counted
KEYS = ("by", "value", "event", "key_id")


def count_event(
    connection: Connection, entry_pk: int | None, event: str, key_id: str | None, similarity: float | None, reason: Any
) -> None:
    """Count an event under each label of its entry, and its reason. Rows come in the order of `by`, so that two agents'
    transactions never wait for each other."""
    row = connection.execute(select(*(entries.c[by] for by in LABELS)).where(entries.c.pk == entry_pk)).one_or_none()
    about = [] if entry_pk is None or row is None else [*zip(LABELS, row, strict=True)]
    if reason and event in SET_ASIDE:
        about.append(("reason", reason))
    told, kept = int(similarity is not None and bool(row)), (similarity or 0.0) if row else 0.0
    for by, value in sorted(about):
        add_to_sum(connection, by, value or "", event, key_id or "", told=told, kept=kept)


def add_to_sum(
    connection: Connection, by: str, value: str, event: str, key_id: str, *, told: int = 0, kept: float = 0.0
) -> None:
    """Count one more."""
    add = (sqlite if connection.dialect.name == "sqlite" else postgresql).insert(table)
    new = {"by": by, "value": value, "event": event, "key_id": key_id, "times": 1, "told": told, "kept": kept}
    more = {"times": table.c.times + 1, "told": table.c.told + told, "kept": table.c.kept + kept}
    connection.execute(add.values(new).on_conflict_do_update(index_elements=KEYS, set_=more))


def uncount(connection: Connection, which: ColumnElement[bool]) -> None:
    """Take the events that are about to be deleted out of the sums."""
    for by in LABELS:
        label = func.coalesce(entries.c[by], "")
        joined = feedback.join(entries, entries.c.pk == feedback.c.entry_pk)
        _subtract(connection, by, _grouped(label).select_from(joined).where(which))
    _subtract(
        connection,
        "reason",
        _grouped(feedback.c.reason).where(which, feedback.c.reason.is_not(None), feedback.c.event.in_(SET_ASIDE)),
    )
    connection.execute(delete(table).where(table.c.times <= 0))


def _grouped(label: ColumnElement[Any]) -> Any:
    key = func.coalesce(feedback.c.key_id, literal(""))
    counts = (func.count(), func.count(feedback.c.similarity), func.coalesce(func.sum(feedback.c.similarity), 0.0))
    return select(label, feedback.c.event, key, *counts).group_by(label, feedback.c.event, key)


def _subtract(connection: Connection, by: str, counted: Any) -> None:
    for value, event, key_id, times, told, kept in connection.execute(counted).all():
        this = (table.c.by == by, table.c.value == value, table.c.event == event, table.c.key_id == key_id)
        lower = {"times": table.c.times - times}
        if by in LABELS:
            lower |= {"told": table.c.told - told, "kept": table.c.kept - kept}
        connection.execute(update(table).where(*this).values(lower))
