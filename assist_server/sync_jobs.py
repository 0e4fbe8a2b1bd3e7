"""Sources as they are added and synced, for the command line and the API alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from assist_server import pulse, store, tasks
from assist_server.errors import AssistError, Conflict, NotFound
from assist_server.progress import settle
from assist_server.queueing import hand_over
from assist_server.services import Services
from assist_server.sources.catalogue import checked, prefix_of
from assist_server.store import Job, Source


def found(services: Services, name: str) -> Source:
    """Return a source. Raises NotFound."""
    row = store.source(services.engine, name)
    if row is None:
        raise NotFound("There is no source of this name.", mend="Run: assist sources list")
    return row


def add(services: Services, name: str, kind: str, options: Mapping[str, str]) -> bool:
    """Keep a source as told; true if it is new. Raises InvalidInput and Conflict for what can't be."""
    fit = checked(name, kind, options)
    prefix = prefix_of(name, fit)
    for other in store.sources(services.engine):
        theirs = prefix_of(other.name, other.options)
        if other.name != name and theirs == prefix:
            raise Conflict("Another source has the same prefix: their tickets would overwrite each other.")
        if other.name == name and theirs != prefix and store.ids_of_source(services.engine, name, "ticket"):
            mend = f"Run: assist sources remove {name} --tickets"
            raise Conflict("The prefix of a source that has tickets stays as it is.", mend=mend)
    return store.put_source(services.engine, name, kind, fit)


def remove(services: Services, name: str, *, tickets: bool) -> int:
    """Forget a source, and where wished what came from it; return how many entries went.

    Raises NotFound, and Conflict while it is read: what is read then would belong to no source.
    """
    found(services, name)
    job = under_way(services, name)
    if job:
        raise Conflict(f"It is being read: job {job.id}.", mend=f"Wait, or run: assist cancel {job.id}")
    gone = 0
    if tickets:
        for kind in ("ticket", "article", "macro"):
            ids = store.ids_of_source(services.engine, name, kind)
            gone += store.delete_entries(services.engine, kind, ids)
    store.remove_source(services.engine, name)
    return gone


def under_way(services: Services, name: str) -> Job | None:
    """Return the job that reads a source, queued or running; one whose process has died is no longer."""
    settle(services.engine, services.settings.folder, services.jobs)
    active = store.active_jobs(services.engine)
    return next((job for job in active if job.arguments.get("source") == name), None)


def start(services: Services, name: str, *, force: bool = False) -> Job:
    """Queue a sync of a source and start it elsewhere. Raises Conflict as `queue` does, NotReady if Redis is away."""
    return hand_over(services, queue(services, name, force=force))


def queue(services: Services, name: str, *, force: bool = False, next_at: str = "") -> Job:
    """Queue a sync of a source. Raises Conflict while another one of it is under way.

    `next_at` is when the next one is to come, where somebody has it come again and again.
    """
    found(services, name)
    settle(services.engine, services.settings.folder, services.jobs)
    arguments = {"source": name, "force": force} | ({"next_at": next_at} if next_at else {})
    job, created = store.create_job_unless_active(services.engine, "sync", arguments, apart="source")
    if not created:
        raise Conflict(f"This is under way: job {job.id}.", mend=f"Wait, or run: assist cancel {job.id}")
    return job


def run(
    services: Services,
    name: str,
    watch: Callable[[str, int, int], None] | None = None,
    *,
    force: bool = False,
    next_at: str = "",
) -> dict[str, Any]:
    """Sync a source here and return what that did. Raises AssistError for a sync that came to no good end."""
    job = queue(services, name, force=force, next_at=next_at)
    with pulse.beating(services.settings.folder, job.id):
        state = tasks.run(services, job.id, watch)
    ended = store.job(services.engine, job.id)
    if state != "done" or ended is None:
        raise AssistError(ended.message if ended else "The job has vanished.")
    return ended.result
