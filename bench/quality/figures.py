"""A figure of quality with its 95 % interval, and the tables made of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
RESAMPLES = 1_000
SEED = 7


@dataclass(frozen=True)
class Figure:
    """One cell of the tables: what was measured, of whom ("Agent Assist" or a baseline), and what was seen.

    `low` and `high` are the 95 % percentile bootstrap interval (Efron and Tibshirani 1993, chapter 13).
    """

    part: str
    what: str
    who: str
    value: float
    low: float
    high: float
    aim: str = ""


def mean_figure(part: str, what: str, who: str, values: Sequence[float] | npt.NDArray[Any], aim: str = "") -> Figure:
    """Return the mean of the values (n,), one for each question, with its interval."""
    array = np.asarray(values, dtype=np.float64)
    picks = _picks(len(array))
    means = array[picks].mean(axis=1) if len(array) else np.zeros(1)
    return _figure(part, what, who, float(array.mean()) if len(array) else 0.0, means, aim)


def statistic_figure(
    part: str, what: str, who: str, count: int, statistic: Callable[[npt.NDArray[np.int64]], float], aim: str = ""
) -> Figure:
    """Return a figure that is no mean: `statistic` takes the places (n,) of the examples that are in a resample."""
    resampled = np.array([statistic(picked) for picked in _picks(count)])
    return _figure(part, what, who, statistic(np.arange(count)), resampled, aim)


def _picks(count: int) -> npt.NDArray[np.int64]:
    """Return the places (resamples, count) of each resample, the same ones in every run."""
    return np.random.default_rng(SEED).integers(0, max(1, count), size=(RESAMPLES, count))


def _figure(part: str, what: str, who: str, value: float, resampled: FloatArray, aim: str) -> Figure:
    low, high = np.percentile(resampled, [2.5, 97.5])
    return Figure(part, what, who, value, float(low), float(high), aim)


def tables(figures: Sequence[Figure]) -> str:
    """Return Markdown: one table a part, one row a measurement, its baselines beside it."""
    parts = dict.fromkeys(one.part for one in figures)
    return "\n\n".join(_table(part, [one for one in figures if one.part == part]) for part in parts)


def _table(part: str, figures: Sequence[Figure]) -> str:
    lines = [f"### {part}", "", "| | who | seen (95 % interval) | aim |", "|---|---|---|---|"]
    last = ""
    for one in figures:
        what = one.what if one.what != last else ""
        last = one.what
        lines.append(f"| {what} | {one.who} | {one.value:.3f} ({one.low:.3f} to {one.high:.3f}) | {one.aim} |")
    return "\n".join(lines)
