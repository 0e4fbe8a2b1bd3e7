"""Long work outside a request: in a child process, or in RQ workers when there is a Redis. Its state is in SQL."""

from __future__ import annotations

import subprocess
import sys
import threading
from typing import Protocol

import redis
import rq

from assist_server.errors import NotReady, SettingsError
from assist_server.settings import Settings

QUEUE = "assist"
DAY = 86_400  # seconds; no job may run longer


class Jobs(Protocol):
    """Where queued jobs are carried out."""

    def start(self, job_id: str) -> None: ...


class LocalJobs:
    """Each job in a child process of its own, so that a web worker stays small and quick meanwhile."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def start(self, job_id: str) -> None:
        """Start the job and return at once. Settings travel through a pipe: no secret shows in a process list."""
        child = subprocess.Popen(
            [sys.executable, "-m", "assist_server.worker", "--job", job_id],
            stdin=subprocess.PIPE,
            start_new_session=True,
        )
        threading.Thread(
            target=child.communicate, args=(self._settings.model_dump_json().encode(),), daemon=True
        ).start()


class RqJobs:
    """Jobs wait in Redis for any machine's `assist worker`."""

    def __init__(self, url: str) -> None:
        try:
            self._queue = rq.Queue(QUEUE, connection=redis.Redis.from_url(url, socket_connect_timeout=2))
        except ValueError as exc:
            raise SettingsError(f"REDIS_URL is not a Redis address: {exc}.") from exc

    def start(self, job_id: str) -> None:
        """Put the job in the queue. Raises NotReady when Redis is away."""
        try:
            self._queue.enqueue("assist_server.worker.perform", job_id, job_timeout=DAY, result_ttl=0, failure_ttl=DAY)
        except redis.RedisError as exc:
            raise NotReady("Redis is away, so no job can be queued.", mend="Start Redis, then try again.") from exc


def open_jobs(settings: Settings) -> Jobs:
    """Choose once, at start: RQ when a Redis address is given, else child processes."""
    return RqJobs(settings.redis_url) if settings.redis_url else LocalJobs(settings)
