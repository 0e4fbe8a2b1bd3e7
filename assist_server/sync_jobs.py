"""Sources as they are added and synced, for the command line and the API alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from assist_server import pulse, store, tasks
from assist_server.errors import AssistError, Conflict, NotFound
from assist_server.progress import settle
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
    """Forget a source, and where wished what came from it; return how many entries went."""
    found(services, name)
    gone = 0
    if tickets:
        for kind in ("ticket", "article", "macro"):
            ids = store.ids_of_source(services.engine, name, kind)
            gone += store.delete_entries(services.engine, kind, ids)
    store.remove_source(services.engine, name)
    return gone


def queue(services: Services, name: str, *, force: bool = False) -> Job:
    """Queue a sync of a source. Raises Conflict while another one of it is under way."""
    found(services, name)
    settle(services.engine, services.settings.folder, services.jobs)
    arguments = {"source": name, "force": force}
    job, created = store.create_job_unless_active(services.engine, "sync", arguments, apart="source")
    if not created:
        raise Conflict(f"This is under way: job {job.id}.", mend=f"Wait, or run: assist cancel {job.id}")
    return job


def run(
    services: Services, name: str, watch: Callable[[str, int, int], None] | None = None, *, force: bool = False
) -> dict[str, Any]:
    """Sync a source here and return what that did. Raises AssistError for a sync that came to no good end."""
    job = queue(services, name, force=force)
    with pulse.beating(services.settings.folder, job.id):
        state = tasks.run(services, job.id, watch)
    ended = store.job(services.engine, job.id)
    if state != "done" or ended is None:
        raise AssistError(ended.message if ended else "The job has vanished.")
    return ended.result
