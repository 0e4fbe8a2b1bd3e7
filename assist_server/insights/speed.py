"""How quick the desk is: first response, resolution, one contact, reopened, waits in live channels."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from assist_server.insights.buckets import quantile
from assist_server.insights.groups import added, allowed, by_label, monday, period
from assist_server.insights.mood import rate
from assist_server.insights.shown import SpeedFigures, SpeedRow, SpeedWeek
from assist_server.services import Services
from assist_server.store import DIMS, SumRow, TimeRow
from assist_server.store import facts as kept

Counted = Mapping[str, Mapping[int, int]]
WORDS = (
    "A first response is a person's: automatic replies do not count.",
    "Half of the tickets took at most the median, nine in ten at most the 90th percentile; both are within 2.5 %.",
    "One contact: solved, never reopened, and the customer had to get in touch only once.",
)


def speed(services: Services, *, business_hours: bool = False) -> SpeedFigures:
    """Return the figures of the last year of tickets; in opening hours alone where asked."""
    span, may, ending = period(services), allowed(services), "_open" if business_hours else ""
    groups = by_label(kept.sums(services.engine, DIMS, span.after))
    times = _by_label(_times(services), ending)
    shown = {key: rows for key, rows in groups.items() if may.shows(*key)}
    settings = services.settings
    return SpeedFigures(
        weeks=span.weeks,
        since=span.since,
        tickets=added(groups.get(("all", ""), []), "tickets")[0],
        business_hours=f"{settings.business_hours} {settings.business_zone}" if business_hours else "",
        rows=[_row(*key, rows, times.get(key, {})) for key, rows in shown.items()],
        by_week=_weeks(services, span.after, ending) if may.shows("all", "") else [],
        hidden=len(groups) - len(shown),
        words=list(WORDS),
    )


def _times(services: Services) -> list[TimeRow]:
    """Return the counted times of the period as the job last added them up: of many tickets that takes seconds."""
    found = kept.found(services.engine, "times")
    return [TimeRow(*row) for row in found[0]] if found else []


def _by_label(rows: Sequence[TimeRow], ending: str) -> dict[tuple[str, str], Counted]:
    found: defaultdict[tuple[str, str], dict[str, Counter[int]]] = defaultdict(dict)
    for row in rows:
        if row.measure.endswith("_open") == bool(ending):
            counted = found[row.dim, row.value].setdefault(row.measure.removesuffix("_open"), Counter())
            counted[row.bucket] += row.tickets
    return dict(found)


def _quantiles(times: Counted) -> dict[str, float | None]:
    return {
        f"{measure}_{name}": _rounded(quantile(times.get(measure, {}), part))
        for measure in ("first_response", "resolution")
        for name, part in (("median", 0.5), ("p90", 0.9))
    }


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 1)


def _row(dim: str, value: str, rows: Sequence[SumRow], times: Counted) -> SpeedRow:
    tickets, solved, one, told, reopened, live, waited = added(
        rows, "tickets", "solved", "one_contact", "reopened_told", "reopened", "live", "live_waited"
    )
    return SpeedRow.model_validate(
        {
            "dim": dim,
            "value": value,
            "tickets": tickets,
            **_quantiles(times),
            "one_contact": rate(one, solved),
            "reopened": rate(reopened, told),
            "waited": rate(waited, live),
        }
    )


def _weeks(services: Services, after: int, ending: str) -> list[SpeedWeek]:
    counted: Counter[int] = Counter()
    for row in kept.sums(services.engine, ("all",), after, by_week=True):
        counted[row.week] += added([row], "tickets")[0]
    times: defaultdict[int, list[TimeRow]] = defaultdict(list)
    for time in kept.times(services.engine, ("all",), after, by_week=True):
        times[time.week].append(time)
    return [
        SpeedWeek.model_validate(
            {
                "monday": monday(week),
                "tickets": counted[week],
                **_quantiles(_by_label(times[week], ending).get(("all", ""), {})),
            }
        )
        for week in sorted(counted)
    ]
