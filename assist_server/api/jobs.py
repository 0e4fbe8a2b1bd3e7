"""Reindexing, tuning and replay as jobs, and how far jobs are."""

from __future__ import annotations

from flask import Response, current_app
from pydantic import BaseModel

from assist_server import progress, queueing, store
from assist_server.api.events import MEDIA_TYPE, Told, streams
from assist_server.api.operations import Asked, Operation, View, accepted
from assist_server.errors import NotFound
from assist_server.requests import JobsRequest, ReindexRequest, ReplayRequest, TuneRequest
from assist_server.results import Jobs, JobStatus
from assist_server.services import Services
from assist_server.store import ACTIVE, Job


def _queue(asked: Asked, task: str) -> Response:
    """Queue a task, unless one of its kind is under way."""
    status = progress.status(queueing.queue(asked.services, task, asked.body.model_dump()))
    return accepted(status)


def reindex(asked: Asked) -> Response:
    """Queue a reindex."""
    return _queue(asked, "reindex")


def tune(asked: Asked) -> Response:
    """Queue a tuning."""
    return _queue(asked, "tune")


def replay(asked: Asked) -> Response:
    """Queue a replay."""
    return _queue(asked, "replay")


def jobs(asked: Asked) -> Jobs:
    """List the recent jobs."""
    return Jobs(jobs=[progress.status(one) for one in store.recent_jobs(asked.services.engine, asked.query.limit)])


def job(asked: Asked) -> JobStatus:
    """Tell how far a job is."""
    return progress.status(found_job(asked.services, asked.path["id"]))


def found_job(services: Services, id: str) -> Job:
    """Return the job; one whose process is gone says so. Raises NotFound."""
    progress.settle(services.engine, services.settings.folder, services.jobs)
    found = store.job(services.engine, id)
    if found is None:
        raise NotFound("There is no job of this id.")
    return found


def job_events(asked: Asked) -> Response:
    """Tell how far a job is whenever it gets further, until it ends."""
    services, id = asked.services, asked.path["id"]

    def look() -> Told:
        seen = found_job(services, id)
        return Told(progress.status(seen).model_dump_json(), seen.state not in ACTIVE)

    return streams(current_app).answer(look)


def cancel_job(asked: Asked) -> JobStatus:
    """Ask a job to stop; it does so at its next step."""
    store.cancel_job(asked.services.engine, asked.path["id"])
    return job(asked)


def _job(path: str, summary: str, view: View, body: type[BaseModel], description: str = "", *, id: str) -> Operation:
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
        id=id,
    )


OPERATIONS = (
    _job(
        "/v1/reindex",
        "Build a new index beside the live one",
        reindex,
        ReindexRequest,
        id="start_reindex",
    ),
    _job(
        "/v1/tune",
        "Learn which replies answer which messages",
        tune,
        TuneRequest,
        "Kept, and a new index built with it, only if it ranks the agents' own replies higher on the newest tickets.",
        id="start_tuning",
    ),
    _job(
        "/v1/replay",
        "Ask the last solved tickets again",
        replay,
        ReplayRequest,
        "The job's result tells for each threshold how often something is shown, and how often a shown one is close.",
        id="start_replay",
    ),
    Operation(
        "GET",
        "/v1/jobs",
        "The recent jobs",
        jobs,
        "admin",
        query=JobsRequest,
        result=Jobs,
        id="list_jobs",
    ),
    Operation(
        "GET",
        "/v1/jobs/{id}/events",
        "How far a job is, as server-sent events",
        job_events,
        "admin",
        media_type=MEDIA_TYPE,
        description="Events named `job` carry what `GET /v1/jobs/{id}` answers, one whenever it changes, until the job"
        " ends or five minutes are over. 503 with Retry-After when no more streams can be kept open: then ask for the"
        " job itself now and then.",
        errors=(404, 503),
        id="stream_job_events",
    ),
    Operation(
        "GET",
        "/v1/jobs/{id}",
        "How far a job is",
        job,
        "admin",
        result=JobStatus,
        errors=(404,),
        id="get_job",
    ),
    Operation(
        "DELETE",
        "/v1/jobs/{id}",
        "Cancel a job",
        cancel_job,
        "admin",
        result=JobStatus,
        errors=(404,),
        id="cancel_job",
    ),
)
