"""Bring in what changed at a source since last time: page by page, resumable at any moment, vanished tickets out."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from pydantic import BaseModel

from assist_server import imports, store
from assist_server.errors import AssistError, NotFound, SourceUnusable
from assist_server.intake import of_source
from assist_server.results import Kind
from assist_server.services import Services
from assist_server.sources import Cursor, Page, Unread
from assist_server.sources.catalogue import module_of, reads_files
from assist_server.sources.fetching import FEW_ATTEMPTS
from assist_server.sources.opened import Opened, opened
from assist_server.sources.pace import Clock
from assist_server.store import Entry, Saved, Source
from assist_server.ticket import MAX_ID

Report = Callable[[str, int, int], None]
T = TypeVar("T")

AT_ONCE = 250  # entries saved in one transaction
SAME_PAGE = 3  # times that a source may tell the very same page in one sync
MOST_VANISHED = 0.2  # share of a source's tickets that may vanish at once before somebody must agree
FEW = 10  # so many may always vanish
NAMED = 5  # ids of unread things named for each reason
SIGN_EVERY = 2.0  # seconds between two signs of life


@dataclass
class Tally:
    """What a sync did so far."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    gone: int = 0
    held_back: int = 0  # tickets that seem to have vanished, too many to believe it
    unread: Counter[str] = field(default_factory=Counter)
    unread_ids: dict[str, list[str]] = field(default_factory=dict)

    def count(self, saved: Saved) -> None:
        """Add what one transaction did."""
        self.added += saved.added
        self.changed += saved.changed
        self.unchanged += saved.unchanged

    def leave_out(self, one: Unread) -> None:
        """Note what could not be read."""
        self.unread[one.reason] += 1
        named = self.unread_ids.setdefault(one.reason, [])
        if len(named) < NAMED:
            named.append(one.id)

    @property
    def seen(self) -> int:
        """How many things the source has told of."""
        return self.added + self.changed + self.unchanged + self.gone + self.unread.total()

    def told(self) -> dict[str, Any]:
        """Return the tally as JSON."""
        return {
            "added": self.added,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "gone": self.gone,
            "held_back": self.held_back,
            "unread": dict(self.unread),
            "unread_ids": self.unread_ids,
        }


class _Progress:
    """Tells how far the sync is after each page, and that it is alive while it asks and waits."""

    def __init__(self, report: Report, name: str) -> None:
        self._report, self._stage = report, f"reading {name}"
        self._done = self._total = 0
        self._at = time.monotonic()

    def page(self, done: int, total: int | None) -> None:
        """Tell what is done, of how much where the source tells."""
        self._done, self._total = done, max(done, total or 0)
        self.sign(now=True)

    def sign(self, *, now: bool = False) -> None:
        """Give a sign of life. Raises what the report raises when the job is to stop."""
        if now or time.monotonic() - self._at > SIGN_EVERY:
            self._at = time.monotonic()
            self._report(self._stage, self._done, self._total)


def sync(
    services: Services,
    report: Report,
    name: str,
    *,
    force: bool = False,
    next_at: str = "",
    clock: Clock | None = None,
) -> dict[str, Any]:
    """Read a source on from its cursor and return what that did, which is also kept as the source's report.

    A page is saved before its cursor, so that a sync killed at any moment is resumed without a loss. `force` believes
    that many tickets vanished at once, `next_at` is when the next one is to come, if that is known. Raises NotFound
    for an unknown source, SecretRefused, and SourceUnusable; what was read till then stays.
    """
    row = store.source(services.engine, name)
    if row is None:
        raise NotFound(f"There is no source named {name}.", mend="Run: assist sources list")
    services.secret()  # with another one nothing is saved, nor taken out
    tally, started = Tally(), datetime.now(UTC).isoformat()
    told: dict[str, Any] = {"started_at": started} | _remembered(row, next_at, started)
    ended = None
    try:
        progress = _Progress(report, name)
        with opened(name, row.kind, row.options, sign=progress.sign, clock=clock) as source:
            cursor = _read(services, row, source, tally, progress)
            if _is_due(row, cursor, force):
                _take_out_vanished(services, row, source, tally, force=force)
                told |= {"looked_at": told["started_at"], "looked_cursor": cursor}
        told["waiting"] = imports.embed_waiting(services)
        ended = datetime.now(UTC)
    except AssistError as exc:
        told["error"] = str(exc)
        raise
    finally:
        told |= tally.told()
        store.keep_report(services.engine, name, told, ended)
    return told | {"source": name, "reindex_due": _reindex_is_due(services, told["waiting"])}


def _remembered(row: Source, next_at: str, started: str) -> dict[str, Any]:
    """Return what holds on from the report before: how far vanished tickets were looked for, and the next round."""
    kept = {key: value for key, value in row.report.items() if key in ("looked_at", "looked_cursor")}
    expected = next_at or row.report.get("next_at", "")
    return kept | ({"next_at": expected} if expected > started else {})


def _reindex_is_due(services: Services, waiting: int) -> bool:
    live = store.live(services.engine).generation
    return waiting > 0 or (live is None and store.count_entries(services.engine) > 0)


def _read(services: Services, row: Source, source: Opened, tally: Tally, progress: _Progress) -> Cursor:
    """Save every page, then its cursor. Return the last one."""
    cursor: Cursor = row.cursor
    for page in _moving(source.pages(row.cursor)):
        _save(services, row.name, source.prefix, page, tally)
        store.keep_cursor(services.engine, row.name, page.cursor)
        cursor = page.cursor
        progress.page(tally.seen, page.total)
    return cursor


