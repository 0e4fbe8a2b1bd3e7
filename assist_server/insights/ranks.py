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

import numpy as np
import numpy.typing as npt

from assist_server.insights.proportions import Interval, Z

POWER = 0.8  # the chance of seeing a difference that is there
LEAST_TOLD = 100  # times from which on a desk's own spread is believed
SPREAD = 1.0  # standard deviation of the logarithms that is assumed before: nine in ten within 0.2 to 5 of the median
MOST_TOLD = 2_000  # times whose spread is looked at
LEAST_SECOND = 0.5  # a reply sent at once is counted as half a second: a ratio needs something to divide by
Array = npt.NDArray[np.float64]


def shift(ones: Sequence[float], others: Sequence[float], *, exact: float = 1e-3) -> Interval:
    """Return how much larger the first are than the others, with the 95 % interval, each within `exact`.

    Raises ValueError where one side is empty.
    """
    if not len(ones) or not len(others):
        raise ValueError("a difference needs two sides")
    x: Array = np.sort(np.asarray(ones, np.float64))
    y: Array = np.sort(np.asarray(others, np.float64))
    pairs = len(x) * len(y)
    reach = Z * math.sqrt(pairs * (len(x) + len(y) + 1) / 12)
    places = (pairs / 2, pairs / 2 - reach, pairs / 2 + reach)
    middle, low, high = (min(max(place, 1.0), float(pairs)) for place in places)
    least, most = float(x[0] - y[-1]) - exact, float(x[-1] - y[0])
    value = _difference_at(x, y, middle, (least, most), exact)
    ends = ((low, (least, value)), (high, (value - exact, most)))
    return Interval(value, *(_difference_at(x, y, place, span, exact) for place, span in ends))


def ratio(ones: Sequence[float], others: Sequence[float]) -> Interval:
    """Return how many times as large the first are as the others: the shift of their logarithms."""
    logs = [np.log(np.maximum(np.asarray(each, np.float64), LEAST_SECOND)) for each in (ones, others)]
    return Interval(*(math.exp(value) for value in shift(logs[0], logs[1], exact=1e-4)))  # type: ignore[arg-type]


def _difference_at(x: Array, y: Array, place: float, span: tuple[float, float], exact: float) -> float:
    """Return the difference that so many of all pairs do not exceed: halving the span in which it lies."""
    low, high = span
    while high - low > exact:
        middle = (low + high) / 2
        low, high = (low, middle) if _pairs_within(x, y, middle) >= place else (middle, high)
    return high


def _pairs_within(x: Array, y: Array, most: float) -> int:
    """Count the pairs whose difference is at most so much."""
    if len(x) <= len(y):
        return len(x) * len(y) - int(np.searchsorted(y, x - most, "left").sum())
    return int(np.searchsorted(x, y + most, "right").sum())


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
