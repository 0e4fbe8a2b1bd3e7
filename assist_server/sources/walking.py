"""Ways through lists that change while they are read: by time of change, or by comparing with what was there before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from assist_server.errors import SourceGone, SourceRefused, SourceUnusable
from assist_server.results import Kind
from assist_server.sources import Cursor, Page, Unread
from assist_server.sources.translating import Gone, Json, Reading, ident, page, part, when

BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)
MARGIN = timedelta(seconds=1)  # whether "since" takes in the second itself is told by hardly any documentation
MOST_PAGES = 300

Ask = Callable[[datetime, int], list[Json]]


def changed_since(
    ask: Ask, kept: Mapping[str, Any], *, size: int, overlap: timedelta, stamp: str = "updated_at"
) -> Iterator[tuple[list[Json], dict[str, Any]]]:
    """Yield what changed, oldest first, and the state to go on from: `ask(since, page)` must answer by time of change.

    Only first pages are asked for, each from the last time seen on, so that rows that move while we read are met again
    further on. Only where one second fills a whole page are its further pages read, and then back to the first: rows
    leave such a list only towards its beginning. Rows younger than `overlap` are remembered, so that what the source
    shows late is found by the next run, and what it shows twice is not told twice.
    Raises SourceUnusable when the answers are out of order, or the same for ever.
    """
    since = when(kept.get("since")) or BEGINNING
    seen: dict[str, str] = dict(kept.get("seen") or {})
    floor = max(BEGINNING, since - overlap)
    while True:
        number, found = 1, ask(floor, 1)
        while len(found) >= size and _newest(found, since, stamp) <= since:
            yield _unseen(found, seen, stamp), {"since": since.isoformat(), "seen": dict(seen)}
            number, before = number + 1, found
            found = ask(floor, number)
            if found == before or number > MOST_PAGES:
                raise SourceUnusable("The source answers the same page again and again.")
        for back in range(number - 1, 0, -1):
            yield _unseen(ask(floor, back), seen, stamp), {"since": since.isoformat(), "seen": dict(seen)}
        since = _newest(found, since, stamp)
        fresh = _unseen(found, seen, stamp)
        seen = {name: told for name, told in seen.items() if (when(told.partition("|")[0]) or since) >= since - overlap}
        yield fresh, {"since": since.isoformat(), "seen": dict(seen)}
        if len(found) < size:
            return
        floor = since - MARGIN


def _newest(found: list[Json], since: datetime, stamp: str) -> datetime:
    times = [at for at in (when(row.get(stamp)) for row in found) if at is not None]
    if times != sorted(times):
        raise SourceUnusable(
            "The source does not answer in the order it was asked for, so that changes could be missed."
        )
    return max([since, *times])


def _unseen(found: list[Json], seen: dict[str, str], stamp: str) -> list[Json]:
    fresh = []
    for row in found:
        name, told = ident(row.get("id")) or "?", mark(row, stamp)
        if seen.get(name) != told:
            seen[name] = told
            fresh.append(row)
    return fresh


def mark(row: Json, stamp: str) -> str:
    """Return when a row changed and what it was like: a second change within the same second is another."""
    content = json.dumps(row, sort_keys=True, default=str)
    return f"{row.get(stamp)}|{hashlib.sha256(content.encode()).hexdigest()[:12]}"


def still_there(ask: Callable[[int], list[Json]], left: Callable[[Json], bool]) -> Iterator[str]:
    """Yield the ids of a whole list but those that left, page by page until one is empty.

    What is deleted meanwhile may draw a row onto a page already read: who asks must ask again before believing that
    one is gone. Raises SourceUnusable when the list has no end.
    """
    number, before, found = 1, list[Json](), ask(1)
    while found:
        yield from (key for row in found if (key := ident(row.get("id"))) and not left(row))
        number, before = number + 1, found
        found = ask(number)
        if found == before:
            raise SourceUnusable("The source answers the same page again and again.")


def numbered(ask: Callable[[int], Any], *total: str) -> Iterator[Any]:
    """Yield the pages of a list that tells how many there are, at the last step of `total`."""
    number = last = 1
    while number <= min(last, MOST_PAGES):
        answer = ask(number)
        yield answer
        told = part(answer, *total[:-1]).get(total[-1])
        number, last = number + 1, told if isinstance(told, int) else 1


def telling(cursor: Cursor, pages: Iterable[Page]) -> Iterator[Page]:
    """Pass on the pages that bring something or move on; the others are no news to anybody."""
    for step in pages:
        if any((step.tickets, step.articles, step.macros, step.gone, step.unread)) or step.cursor != cursor:
            cursor = step.cursor
            yield step


def shelf(cursor: Cursor, name: str, kind: Kind, ask: Callable[[], Iterable[Reading]]) -> Page:
    """Read a whole list that tells of no changes, and return what is new, other or gone since it was read last.

    What is kept for that is a fingerprint for each id, under `name` in the cursor. A list that the credentials or the
    plan do not allow is told as unread, and what was known of it stays.
    """
    kept: Mapping[str, str] = cursor.get(name) or {}
    try:
        found = [thing for thing in ask() if not isinstance(thing, Gone)]
    except SourceGone:
        return Page(cursor=cursor)
    except SourceRefused:
        return Page(cursor=cursor, unread=(Unread(name, "the credentials or the plan do not allow reading these"),))
    now = {thing.id: kept.get(thing.id, "") if isinstance(thing, Unread) else fingerprint(thing) for thing in found}
    changed = [thing for thing in found if isinstance(thing, Unread) or kept.get(thing.id) != now[thing.id]]
    gone = [Gone(kind, old) for old in kept if old not in now]
    return page({**cursor, name: {id_: mark for id_, mark in now.items() if mark}}, [*changed, *gone])


def shelves(cursor: Cursor, *lists: tuple[str, Kind, Callable[[], Iterable[Reading]]]) -> Iterator[Page]:
    """Yield one page for each of several whole lists, each page's cursor holding those before it."""
    for name, kind, ask in lists:
        step = shelf(cursor, name, kind, ask)
        cursor = step.cursor
        yield step


def fingerprint(thing: Any) -> str:
    """Return what changes when the thing does."""
    return hashlib.sha256(thing.model_dump_json().encode()).hexdigest()[:16]
