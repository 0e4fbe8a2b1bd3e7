"""Figures as tables (CSV, RFC 4180): a row for each group, plain numbers, times in seconds, rates per 1,000."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from assist_server.insights.experiment_shown import ExperimentFigures
from assist_server.insights.shown import (
    Compared,
    ConsistencyFigures,
    Example,
    GapFigures,
    MoodFigures,
    Rate,
    SpeedFigures,
    SpeedRow,
    SpeedWeek,
    Times,
    UsageFigures,
)

FORMULA = (
    "=",
    "+",
    "-",
    "@",
    "＝",
    "＋",
    "－",
    "＠",
    "\t",
    "\r",
    "\n",
)  # how a text begins that would be run


def of_mood(figures: MoodFigures) -> str:
    """Return the bad ratings of each group, and who was turned round or lost there."""
    rated = ("upset_rated", "upset_bad", "other_rated", "other_bad")
    turned = ("began_upset", "turned_round", "began_otherwise", "lost")
    rows = (
        (row.dim, row.value, *(getattr(row, name) for name in rated))
        + _parts(row.difference)
        + tuple(getattr(beside, name) for name in turned)
        for row, beside in zip(figures.rows, figures.turned, strict=True)
    )
    return table(("group", "label", *rated, "difference", "low", "high", *turned), rows)


def of_speed(figures: SpeedFigures) -> str:
    """Return the speed of each group, then of each week."""
    names = ("first_response_median", "first_response_p90", "resolution_median", "resolution_p90")
    shares = ("one_contact", "reopened", "waited")
    labelled: list[tuple[str, str, SpeedRow | SpeedWeek]] = [(row.dim, row.value, row) for row in figures.rows]
    weeks = [("week", week.monday.isoformat(), week) for week in figures.by_week]
    rows = (
        (dim, label, row.tickets, *(getattr(row, name) for name in names))
        + tuple(end for name in shares for end in _parts(getattr(row, name)))
        for dim, label, row in (*labelled, *weeks)
    )
    ends = (f"{name}{end}" for name in shares for end in ("", "_low", "_high"))
    return table(("group", "label", "tickets", *names, *ends), rows)


def of_consistency(figures: ConsistencyFigures) -> str:
    """Return the answers of each group of like questions, a row for each answer, the groups numbered."""
    rows = (
        (number, group.question, group.tickets, answer.text, answer.tickets, *_sources(answer.sources))
        for number, group in enumerate(figures.groups, 1)
        for answer in group.answers
    )
    return table(("group", "question", "tickets", "answer", "answer_tickets", "sources", "urls"), rows)


def of_gaps(figures: GapFigures) -> str:
    """Return the questions without a good article, each with its draft."""
    names = ("question", "tickets", "recent", "before", "nearest_article", "draft")
    return table(names, ([getattr(gap, name) for name in names] for gap in figures.gaps))


def of_articles(figures: GapFigures) -> str:
    """Return the articles to look at, and why."""
    rows = ((one.article.id, one.article.title, one.article.url, one.reason) for one in figures.articles)
    return table(("article", "title", "url", "reason"), rows)


def of_usage(figures: UsageFigures) -> str:
    """Return what became of suggestions in each group."""
    names = ("shown", "inserted", "kept", "dismissed", "up", "down")
    rows = ((row.by, row.value, *(getattr(row, name) for name in names)) for row in figures.groups)
    return table(("group", "label", *names), rows)


def of_times(figures: UsageFigures) -> str:
    """Return the times of replies in each group: with an inserted suggestion, with an unused one, and their ratio."""
    names = ("inserted", "inserted_median", "inserted_p90", "offered", "offered_median", "offered_p90")
    rows = [
        (row.by, row.value, *_times(row.inserted), *_times(row.offered), *_parts(row.ratio)) for row in figures.times
    ]
    return table(("group", "label", *names, "ratio", "low", "high"), rows)


def of_experiment(figures: ExperimentFigures) -> str:
    """Return the two sides of an experiment, then its differences."""
    names = ("tickets", "replied", "broken", "median", "p90", "rated", "bad", "reopened_told", "reopened")
    rows = [(side, *(getattr(getattr(figures, side), name) for name in names)) for side in ("held", "shown")]
    apart = [(name, *_parts(getattr(figures, name))) for name in ("seconds", "ratio", "bad", "reopened")]
    return table(("side", *names), rows) + table(("difference", "value", "low", "high"), apart)


def table(names: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return rows as CSV; a text that a spreadsheet would take for a formula is told as a text."""
    written = io.StringIO()
    lines = csv.writer(written)
    lines.writerow(names)
    lines.writerows([_cell(cell) for cell in row] for row in rows)
    return written.getvalue()


def _cell(value: object) -> object:
    if isinstance(value, str) and value.startswith(FORMULA):
        return f"'{value}"
    return "" if value is None else value


def _sources(those: Sequence[Example]) -> tuple[str, str]:
    return " ".join(one.id for one in those), " ".join(one.url for one in those if one.url)


def _times(times: Times) -> tuple[float | None, ...]:
    return (times.replies, times.median, times.p90)


def _parts(rate: Rate | Compared | None) -> tuple[float | None, ...]:
    return (rate.value, rate.low, rate.high) if rate else (None, None, None)
