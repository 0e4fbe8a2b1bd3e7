"""Two sets of times compared by ranks: how much larger the one is, with its interval, and how many it takes.

Hodges, J. L., Lehmann, E. L. (1963), Estimates of location based on rank tests, Ann. Math. Statist. 34, 598-611: the
median of all differences between one of the first and one of the others. Lehmann, E. L. (1963), Nonparametric
confidence intervals for a shift parameter, Ann. Math. Statist. 34, 1507-1512: the shifts that a two-sided Wilcoxon test
would not reject. Noether, G. E. (1987), Sample size determination for some common nonparametric tests, JASA 82,
645-647.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import NormalDist
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from assist_server.insights.proportions import Interval, Z

POWER = 0.8  # the chance of seeing a difference that is there
LEAST_TOLD = 100  # times from which on a desk's own spread is believed
SPREAD = 1.0  # standard deviation of the logarithms that is assumed before: nine in ten within 0.2 to 5 of the median
MOST_TOLD = 2_000  # times whose spread is looked at
LEAST_SECOND = 0.5  # a reply sent at once is counted as half a second: a ratio needs something to divide by
Array = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]


class Counted(NamedTuple):
    """Values, each told once, the smallest first, and how often each is there."""

    values: Array
    times: Whole

    @property
    def total(self) -> int:
        """How many there are."""
        return int(self.times.sum())


def counted(values: Sequence[float], times: Sequence[int] | None = None) -> Counted:
    """Return values, each as often as it is told, or so many times."""
    given = np.asarray(values, np.float64)
    if times is None:
        return Counted(*np.unique(given, return_counts=True))
    told, places = np.unique(given, return_inverse=True)
    sums = np.zeros(len(told), np.int64)
    np.add.at(sums, places, np.asarray(times, np.int64))
    return Counted(told, sums)


def quantile(those: Counted, share: float) -> float:
    """Return the value that this share of them does not exceed, between two neighbours in proportion.

    Raises ValueError of none.
    """
    if not those.total:
        raise ValueError("a quantile needs a value")
    place = (those.total - 1) * share
    below, above = (those.values[_value_at(those, rank)] for rank in (math.floor(place), math.ceil(place)))
    return float(below + (above - below) * (place - math.floor(place)))


def _value_at(those: Counted, rank: int) -> int:
    return int(np.searchsorted(np.cumsum(those.times), rank, "right"))


def shift(ones: Sequence[float] | Counted, others: Sequence[float] | Counted, *, exact: float = 1e-3) -> Interval:
    """Return how much larger the first are than the others, with the 95 % interval, each within `exact`.

    Raises ValueError where one side is empty.
    """
    x, y = (side if isinstance(side, Counted) else counted(side) for side in (ones, others))
    if not x.total or not y.total:
        raise ValueError("a difference needs two sides")
    pairs = x.total * y.total
    reach = Z * math.sqrt(pairs * (x.total + y.total + 1) / 12)
    places = (pairs / 2, pairs / 2 - reach, pairs / 2 + reach)
    middle, low, high = (min(max(place, 1.0), float(pairs)) for place in places)
    least, most = float(x.values[0] - y.values[-1]) - exact, float(x.values[-1] - y.values[0])
    value = _difference_at(x, y, middle, (least, most), exact)
    ends = ((low, (least, value)), (high, (value - exact, most)))
    return Interval(value, *(_difference_at(x, y, place, span, exact) for place, span in ends))


def ratio(ones: Sequence[float] | Counted, others: Sequence[float] | Counted) -> Interval:
    """Return how many times as large the first are as the others: the shift of their logarithms."""
    one, other = (_logarithms(side if isinstance(side, Counted) else counted(side)) for side in (ones, others))
    value, low, high = (math.exp(part) for part in shift(one, other, exact=1e-4))
    return Interval(value, low, high)


def _logarithms(those: Counted) -> Counted:
    return counted(np.log(np.maximum(those.values, LEAST_SECOND)), those.times)  # type: ignore[arg-type]


def _difference_at(x: Counted, y: Counted, place: float, span: tuple[float, float], exact: float) -> float:
    """Return the difference that so many of all pairs do not exceed: halving the span in which it lies."""
    low, high = span
    while high - low > exact:
        middle = (low + high) / 2
        low, high = (low, middle) if _pairs_within(x, y, middle) >= place else (middle, high)
    return high


def _pairs_within(x: Counted, y: Counted, most: float) -> int:
    """Count the pairs whose difference is at most so much."""
    if len(x.values) <= len(y.values):
        below = _first(y)[np.searchsorted(y.values, x.values - most, "left")]
        return x.total * y.total - int((x.times * below).sum())
    return int((y.times * _first(x)[np.searchsorted(x.values, y.values + most, "right")]).sum())


def _first(those: Counted) -> Whole:
    """Return how many there are in the first values: in none, in one, and so on."""
    return np.concatenate((np.zeros(1, np.int64), np.cumsum(those.times)))


def tickets_needed(times: Sequence[float], share: float, factor: float = 0.9) -> int:
    """Return how many tickets it takes to see, four times in five, that times are `factor` of what they are else.

    `share` is that of one of the sides. The spread is that of the desk's own times, where there are enough of them.
    """
    sooner = _chance_of_less(times[:MOST_TOLD], factor)
    wanted = Z + NormalDist().inv_cdf(POWER)
    return math.ceil(wanted**2 / (12 * share * (1 - share) * (sooner - 0.5) ** 2))


def _chance_of_less(times: Sequence[float], factor: float) -> float:
    """Return how likely a time, shortened by the factor, is less than another one."""
    if len(times) < LEAST_TOLD:
        return NormalDist().cdf(-math.log(factor) / (SPREAD * math.sqrt(2)))
    x: Array = np.sort(np.maximum(np.asarray(times, np.float64), LEAST_SECOND))
    below = np.searchsorted(x, x * factor, "left").sum() + np.searchsorted(x, x * factor, "right").sum()
    return max(1 - float(below) / (2 * len(x) ** 2), 0.5 + 1e-3)
