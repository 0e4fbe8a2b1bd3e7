"""How far a job is: its rate and the time its stage still needs; and whether anybody still runs it."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from assist_server import pulse, store
from assist_server.errors import StoreUnusable
from assist_server.jobs import Jobs
from assist_server.results import JobStatus
from assist_server.store import Engine, Job

BEAT = 10.0  # seconds between two signs of life of a job's process
STALE = timedelta(seconds=45)  # without one, after which the process is taken for gone
STARTING = timedelta(minutes=1)  # from being written down to being handed over, which takes a moment
NO_WORKER = "It waits for a worker, and none is there. Run: assist worker"


def settle(engine: Engine, folder: Path, jobs: Jobs) -> None:
    """Mark as interrupted the jobs that nobody runs or will run any more; of others say what they wait for.

    Where the database takes no writing (its disk is full) that waits; who only wanted to look is not refused for it.
    """
    for job in store.active_jobs(engine):
        if _gone(job, folder, jobs):
            with suppress(StoreUnusable):
                store.end_job(engine, job.id, "interrupted", "The process that ran it is gone. Start it again.")
                pulse.forget(folder, job.id)
        elif job.state == "queued":
            note_waiting(engine, job, jobs)


def note_waiting(engine: Engine, job: Job, jobs: Jobs) -> None:
    """Have a queued job say that it waits for a worker, as long as none is there."""
    said = NO_WORKER if jobs.workers() == 0 else ""
    if said != job.message:
        with suppress(StoreUnusable):
            store.note_job(engine, job.id, said)


def _gone(job: Job, folder: Path, jobs: Jobs) -> bool:
    """Ask the kernel where this machine runs the job, else Redis whether it still waits, else the clock."""
    if pulse.known(folder, job.id):
        return pulse.stopped(folder, job.id)
    now = datetime.now(UTC)
    if job.state == "queued":
        return now - job.created_at > STARTING and jobs.lost(job.id)
    return job.heartbeat_at is not None and now - job.heartbeat_at > STALE


def status(job: Job, now: datetime | None = None) -> JobStatus:
    """Return the job as it is shown, with the stage's rate (per second) and seconds left where they can be told."""
    rate = _rate(job, now or datetime.now(UTC))
    running = job.state == "running" and rate
    return JobStatus(
        id=job.id,
        task=job.task,
        state=job.state,
        stage=job.stage,
        done=job.done,
        total=job.total,
        rate=round(rate, 2) if rate else None,
        seconds_left=round((job.total - job.done) / rate, 1) if running and rate else None,
        message=job.message,
        created_at=job.created_at,
        started_at=job.started_at,
        ended_at=job.ended_at,
        result=job.result,
    )


def _rate(job: Job, now: datetime) -> float | None:
    if job.stage_at is None or job.done == 0:
        return None
    seconds = ((job.ended_at or now) - job.stage_at).total_seconds()
    return job.done / seconds if seconds > 0 else None
