"""Shares with their uncertainty: one share, and the difference of two.

Wilson, E. B. (1927), Probable inference, the law of succession, and statistical inference, JASA 22, 209-212.
Newcombe, R. G. (1998), Interval estimation for the difference between independent proportions: comparison of eleven
methods, Statistics in Medicine 17, 873-890; the interval here is his tenth method, without continuity correction.
"""

from __future__ import annotations

import math
from typing import NamedTuple

Z = 1.959963984540054  # of the normal distribution, 95 in 100 lie within


class Interval(NamedTuple):
    """A value and the interval that holds the truth 95 times in 100."""

    value: float
    low: float
    high: float


def share(part: int, whole: int) -> Interval:
    """Return a share of 1 with Wilson's 95 % interval. Raises ValueError unless 0 <= part <= whole and whole > 0."""
    if not 0 <= part <= whole or whole == 0:
        raise ValueError(f"a share needs a part of a whole, not {part} of {whole}")
    rate = part / whole
    spread = Z * math.sqrt(rate * (1 - rate) / whole + Z * Z / (4 * whole * whole))
    centre, scale = rate + Z * Z / (2 * whole), 1 + Z * Z / whole
    return Interval(rate, max(0.0, (centre - spread) / scale), min(1.0, (centre + spread) / scale))


def difference(part: int, whole: int, other_part: int, other_whole: int) -> Interval:
    """Return how much larger the first share is than the other, with Newcombe's 95 % interval. Raises as `share`."""
    one, other = share(part, whole), share(other_part, other_whole)
    value = one.value - other.value
    down = math.hypot(one.value - one.low, other.high - other.value)
    up = math.hypot(one.high - one.value, other.value - other.low)
    return Interval(value, max(-1.0, value - down), min(1.0, value + up))


def holds_zero(interval: Interval) -> bool:
    """Tell whether no difference at all is within the interval."""
    return interval.low <= 0 <= interval.high
