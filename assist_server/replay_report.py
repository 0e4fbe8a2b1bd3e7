"""`assist replay`: what each threshold would have shown on the desk's own last tickets, and how often it was right.

The admin sets the threshold from this. Live index, live weights; each ticket is asked with itself hidden.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from assist_server import store
from assist_server.replay import Desk, Replayed, replay
from assist_server.services import Services
from assist_server.store import Engine, Entry
from assist_server.suggest import wording

Report = Callable[[str, int, int], None]


class Miss(NamedTuple):
    """A suggestion that was far from what the agent wrote: how sure it was, the ticket, and what it came from."""

    confidence: float
    ticket: Entry
    offered: Entry


LAST = 500
THRESHOLDS = tuple(round(0.05 * step, 2) for step in range(1, 20))
EXAMPLES = 10  # of shown suggestions that were far from what the agent wrote, the surest first
BY = ("language", "brand", "category")
FEWEST = 10  # tickets of a language, brand or category for a row of its own
MOST_ROWS = 20


def replay_report(services: Services, report: Report, last: int = LAST) -> dict[str, Any]:
    """Ask the last solved tickets again and count for each threshold, overall and by language, brand and category.

    A suggestion is close when its answer and the agent's have a cosine of `replay.CLOSE` or more. Raises IndexUnusable
    where nothing is indexed.
    """
    view = services.view()
    encoder = view.encoder
    tickets = store.newest_solved(services.engine, encoder.model.name, last)
    often = frozenset(view.learnt.answers.labels) if view.learnt.answers else frozenset[str]()
    desk = Desk(services.engine, view, encoder, often)
    asked: list[Replayed] = []
    for one in replay(desk, tickets, lambda *_: view.learnt, hidden=False):
        asked.append(one)
        report("asking solved tickets again", len(asked), len(tickets))
    threshold = services.settings.threshold
    return {
        "tickets": len(asked),
        "threshold": threshold,
        "overall": _rows(asked),
        "by": {name: _by(name, asked, threshold) for name in BY},
        "misses": _misses(asked, threshold),
    }


def _rows(asked: Sequence[Replayed]) -> list[dict[str, Any]]:
    return [_row(asked, threshold) for threshold in THRESHOLDS]


def _row(asked: Sequence[Replayed], threshold: float) -> dict[str, Any]:
    shown = [one for one in asked if one.best and one.chance >= threshold]
    close = sum(one.right for one in shown)
    return {
        "threshold": threshold,
        "shown": len(shown),
        "shown_share": round(len(shown) / max(1, len(asked)), 4),
        "close": close,
        "close_share": round(close / max(1, len(shown)), 4),
    }


def _by(name: str, asked: Sequence[Replayed], threshold: float) -> list[dict[str, Any]]:
    groups: defaultdict[str, list[Replayed]] = defaultdict(list)
    for one in asked:
        groups[getattr(one.ticket, name) or ""].append(one)
    large = sorted((pair for pair in groups.items() if len(pair[1]) >= FEWEST), key=lambda pair: -len(pair[1]))
    return [{name: label, "tickets": len(part)} | _row(part, threshold) for label, part in large[:MOST_ROWS]]


def _misses(asked: Sequence[Replayed], threshold: float) -> list[dict[str, Any]]:
    """Return the surest suggestions that were far from what the agent wrote, by ids: no text outlives its ticket."""
    wrong = [one for one in asked if one.best and one.chance >= threshold and not one.right]
    return [_miss(one) for one in sorted(wrong, key=lambda one: -one.chance)[:EXAMPLES]]


def misses(engine: Engine, kept: Iterable[Mapping[str, Any]]) -> Iterator[Miss]:
    """Yield a report's misses with their texts as they are stored now; those deleted since are left out."""
    for one in kept:
        ticket = store.entry(engine, "ticket", one["ticket"])
        offered = store.entry(engine, one["from"]["type"], one["from"]["id"])
        if ticket is not None and offered is not None:
            yield Miss(one["confidence"], ticket, offered)


def _miss(one: Replayed) -> dict[str, Any]:
    assert one.best is not None  # only shown ones are misses
    card = wording(one.best, datetime.now(UTC)).found.card
    numbers = {"confidence": round(one.chance, 3), "closeness": round(one.closeness, 3)}
    return {"ticket": one.ticket.id, "from": {"type": card.kind, "id": card.id}, **numbers}
