"""Long work outside a request: in a child process, or in RQ workers when there is a Redis. Its state is in SQL."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from typing import Protocol

import redis
import rq

from assist_server import pulse
from assist_server.redis_client import connect, unusable
from assist_server.settings import Settings

QUEUE = "assist"
DAY = 86_400  # seconds; no job may run longer
PROBE, PROBE_SECONDS = "assist:probe", 5
PROBE_BYTES = 65_536  # as much as a large answer takes: below, Redis is as good as full


class Jobs(Protocol):
    """Where queued jobs are carried out."""

    def start(self, job_id: str) -> None: ...
    def lost(self, job_id: str) -> bool: ...
    def check(self) -> None: ...
    def workers(self) -> int | None: ...


class LocalJobs:
    """Each job in a child process of its own, so that a web worker stays small and quick meanwhile."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def start(self, job_id: str) -> None:
        """Start the job and return at once. Settings travel through a pipe: no secret shows in a process list.

        The child inherits the lock that says that it lives, so that there is no moment without.
        """
        held = pulse.take(self._settings.folder, job_id)
        try:
            child = subprocess.Popen(
                [sys.executable, "-m", "assist_server.worker", "--job", job_id],
                stdin=subprocess.PIPE,
                start_new_session=True,
                pass_fds=(held,),
            )
        finally:
            os.close(held)
        threading.Thread(
            target=child.communicate, args=(self._settings.model_dump_json().encode(),), daemon=True
        ).start()

    def lost(self, job_id: str) -> bool:
        """Say that a job still queued after a while was never handed to a child: its server died just before."""
        return True

    def check(self) -> None:
        """Find nothing wrong: a child process can always be started."""

    def workers(self) -> int | None:
        """Return None: no worker is waited for."""
        return None


class RqJobs:
    """Jobs wait in Redis for any machine's `assist worker`."""

    def __init__(self, url: str) -> None:
        self._redis = connect(url)
        self._queue = rq.Queue(QUEUE, connection=self._redis)

    def start(self, job_id: str) -> None:
        """Put the job in the queue. Raises NotReady when Redis is away, or full."""
        try:
            self._queue.enqueue(
                "assist_server.worker.perform",
                job_id,
                job_id=job_id,
                job_timeout=DAY,
                result_ttl=0,
                failure_ttl=DAY,
            )
        except redis.RedisError as exc:
            raise unusable(exc) from exc

    def lost(self, job_id: str) -> bool:
        """Say whether Redis answers and knows nothing of the job: it was restarted, and had the queue in memory."""
        try:
            return not rq.job.Job.exists(job_id, connection=self._redis)
        except redis.RedisError:
            return False

    def check(self) -> None:
        """Write something for a moment, which a full Redis refuses. Raises NotReady."""
        try:
            self._redis.set(PROBE, bytes(PROBE_BYTES), ex=PROBE_SECONDS)
        except redis.RedisError as exc:
            raise unusable(exc) from exc

    def workers(self) -> int | None:
        """Return how many workers are there, working or waiting; None where Redis does not say.

        A worker that was killed stays in RQ's list; its own key ends by itself.
        """
        try:
            known = rq.Worker.all_keys(queue=self._queue)
            return int(self._redis.exists(*known)) if known else 0
        except redis.RedisError:
            return None


def open_jobs(settings: Settings) -> Jobs:
    """Choose once, at start: RQ when a Redis address is given, else child processes."""
    return RqJobs(settings.redis_url) if settings.redis_url else LocalJobs(settings)
