"""A Redis that is full, locked, or without a worker is called what it is."""

from __future__ import annotations

import logging
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
import redis
from flask.testing import FlaskClient

from assist_server import health, queueing, store
from assist_server.cache import RedisCache
from assist_server.console.progress_told import told
from assist_server.console.words import Words
from assist_server.errors import NotReady, SettingsError
from assist_server.jobs import RqJobs
from assist_server.redis_client import connect, unusable
from assist_server.results import HealthCheck
from assist_server.services import Services, build
from tests.support import RedisServer

pytestmark = pytest.mark.redis
PATIENCE = 60.0  # seconds


@pytest.fixture
def shared(desk: Services, redis_server: RedisServer) -> Iterator[Services]:
    """A desk with a Redis."""
    services = build(desk.settings.model_copy(update={"redis_url": redis_server.url}))
    yield services
    services.close()


def fill(server: RedisServer) -> redis.Redis:
    """Let a Redis be full, so that it drops nothing and takes nothing in."""
    client = redis.Redis.from_url(server.url)
    client.config_set("maxmemory-policy", "noeviction")
    client.config_set("maxmemory", "1mb")
    for size in (100_000, 1_000, 10):  # the last room too
        with pytest.raises(redis.exceptions.OutOfMemoryError):
            for number in range(100_000):
                client.set(f"filler:{size}:{number}", b"x" * size)
    return client


def check(services: Services) -> HealthCheck:
    """Return what health says of Redis."""
    return {one.name: one for one in health.checks(services)}["redis"]


def worker(services: Services) -> subprocess.Popen[bytes]:
    """Start a worker."""
    settings = services.settings
    environment = {**os.environ, "ASSIST_DATA": str(settings.folder), "REDIS_URL": settings.redis_url}
    return subprocess.Popen([sys.executable, "-m", "assist_server.cli", "worker"], env=environment)


def test_it_works(shared: Services) -> None:
    """Without a worker health and the job say so; with one neither does, and the job gets done."""
    assert check(shared).state == "warning" and check(shared).mend == "Run: assist worker"
    job = queueing.queue(shared, "insights", {"anew": False, "limit": None})
    assert job.state == "queued" and "waits for a worker" in job.message and "assist worker" in job.message
    process = worker(shared)
    try:
        ends = time.monotonic() + PATIENCE
        while (now := store.job(shared.engine, job.id)) and now.state != "done" and time.monotonic() < ends:
            time.sleep(0.05)
        assert now is not None and (now.state, now.message) == ("done", "")
        assert check(shared).state == "ok"
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE)
    assert check(shared).state == "warning"


def test_a_waiting_job_is_told_so_by_the_api_and_the_console(
    shared: Services, desk: Services, admin: FlaskClient
) -> None:
    desk.jobs = shared.jobs
    queued = admin.post("/v1/replay", json={}).get_json()
    told_by_api = admin.get(f"/v1/jobs/{queued['id']}").get_json()
    assert (told_by_api["state"], "waits for a worker" in told_by_api["message"]) == ("queued", True)
    job = store.job(desk.engine, queued["id"])
    assert job is not None and "Worker" in told(job, Words("de")).fields["stage"]


def test_a_worker_that_was_killed_is_missed_when_its_key_has_ended(shared: Services, redis_server: RedisServer) -> None:
    client = redis.Redis.from_url(redis_server.url)
    client.sadd("rq:workers:assist", "rq:worker:killed")
    assert shared.jobs.workers() == 0
    client.hset("rq:worker:killed", "state", "idle")
    assert shared.jobs.workers() == 1


def test_a_full_redis_is_called_full(shared: Services, redis_server: RedisServer) -> None:
    fill(redis_server)
    assert (told_of := check(shared)).state == "broken" and "Redis is full" in told_of.detail
    assert "maxmemory" in told_of.mend
    with pytest.raises(NotReady, match="Redis is full"):
        queueing.queue(shared, "reindex", {})
    failed = store.last_job(shared.engine, "reindex")
    assert failed is not None and failed.state == "failed"


