from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from assist_server import progress, pulse, store
from assist_server.errors import StoreUnusable
from assist_server.jobs import LocalJobs, RqJobs
from assist_server.settings import Settings
from assist_server.store import Engine
from assist_server.store.tables import jobs as table
from tests.support import RedisServer

HOLD = """
import sys, time
from pathlib import Path
from assist_server import pulse
with pulse.beating(Path(sys.argv[1]), sys.argv[2]):
    print("held", flush=True)
    time.sleep(600)
"""


@contextmanager
def runner(folder: Path, job_id: str) -> Iterator[subprocess.Popen[str]]:
    """Run a process that is seen to run the job."""
    command = [sys.executable, "-c", HOLD, str(folder), job_id]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None and process.stdout.readline() == "held\n"
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def running(engine: Engine) -> str:
    """Return a job that says that it runs."""
    id = store.create_job(engine, "reindex", {}).id
    assert store.start_job(engine, id)
    return id


def state(engine: Engine, id: str) -> str:
    """Return the state of a job."""
    found = store.job(engine, id)
    assert found is not None
    return found.state


def set_back(engine: Engine, id: str, by: timedelta) -> None:
    """Let a job look as if its last sign of life were so long ago (or, below zero, still to come)."""
    then = datetime.now(UTC) - by
    with engine.begin() as connection:
        connection.execute(update(table).where(table.c.id == id).values(created_at=then, heartbeat_at=then))


def test_it_works(tmp_path: Path) -> None:
    with runner(tmp_path, "a") as process:
        assert pulse.known(tmp_path, "a") and not pulse.stopped(tmp_path, "a")
        process.kill()
        process.wait()
        assert pulse.known(tmp_path, "a") and pulse.stopped(tmp_path, "a")


def test_what_was_never_seen_here_is_not_called_dead(tmp_path: Path) -> None:
    assert not pulse.known(tmp_path, "a") and not pulse.stopped(tmp_path, "a")


def test_a_job_that_ended_leaves_no_file(tmp_path: Path) -> None:
    with pulse.beating(tmp_path, "a"):
        assert pulse.known(tmp_path, "a")
    assert not list((tmp_path / "jobs").iterdir())


def test_a_killed_job_says_at_once_that_it_was_interrupted(engine: Engine, settings: Settings) -> None:
    id, jobs = running(engine), LocalJobs(settings)
    with runner(settings.folder, id) as process:
        progress.settle(engine, settings.folder, jobs)
        assert state(engine, id) == "running"
        process.send_signal(signal.SIGKILL)
        process.wait()
        progress.settle(engine, settings.folder, jobs)
    assert state(engine, id) == "interrupted"
    assert store.create_job_unless_active(engine, "reindex", {})[1]


@pytest.mark.parametrize("hours", [2, -2])
def test_a_clock_that_jumps_makes_no_live_job_look_dead(engine: Engine, settings: Settings, hours: int) -> None:
    id = running(engine)
    set_back(engine, id, timedelta(hours=hours))
    with runner(settings.folder, id):
        progress.settle(engine, settings.folder, LocalJobs(settings))
    assert state(engine, id) == "running"


def test_a_job_killed_before_a_clock_jumped_back_is_not_waited_for(engine: Engine, settings: Settings) -> None:
    id = running(engine)
    with runner(settings.folder, id):
        set_back(engine, id, timedelta(hours=-2))
    progress.settle(engine, settings.folder, LocalJobs(settings))
    assert state(engine, id) == "interrupted"


def test_a_job_of_another_machine_is_judged_by_its_heartbeat(engine: Engine, settings: Settings) -> None:
    id = running(engine)
    progress.settle(engine, settings.folder, LocalJobs(settings))
    assert state(engine, id) == "running"
    set_back(engine, id, 2 * progress.STALE)
    progress.settle(engine, settings.folder, LocalJobs(settings))
    assert state(engine, id) == "interrupted"


def test_a_job_that_was_never_handed_over_is_not_waited_for(engine: Engine, settings: Settings) -> None:
    id, jobs = store.create_job(engine, "reindex", {}).id, LocalJobs(settings)
    progress.settle(engine, settings.folder, jobs)
    assert state(engine, id) == "queued"
    set_back(engine, id, 2 * progress.STARTING)
    progress.settle(engine, settings.folder, jobs)
    assert state(engine, id) == "interrupted"


@pytest.mark.redis
def test_a_job_lost_with_redis_is_not_waited_for(engine: Engine, settings: Settings, redis_server: RedisServer) -> None:
    jobs = RqJobs(redis_server.url)
    id = store.create_job(engine, "reindex", {}).id
    jobs.start(id)
    set_back(engine, id, 2 * progress.STARTING)
    progress.settle(engine, settings.folder, jobs)
    assert state(engine, id) == "queued"
    redis_server.stop()
    progress.settle(engine, settings.folder, jobs)
    assert state(engine, id) == "queued"  # Redis may come back with its queue
    redis_server.start()
    progress.settle(engine, settings.folder, jobs)
    assert state(engine, id) == "interrupted"
    jobs._queue.connection.close()


def test_a_disk_that_is_full_refuses_nobody_who_only_looks(
    engine: Engine, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise StoreUnusable("There is no room left for the database.")

    id = running(engine)
    with runner(settings.folder, id):
        pass
    with monkeypatch.context() as patched:
        patched.setattr(store, "end_job", full)
        progress.settle(engine, settings.folder, LocalJobs(settings))
    assert state(engine, id) == "running"
    progress.settle(engine, settings.folder, LocalJobs(settings))
    assert state(engine, id) == "interrupted"


def test_long_work_gives_way_to_answers_and_never_takes_more() -> None:
    nice = "import os; from assist_server import pulse; pulse.give_way(); print(os.getpriority(os.PRIO_PROCESS, 0))"
    for before in (0, pulse.NICE + 5):
        command = ["nice", "-n", str(before), sys.executable, "-c", nice]
        printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        assert int(printed) == max(pulse.NICE, before)
