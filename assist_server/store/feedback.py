"""What became of suggestions."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Engine, func, insert, select

from assist_server.store.tables import entries
from assist_server.store.tables import feedback as table
from assist_server.store.transactions import reading, writing


def add_feedback(
    engine: Engine,
    *,
    suggestion_id: str,
    event: str,
    ticket_key: str | None,
    key_id: str | None,
    entry_pk: int | None,
    similarity: float | None,
    reason: str | None,
) -> None:
    """Keep one event. An entry that was deleted after it was shown is left out; the event still counts."""
    values = {
        "suggestion_id": suggestion_id,
        "event": event,
        "ticket_key": ticket_key,
        "key_id": key_id,
        "similarity": similarity,
        "reason": reason,
        "created_at": datetime.now(UTC),
    }
    still_there = select(entries.c.pk).where(entries.c.pk == entry_pk).with_for_update(read=True, key_share=True)
    with writing(engine) as connection:
        kept = None if entry_pk is None else connection.scalar(still_there)
        connection.execute(insert(table).values(values | {"entry_pk": kept}))


def feedback_counts(engine: Engine) -> dict[str, int]:
    """Count the events of each sort."""
    counted = select(table.c.event, func.count()).group_by(table.c.event).order_by(table.c.event)
    with reading(engine) as connection:
        return {event: count for event, count in connection.execute(counted)}
