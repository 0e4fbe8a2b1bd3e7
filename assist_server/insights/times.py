"""Medians and 90th percentiles of times, found by the job when the sums change: of many tickets that takes seconds."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping

from assist_server.insights.buckets import quantile
from assist_server.store import DIMS, Engine
from assist_server.store import facts as kept

NAME = "times"
ALL_WEEKS = 0
Place = tuple[str, str, int]
"""A dimension, a label in it, and a week (ALL_WEEKS: the whole period; only of the dim "all" are weeks told apart)."""
Quantiles = Mapping[str, tuple[float | None, float | None]]
"""By measure: the seconds within which half, and nine in ten, of the tickets lie."""


def keep_quantiles(engine: Engine, after_week: int) -> None:
    """Find the quantiles of the weeks after this one and keep them."""
    counted: defaultdict[tuple[str, str, int, str], Counter[int]] = defaultdict(Counter)
    for row in (*kept.times(engine, DIMS, after_week), *kept.times(engine, ("all",), after_week, by_week=True)):
        counted[row.dim, row.value, row.week, row.measure][row.bucket] += row.tickets
    kept.keep_found(
        engine, NAME, [[*key, quantile(those, 0.5), quantile(those, 0.9)] for key, those in counted.items()]
    )


def quantiles(engine: Engine) -> dict[Place, Quantiles]:
    """Return the quantiles as the job last found them."""
    rows, by_place = kept.found(engine, NAME), defaultdict[Place, dict[str, tuple[float | None, float | None]]](dict)
    for dim, value, week, measure, median, p90 in rows[0] if rows else []:
        by_place[dim, value, week][measure] = (median, p90)
    return dict(by_place)
