"""Keeping the insights current: what tickets bring is read by a job of its own, whose end is no other job's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from assist_server import pulse, queueing, store, tasks
from assist_server.errors import AssistError
from assist_server.services import Services
from assist_server.store import Job
from assist_server.store import facts as kept

TASK = "insights"
BRINGING = frozenset({"reindex", "sync"})  # the tasks after which there may be something new to read
HERE = 2_000  # tickets read while somebody waits at a terminal; the rest is left to `assist insights refresh`
APART = timedelta(minutes=15)  # that two jobs begin at least apart which writing by API calls for

Watch = Callable[[str, int, int], None]


def follow(services: Services, task: str, watch: Watch | None = None, *, limit: int | None = None) -> Job | None:
    """Run the insights' job here, after a task that ended well, and return it as it ended.

    None where the task brings nothing, nothing is due, a job of the kind is under way, or none can be queued.
    """
    try:
        if task not in BRINGING or not is_due(services):
            return None
        job = queueing.take(services, TASK, {"anew": False, "limit": limit})
    except AssistError:
        return None
    with pulse.beating(services.settings.folder, job.id):
        tasks.run(services, job.id, watch)
    return store.job(services.engine, job.id)


def ask(services: Services) -> Job | None:
    """Have the job started elsewhere after a write by API, where there has been one before, and not just now.

    A write is kept whatever becomes of that: where no job can be queued the next write, sync or reindex asks again.
    """
    try:
        last = store.last_job(services.engine, TASK)
        if last is None or datetime.now(UTC) - last.created_at < APART:
            return None
        return queueing.queue(services, TASK, {"anew": False, "limit": None})
    except AssistError:
        return None


def is_due(services: Services) -> bool:
    """Tell whether a ticket is not read yet, or a week's sums are not those of its tickets."""
    return kept.count_facts_missing(services.engine) > 0 or bool(kept.weeks_to_sum(services.engine))
