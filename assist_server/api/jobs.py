"""Reindexing as a job, and how far jobs are."""

from __future__ import annotations

from flask import Response

from assist_server import progress, store
from assist_server.api.operations import Asked, Operation
from assist_server.errors import Conflict, NotFound
from assist_server.requests import ReindexRequest
from assist_server.results import JobStatus


def reindex(asked: Asked) -> Response:
    """Queue a reindex, unless one is under way."""
    engine = asked.services.engine
    store.interrupt_stale_jobs(engine, progress.STALE)
    queued, created = store.create_job_unless_active(engine, "reindex", asked.body.model_dump())
    if not created:
        raise Conflict(f"A reindex is under way: job {queued.id}.", mend="Wait for it, or cancel it.")
    try:
        asked.services.jobs.start(queued.id)
    except Exception:
        store.end_job(engine, queued.id, "failed", "It could not be queued.")
        raise
    status = progress.status(queued)
    return Response(status.model_dump_json(), 202, {"Location": f"/v1/jobs/{queued.id}"}, mimetype="application/json")


def job(asked: Asked) -> JobStatus:
    """Tell how far a job is."""
    found = store.job(asked.services.engine, asked.path["id"])
    if found is None:
        raise NotFound("There is no job of this id.")
    return progress.status(found)


def cancel_job(asked: Asked) -> JobStatus:
    """Ask a job to stop; it does so at its next step."""
    store.cancel_job(asked.services.engine, asked.path["id"])
    return job(asked)


OPERATIONS = (
    Operation(
        "POST",
        "/v1/reindex",
        "Build a new index beside the live one",
        reindex,
        "admin",
        ReindexRequest,
        result=JobStatus,
        status=202,
        errors=(409, 503),
    ),
    Operation("GET", "/v1/jobs/{id}", "How far a job is", job, "admin", result=JobStatus, errors=(404,)),
    Operation("DELETE", "/v1/jobs/{id}", "Cancel a job", cancel_job, "admin", result=JobStatus, errors=(404,)),
)
