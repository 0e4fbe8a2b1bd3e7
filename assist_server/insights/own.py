"""An agent's own figures: of the key that asks, and of no other."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated

from pydantic import Field

from assist_server import store
from assist_server.insights.reply_times import times_of
from assist_server.results import Answer, Result
from assist_server.services import Services

SPANS = (7, 28)  # days


class OwnSpan(Result):
    """What became of suggestions in the hands of one key, in the last days."""

    days: int
    shown: int
    inserted: int
    kept: Annotated[float | None, Field(description="mean share of the inserted text that was sent")]
    dismissed: int
    up: int
    down: int
    replies: int
    seconds: Annotated[float | None, Field(description="median from opening a ticket to sending the reply")]


class OwnFigures(Answer):
    """An agent's own figures. Nobody else can ask for them."""

    spans: list[OwnSpan]


def own_figures(services: Services, key_id: str) -> OwnFigures:
    """Return the figures of one key."""
    return OwnFigures(spans=[_span(services, key_id, days) for days in SPANS])


def _span(services: Services, key_id: str, days: int) -> OwnSpan:
    told = store.own_usage(services.engine, key_id, datetime.now(UTC) - timedelta(days=days))
    counts = {name: told.events.get(name, 0) for name in ("shown", "inserted", "dismissed", "up", "down")}
    times = times_of([float(one) for one in told.seconds])
    kept = None if told.kept is None else round(told.kept, 3)
    return OwnSpan(days=days, kept=kept, replies=times.replies, seconds=times.median, **counts)
