"""Which groups of tickets may be shown: none that so few people answered that a figure would tell of one of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from assist_server.insights import refresh
from assist_server.services import Services
from assist_server.store import COUNTED, SumRow
from assist_server.store import facts as kept

PLACES = {name: place for place, name in enumerate(COUNTED)}


@dataclass(frozen=True)
class Period:
    """The weeks that the figures tell of: those after one, up to the newest."""

    after: int
    newest: int

    @property
    def weeks(self) -> int:
        """How many there are."""
        return self.newest - self.after

    @property
    def since(self) -> date | None:
        """The Monday of the first of them."""
        return monday(self.after + 1) if self.weeks else None


@dataclass(frozen=True)
class Allowed:
    """Which labels may be shown, by how many people answered under each."""

    people: dict[str, dict[str, int]]
    least: int

    def shows(self, dim: str, value: str) -> bool:
        """Tell whether a label may be shown. Where no ticket tells who answered, a team may not, and the rest may."""
        there = self.people.get(dim, {}).get(value, 0)
        return there >= self.least or (there == 0 and dim != "team")


def monday(week: int) -> date:
    """Return the first day of a week as facts number them."""
    return date.fromordinal(week * 7 + 1)


def counted_at(services: Services) -> datetime | None:
    """Return when something was last counted."""
    found = kept.found(services.engine, "people")
    return found[1] if found else None


def period(services: Services) -> Period:
    """Return the weeks that the figures tell of."""
    newest = kept.newest_week(services.engine)
    return Period(max(0, newest - refresh.WEEKS), newest)


def allowed(services: Services) -> Allowed:
    """Return what may be shown."""
    return Allowed(refresh.people(services), services.settings.insights_people)


def added(rows: Sequence[SumRow], *names: str) -> tuple[int, ...]:
    """Return the sums of these counts over the rows."""
    return tuple(sum(row.counts[PLACES[name]] for row in rows) for name in names)


def by_label(rows: Sequence[SumRow]) -> dict[tuple[str, str], list[SumRow]]:
    """Return the rows of each label, the labels with the most tickets first within their dimension, all at the top."""
    found: dict[tuple[str, str], list[SumRow]] = {}
    for row in rows:
        found.setdefault((row.dim, row.value), []).append(row)
    order = sorted(found, key=lambda key: (DIM_ORDER[key[0]], -added(found[key], "tickets")[0], key[1]))
    return {key: found[key] for key in order}


DIM_ORDER = {"all": 0, "channel": 1, "category": 2, "brand": 3, "team": 4}
