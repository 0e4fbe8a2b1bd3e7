"""The page of how suggestions are used, and the experiment that tells what they do: begin it, end it, read it."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, make_response, redirect, request, url_for
from pydantic import ValidationError

from assist_server import experiment
from assist_server.api.operations import services
from assist_server.console import insights_charts
from assist_server.console.insights_pages import as_table, shared
from assist_server.console.room import page, words
from assist_server.errors import AssistError, InvalidInput
from assist_server.insights import tables
from assist_server.insights.experiment_shown import ExperimentFigures
from assist_server.insights.experiments import LEAST, experiments
from assist_server.insights.ranks import tickets_needed
from assist_server.insights.reply_times import own_times
from assist_server.insights.usage import usage
from assist_server.requests import ExperimentRequest

SHARES = (0.05, 0.1, 0.2, 0.5)  # to choose from
DEFAULT = ExperimentRequest()


def add_pages(room: Blueprint) -> None:
    """Put the page, its tables and its forms into the room."""
    room.add_url_rule("/insights/usage", "insights_usage", show)
    room.add_url_rule("/insights/usage.csv", "insights_usage_csv", usage_table)
    room.add_url_rule("/insights/reply-times.csv", "insights_times_csv", times_table)
    room.add_url_rule("/insights/experiment.csv", "experiment_csv", experiment_table)
    room.add_url_rule("/insights/experiment", "start_experiment", start, methods=["POST"])
    room.add_url_rule("/insights/experiment/stop", "stop_experiment", stop, methods=["POST"])


def show() -> Response:
    """Show the page."""
    return _page()


def start() -> Response:
    """Begin an experiment, as the API does."""
    form = request.form
    try:
        asked = ExperimentRequest.model_validate({"share": form.get("share"), "days": form.get("days")})
    except ValidationError as exc:
        problem = InvalidInput("The share must be 0.01 to 0.5, the days 1 to 365.", mend="Choose again.")
        problem.__cause__ = exc
        return _page(problem.status, problem)
    return _done(lambda: experiment.start(services(), share=asked.share, days=asked.days))


def stop() -> Response:
    """End the experiment that runs."""
    return _done(lambda: experiment.stop(services()))


def usage_table() -> Response:
    """Give the use of suggestions as a table."""
    return as_table("usage", tables.of_usage(usage(services())))


def times_table() -> Response:
    """Give the times of replies as a table."""
    return as_table("reply-times", tables.of_times(usage(services())))


def experiment_table() -> Response:
    """Give what the newest experiment found as a table."""
    found = experiments(services()).experiment
    return as_table("experiment", tables.of_experiment(found) if found else "")


def _done(act: Callable[[], object]) -> Response:
    try:
        act()
    except AssistError as exc:
        return _page(exc.status, exc)
    return make_response(redirect(url_for("console.insights_usage", _anchor="experiment"), 303))


def _page(status: int = 200, problem: AssistError | None = None) -> Response:
    held = services()
    figures, told, times = usage(held), experiments(held), own_times(held)
    return page(
        "console/insights_usage.html",
        status,
        problem=problem,
        figures=figures,
        drawing=insights_charts.of_times(figures.times, words()),
        told=told,
        said=_said(told.experiment) if told.experiment else "",
        shares=[(share, tickets_needed(times, share)) for share in SHARES],
        chosen=DEFAULT,
        people=held.settings.insights_people,
        **shared("usage"),
    )


def _said(found: ExperimentFigures) -> str:
    """Say in a sentence what the experiment found."""
    say, ratio, seconds = words(), found.ratio, found.seconds
    if ratio is None or seconds is None:
        return say(f"experiment-found.{found.found}", least=LEAST, people=services().settings.insights_people)
    told = {"value": ratio.value, "low": ratio.low, "high": ratio.high}
    return say(f"experiment-found.{found.found}", **{name: say.number(value, 2) for name, value in told.items()})
