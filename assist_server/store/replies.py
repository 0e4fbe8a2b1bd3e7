"""Replies as agents send them: how long after opening the ticket, with or without a suggestion; and an agent's own."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Literal, NamedTuple

from sqlalchemy import Connection, Engine, and_, func, insert, select, update

from assist_server.store.tables import entries, experiment_tickets, experiments, feedback
from assist_server.store.tables import replies as table
from assist_server.store.transactions import reading, writing

Used = Literal["inserted", "offered", "none"]


class ReplyTime(NamedTuple):
    """One sent reply: seconds since its ticket was opened, what was used, and the labels of that suggestion's entry."""

    seconds: int
    used: Used
    key_id: str | None
    kind: str | None
    source: str | None
    category: str | None


class OwnUsage(NamedTuple):
    """What one key told in a span of time: events by name, mean shares kept, and the seconds of its replies."""

    events: dict[str, int]
    kept: float | None
    seconds: list[int]


def add_reply(
    engine: Engine, *, ticket_key: str | None, key_id: str, used: Used, entry_pk: int | None, seconds: int
) -> None:
    """Keep that a reply was sent; where its ticket was drawn in the newest experiment, its first reply counts there.

    An entry that was deleted since it was shown is left out.
    """
    values = {"ticket_key": ticket_key, "key_id": key_id, "used": used, "seconds": seconds}
    with writing(engine) as connection:
        known = select(entries.c.pk).where(entries.c.pk == entry_pk).with_for_update(read=True, key_share=True)
        kept = None if entry_pk is None else connection.scalar(known)
        connection.execute(insert(table), values | {"entry_pk": kept, "created_at": datetime.now(UTC)})
        if ticket_key:
            c = experiment_tickets.c
            newest = select(experiments.c.id).order_by(experiments.c.started_at.desc()).limit(1).scalar_subquery()
            first = (c.ticket_key == ticket_key, c.experiment_id == newest, c.seconds.is_(None))
            connection.execute(update(experiment_tickets).where(*first).values(seconds=seconds, key_id=key_id))


def newest_replies(engine: Engine, since: datetime, limit: int) -> list[ReplyTime]:
    """Return the newest replies, at most `limit`, none sent before `since`."""
    c = table.c
    newest = (
        select(c.id, c.seconds, c.used, c.key_id, c.entry_pk)
        .where(c.created_at > since)
        .order_by(c.id.desc())
        .limit(limit)
        .subquery()
    )
    labels = (entries.c.kind, entries.c.source, entries.c.category)
    rows = select(newest.c.seconds, newest.c.used, newest.c.key_id, *labels).outerjoin(
        entries, entries.c.pk == newest.c.entry_pk
    )
    with reading(engine) as connection:
        return [ReplyTime._make(row) for row in connection.execute(rows)]


def own_usage(engine: Engine, key_id: str, since: datetime) -> OwnUsage:
    """Return what one key told since a moment."""
    f = feedback.c
    mine = and_(f.key_id == key_id, f.created_at > since)
    with reading(engine) as connection:
        rows = connection.execute(select(f.event, func.count()).where(mine).group_by(f.event))
        events = {str(event): int(count) for event, count in rows}
        kept = connection.scalar(select(func.avg(f.similarity)).where(mine, f.event == "sent"))
        sent = select(table.c.seconds).where(table.c.key_id == key_id, table.c.created_at > since)
        seconds = connection.scalars(sent).all()
    return OwnUsage(events, None if kept is None else float(kept), sorted(seconds))


def forget_replies(connection: Connection, ticket_keys: list[str]) -> int:
    """Delete what was told of replies in these tickets, and their place in experiments; return how many rows."""
    gone = 0
    for each in (table, experiment_tickets):
        gone += connection.execute(each.delete().where(each.c.ticket_key.in_(ticket_keys))).rowcount
    return gone
