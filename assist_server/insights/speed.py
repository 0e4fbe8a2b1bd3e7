"""How quick the desk is: first response, resolution, one contact, reopened, waits in live channels."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from assist_server.insights.buckets import quantile
from assist_server.insights.groups import Allowed, added, allowed, by_label, counted_at, monday, period
from assist_server.insights.mood import rate
from assist_server.insights.parts import Part, Week, weeks_of
from assist_server.insights.shown import Rate, SpeedFigures, SpeedRow, SpeedWeek
from assist_server.insights.times import ALL_WEEKS, Place, Quantiles, quantiles
from assist_server.services import Services
from assist_server.store import DIMS, Engine, SumRow
from assist_server.store import facts as kept

TIMED, WHOLE = ("first_response", "resolution"), Part()
WORDS = (
    "A first response is a person's: automatic replies do not count.",
    "Half of the tickets took at most the median, nine in ten at most the 90th percentile; both are within 2.5 %.",
    "One contact: solved, never reopened, and the customer had to get in touch only once.",
)


@dataclass(frozen=True)
class _Kept:
    """What is kept of the desk: its labels with their sums, those that may be shown, and the quantiles."""

    engine: Engine
    after: int
    ending: str
    may: Allowed
    groups: dict[tuple[str, str], list[SumRow]]
    times: dict[Place, Quantiles]

    def shows(self, key: tuple[str, str]) -> bool:
        """Tell whether there is such a label and it may be shown."""
        return key in self.groups and self.may.shows(*key)

    def rows(self, keys: Iterable[tuple[str, str]]) -> list[SpeedRow]:
        """Return the rows of these labels, as far as they may be shown."""
        return [
            _row(*key, self.groups[key], _told(self.times.get((*key, ALL_WEEKS), {}), self.ending))
            for key in keys
            if self.shows(key)
        ]

    def named(self, dim: str) -> list[str]:
        """Return the labels of a dimension that may be shown."""
        return sorted(value for of, value in self.groups if of == dim and value and self.may.shows(dim, value))


def speed(services: Services, part: Part = WHOLE, *, business_hours: bool = False) -> SpeedFigures:
    """Return the figures of the last year of tickets, or of a part of them; in opening hours alone where asked.

    Of a part the rows tell the whole desk beside it, the weeks the part alone.
    """
    span, settings = period(services), services.settings
    groups = by_label(kept.sums(services.engine, DIMS, span.after))
    ending = "_open" if business_hours else ""
    desk = _Kept(services.engine, span.after, ending, allowed(services), groups, quantiles(services.engine))
    told = {
        "weeks": span.weeks,
        "since": span.since,
        "business_hours": f"{settings.business_hours} {settings.business_zone}" if business_hours else "",
        "channel": part.channel or None,
        "category": part.category or None,
        "channels": desk.named("channel"),
        "categories": desk.named("category"),
        "counted_at": counted_at(services),
        "words": list(WORDS),
    }
    return SpeedFigures.model_validate(told | (_of_part(desk, part) if part.labels else _of_all(desk)))


def _of_all(desk: _Kept) -> dict[str, Any]:
    return {
        "tickets": added(desk.groups.get(("all", ""), []), "tickets")[0],
        "rows": desk.rows(desk.groups),
        "by_week": _weeks(desk) if desk.may.shows("all", "") else [],
        "hidden": sum(not desk.shows(key) for key in desk.groups),
    }


def _of_part(desk: _Kept, part: Part) -> dict[str, Any]:
    known = all(label in desk.groups for label in part.labels)
    shown = known and all(desk.may.shows(*key) for key in (*part.labels, part.key))
    measures = [f"{measure}{desk.ending}" for measure in TIMED]
    weeks = weeks_of(desk.engine, part, measures, desk.after) if shown else {}
    by_week = [_week(monday(week), one.sums, _found(one.times), desk.ending) for week, one in weeks.items()]
    rows = desk.rows([("all", ""), *part.labels])
    if len(part.labels) > 1 and weeks:
        rows.append(_both(part, list(weeks.values()), desk.ending))
    tickets = sum(one.tickets for one in by_week)
    return {"tickets": tickets, "rows": rows, "by_week": by_week, "hidden": int(known and not shown)}


def _both(part: Part, weeks: Sequence[Week], ending: str) -> SpeedRow:
    """Return the row of the tickets that have both labels."""
    sums = [row for one in weeks for row in one.sums]
    summed: defaultdict[str, Counter[int]] = defaultdict(Counter)
    for one in weeks:
        for measure, counted in one.times.items():
            summed[measure].update(counted)
    return _row("part", f"{part.channel} · {part.category}", sums, _told(_found(summed), ending))


def _week(start: date, sums: Sequence[SumRow], found: Quantiles, ending: str) -> SpeedWeek:
    told = {"monday": start, "tickets": added(sums, "tickets")[0]}
    return SpeedWeek.model_validate(told | _told(found, ending) | _shares(sums))


def _found(times: Mapping[str, Mapping[int, int]]) -> Quantiles:
    return {measure: (quantile(counted, 0.5), quantile(counted, 0.9)) for measure, counted in times.items()}


def _told(found: Quantiles, ending: str) -> dict[str, float | None]:
    told: dict[str, float | None] = {}
    for measure in TIMED:
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


def _weeks(desk: _Kept) -> list[SpeedWeek]:
    by_week = defaultdict[int, list[SumRow]](list)
    for row in kept.sums(desk.engine, ("all",), desk.after, by_week=True):
        by_week[row.week].append(row)
    return [
        _week(monday(week), rows, desk.times.get(("all", "", week), {}), desk.ending)
        for week, rows in sorted(by_week.items())
    ]
