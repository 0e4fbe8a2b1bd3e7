"""The form that adds a source or tells it something else: choose a kind, fill in, look, try, and only then keep it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, make_response, redirect, request, url_for

from assist_server import store, sync, sync_jobs
from assist_server.api.operations import services
from assist_server.api.sources import fit
from assist_server.console.room import page, words
from assist_server.console.sources_told import option_named, tickets_told, unread_told
from assist_server.errors import AssistError, Conflict
from assist_server.sources import SourceModule
from assist_server.sources.catalogue import (
    NAME,
    Credential,
    credentials_told,
    kinds,
    module_of,
    options_of,
    reads_files,
)
from assist_server.sources.csv_columns import FIELDS

SWITCHES = ("keep_vanished", "insecure", "queue_is_brand")  # options that are 'yes' or nothing
EXAMPLE = re.compile(r"https://\S+")
MOST_COLUMNS = 200


@dataclass(frozen=True)
class Given:
    """What a form says: the source's name, its options, and whether it is one that is known already."""

    name: str
    options: dict[str, str] = field(default_factory=dict)
    known: bool = False
    mapped: bool = False  # whether the columns were shown to whoever sends it


def add_pages(room: Blueprint) -> None:
    """Put the pages into the room."""
    room.add_url_rule("/sources/kinds", "source_kinds", choose)
    room.add_url_rule("/sources/kinds/<kind>", "source_form", blank)
    room.add_url_rule("/sources/kinds/<kind>", "put_source", put, methods=["POST"])
    room.add_url_rule("/sources/of/<name>/change", "change_source", change)


def choose() -> Response:
    """Show the kinds of sources."""
    return page("console/source_kinds.html", kinds=kinds(), reads_files=reads_files)


def blank(kind: str) -> Response:
    """Show an empty form."""
    module_of(kind)
    return _page(kind, Given(kind.replace("_", "-")))


def change(name: str) -> Response:
    """Show the form as a source is told now."""
    row = sync_jobs.found(services(), name)
    return _page(row.kind, Given(name, dict(row.options), known=True))


def put(kind: str) -> Response:
    """Look at the file, try the source, or keep it, as the button said. Only the last one saves anything."""
    given, asked = _given(module_of(kind)), request.form.get("do", "")
    try:
        options = fit(services().settings, given.name, kind, given.options)
        _check_name(given)
        if _has_columns(kind) and (asked == "look" or not given.mapped):
            return _page(kind, given, columns=_columns(kind, options))
        options = _settled(kind, options)
        if asked == "add":
            return _kept(kind, given, options)
        entries, unread = sync.trial(services(), given.name, kind, options)
    except AssistError as exc:
        return _page(kind, given, exc.status, problem=exc)
    return _page(kind, given, tried=True, tickets=tickets_told(entries, words()), unread=unread_told(unread))


def _given(module: SourceModule) -> Given:
    """Read the form. Options left empty are not told; a file's place counts from the folder that may be read."""
    form = request.form
    told = {needed.name: form.get(f"option.{needed.name}", "").strip() for needed in options_of(module)}
    options = {name: value for name, value in told.items() if value}
    if "file" in options and services().settings.import_folder:
        options["file"] = str(Path(services().settings.import_folder) / options["file"])
    columns = {
        form.get(f"header.{number}", ""): form[f"column.{number}"]
        for number in range(MOST_COLUMNS)
        if f"column.{number}" in form
    }
    options |= {"map": json.dumps(columns, ensure_ascii=False)} if columns else {}
    given = Given(form.get("name", "").strip(), options, known="known" in form, mapped=bool(columns))
    return replace(given, options=_told_empty(given) | options)


def _told_empty(given: Given) -> dict[str, str]:
    """Return the options that a known source was told to be empty, which the form can't tell from those not told."""
    row = store.source(services().engine, given.name) if given.known else None
    return {name: value for name, value in row.options.items() if not value} if row else {}


def _check_name(given: Given) -> None:
    """Refuse to tell a source something else that somebody meant to add. Raises Conflict."""
    if not given.known and store.source(services().engine, given.name) is not None:
        raise Conflict("There is a source of this name.", mend="Give it another name, or change that one.")


def _has_columns(kind: str) -> bool:
    return hasattr(module_of(kind), "columns_of")


def _columns(kind: str, options: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return each column of a table and its field, as named or else as guessed."""
    _, columns = module_of(kind).columns_of(options)
    return list(columns[:MOST_COLUMNS])


def _settled(kind: str, options: dict[str, str]) -> dict[str, str]:
    """Return the options with what the source finds out about itself."""
    settled = getattr(module_of(kind), "settled", None)
    return dict(settled(options)[0]) if settled else options


def _kept(kind: str, given: Given, options: dict[str, str]) -> Response:
    added = sync_jobs.add(services(), given.name, kind, options)
    note = "source-added" if added else "source-changed"
    return make_response(redirect(url_for("console.source", name=given.name, note=note), 303))


def _page(
    kind: str, given: Given, status: int = 200, *, columns: list[tuple[str, str]] | None = None, **values: Any
) -> Response:
    say, module, settings = words(), module_of(kind), services().settings
    named = json.loads(given.options.get("map", "{}")) if given.mapped else {}
    switches = [needed for needed in options_of(module) if needed.name in SWITCHES]
    told = [needed for needed in options_of(module) if needed.name not in (*SWITCHES, "map")]
    return page(
        "console/source_form.html",
        status,
        here=url_for("console.change_source", name=given.name) if given.known else request.script_root + request.path,
        kind=kind,
        module=module,
        given=given,
        options=[(needed, option_named(kind, needed, say), _example(needed.title)) for needed in told],
        switches=[(needed, option_named(kind, needed, say)) for needed in switches],
        credentials=_credentials(kind, given, module),
        columns=columns or list(named.items()),
        fields=sorted(FIELDS),
        has_columns=_has_columns(kind),
        reads_files=reads_files(module),
        import_folder=settings.import_folder,
        hosts=settings.source_hosts,
        **values,
    )


def _credentials(kind: str, given: Given, module: SourceModule) -> list[tuple[str, Credential]]:
    """Return what a source of this name would read from the environment, and whether it is set."""
    told = credentials_told(given.name, module) if NAME.fullmatch(given.name) else []
    return [(option_named(kind, one.needed, words()), one) for one in told]


def _example(title: str) -> str:
    """Return the address that an option's title gives as an example."""
    found = EXAMPLE.search(title)
    return found[0] if found else ""
