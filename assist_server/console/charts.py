"""Charts as places on a plane of 100 by 100: what the templates draw, each beside its table."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from assist_server.insights.shown import Compared, Rate

LEAST_SECONDS = 1.0  # that a scale of times begins with


class Span(NamedTuple):
    """An interval on a line from 0 to 100: its ends, its value, and where nothing is."""

    low: float
    value: float
    high: float
    zero: float


class Curve(NamedTuple):
    """A line through the weeks as SVG takes its points; parts where nothing is known are left out."""

    name: str
    points: tuple[str, ...]


def spans(rates: Sequence[Rate | None]) -> list[Span | None]:
    """Lay intervals on one line that holds them all, and zero."""
    ends = [end for rate in rates if rate for end in (rate.low, rate.high)] + [0.0]
    start, width = min(ends), (max(ends) - min(ends)) or 1.0

    def place(value: float) -> float:
        return round(2 + 96 * (value - start) / width, 2)

    return [Span(place(one.low), place(one.value), place(one.high), place(0.0)) if one else None for one in rates]


def ratios(compared: Sequence[Compared | None]) -> list[Span | None]:
    """Lay ratios on one line by their logarithms, on which half as long is as far from alike as twice as long."""
    logs = [
        Rate(value=math.log(one.value), low=math.log(one.low), high=math.log(one.high)) if one else None
        for one in compared
    ]
    return spans(logs)


def curves(named: Sequence[tuple[str, Sequence[float | None]]]) -> tuple[list[Curve], float, float]:
    """Lay series of seconds on one plane with a logarithmic height; return also the least and the most seconds."""
    told = [max(value, LEAST_SECONDS) for _, values in named for value in values if value is not None]
    if not told:
        return [], 0.0, 0.0
    low, high = min(told), max(told)
    width = math.log(high / low) or 1.0
    found = []
    for name, values in named:
        step = 100 / max(1, len(values) - 1)
        places = [
            None
            if value is None
            else f"{place * step:.2f},{96 - 92 * math.log(max(value, LEAST_SECONDS) / low) / width:.2f}"
            for place, value in enumerate(values)
        ]
        found.append(Curve(name, tuple(_unbroken(places))))
    return found, low, high


def _unbroken(places: Sequence[str | None]) -> list[str]:
    """Return the parts between the gaps, each as one text."""
    parts: list[list[str]] = [[]]
    for place in places:
        if place is None:
            parts.append([])
        else:
            parts[-1].append(place)
    return [" ".join(part) for part in parts if part]
