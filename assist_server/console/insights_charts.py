"""The charts of the insights' pages: which figures they draw, on which scale, and how each point is told."""

from __future__ import annotations

from collections.abc import Sequence

from assist_server.console.charts import Drawing, Point, curves, spans
from assist_server.console.scales import numbers, ratios, times
from assist_server.console.words import Words
from assist_server.insights.shown import (
    Compared,
    MoodFigures,
    MoodRow,
    Rate,
    SpeedFigures,
    SpeedRow,
    SpeedWeek,
    TimesGroup,
)

TIMES = ("first_response", "resolution")


def measures(say: Words) -> dict[str, str]:
    """Return what the page of speed can show, by name."""
    return {
        "first_response": say("speed.first"),
        "resolution": say("speed.resolution"),
        "one_contact": say("speed.one-contact"),
        "reopened": say("speed.reopened"),
        "waited": say("speed.waited"),
    }


def of_mood(figures: MoodFigures, say: Words) -> Drawing | None:
    """Draw how many more bad ratings customers left who began upset, group by group."""
    rows = [(_label(row, say), _rate(row.difference, say)) for row in figures.rows]
    return spans(rows, numbers(say))


def of_weeks(figures: SpeedFigures, measure: str, say: Words) -> Drawing | None:
    """Draw a measure week by week: of times the median and the 90th percentile, of shares the interval."""
    mondays = [week.monday.isoformat() for week in figures.by_week]
    if measure in TIMES:
        lines = [[_time(week, f"{measure}_{end}", say) for week in figures.by_week] for end in ("median", "p90")]
        return curves(mondays, lines, times(say))
    return curves(mondays, [[_rate(getattr(week, measure), say) for week in figures.by_week]], numbers(say))


def of_groups(figures: SpeedFigures, measure: str, say: Words) -> Drawing | None:
    """Draw a measure group by group: of times from the median to the 90th percentile, of shares the interval."""
    if measure in TIMES:
        return spans([(_label(row, say), _reach(row, measure, say)) for row in figures.rows], times(say))
    return spans([(_label(row, say), _rate(getattr(row, measure), say)) for row in figures.rows], numbers(say))


def of_times(groups: Sequence[TimesGroup], say: Words) -> Drawing | None:
    """Draw how many times as long replies with an inserted suggestion take as those without, group by group."""
    return spans([(_used(group, say), _ratio(group.ratio, say)) for group in groups], ratios(say))


def _used(group: TimesGroup, say: Words) -> str:
    return say("by.all") if group.by == "all" else f"{group.value or say('insights.unnamed')} · {say(f'by.{group.by}')}"


def _ratio(ratio: Compared | None, say: Words) -> Point | None:
    if ratio is None:
        return None
    told = f"{say.number(ratio.value, 2)} ({say.number(ratio.low, 2)} – {say.number(ratio.high, 2)})"
    return Point(ratio.value, told, ratio.low, ratio.high)


def _label(row: MoodRow | SpeedRow, say: Words) -> str:
    if row.dim == "all":
        return say("dim.all")
    return f"{row.value or say('insights.unnamed')} · {say(f'dim.{row.dim}')}"


def _rate(rate: Rate | None, say: Words) -> Point | None:
    if rate is None:
        return None
    told = f"{say.number(rate.value, 1)} ({say.number(rate.low, 1)} – {say.number(rate.high, 1)})"
    return Point(rate.value, told, rate.low, rate.high)


def _time(week: SpeedWeek, name: str, say: Words) -> Point | None:
    seconds = getattr(week, name)
    return None if seconds is None else Point(seconds, f"{week.monday}: {say.seconds(seconds)}")


def _reach(row: SpeedRow, measure: str, say: Words) -> Point | None:
    median, p90 = getattr(row, f"{measure}_median"), getattr(row, f"{measure}_p90")
    if median is None or p90 is None:
        return None
    return Point(median, f"{say.seconds(median)} – {say.seconds(p90)}", median, p90)
