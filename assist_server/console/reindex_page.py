"""The page of reindexing: choose, start, watch, cancel, compare with the one before, go back."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response, current_app, jsonify, make_response, redirect, request, url_for
from pydantic import ValidationError

from assist_server import queueing, reindex, store
from assist_server.api.events import Told, streams
from assist_server.api.jobs import found_job
from assist_server.api.operations import services
from assist_server.console import figures, sessions
from assist_server.console.plan_told import plan_told
from assist_server.console.progress_told import outcome, told
from assist_server.console.room import SESSION, page, words
from assist_server.errors import AssistError, InvalidInput
from assist_server.requests import ReindexRequest
from assist_server.store import Job
from embeddings.models import MODELS

SHOWN = 8  # jobs
NOTES = ("done", "rolled-back")  # what the page can be told to say


def add_pages(room: Blueprint) -> None:
    """Put the pages into the room."""
    room.add_url_rule("/reindex", "reindex", show)
    room.add_url_rule("/reindex", "start", start, methods=["POST"])
    room.add_url_rule("/reindex/plan", "planned", planned)
    room.add_url_rule("/reindex/plan", "show_plan", show_plan, methods=["POST"])
    room.add_url_rule("/reindex/roll-back", "ask_roll_back", ask_roll_back)
    room.add_url_rule("/reindex/roll-back", "roll_back", roll_back, methods=["POST"])
    room.add_url_rule("/jobs/<id>", "job_state", job_state)
    room.add_url_rule("/jobs/<id>/events", "job_events", job_events)
    room.add_url_rule("/jobs/<id>/cancel", "cancel", cancel, methods=["POST"])


def show() -> Response:
    """Show the page."""
    return _page()


def show_plan() -> Response:
    """Show the page with what a reindex would cost: for a reader without JavaScript."""
    return _page(planned=plan_told(services(), _known_model(request.form.get("model")), words()))


def start() -> Response:
    """Queue a reindex, as the API does, and show how far it gets."""
    form = request.form
    try:
        asked = ReindexRequest(
            model=_known_model(form.get("model")), source=_known_source(form.get("source")), force="force" in form
        )
    except ValidationError as exc:
        raise InvalidInput("The form is not as it was made.", mend="Load the page again.") from exc
    try:
        queueing.queue(services(), "reindex", asked.model_dump())
    except AssistError as exc:
        return _page(exc.status, problem=exc)
    return _back()


def planned() -> Response:
    """Tell what a reindex with a model would take in and cost, as the page shows it."""
    return jsonify(plan_told(services(), _known_model(request.args.get("model")), words()))


def ask_roll_back() -> Response:
    """Ask whether the previous generation shall answer again."""
    live, before = figures.live_and_before(store.generations(services().engine))
    return page("console/roll_back.html", live=live, before=before)


def roll_back() -> Response:
    """Let the previous generation answer again, if it still is the one that was shown."""
    _, before = figures.live_and_before(store.generations(services().engine))
    try:
        if before is not None and request.form.get("to") != before.id:
            raise InvalidInput("Another generation is the previous one by now.", mend="Look at the page again.")
        reindex.roll_back(services())
    except AssistError as exc:
        return _page(exc.status, problem=exc)
    return _back("rolled-back")


def cancel(id: str) -> Response:
    """Ask a job to stop; one that has ended meanwhile is as good as stopped."""
    store.cancel_job(services().engine, id)
    return _back()


def job_state(id: str) -> Response:
    """Tell how far a job is, to a page that can't listen to events."""
    return jsonify(asdict(told(found_job(services(), id), words())))


def job_events(id: str) -> Response:
    """Tell how far a job is whenever that changes, while the session lasts."""
    say, secret, held = words(), request.cookies.get(SESSION), services()

    def look() -> Told:
        sessions.session_of(held.engine, secret, used=False)
        now = told(found_job(held, id), say)
        return Told(json.dumps(asdict(now)), now.ended)

    return streams(current_app).answer(look)


def _back(note: str = "") -> Response:
    return make_response(redirect(url_for("console.reindex", note=note or None), 303))


def _known_model(name: str | None) -> str | None:
    """Return the model if it is one of those offered. Raises InvalidInput."""
    if name and name not in _models():
        raise InvalidInput("There is no model of that name to choose.", mend="Load the page again.")
    return name or None


def _known_source(name: str | None) -> str | None:
    """Return the source if it is one of those offered. Raises InvalidInput."""
    if name and name not in _sources():
        raise InvalidInput("There is no source of that name to choose.", mend="Load the page again.")
    return name or None


def _sources() -> list[str]:
    """Return the names of the sources that can be read on first."""
    return [one.name for one in store.sources(services().engine)]


def _models() -> list[str]:
    """Return the names of the models to choose from, the one in use first."""
    return list(dict.fromkeys([services().model(), services().settings.model, *MODELS]))


def _failed(jobs: list[Job]) -> Job | None:
    """Return the newest job if it did not come to its end, though nobody cancelled it."""
    return jobs[0] if jobs and jobs[0].state in ("failed", "interrupted") else None


def _page(status: int = 200, *, planned: dict[str, Any] | None = None, problem: AssistError | None = None) -> Response:
    engine, say = services().engine, words()
    generations = store.generations(engine)
    live, before = figures.live_and_before(generations)
    jobs = store.recent_jobs(engine, SHOWN)
    active = queueing.building(services())
    report, report_before = (one.report if one else {} for one in (live, before))
    return page(
        "console/reindex.html",
        status,
        problem=problem,
        note=say(f"note.{note}") if (note := request.args.get("note")) in NOTES else "",
        planned=planned,
        models=_models(),
        sources=_sources(),
        model=planned["model"] if planned else services().model(),
        live=live,
        before=before,
        waiting=store.pending_count(engine),
        active=told(active, say) if active else None,
        jobs=jobs,
        outcome=outcome,
        failed=_failed(jobs) if not active else None,
        generations=generations,
        figures=figures.figures(report, report_before),
        written=figures.written,
        counts=figures.counts,
        left_out=figures.left_out(report),
        reasons=figures.reasons,
    )
