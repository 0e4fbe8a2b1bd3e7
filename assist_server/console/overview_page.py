"""The page of first sight: what is live, whether all is well, what has been done, and what to do next."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from flask import Blueprint, Response, make_response, redirect, url_for
from pydantic import TypeAdapter

from assist_server import health, progress, store
from assist_server.api.operations import services
from assist_server.cache import recall, remember
from assist_server.console import figures
from assist_server.console.progress_told import came_to, outcome, told
from assist_server.console.room import page, words
from assist_server.store import ACTIVE, Held

HELD: TypeAdapter[Held] = TypeAdapter(Held)
SHOWN = 5  # jobs that have ended
WEEK = timedelta(days=7)
EVENTS = ("shown", "inserted", "edited", "sent", "dismissed", "up", "down")
WATCHED = {"reindex": "reindex", "tune": "reindex", "replay": "replay", "sync": "sources", "insights": "insights"}


class Step(NamedTuple):
    """One thing to do on a fresh machine: whether it is done, and the page where it is."""

    name: str
    done: bool
    place: str


def add_pages(room: Blueprint) -> None:
    """Put the pages into the room."""
    room.add_url_rule("/", "home", home)
    room.add_url_rule("/overview", "overview", show)


def home() -> Response:
    """Lead to the first page."""
    return make_response(redirect(url_for("console.overview"), 303))


def show() -> Response:
    """Show the page. What it counts is read from indexes, however many tickets there are."""
    held, engine = services(), services().engine
    progress.settle(engine, held.settings.folder, held.jobs)
    generations = store.generations(engine)
    live, before = figures.live_and_before(generations)
    active, recent = store.active_jobs(engine), store.recent_jobs(engine, 2 * SHOWN)
    stored, say = _held(), words()
    checks = health.checks(held)
    return page(
        "console/overview.html",
        live=live,
        waiting=store.pending_count(engine) if live else 0,
        held=stored,
        checks=checks,
        troubled=sum(check.state in ("warning", "broken") for check in checks),
        feedback=store.feedback_counts(engine, datetime.now(UTC) - WEEK),
        events=EVENTS,
        running=[told(job, say) for job in active],
        ended=[job for job in recent if job.state not in ACTIVE][:SHOWN],
        outcome=outcome,
        watched=WATCHED,
        sources=store.sources(engine),
        came_to=came_to,
        newest=generations[0] if generations else None,
        figures=[
            one for one in figures.figures(live.report if live else {}, before.report if before else {}) if one.pictured
        ],
        written=figures.written,
        reasons=figures.reasons,
        steps=_steps(stored, live is not None),
    )


def _held() -> Held:
    """Count anew only when something has changed."""
    cache, engine = services().cache, services().engine
    key = f"held:{store.live(engine).change_seq}"
    kept = recall(cache, key, HELD)
    if kept is not None:
        return kept
    found = store.held(engine)
    remember(cache, key, HELD, found)
    return found


def _steps(stored: Held, is_live: bool) -> list[Step]:
    """Return what a fresh machine needs, in the order it is needed."""
    engine = services().engine
    agents = any(key.role == "agent" and key.revoked_at is None for key in store.keys(engine))
    return [
        Step("tickets", stored.solved > 0, "sources"),
        Step("index", is_live, "reindex"),
        Step("threshold", store.last_job(engine, "replay", "done") is not None, "replay"),
        Step("keys", agents, "keys"),
    ]
