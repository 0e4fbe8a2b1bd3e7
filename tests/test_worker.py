"""A worker waits for Redis as long as nobody asks it to stop."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import pytest

from assist_server import store
from assist_server.jobs import RqJobs
from assist_server.services import Services
from tests.support import RedisServer

pytestmark = pytest.mark.redis
PATIENCE = 60.0  # seconds


@pytest.fixture
def worker(desk: Services, redis_server: RedisServer) -> Iterator[subprocess.Popen[bytes]]:
    """A worker of the desk's jobs, as the command line starts it."""
    environment = {**os.environ, "ASSIST_DATA": str(desk.settings.folder), "REDIS_URL": redis_server.url}
    process = subprocess.Popen([sys.executable, "-m", "assist_server.cli", "worker"], env=environment)
    yield process
    process.kill()
    process.wait()


def done(desk: Services, redis_server: RedisServer) -> bool:
    """Queue a job that takes no time, and say whether it is done in time."""
    job = store.create_job(desk.engine, "insights", {"anew": False, "limit": None})
    RqJobs(redis_server.url).start(job.id)
    return waited(lambda: (now := store.job(desk.engine, job.id)) is not None and now.state == "done")


def waited(holds: Callable[[], bool]) -> bool:
    """Wait until it holds; say whether it ever did."""
    ends = time.monotonic() + PATIENCE
    while not holds() and time.monotonic() < ends:
        time.sleep(0.05)
    return holds()


def test_it_works(desk: Services, redis_server: RedisServer, worker: subprocess.Popen[bytes]) -> None:
    assert done(desk, redis_server)
    for _ in range(2):
        redis_server.stop()
        time.sleep(1)
        redis_server.start()
        assert done(desk, redis_server) and worker.poll() is None
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(PATIENCE) == 0


def test_it_can_be_stopped_while_redis_is_away(
    desk: Services, redis_server: RedisServer, worker: subprocess.Popen[bytes]
) -> None:
    assert done(desk, redis_server)
    redis_server.stop()
    time.sleep(1)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(PATIENCE) == 0


def test_a_redis_that_was_never_there_is_told(desk: Services, redis_server: RedisServer) -> None:
    redis_server.stop()
    environment = {**os.environ, "ASSIST_DATA": str(desk.settings.folder), "REDIS_URL": redis_server.url}
    command = [sys.executable, "-m", "assist_server.cli", "worker"]
    ended = subprocess.run(command, env=environment, capture_output=True, timeout=PATIENCE, text=True, check=False)
    assert ended.returncode and "Traceback" not in ended.stderr and "Redis" in ended.stderr
