"""How quick the desk is: first response, resolution, one contact, reopened, waits in live channels."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from assist_server.insights.groups import added, allowed, by_label, counted_at, monday, period
from assist_server.insights.mood import rate
from assist_server.insights.shown import Rate, SpeedFigures, SpeedRow, SpeedWeek
from assist_server.insights.times import ALL_WEEKS, Place, Quantiles, quantiles
from assist_server.services import Services
from assist_server.store import DIMS, SumRow
from assist_server.store import facts as kept

WORDS = (
    "A first response is a person's: automatic replies do not count.",
    "Half of the tickets took at most the median, nine in ten at most the 90th percentile; both are within 2.5 %.",
    "One contact: solved, never reopened, and the customer had to get in touch only once.",
)


def speed(services: Services, *, business_hours: bool = False) -> SpeedFigures:
    """Return the figures of the last year of tickets; in opening hours alone where asked."""
    span, may, ending = period(services), allowed(services), "_open" if business_hours else ""
    groups = by_label(kept.sums(services.engine, DIMS, span.after))
    times = quantiles(services.engine)
    shown = {key: rows for key, rows in groups.items() if may.shows(*key)}
    settings = services.settings
    return SpeedFigures(
        weeks=span.weeks,
        since=span.since,
        tickets=added(groups.get(("all", ""), []), "tickets")[0],
        business_hours=f"{settings.business_hours} {settings.business_zone}" if business_hours else "",
        rows=[_row(*key, rows, _shown(times, (*key, ALL_WEEKS), ending)) for key, rows in shown.items()],
        by_week=_weeks(services, span.after, times, ending) if may.shows("all", "") else [],
        hidden=len(groups) - len(shown),
        counted_at=counted_at(services),
        words=list(WORDS),
    )


def _shown(times: dict[Place, Quantiles], place: Place, ending: str) -> dict[str, float | None]:
    found = times.get(place, {})
    told: dict[str, float | None] = {}
    for measure in ("first_response", "resolution"):
        median, p90 = found.get(measure + ending, (None, None))
        told |= {f"{measure}_median": _rounded(median), f"{measure}_p90": _rounded(p90)}
    return told


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 1)


def _row(dim: str, value: str, rows: Sequence[SumRow], times: dict[str, float | None]) -> SpeedRow:
    told = {"dim": dim, "value": value, "tickets": added(rows, "tickets")[0]}
    return SpeedRow.model_validate(told | times | _shares(rows))


def _shares(rows: Sequence[SumRow]) -> dict[str, Rate | None]:
    solved, one, told, reopened, live, waited = added(
        rows, "solved", "one_contact", "reopened_told", "reopened", "live", "live_waited"
    )
    return {"one_contact": rate(one, solved), "reopened": rate(reopened, told), "waited": rate(waited, live)}


def _weeks(services: Services, after: int, times: dict[Place, Quantiles], ending: str) -> list[SpeedWeek]:
    by_week = defaultdict[int, list[SumRow]](list)
    for row in kept.sums(services.engine, ("all",), after, by_week=True):
        by_week[row.week].append(row)
    found = []
    for week, rows in sorted(by_week.items()):
        told = {"monday": monday(week), "tickets": added(rows, "tickets")[0]}
        found.append(SpeedWeek.model_validate(told | _shown(times, ("all", "", week), ending) | _shares(rows)))
    return found
