"""The page of reindexing: choose, start, watch, cancel, compare with the one before, go back."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response, current_app, g, jsonify, make_response, redirect, request, url_for
from pydantic import ValidationError

from assist_server import queueing, reindex, store
from assist_server.api.events import Told, streams
from assist_server.api.jobs import found_job
from assist_server.api.operations import services
from assist_server.console import figures, sessions
from assist_server.console.progress_told import told
from assist_server.console.room import SESSION, page, words
from assist_server.errors import AssistError, InvalidInput
from assist_server.plan import plan
from assist_server.requests import ReindexRequest
from embeddings.models import MODELS

SHOWN = 12  # jobs


def add_pages(room: Blueprint) -> None:
    """Put the pages into the room."""
    room.add_url_rule("/", "home", home)
    room.add_url_rule("/reindex", "reindex", show)
    room.add_url_rule("/reindex", "start", start, methods=["POST"])
    room.add_url_rule("/reindex/plan", "planned", planned)
    room.add_url_rule("/reindex/plan", "show_plan", show_plan, methods=["POST"])
    room.add_url_rule("/reindex/roll-back", "ask_roll_back", ask_roll_back)
    room.add_url_rule("/reindex/roll-back", "roll_back", roll_back, methods=["POST"])
    room.add_url_rule("/jobs/<id>", "job_state", job_state)
    room.add_url_rule("/jobs/<id>/events", "job_events", job_events)
    room.add_url_rule("/jobs/<id>/cancel", "cancel", cancel, methods=["POST"])


def home() -> Response:
    """Lead to the page there is most to do on."""
    return make_response(redirect(url_for("console.reindex"), 303))


def show() -> Response:
    """Show the page."""
    return _page()


def show_plan() -> Response:
    """Show the page with what a reindex would cost: for a reader without JavaScript."""
    return _page(planned=_plan(request.form.get("model")))


def start() -> Response:
    """Queue a reindex, as the API does, and show how far it gets."""
    form = request.form
    try:
        asked = ReindexRequest(
            model=_known_model(form.get("model")), source=form.get("source") or None, force="force" in form
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
    return jsonify(_plan(request.args.get("model")))


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
    return _back("rolled_back")


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


def _models() -> list[str]:
    """Return the names of the models to choose from, the one in use first."""
    return list(dict.fromkeys([services().model(), services().settings.model, *MODELS]))


def _plan(model: str | None) -> dict[str, Any]:
    """Return what a reindex would cost, as texts; what a model lacks as a sentence."""
    say, name = words(), _known_model(model)
    found = plan(services(), name)
    rows = [
        (say("plan.passages"), say.number(found.passages)),
        (say("plan.to_embed"), say.number(found.to_embed)),
        (say("plan.seconds"), say("plan.unknown") if found.seconds is None else say.seconds(found.seconds)),
    ]
    rows += [
        (say("plan.left_out", reason=say.of("reason", reason)), say.number(count))
        for reason, count in found.left_out.items()
    ]
    return {"model": found.model, "rows": rows}


def _page(status: int = 200, *, planned: dict[str, Any] | None = None, problem: AssistError | None = None) -> Response:
    engine, say = services().engine, words()
    generations = store.generations(engine)
    live, before = figures.live_and_before(generations)
    jobs = store.recent_jobs(engine, SHOWN)
    active = queueing.under_way(services(), "reindex")
    report, report_before = (one.report if one else {} for one in (live, before))
    return page(
        "console/reindex.html",
        status,
        problem=problem,
        note=say("note.rolled-back") if request.args.get("note") == "rolled_back" else "",
        planned=planned,
        models=_models(),
        model=planned["model"] if planned else services().model(),
        live=live,
        before=before,
        waiting=store.pending_count(engine),
        active=told(active, say) if active else None,
        jobs=jobs,
        generations=generations,
        figures=figures.figures(report, report_before),
        written=figures.written,
        left_out=figures.left_out(report),
        reasons=figures.reasons,
        signed_in_as=g.session.key.name,
    )
