"""Tickets that customers rated."""

from __future__ import annotations

from sqlalchemy import Engine, func, select

from assist_server.store.tables import entries
from assist_server.store.transactions import reading
from assist_server.store.values import RatedTicket


def rated_tickets(engine: Engine, limit: int) -> list[RatedTicket]:
    """Return up to `limit` resolved tickets with a rating, the newest first, those without a date last."""
    at = func.coalesce(entries.c.solved_at, entries.c.created_at, type_=entries.c.solved_at.type)
    rows = (
        select(entries.c.id, entries.c.csat, entries.c.language, entries.c.channel, at, entries.c.body)
        .where(entries.c.kind == "ticket", entries.c.csat.is_not(None), entries.c.status.in_(("solved", "closed")))
        .order_by(at.desc().nulls_last(), entries.c.pk.desc())
        .limit(limit)
    )
    with reading(engine) as connection:
        return [RatedTicket(*row) for row in connection.execute(rows)]