def _moving(pages: Iterable[Page]) -> Iterator[Page]:
    """Yield the pages on. Raises SourceUnusable when the same one comes again and again."""
    seen: Counter[int] = Counter()
    for page in _well_formed(pages):
        content = (_ids(page.tickets), _ids(page.articles), _ids(page.macros), page.gone, page.unread)
        mark = hash(repr(content) if any(content) else json.dumps(page.cursor, sort_keys=True))
        seen[mark] += 1
        if seen[mark] >= SAME_PAGE:
            raise SourceUnusable(f"The source has told the same page {SAME_PAGE} times.", mend="Look at its server.")
        yield page


def _well_formed(pages: Iterable[Page]) -> Iterator[Page]:
    """Yield the pages on. Raises SourceUnusable where a source stumbles over an answer of another shape."""
    rest = iter(pages)
    while True:
        try:
            page = next(rest, None)
        except (TypeError, KeyError, IndexError, AttributeError, ValueError) as exc:
            detail = f"The source answers in a shape that is not the documented one ({type(exc).__name__})."
            raise SourceUnusable(detail, mend="Check its version and its url.") from exc
        if page is None:
            return
        yield page


def _ids(values: Iterable[Any]) -> tuple[str, ...]:
    return tuple(value.id for value in values)


def _save(services: Services, name: str, prefix: str, page: Page, tally: Tally) -> None:
    entries, unread = entries_of(services, name, prefix, page)
    for one in (*page.unread, *unread):
        tally.leave_out(one)
    for chunk in _chunks(entries):
        tally.count(store.save_entries(services.engine, chunk))
    for kind in {kind for kind, _ in page.gone}:
        ids = {f"{prefix}{id_}" for gone_kind, id_ in page.gone if gone_kind == kind}
        tally.gone += _delete(services, name, kind, ids)


def entries_of(services: Services, name: str, prefix: str, page: Page) -> tuple[list[Entry], list[Unread]]:
    """Return what is on a page as it is stored, and what can't be."""
    entries, unread = [], []
    values: list[tuple[Kind, Any]] = [("ticket", ticket) for ticket in page.tickets]
    values += [("article", article) for article in page.articles]
    values += [("macro", macro) for macro in page.macros]
    for kind, value in values:
        if len(prefix) + len(value.id) > MAX_ID:
            unread.append(Unread(value.id, "its id is too long"))
        else:
            entries.append(of_source(imports.entry_of(kind, _prefixed(value, prefix), services), name))
    return entries, unread


def _prefixed(value: BaseModel, prefix: str) -> BaseModel:
    return value.model_copy(update={"id": f"{prefix}{value.id}"}) if prefix else value  # type: ignore[attr-defined]


def _delete(services: Services, name: str, kind: Kind, ids: Iterable[str]) -> int:
    """Delete those of the ids that came from this source: another one's are not its to delete."""
    own = store.ids_of_source(services.engine, name, kind) & set(ids)
    return sum(store.delete_entries(services.engine, kind, chunk) for chunk in _chunks(sorted(own)))


def _chunks(values: Sequence[T]) -> Iterator[Sequence[T]]:
    return (values[at : at + AT_ONCE] for at in range(0, len(values), AT_ONCE))


def _is_due(row: Source, cursor: Cursor, force: bool) -> bool:
    """Say whether to look for vanished tickets now. In a file that was looked through nothing vanishes."""
    if row.options.get("keep_vanished") == "yes":
        return False
    if reads_files(module_of(row.kind)) and row.report.get("looked_cursor") == cursor and not force:
        return False
    looked, hours = row.report.get("looked_at"), int(row.options.get("vanished_hours") or 0)
    return force or not looked or datetime.now(UTC) - datetime.fromisoformat(looked) >= timedelta(hours=hours)


def _take_out_vanished(services: Services, row: Source, source: Opened, tally: Tally, *, force: bool) -> None:
    """Delete what the source no longer has. What is missing in one listing must be missing in a second one too: a
    ticket deleted while the list is read page by page moves another one out of sight. As a server that is unwell may
    tell half a list twice, each is asked for by itself as well, but where somebody says that so many are gone.
    """
    stored = store.ids_of_source(services.engine, row.name, "ticket")
    missing = stored - present if stored and (present := source.present()) is not None else set()
    if missing:
        missing -= source.present() or set()
    if len(missing) > max(FEW, MOST_VANISHED * len(stored)) and not force:
        tally.held_back = len(missing)
        return
    gone = missing if force else {id_ for id_ in missing if source.is_gone(id_)}
    tally.gone += _delete(services, row.name, "ticket", gone)


def trial(
    services: Services,
    name: str,
    kind: str,
    options: Mapping[str, str],
    *,
    most: int = 10,
    watch: Callable[[str, int, int], None] = lambda *_: None,
) -> tuple[list[Entry], list[Unread]]:
    """Return a source's first tickets as they would be stored after redaction, and what can't be. Saves nothing.

    `watch` is told how many tickets have been read, of how many. A server that does not answer is given up soon.
    """
    entries: list[Entry] = []
    unread: list[Unread] = []
    watch("asking", 0, most)
    with opened(name, kind, options, attempts=FEW_ATTEMPTS) as source:
        for page in _moving(source.pages({})):
            fit, unfit = entries_of(services, name, source.prefix, page)
            entries += [entry for entry in fit if entry.kind == "ticket"]
            unread += (*page.unread, *unfit)
            watch("reading", min(len(entries), most), most)
            if len(entries) >= most:
                break
    return entries[:most], unread[:most]
