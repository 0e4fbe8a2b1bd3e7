"""The pages of insights: each chart beside its table, and the table to take away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, make_response, redirect, request, url_for
from pydantic import BaseModel

from assist_server import queueing, store
from assist_server.api.operations import services
from assist_server.console import insights_charts
from assist_server.console.room import page, words
from assist_server.errors import AssistError
from assist_server.insights import tables
from assist_server.insights.consistency import consistency
from assist_server.insights.gaps import gaps
from assist_server.insights.maturity import ASKED, maturity
from assist_server.insights.mood import mood
from assist_server.insights.parts import Part
from assist_server.insights.shown import MoodFigures
from assist_server.insights.speed import speed
from assist_server.progress import status
from assist_server.services import Services
from assist_server.store import facts

NAMES = ("mood", "speed", "consistency", "gaps", "usage", "maturity")
PLAIN: dict[str, Callable[[Services], BaseModel]] = {
    "consistency": consistency,
    "gaps": gaps,
    "maturity": maturity,
}
TABLES: dict[str, Callable[[Services], str]] = {
    "consistency": lambda held: tables.of_consistency(consistency(held)),
    "gaps": lambda held: tables.of_gaps(gaps(held)),
    "articles": lambda held: tables.of_articles(gaps(held)),
}


def add_pages(room: Blueprint) -> None:
    """Put the pages into the room."""
    room.add_url_rule("/insights", "insights", home)
    room.add_url_rule("/insights/mood", "insights_mood", mood_page)
    room.add_url_rule("/insights/mood.csv", "insights_mood_csv", mood_table)
    room.add_url_rule("/insights/speed", "insights_speed", speed_page)
    room.add_url_rule("/insights/speed.csv", "insights_speed_csv", speed_table)
    for name in TABLES:
        room.add_url_rule(f"/insights/{name}.csv", f"insights_{name}_csv", plain_table, defaults={"name": name})
    for name in PLAIN:
        room.add_url_rule(f"/insights/{name}", f"insights_{name}", plain_page, defaults={"name": name})
    room.add_url_rule("/insights/maturity", "insights_answers", keep_answers, methods=["POST"])
    room.add_url_rule("/insights/refresh", "insights_refresh", refresh, methods=["POST"])


def home() -> Response:
    """Lead to the first of the pages."""
    return make_response(redirect(url_for("console.insights_mood"), 303))


def mood_page() -> Response:
    """Show whether the first mood decides."""
    figures = mood(services())
    turned = [row for row in figures.turned if row.began_upset or row.began_otherwise]
    return page(
        "console/insights_mood.html",
        figures=figures,
        drawing=insights_charts.of_mood(figures, words()),
        turned=turned,
        said=_said(figures),
        **shared("mood"),
    )


def speed_page() -> Response:
    """Show how quick the desk is."""
    part = _part()
    figures, measures = speed(services(), part, business_hours=_opened()), insights_charts.measures(words())
    asked = request.args.get("measure", "")
    measure = asked if asked in measures else insights_charts.TIMES[0]
    return page(
        "console/insights_speed.html",
        figures=figures,
        measures=measures,
        measure=measure,
        timed=measure in insights_charts.TIMES,
        by_week=insights_charts.of_weeks(figures, measure, words()),
        by_group=insights_charts.of_groups(figures, measure, words()),
        opened=_opened(),
        part=part,
        **shared("speed"),
    )


def plain_page(name: str) -> Response:
    """Show figures that need no chart."""
    return page(f"console/insights_{name}.html", figures=PLAIN[name](services()), **shared(name))


def keep_answers() -> Response:
    """Keep what the desk says of itself: what is not ticked does not hold."""
    facts.put_answers(services().engine, {name: name in request.form for name in ASKED})
    return make_response(redirect(url_for("console.insights_maturity"), 303))


def mood_table() -> Response:
    """Give the figures of mood as a table."""
    return as_table("mood", tables.of_mood(mood(services())))


def speed_table() -> Response:
    """Give the figures of speed as a table."""
    return as_table("speed", tables.of_speed(speed(services(), _part(), business_hours=_opened())))


def plain_table(name: str) -> Response:
    """Give what a page without charts shows as a table."""
    return as_table(name, TABLES[name](services()))


def refresh() -> Response:
    """Queue the job that reads what is new, and show that it is under way."""
    try:
        queueing.queue(services(), "insights", {"anew": False})
    except AssistError as exc:
        return page("console/problem.html", exc.status, problem=exc)
    return make_response(redirect(url_for("console.insights"), 303))


def _opened() -> bool:
    return request.args.get("hours") == "open"


def _part() -> Part:
    return Part(request.args.get("channel") or None, request.args.get("category") or None)


def shared(name: str) -> dict[str, Any]:
    """Return what each of the pages shows: which one it is, and whether its figures are being brought up to date."""
    job = store.active_job(services().engine, "insights")
    return {"insight": name, "insight_names": NAMES, "reading": status(job) if job else None}


def _said(figures: MoodFigures) -> str:
    """Say in a sentence what the overall difference says."""
    say, whole = words(), figures.rows[0] if figures.rows and figures.rows[0].dim == "all" else None
    if whole is None:
        return say("verdict.none")
    apart = whole.difference
    if apart is None:
        return say("verdict.too few")
    sign = -1 if whole.verdict == "fewer" else 1
    low, high = sorted((sign * apart.low, sign * apart.high))
    told = {"value": sign * apart.value, "low": low, "high": high}
    return say(f"verdict.{whole.verdict}", **{name: say.number(value, 1) for name, value in told.items()})


def as_table(name: str, text: str) -> Response:
    """Give a table to take away."""
    answer = Response(text, content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer
