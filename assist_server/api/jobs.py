"""Reindexing, tuning and replay as jobs, and how far jobs are."""

from __future__ import annotations

from flask import Response
from pydantic import BaseModel

from assist_server import progress, store
from assist_server.api.operations import Asked, Operation, View
from assist_server.errors import Conflict, NotFound
from assist_server.requests import ReindexRequest, ReplayRequest, TuneRequest
from assist_server.results import JobStatus


def _queue(asked: Asked, task: str) -> Response:
    """Queue a task, unless one of its kind is under way."""
    engine = asked.services.engine
    progress.settle(engine, asked.services.settings.folder, asked.services.jobs)
    queued, created = store.create_job_unless_active(engine, task, asked.body.model_dump())
    if not created:
        raise Conflict(f"This is under way: job {queued.id}.", mend="Wait for it, or cancel it.")
    try:
        asked.services.jobs.start(queued.id)
    except Exception:
        store.end_job(engine, queued.id, "failed", "It could not be queued.")
        raise
    status = progress.status(queued)
    return Response(status.model_dump_json(), 202, {"Location": f"/v1/jobs/{queued.id}"}, mimetype="application/json")


def reindex(asked: Asked) -> Response:
    """Queue a reindex."""
    return _queue(asked, "reindex")


def tune(asked: Asked) -> Response:
    """Queue a tuning."""
    return _queue(asked, "tune")


def replay(asked: Asked) -> Response:
    """Queue a replay."""
    return _queue(asked, "replay")


def job(asked: Asked) -> JobStatus:
    """Tell how far a job is; of one whose process was killed, that it was interrupted."""
    progress.settle(asked.services.engine, asked.services.settings.folder, asked.services.jobs)
    found = store.job(asked.services.engine, asked.path["id"])
    if found is None:
        raise NotFound("There is no job of this id.")
    return progress.status(found)


def cancel_job(asked: Asked) -> JobStatus:
    """Ask a job to stop; it does so at its next step."""
    store.cancel_job(asked.services.engine, asked.path["id"])
    return job(asked)


def _job(path: str, summary: str, view: View, body: type[BaseModel], description: str = "") -> Operation:
    """Return an operation that queues a job."""
    return Operation(
        "POST",
        path,
        summary,
        view,
        "admin",
        body,
        result=JobStatus,
        status=202,
        description=description,
        errors=(409, 503),
    )


OPERATIONS = (
    _job("/v1/reindex", "Build a new index beside the live one", reindex, ReindexRequest),
    _job(
        "/v1/tune",
        "Learn which replies answer which messages",
        tune,
        TuneRequest,
        "Kept, and a new index built with it, only if it ranks the agents' own replies higher on the newest tickets.",
    ),
    _job(
        "/v1/replay",
        "Ask the last solved tickets again",
        replay,
        ReplayRequest,
        "The job's result tells for each threshold how often something is shown, and how often a shown one is close.",
    ),
    Operation("GET", "/v1/jobs/{id}", "How far a job is", job, "admin", result=JobStatus, errors=(404,)),
    Operation("DELETE", "/v1/jobs/{id}", "Cancel a job", cancel_job, "admin", result=JobStatus, errors=(404,)),
)
