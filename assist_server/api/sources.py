"""Sources over HTTP. A key may name only the files and servers that the owner of this machine has allowed for it."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Response

from assist_server import progress, store, sync, sync_jobs
from assist_server.api.operations import Asked, Operation, accepted
from assist_server.errors import Forbidden, InvalidInput
from assist_server.requests import SourceRequest, SyncRequest
from assist_server.results import Change, JobStatus, Sources, SourceStatus, Trial
from assist_server.settings import Settings
from assist_server.sources.catalogue import checked, module_of, reads_files
from assist_server.store import Entry, Source

NO_CURSOR = ("looked_cursor",)  # of a report: of no use to anybody else


def sources(asked: Asked) -> Sources:
    """List the sources."""
    counts = store.entries_of_sources(asked.services.engine)
    return Sources(sources=[_status(row, counts) for row in store.sources(asked.services.engine)])


def source(asked: Asked) -> SourceStatus:
    """Tell of one source."""
    row = sync_jobs.found(asked.services, asked.path["id"])
    return _status(row, store.entries_of_sources(asked.services.engine))


def _status(row: Source, counts: dict[str, int]) -> SourceStatus:
    return SourceStatus(
        name=row.name,
        kind=row.kind,
        options=row.options,
        entries=counts.get(row.name, 0),
        synced_at=row.synced_at,
        report={key: value for key, value in row.report.items() if key not in NO_CURSOR},
    )


def put_source(asked: Asked) -> Change:
    """Add a source, or tell it something else."""
    name, kind, options = asked.path["id"], asked.body.kind, asked.body.options
    before = store.source(asked.services.engine, name)
    options = fit(asked.services.settings, name, kind, options)
    added = sync_jobs.add(asked.services, name, kind, options)
    same = before is not None and (before.kind, before.options) == (kind, options)
    return Change(state="added" if added else "unchanged" if same else "changed")


def fit(settings: Settings, name: str, kind: str, options: Mapping[str, str]) -> dict[str, str]:
    """Return the options of a source, the file's path without links, for whoever asks over HTTP.

    Raises InvalidInput for what no source can be told, and Forbidden for what a key may not reach: any file, and any
    server, to which the credentials would be sent.
    """
    options = checked(name, kind, options)
    if not reads_files(module_of(kind)):
        _allow_server(settings, options.get("url", ""))
        return options
    folder, file = Path(settings.import_folder).resolve(), _resolved(options["file"])
    if not settings.import_folder or not file.is_relative_to(folder):
        mend = "Set ASSIST_IMPORT to a folder and put the file there, or run: assist sources add"
        raise Forbidden("Over HTTP only files below the folder ASSIST_IMPORT can be read.", mend=mend)
    return options | {"file": str(file)}


def _resolved(path: str) -> Path:
    try:
        return Path(path).resolve()
    except (ValueError, OSError, RuntimeError) as exc:
        raise InvalidInput("The option file is no path.") from exc


def _allow_server(settings: Settings, url: str) -> None:
    try:
        host = urlsplit(url).hostname
    except ValueError:
        host = None
    if url and host not in settings.source_hosts:
        mend = "Add the host to ASSIST_SOURCE_HOSTS, or run: assist sources add"
        raise Forbidden("Over HTTP only servers named in ASSIST_SOURCE_HOSTS can be asked.", mend=mend)


def delete_source(asked: Asked) -> Response:
    """Forget a source; what came from it stays."""
    sync_jobs.remove(asked.services, asked.path["id"], tickets=False)
    return Response(status=204)


def sync_source(asked: Asked) -> Response:
    """Queue a sync."""
    status = progress.status(sync_jobs.start(asked.services, asked.path["id"], force=asked.body.force))
    return accepted(status)


def try_source(asked: Asked) -> Trial:
    """Show ten tickets as they would be stored."""
    row = sync_jobs.found(asked.services, asked.path["id"])
    entries, unread = sync.trial(asked.services, row.name, row.kind, row.options)
    return Trial(tickets=[_shown(entry) for entry in entries], unread=[dataclasses.asdict(one) for one in unread])


def _shown(entry: Entry) -> dict[str, Any]:
    hidden = ("body", "content_hash", "customer_key", "agent_key")
    fields = {name: value for name, value in dataclasses.asdict(entry).items() if name not in hidden}
    times = {name: value.isoformat() for name, value in fields.items() if hasattr(value, "isoformat")}
    return fields | times | {"messages": json.loads(entry.body)}


OPERATIONS = (
    Operation(
        "GET",
        "/v1/sources",
        "Every source of tickets",
        sources,
        "admin",
        result=Sources,
        id="list_sources",
    ),
    Operation(
        "GET",
        "/v1/sources/{id}",
        "One source",
        source,
        "admin",
        result=SourceStatus,
        errors=(404,),
        id="get_source",
    ),
    Operation(
        "PUT",
        "/v1/sources/{id}",
        "Add a source, or tell it something else",
        put_source,
        "admin",
        SourceRequest,
        result=Change,
        description="Files only below the folder ASSIST_IMPORT, servers only of ASSIST_SOURCE_HOSTS; credentials are"
        " read from the environment alone.",
        errors=(409,),
        id="put_source",
    ),
    Operation(
        "DELETE",
        "/v1/sources/{id}",
        "Forget a source; what came from it stays",
        delete_source,
        "admin",
        status=204,
        errors=(404, 409),
        id="delete_source",
    ),
    Operation(
        "POST",
        "/v1/sources/{id}/sync",
        "Bring in what changed at a source",
        sync_source,
        "admin",
        SyncRequest,
        result=JobStatus,
        status=202,
        errors=(404, 409),
        id="sync_source",
    ),
    Operation(
        "POST",
        "/v1/sources/{id}/try",
        "Ten tickets of a source as they would be stored; nothing is saved",
        try_source,
        "admin",
        result=Trial,
        errors=(404, 502),
        id="try_source",
    ),
)
