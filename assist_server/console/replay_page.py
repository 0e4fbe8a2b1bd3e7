"""The page of replay: ask the last solved tickets again, watch it, and see what each threshold would have shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, make_response, redirect, request, url_for
from pydantic import ValidationError

from assist_server import progress, queueing, store
from assist_server.api.operations import services
from assist_server.console import replay_told, scales
from assist_server.console.charts import Drawing, Point, stacks
from assist_server.console.progress_told import told
from assist_server.console.replay_told import Row
from assist_server.console.room import page, words
from assist_server.errors import AssistError, InvalidInput, NotFound
from assist_server.replay_report import LAST, misses
from assist_server.requests import ReplayRequest
from assist_server.settings import ENVIRONMENT
from assist_server.store import Job

TASK = "replay"


def add_pages(room: Blueprint) -> None:
    """Put the pages into the room."""
    room.add_url_rule("/replay", "replay", show)
    room.add_url_rule("/replay", "start_replay", start, methods=["POST"])
    room.add_url_rule("/replay.csv", "replay_csv", csv)
    room.add_url_rule("/replay/<id>/cancel", "cancel_replay", cancel, methods=["POST"])


def show() -> Response:
    """Show the page."""
    return _page()


def start() -> Response:
    """Queue a replay, as the API does, and show how far it gets."""
    try:
        asked = ReplayRequest.model_validate({"last": request.form.get("last", LAST)})
    except ValidationError:
        problem = InvalidInput("Ask from 1 to 10,000 tickets again.")
        return _page(problem.status, problem=problem)
    try:
        queueing.queue(services(), TASK, asked.model_dump())
    except AssistError as exc:
        return _page(exc.status, problem=exc)
    return _back()


def cancel(id: str) -> Response:
    """Ask a replay to stop; one that has ended meanwhile is as good as stopped."""
    store.cancel_job(services().engine, id)
    return _back()


def csv() -> Response:
    """Give the last replay as a table."""
    done = store.last_job(services().engine, TASK, "done")
    if done is None or not store.is_replay(done.result):
        raise NotFound("No replay has been done yet.", mend="Start one.")
    answer = Response(replay_told.as_table(replay_told.rows(done.result)), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="replay.csv"'
    return answer


def _back() -> Response:
    return make_response(redirect(url_for("console.replay"), 303))


def _page(status: int = 200, *, problem: AssistError | None = None) -> Response:
    held, engine = services(), services().engine
    progress.settle(engine, held.settings.folder, held.jobs)
    active, ended = store.active_job(engine, TASK), store.last_job(engine, TASK, "done", "failed", "interrupted")
    done = ended if ended is None or ended.state == "done" else store.last_job(engine, TASK, "done")
    return page(
        "console/replay.html",
        status,
        problem=problem,
        note=words()("replay.done") if request.args.get("note") == "done" else "",
        active=told(active, words()) if active else None,
        cancel_at=url_for("console.cancel_replay", id=active.id) if active else "",
        failed=ended if ended is not done and not active else None,
        live=store.live_generation(engine),
        last=LAST,
        threshold=held.settings.threshold,
        variable=ENVIRONMENT["threshold"],
        **_found(done),
    )


def _found(done: Job | None) -> dict[str, Any]:
    """Return what the last replay found."""
    if done is None or not done.result.get("overall") or not store.is_replay(done.result):
        return {"done": None, "rows": []}
    those, report = replay_told.rows(done.result), done.result
    in_use = replay_told.nearest(those, services().settings.threshold)
    return {
        "done": done,
        "rows": those,
        "in_use": in_use,
        "drawing": _drawn(those, in_use),
        "goals": replay_told.goals(those),
        "by": {name: part for name, part in report["by"].items() if len(part) > 1},
        "report": report,
        "misses": list(misses(services().engine, report["misses"])),
    }


def _drawn(rows: Sequence[Row], in_use: Row) -> Drawing:
    """Draw for each threshold which share of the tickets would have been answered rightly, and which wrongly."""
    say = words()
    labels = [say.number(row.threshold, 2) for row in rows]
    parts = []
    for name, counts in (("right", [row.right for row in rows]), ("wrong", [row.wrong for row in rows])):
        shares = [count / max(1, row.tickets) for count, row in zip(counts, rows, strict=True)]
        parts.append(
            [
                Point(share, f"{label}: {say(f'replay.{name}')} {say.percent(share)}")
                for share, label in zip(shares, labels, strict=True)
            ]
        )
    return stacks(labels, parts, scales.shares(say), rows.index(in_use))
