"""Queue a task, one of its kind at a time: what the API and the console do alike."""

from __future__ import annotations

from typing import Any

from assist_server import progress, store
from assist_server.errors import Conflict
from assist_server.services import Services
from assist_server.store import Job

BUILDING = frozenset({"reindex", "tune"})  # each builds a generation: one at a time


def queue(services: Services, task: str, arguments: dict[str, Any]) -> Job:
    """Queue a task and start it elsewhere. Raises Conflict as `take` does, NotReady if Redis is away."""
    return hand_over(services, take(services, task, arguments))


def hand_over(services: Services, queued: Job) -> Job:
    """Have a queued job run elsewhere; where it can't be, it has failed. Raises NotReady if Redis is away."""
    try:
        services.jobs.start(queued.id)
    except Exception:
        store.end_job(services.engine, queued.id, "failed", "It could not be queued.")
        raise
    progress.note_waiting(services.engine, queued, services.jobs)
    return store.job(services.engine, queued.id) or queued


def take(services: Services, task: str, arguments: dict[str, Any]) -> Job:
    """Queue a task that the caller will run. Raises Conflict while another is under way that excludes it."""
    engine = services.engine
    progress.settle(engine, services.settings.folder, services.jobs)
    beside = BUILDING if task in BUILDING else frozenset()
    queued, created = store.create_job_unless_active(engine, task, arguments, beside)
    if not created:
        mend = f"Wait for it, or cancel it: assist cancel {queued.id}"
        raise Conflict(f"This is under way: job {queued.id} ({queued.task}).", mend=mend)
    return queued


def building(services: Services) -> Job | None:
    """Return the job that builds a generation, queued or running; one whose process has died is no longer."""
    progress.settle(services.engine, services.settings.folder, services.jobs)
    return store.active_job(services.engine, *sorted(BUILDING))