def test_a_full_redis_costs_no_answer_nor_what_it_holds(
    redis_server: RedisServer, caplog: pytest.LogCaptureFixture
) -> None:
    cache = RedisCache(redis_server.url, 600)
    cache.put("known", b"value")
    fill(redis_server)
    with caplog.at_level(logging.WARNING):
        for number in range(3):
            cache.put(f"new {number}", b"x" * 100_000)
            assert cache.get("known") == b"value"
    assert "Redis is full" in caplog.text and "away" not in caplog.text and len(caplog.records) == 1


def test_a_locked_redis_is_not_called_away(shared: Services, redis_server: RedisServer) -> None:
    redis.Redis.from_url(redis_server.url).config_set("requirepass", "locked")
    other = build(shared.settings)
    assert (told_of := check(other)).state == "broken" and "refuses the user or the password" in told_of.detail
    other.close()


def test_a_redis_that_takes_no_writing_is_not_called_away(shared: Services, redis_server: RedisServer) -> None:
    redis.Redis.from_url(redis_server.url).replicaof("127.0.0.1", 1)
    assert "ReadOnlyError" in check(shared).detail


def test_a_redis_that_is_away_is_told_also_where_nothing_is_cached(desk: Services) -> None:
    away = build(desk.settings.model_copy(update={"redis_url": "redis://127.0.0.1:1/0", "cache_seconds": 0}))
    assert (told_of := check(away)).state == "broken" and "away" in told_of.detail
    away.close()


def test_a_redis_that_does_not_answer_holds_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assist_server.jobs.connect", lambda url: connect(url, read=0.2, retry=None))
    with socket.create_server(("127.0.0.1", 0)) as silent:
        jobs = RqJobs(f"redis://127.0.0.1:{silent.getsockname()[1]}/0")
        with pytest.raises(NotReady, match="does not answer in time"):
            jobs.check()
        with pytest.raises(NotReady, match="does not answer in time"):
            jobs.start("1")


def test_every_connection_for_jobs_has_a_time_limit() -> None:
    given = connect("redis://127.0.0.1:1/0").connection_pool.connection_kwargs
    assert given["socket_timeout"] and given["socket_connect_timeout"]


@pytest.mark.parametrize(
    "url",
    [
        "nonsense",
        "http://127.0.0.1",
        "redis://127.0.0.1:port/0",
        "redis://:pa#ss@127.0.0.1/0",
        "redis://127.0.0.1/0?foo=bar",
        "redis://127.0.0.1/0?socket_timeout=soon",
        "redis://127.0.0.1:99999/0",
    ],
)
def test_an_address_that_is_none_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(SettingsError, match="REDIS_URL") as refused:
        connect(url)
    assert "127.0.0.1" not in str(refused.value) and "pa" not in str(refused.value).replace("password", "").split()


@pytest.mark.parametrize(
    ("exc", "says"),
    [
        (redis.exceptions.OutOfMemoryError("command not allowed when used memory > 'maxmemory'."), "full"),
        (redis.ResponseError("OOM command not allowed when used memory > 'maxmemory'."), "full"),
        (redis.exceptions.ExecAbortError("Transaction discarded: OOM command not allowed"), "full"),
        (redis.ResponseError("MISCONF Redis is configured to save RDB snapshots"), "MISCONF"),
        (redis.AuthenticationError("invalid username-password pair"), "password"),
        (redis.ResponseError("NOAUTH Authentication required."), "password"),
        (redis.BusyLoadingError("Redis is loading the dataset in memory"), "loading"),
        (redis.TimeoutError("Timeout reading from socket"), "in time"),
        (redis.ConnectionError("Connection refused"), "away"),
    ],
)
def test_each_error_is_told_apart(exc: redis.RedisError, says: str) -> None:
    assert says in unusable(exc).detail
