"""The pages of sources: what each brought last and when, and to try, sync or remove it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, make_response, redirect, request, url_for

from assist_server import store, sync, sync_jobs
from assist_server.api.operations import services
from assist_server.console.progress_told import told
from assist_server.console.room import page, words
from assist_server.console.sources_told import COUNTS, SourceTold, option_named, sources_told, tickets_told, unread_told
from assist_server.errors import AssistError, InvalidInput
from assist_server.sources.catalogue import Credential, credentials_told, kinds, module_of

NOTES = ("source-added", "source-changed", "source-done", "source-removed")  # what a page can be told to say
MOST_AT_ONCE = 20_000  # entries that a page deletes while somebody waits for it


def add_pages(room: Blueprint) -> None:
    """Put the pages into the room."""
    room.add_url_rule("/sources", "sources", show_all)
    room.add_url_rule("/sources/of/<name>", "source", show)
    room.add_url_rule("/sources/of/<name>/sync", "sync_source", start, methods=["POST"])
    room.add_url_rule("/sources/of/<name>/cancel", "cancel_sync", cancel, methods=["POST"])
    room.add_url_rule("/sources/of/<name>/try", "try_source", try_it, methods=["POST"])
    room.add_url_rule("/sources/of/<name>/remove", "ask_remove_source", ask_remove)
    room.add_url_rule("/sources/of/<name>/remove", "remove_source", remove, methods=["POST"])


def show_all() -> Response:
    """List the sources."""
    rows = sources_told(services(), store.sources(services().engine))
    return page("console/sources.html", rows=rows, counts=COUNTS, note=_note())


def show(name: str) -> Response:
    """Show one source."""
    return _page(name)


def start(name: str) -> Response:
    """Queue a sync, as the API does, and show how far it gets."""
    try:
        sync_jobs.start(services(), name, force="force" in request.form)
    except AssistError as exc:
        return _page(name, exc.status, problem=exc)
    return _to(name)


def cancel(name: str) -> Response:
    """Ask the job that reads the source to stop; one that has ended meanwhile is as good as stopped."""
    job = sync_jobs.under_way(services(), name)
    if job:
        store.cancel_job(services().engine, job.id)
    return _to(name)


def try_it(name: str) -> Response:
    """Show ten tickets as they would be stored. Nothing is saved."""
    row = sync_jobs.found(services(), name)
    try:
        entries, unread = sync.trial(services(), row.name, row.kind, row.options)
    except AssistError as exc:
        return _page(name, exc.status, problem=exc)
    return _page(name, tried=True, tickets=tickets_told(entries, words()), unread=unread_told(unread))


def ask_remove(name: str) -> Response:
    """Ask whether to remove a source, and what is to become of its tickets."""
    return _ask_remove(name)


def remove(name: str) -> Response:
    """Remove a source, with what came from it or without."""
    try:
        chosen = request.form.get("tickets", "")
        if chosen not in ("keep", "delete"):
            raise InvalidInput("Say what is to become of its tickets.")
        _check_size(name, chosen)
        sync_jobs.remove(services(), name, tickets=chosen == "delete")
    except AssistError as exc:
        return _ask_remove(name, exc.status, problem=exc)
    return make_response(redirect(url_for("console.sources", note="source-removed"), 303))


def _check_size(name: str, chosen: str) -> None:
    """Refuse to delete more than a page can wait for. Raises InvalidInput."""
    if chosen == "delete" and store.entries_of_sources(services().engine).get(name, 0) > MOST_AT_ONCE:
        mend = f"Run: assist sources remove {name} --tickets"
        raise InvalidInput("They are too many to be deleted while a page waits.", mend=mend)


def _ask_remove(name: str, status: int = 200, *, problem: AssistError | None = None) -> Response:
    (source,) = sources_told(services(), [sync_jobs.found(services(), name)])
    here = url_for("console.ask_remove_source", name=name)
    many = source.entries > MOST_AT_ONCE
    return page("console/source_remove.html", status, here=here, source=source, many=many, problem=problem)


def _to(name: str) -> Response:
    return make_response(redirect(url_for("console.source", name=name), 303))


def _note() -> str:
    note = {"done": "source-done"}.get(request.args.get("note", ""), request.args.get("note", ""))
    return words()(f"note.{note}") if note in NOTES else ""


def _page(name: str, status: int = 200, **values: Any) -> Response:
    say, row = words(), sync_jobs.found(services(), name)
    (source,) = sources_told(services(), [row])
    known = row.kind in kinds()
    return page(
        "console/source.html",
        status,
        here=url_for("console.source", name=name),
        source=source,
        counts=COUNTS,
        options=_options(row),
        credentials=[(option_named(row.kind, one.needed, say), one) for one in _credentials(row)],
        known=known,
        due=_reindex_is_due(source),
        active=told(source.active, say) if source.active else None,
        cancel_at=url_for("console.cancel_sync", name=name),
        note=_note(),
        **values,
    )


def _reindex_is_due(source: SourceTold) -> bool:
    """Say whether something of it can't be found before the next reindex."""
    waiting = bool(source.last.get("waiting"))
    return waiting or (source.entries > 0 and store.live(services().engine).generation is None)


def _credentials(row: store.Source) -> list[Credential]:
    return credentials_told(row.name, module_of(row.kind)) if row.kind in kinds() else []


def _options(row: store.Source) -> list[tuple[str, str]]:
    """Return what the source is told, by the names of its options; none of them is a secret."""
    return [(name, value) for name, value in row.options.items() if value]
