"""Where jobs run outside a request: one job in a child process, or RQ's worker that waits for them."""

from __future__ import annotations

import argparse
import logging
import sys

import redis
import rq

from assist_server import following, pulse, store, tasks
from assist_server.errors import SettingsError
from assist_server.jobs import QUEUE
from assist_server.services import build
from assist_server.settings import Settings


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

    Raises SettingsError when no Redis address is set.
    """
    if not settings.redis_url:
        raise SettingsError("A worker waits in Redis, and REDIS_URL is not set.", mend="Set REDIS_URL, or do without.")
    connection = redis.Redis.from_url(settings.redis_url)
    rq.Worker([rq.Queue(QUEUE, connection=connection)], connection=connection).work(burst=burst)


def main() -> None:
    """Run the job named on the command line with the settings given as JSON on standard input.

    Whoever starts this hands down the lock that says that the job's process lives.
    """
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s %(message)s")
    parser = argparse.ArgumentParser(description="Run one queued job.")
    parser.add_argument("--job", required=True)
    job_id, settings = parser.parse_args().job, Settings.model_validate_json(sys.stdin.read())
    _run(job_id, settings)
    pulse.forget(settings.folder, job_id)


if __name__ == "__main__":
    main()
