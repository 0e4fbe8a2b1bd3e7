"""What an experiment found: the sides as they were drawn, their differences, and what can be said of them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import UTC, datetime

from assist_server import store
from assist_server.errors import NotFound
from assist_server.insights.experiment_shown import Beware, ExperimentFigures, Experiments, Found, Side, Span
from assist_server.insights.mood import LEAST as LEAST_RATED
from assist_server.insights.mood import per_thousand
from assist_server.insights.proportions import difference, holds_zero
from assist_server.insights.ranks import Counted, counted, shift, tickets_needed
from assist_server.insights.reply_times import compared, own_times, times_of
from assist_server.insights.shown import Compared, Rate
from assist_server.services import Services
from assist_server.store import DrawnTickets, Experiment

LEAST = 50  # tickets with a reply on either side, below which nothing is told of the differences
FAR = 3.29  # standard deviations that a share is off the planned one once in a thousand draws
LIMITS = (
    "Tickets count as they were drawn, also where an agent looked at what was held back (intention to treat).",
    "Time is from opening the ticket to the first reply. Differences by ranks (Hodges and Lehmann 1963, Lehmann 1963),"
    " shares by Newcombe (1998); each interval holds the truth 95 times in 100.",
)
TOO_FEW = f"Fewer than {LEAST} tickets of one side have a reply: nothing is told yet."
FEW_PEOPLE = "Too few people replied for figures to be shown."
WARNINGS: dict[Beware, str] = {
    "running": "It still runs. Who looks often and stops at a difference finds one too often: decide when it ends.",
    "odd-sizes": "The sides are not of the size that was drawn for: tickets of one side were kept from being counted.",
    "unequal-replies": "One side has replies to a larger share of its tickets: they may be different tickets.",
}


def experiments(services: Services, id: str | None = None) -> Experiments:
    """Return the newest experiment, or the one of this id. Raises NotFound for an id that there is not."""
    every = store.experiments(services.engine)
    chosen = next((one for one in every if id in (None, one.id)), None)
    if chosen is None and id is not None:
        raise NotFound("There is no experiment of this id.")
    found = figures(services, chosen) if chosen else None
    counts = store.count_drawn(services.engine, [one.id for one in every if one != chosen])
    if found:  # its tickets are counted already
        counts[found.id] = (found.held.tickets + found.shown.tickets, found.held.tickets)
    return Experiments(experiment=found, history=[_span(one, *counts.get(one.id, (0, 0))) for one in every])


def needed(services: Services, share: float) -> int:
    """Return how many tickets with a reply it takes to see a difference of 10 % four times in five."""
    return tickets_needed(own_times(services), share)


def figures(services: Services, experiment: Experiment) -> ExperimentFigures:
    """Return what an experiment found until now; no differences below the least number of tickets, or people."""
    tickets = store.drawn_tickets(services.engine, experiment.id)
    held, shown = ([one for one in tickets if one.held is side] for side in (True, False))
    running = experiment.over_at > datetime.now(UTC)
    told = store.has_people(services.engine, experiment.id, services.settings.insights_people)
    beware = _beware(experiment, held, shown, running)
    found: Found = "too-few"
    apart: dict[str, Compared | Rate | None] = {}
    if min(_times(held).total, _times(shown).total) >= LEAST:
        found = "too-few-people"
        if told:
            apart = _differences(held, shown)
            found = _found(apart["ratio"])
    return ExperimentFigures.model_validate(
        {
            "id": experiment.id,
            "running": running,
            "share": experiment.share,
            "started_at": experiment.started_at,
            "ends_at": experiment.ends_at,
            "stopped_at": experiment.stopped_at,
            "held": _side(held, told and bool(apart)),
            "shown": _side(shown, told and bool(apart)),
            "found": found if tickets else "none-yet",
            "needed": needed(services, experiment.share),
            "beware": beware,
            "words": [*_said(found, apart), *(WARNINGS[one] for one in beware), *LIMITS],
            **apart,
        }
    )


def _span(one: Experiment, tickets: int, held: int) -> Span:
    return Span(id=one.id, share=one.share, started_at=one.started_at, ended_at=one.over_at, tickets=tickets, held=held)


def _times(side: Sequence[DrawnTickets]) -> Counted:
    known = [(float(one.seconds), one.tickets) for one in side if one.seconds is not None]
    return counted([seconds for seconds, _ in known], [tickets for _, tickets in known])


def _sum(side: Sequence[DrawnTickets], name: str) -> int:
    return sum(getattr(one, name) for one in side)


def _side(side: Sequence[DrawnTickets], told: bool) -> Side:
    """Return a side; only its size until more may be told."""
    seconds = _times(side)
    sizes = {"tickets": _sum(side, "tickets"), "replied": seconds.total, "broken": _sum(side, "broken")}
    if not told:
        return Side.model_validate(sizes)
    times = times_of(seconds)
    outcomes = {name: _sum(side, name) for name in ("rated", "bad", "reopened_told", "reopened")}
    return Side.model_validate(sizes | {"median": times.median, "p90": times.p90} | outcomes)


def _differences(held: Sequence[DrawnTickets], shown: Sequence[DrawnTickets]) -> dict[str, Compared | Rate | None]:
    ones, others = _times(held), _times(shown)
    value, low, high = (round(part, 1) for part in shift(ones, others, exact=0.01))
    return {
        "seconds": Compared(value=value, low=low, high=high),
        "ratio": compared(ones, others),
        "bad": _more(held, shown, "bad", "rated"),
        "reopened": _more(held, shown, "reopened", "reopened_told"),
    }


def _more(ones: Sequence[DrawnTickets], others: Sequence[DrawnTickets], part: str, told: str) -> Rate | None:
    """Return how many more per 1,000 of the first are so, of those that tell; None where too few do."""
    if min(_sum(side, told) for side in (ones, others)) < LEAST_RATED:
        return None
    return per_thousand(difference(*(_sum(side, name) for side in (ones, others) for name in (part, told))))


def _found(ratio: Compared | Rate | None) -> Found:
    if ratio is None or ratio.low <= 1 <= ratio.high:
        return "unclear"
    return "longer" if ratio.low > 1 else "shorter"


def _said(found: Found, apart: dict[str, Compared | Rate | None]) -> list[str]:
    """Say in a sentence what was found."""
    ratio, seconds = apart.get("ratio"), apart.get("seconds")
    if ratio is None or seconds is None:
        return [FEW_PEOPLE if found == "too-few-people" else TOO_FEW]
    span = f"{ratio.value:g} times as long (between {ratio.low:g} and {ratio.high:g}; {seconds.value:g} s)"
    if found == "unclear":
        return [f"Whether suggestions change the time of a reply can't be told: without them it takes {span}."]
    more = "sooner" if found == "longer" else "later"
    return [f"With suggestions replies were sent {more}: without them a reply takes {span}."]


def _beware(
    experiment: Experiment, held: Sequence[DrawnTickets], shown: Sequence[DrawnTickets], running: bool
) -> list[Beware]:
    """Return what to beware of."""
    ones, others = (_sum(side, "tickets") for side in (held, shown))
    every = ones + others
    found: list[Beware] = ["running"] if running else []
    spread = math.sqrt(every * experiment.share * (1 - experiment.share))
    if every and abs(ones - experiment.share * every) > max(FAR * spread, 1.0):
        found.append("odd-sizes")
    replied = (_times(held).total, ones, _times(shown).total, others)
    if min(ones, others) >= LEAST and not holds_zero(difference(*replied)):
        found.append("unequal-replies")
    return found
