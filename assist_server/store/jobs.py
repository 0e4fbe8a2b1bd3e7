"""Jobs: what runs beside the requests, how far it is, and whether it should stop."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Engine, Update, case, func, insert, select, update

from assist_server.store.tables import jobs as table
from assist_server.store.transactions import reading, writing
from assist_server.store.values import Job, JobState

ACTIVE = ("queued", "running")
LOCK_CLASS = 730_580  # any constant: keeps this room's advisory locks apart from others'


def create_job(engine: Engine, task: str, arguments: dict[str, Any]) -> Job:
    """Queue a task."""
    with writing(engine) as connection:
        return _queue(connection, task, arguments)


def create_job_unless_active(
    engine: Engine, task: str, arguments: dict[str, Any], beside: Iterable[str] = (), *, apart: str = ""
) -> tuple[Job, bool]:
    """Queue a task unless one like it is queued or running: return that one and False, or the new one and True.

    `beside` names the tasks that exclude this one as well.

    Of several callers at once exactly one queues it. `apart` names an argument: jobs that differ in it do not exclude
    each other.
    """
    with writing(engine) as connection:
        if engine.dialect.name == "postgresql":
            for name in sorted({task, *beside}):
                connection.execute(select(func.pg_advisory_xact_lock(LOCK_CLASS, func.hashtext(name))))
        active = _active(connection, [task, *beside], {apart: arguments.get(apart)} if apart else {})
        return (active, False) if active else (_queue(connection, task, arguments), True)


def job(engine: Engine, id: str) -> Job | None:
    """Return a job, or None."""
    with reading(engine) as connection:
        row = connection.execute(select(table).where(table.c.id == id)).one_or_none()
    return None if row is None else Job(*row)


def recent_jobs(engine: Engine, limit: int) -> list[Job]:
    """Return up to `limit` jobs, the newest first."""
    rows = select(table).order_by(table.c.created_at.desc(), table.c.id).limit(limit)
    with reading(engine) as connection:
        return [Job(*row) for row in connection.execute(rows)]


def last_job(engine: Engine, task: str, *states: JobState) -> Job | None:
    """Return the newest job of a task, in one of the states where some are named, or None."""
    rows = select(table).where(table.c.task == task).order_by(table.c.created_at.desc(), table.c.id)
    rows = rows.where(table.c.state.in_(states)) if states else rows
    with reading(engine) as connection:
        row = connection.execute(rows.limit(1)).one_or_none()
    return None if row is None else Job(*row)


def active_job(engine: Engine, *tasks: str) -> Job | None:
    """Return the oldest job of these tasks that is queued or running, or None."""
    with reading(engine) as connection:
        return _active(connection, tasks)


def active_jobs(engine: Engine) -> list[Job]:
    """Return the jobs that are queued or running, the oldest first."""
    rows = select(table).where(table.c.state.in_(ACTIVE)).order_by(table.c.created_at, table.c.id)
    with reading(engine) as connection:
        return [Job(*row) for row in connection.execute(rows)]


def start_job(engine: Engine, id: str) -> bool:
    """Take a queued job: true for exactly one caller, false if it is not queued."""
    now = datetime.now(UTC)
    taken = _where(id, "queued").values(state="running", started_at=now, heartbeat_at=now, message="")
    return _change(engine, taken) == 1


def report_job(engine: Engine, id: str, stage: str, done: int, total: int) -> None:
    """Note how far a running job is, which also says that it is alive."""
    now = datetime.now(UTC)
    since = case((table.c.stage == stage, table.c.stage_at), else_=now)
    _change(engine, _where(id, "running").values(stage=stage, done=done, total=total, heartbeat_at=now, stage_at=since))


def note_job(engine: Engine, id: str, message: str) -> None:
    """Note what a queued job waits for."""
    _change(engine, _where(id, "queued").values(message=message))


def beat_job(engine: Engine, id: str) -> None:
    """Note that the process of a running job is alive."""
    _change(engine, _where(id, "running").values(heartbeat_at=datetime.now(UTC)))


def tell_job(engine: Engine, id: str, result: dict[str, Any]) -> None:
    """Note what a running job knows already of what it will have come to."""
    _change(engine, _where(id, "running").values(result=result))


def end_job(engine: Engine, id: str, state: JobState, message: str = "", result: dict[str, Any] | None = None) -> None:
    """Note how a job ended; one that has ended stays as it is, unless it was only taken for interrupted.

    Without a result, what it told while it ran stays.
    """
    values = {"state": state, "message": message, "ended_at": datetime.now(UTC)}
    values |= {} if result is None else {"result": result}
    _change(engine, _where(id, "queued", "running", "interrupted").values(values))


def cancel_job(engine: Engine, id: str) -> bool:
    """Cancel a queued job, or ask a running one to stop; false if it is neither."""
    queued = _where(id, "queued").values(state="cancelled", cancel_asked=True, ended_at=datetime.now(UTC))
    running = _where(id, "running").values(cancel_asked=True)
    with writing(engine) as connection:
        return any(connection.execute(change).rowcount for change in (queued, running))


def cancelled(engine: Engine, id: str) -> bool:
    """Say whether a job was cancelled or asked to stop."""
    with reading(engine) as connection:
        return bool(connection.scalar(select(table.c.cancel_asked).where(table.c.id == id)))


def _queue(connection: Connection, task: str, arguments: dict[str, Any]) -> Job:
    now = datetime.now(UTC)
    new = Job(uuid4().hex, task, arguments, "queued", "", 0, 0, "", now, None, None, None, {}, False, None)
    connection.execute(insert(table).values({column.name: getattr(new, column.name) for column in table.columns}))
    return new


def _active(connection: Connection, tasks: Sequence[str], alike: Mapping[str, Any] | None = None) -> Job | None:
    """Return the oldest queued or running job of these tasks whose arguments are alike in this."""
    active = select(table).where(table.c.task.in_(tasks), table.c.state.in_(ACTIVE)).order_by(table.c.created_at)
    wanted = (alike or {}).items()
    jobs = (Job(*row) for row in connection.execute(active))
    return next((job for job in jobs if all(job.arguments.get(name) == value for name, value in wanted)), None)


def _where(id: str, *states: JobState) -> Update:
    return update(table).where(table.c.id == id, table.c.state.in_(states))


def _change(engine: Engine, change: Update) -> int:
    with writing(engine) as connection:
        return connection.execute(change).rowcount
