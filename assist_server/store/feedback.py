"""What became of suggestions, and what that comes to for each entry."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, Engine, bindparam, func, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from assist_server.judgement import WEIGHING, Deed, Standing, bonus, standing
from assist_server.store.changes import next_seq
from assist_server.store.tables import entries, standings
from assist_server.store.tables import feedback as table
from assist_server.store.transactions import reading, writing
from assist_server.store.usage_sums import count_event

LATEST = 50  # events of one sort by one key on one entry that are looked at: its weight is full long before
RECENT = timedelta(days=7)  # a key with more than LATEST events of a sort in this time moves nothing by another
STEP = 0.1  # of the bonus: a smaller change is not worth making kept answers old
_ranked = (
    select(
        table.c.id,
        table.c.key_id,
        func.coalesce(table.c.ticket_key, func.substr(table.c.suggestion_id, 1, 12)).label("occasion"),
        table.c.event,
        table.c.similarity,
        table.c.created_at,
        func.row_number().over(partition_by=(table.c.event, table.c.key_id), order_by=table.c.id.desc()).label("place"),
    )
    .where(table.c.entry_pk == bindparam("of_entry"), table.c.event.in_(WEIGHING))
    .subquery()
)
DEEDS = (
    select(_ranked.c.key_id, _ranked.c.occasion, _ranked.c.event, _ranked.c.similarity, _ranked.c.created_at)
    .where(_ranked.c.place <= LATEST)
    .order_by(_ranked.c.id)
)
CLICKED = select(func.count()).select_from(
    select(table.c.id)
    .where(
        table.c.entry_pk == bindparam("of_entry"),
        table.c.event == bindparam("of_event"),
        table.c.key_id == bindparam("of_key"),
        table.c.created_at > bindparam("since"),
    )
    .limit(LATEST + 1)
    .subquery()
)
STANDING = select(standings.c.evidence, standings.c.at).where(standings.c.entry_pk == bindparam("of_entry"))


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
    """Keep one event, and bring the standing of its entry up to date.

    An entry that was deleted after it was shown is left out; the event still counts.
    """
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
        connection.execute(insert(table), values | {"entry_pk": kept})
        count_event(connection, kept, event, key_id, similarity, reason)
        weighs = kept is not None and event in WEIGHING and _weighs(connection, kept, event, key_id)
    if kept is not None and weighs:
        _stand(engine, kept, datetime.now(UTC))


def feedback_counts(engine: Engine, since: datetime | None = None) -> dict[str, int]:
    """Count the events of each sort, all of them or those since a moment.

    For these the sort is made an expression: SQLite would else walk the index of sorts through every event there is.
    """
    sort = table.c.event if since is None else table.c.event.concat("")
    counted = select(sort.label("sort"), func.count()).group_by("sort").order_by("sort")
    if since is not None:
        counted = counted.where(table.c.created_at >= since)
    with reading(engine) as connection:
        return {event: count for event, count in connection.execute(counted)}


def _weighs(connection: Connection, entry_pk: int, event: str, key_id: str | None) -> bool:
    """Tell whether another such event of the key can move anything; of one that clicks on and on it can't."""
    asked = {"of_entry": entry_pk, "of_event": event, "of_key": key_id, "since": datetime.now(UTC) - RECENT}
    return (connection.scalar(CLICKED, asked) or 0) <= LATEST


def _stand(engine: Engine, entry_pk: int, now: datetime) -> None:
    """Sum up the feedback on an entry. It counts as a change, so that every process sees it with its next request,
    only where the entry's rank moves by more than a step."""
    asked = {"of_entry": entry_pk}
    with writing(engine) as connection:
        next_seq(connection)
        known = connection.execute(STANDING, asked).one_or_none()
        before = None if known is None else Standing(*known)
        after = standing((Deed(*row) for row in connection.execute(DEEDS, asked)), now)
        gone = connection.scalar(select(entries.c.pk).where(entries.c.pk == entry_pk)) is None
        if gone or round(bonus(before, now) / STEP) == round(bonus(after, now) / STEP):
            connection.rollback()
            return
        add = (sqlite if engine.dialect.name == "sqlite" else postgresql).insert(standings)
        row = {"evidence": after.evidence, "at": after.at}
        connection.execute(
            add.values(row | {"entry_pk": entry_pk}).on_conflict_do_update(index_elements=["entry_pk"], set_=row)
        )
