"""Where jobs run outside a request: one job in a child process, or RQ's worker that waits for them."""

from __future__ import annotations

import argparse
import logging
import os
import sys
import time
from contextlib import suppress
from types import FrameType

import redis
import rq
from rq.exceptions import StopRequested

from assist_server import data_folder, following, pulse, store, tasks
from assist_server.errors import SettingsError, StoreUnusable
from assist_server.jobs import QUEUE
from assist_server.redis_client import connect, unusable
from assist_server.services import build
from assist_server.settings import Settings, is_file_of_milvus

log = logging.getLogger(__name__)
AGAIN = 2.0  # seconds until a worker that lost Redis looks for it again
WORKER_SECONDS = 60  # between two signs of life, after which and another minute a killed worker is missed


class Worker(rq.Worker):
    """RQ's worker, which also tells whether it ended because it was asked to."""

    asked_to_stop = False

    def request_stop(self, signum: int, frame: FrameType | None) -> None:
        """Note that somebody wants it to end, and end as RQ does: after the job under way."""
        self.asked_to_stop = True
        super().request_stop(signum, frame)  # type: ignore[no-untyped-call]


def perform(job_id: str) -> None:
    """Run one queued job to its end with the settings of the environment (RQ calls it so)."""
    settings = Settings.from_environment()
    with pulse.beating(settings.folder, job_id):
        _run(job_id, settings)


def _run(job_id: str, settings: Settings) -> None:
    services = build(settings)
    try:
        job = store.job(services.engine, job_id)
        if tasks.run(services, job_id) == "done" and job:
            following.follow(services, job.task)
    finally:
        services.close()


def work(settings: Settings, *, burst: bool = False) -> None:
    """Wait for jobs in Redis and run them, for ever or (burst) until there are none.

    RQ's worker ends when Redis goes away; another one takes its place then. Raises SettingsError when no Redis address
    is set, and NotReady when there is no Redis to begin with.
    """
    if not settings.redis_url:
        raise SettingsError("A worker waits in Redis, and REDIS_URL is not set.", mend="Set REDIS_URL, or do without.")
    _check(settings)
    connection = connect(settings.redis_url, read=WORKER_SECONDS)  # longer than RQ waits for a job
    try:
        connection.ping()
    except redis.RedisError as exc:
        raise unusable(exc) from exc
    pulse.give_way()
    queue = rq.Queue(QUEUE, connection=connection)
    if burst:
        Worker([queue], connection=connection, worker_ttl=WORKER_SECONDS).work(burst=True)
        return
    while not _worked(Worker([queue], connection=connection, worker_ttl=WORKER_SECONDS)):
        log.warning("Redis went away; the worker looks for it again.")


def _check(settings: Settings) -> None:
    """Raise SettingsError or SecretRefused where no job could end well. A database that is away may come back."""
    if is_file_of_milvus(settings.index_url):
        raise SettingsError(
            "INDEX_URL names a file of Milvus, which one process alone can open: no worker can run beside the server.",
            mend="Use a Milvus server (INDEX_URL=milvus:http://HOST:19530) or FAISS files (INDEX_URL unset).",
        )
    data_folder.prepare(settings.folder)
    services = build(settings)
    try:
        with suppress(StoreUnusable):
            services.secret()
    finally:
        services.close()


def _worked(worker: Worker) -> bool:
    """Let a worker work until somebody asks it to stop, or (False) Redis has been away for a moment."""
    with suppress(redis.RedisError, StopRequested):
        worker.work()
    if not worker.asked_to_stop:
        with suppress(redis.RedisError, StopRequested):  # who asks it to stop now is told to Redis too
            if worker.horse_pid:
                worker.wait_for_horse()  # a job under way goes on without Redis
            time.sleep(AGAIN)
    return worker.asked_to_stop


def main() -> None:
    """Run the job named on the command line with the settings given as JSON on standard input.

    Whoever starts this hands down the lock that says that the job's process lives.
    """
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s %(message)s")
    os.umask(0o077)
    pulse.give_way()
    parser = argparse.ArgumentParser(description="Run one queued job.")
    parser.add_argument("--job", required=True)
    job_id, settings = parser.parse_args().job, Settings.model_validate_json(sys.stdin.read())
    _run(job_id, settings)
    pulse.forget(settings.folder, job_id)


if __name__ == "__main__":
    main()
