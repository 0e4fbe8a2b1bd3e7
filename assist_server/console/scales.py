"""Scales of charts: where a value lies, which marks are set, and how each is written."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

from assist_server.console.words import Words

MINUTE, HOUR, DAY = 60, 3_600, 86_400
TIMES = (1, 10, MINUTE, 10 * MINUTE, HOUR, 4 * HOUR, DAY, 4 * DAY, 16 * DAY, 64 * DAY)
STEPS = (1, 2, 5, 10)  # times a power of ten


class Scale(NamedTuple):
    """How values are laid on a line; `marks(low, high, most)` are values around them."""

    place: Callable[[float], float]
    marks: Callable[[float, float, int], list[float]]
    written: Callable[[float], str]


def numbers(say: Words) -> Scale:
    """Return a plain scale, with zero on it."""
    return Scale(lambda value: value, _even, lambda value: say.number(value, 0 if value == round(value) else 1))


def shares(say: Words) -> Scale:
    """Return a plain scale of shares, from none to all."""
    return Scale(lambda share: share, lambda low, high, most: [0.0, 0.25, 0.5, 0.75, 1.0], say.percent)


def times(say: Words) -> Scale:
    """Return a logarithmic scale of seconds."""
    return Scale(lambda seconds: math.log10(max(seconds, 1.0)), _ladder, say.seconds)


def ratios(say: Words) -> Scale:
    """Return a logarithmic scale of ratios, with one on it: half lies as far from it as twice."""
    return Scale(math.log2, _doubled, lambda ratio: say.number(ratio, 0 if ratio >= 1 else len(f"{ratio:g}") - 2))


def _doubled(low: float, high: float, most: int) -> list[float]:
    first, last = math.floor(math.log2(min(low, 1.0))), math.ceil(math.log2(max(high, 1.0)))
    if first == last:
        first, last = -1, 1
    step = math.ceil((last - first) / most)
    return [2.0**power for power in range(-step * math.ceil(-first / step), last + step, step)]


def _even(low: float, high: float, most: int) -> list[float]:
    low, high = min(low, 0.0), max(high, 0.0) if high or low else 1.0
    least = (high - low) / most
    power = 10.0 ** math.floor(math.log10(least))
    step = next(power * times for times in STEPS if power * times >= least)
    return [round(step * count, 9) for count in range(math.floor(low / step), math.ceil(high / step) + 1)]


def _ladder(low: float, high: float, most: int) -> list[float]:
    """Return rungs from the last below to the first above; of too many every second, third …"""
    first = max((place for place, rung in enumerate(TIMES) if rung <= low), default=0)
    last = min((place for place, rung in enumerate(TIMES) if rung >= high), default=len(TIMES) - 1)
    found = TIMES[first : max(last, first + 1) + 1]
    return [float(rung) for rung in found[:: math.ceil(len(found) / (most + 1))]]
