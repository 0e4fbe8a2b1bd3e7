"""What every translation of a foreign ticket needs: bounded texts, times, names; a bad row stops none of the others."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

from pydantic import ValidationError

from assist_server.errors import SourceGone, SourceRefused, SourceUnusable
from assist_server.results import Kind
from assist_server.sources import Cursor, Page, Unread
from assist_server.ticket import MAX_ID, MAX_MESSAGES, MAX_NAME, MAX_TEXT, Article, Macro, Ticket

Json = Mapping[str, Any]
T = TypeVar("T")

MAX_TAGS = 200
ATTEMPTS = 2  # at a thing whose answers cannot be read
FIRST_MESSAGES = 50  # of a conversation that is too long: the question, and then what came last


class Unheard(ValueError):
    """A row says something that its documentation does not name; the message holds nothing of the row."""


@dataclass(frozen=True)
class Gone:
    """A thing that the source names only to say that it is no longer to be used."""

    kind: Kind
    id: str


Reading = Ticket | Article | Macro | Gone | Unread
Build = Callable[[Json], Ticket | Article | Macro | Gone | None]


def rows(answer: Any, *path: str) -> list[Json]:
    """Return the objects of the list at `path` inside an answer.

    Raises SourceUnusable when there is no list.
    """
    for step in path:
        answer = answer.get(step) if isinstance(answer, Mapping) else None
    if not isinstance(answer, list):
        where = ".".join(path) or "the answer"
        raise SourceUnusable(f"The source answered without the list that its documentation promises ({where}).")
    return [row for row in answer if isinstance(row, Mapping)]


def by_id(found: Iterable[Json], key: str = "id") -> dict[str, Json]:
    """Return rows by their id."""
    return {name: row for row in found if (name := ident(row.get(key)))}


def part(row: Any, *path: str) -> Json:
    """Return the object at `path` inside a row; an empty one where there is none."""
    for step in path:
        row = row.get(step) if isinstance(row, Mapping) else None
    return row if isinstance(row, Mapping) else {}


def ident(raw: Any) -> str | None:
    """Return an id as text; None for what cannot be one."""
    if isinstance(raw, bool) or not isinstance(raw, int | str):
        return None
    return str(raw).strip()[:MAX_ID] or None


def idents(raw: Any) -> list[str]:
    """Return a list of ids as text."""
    return [key for each in raw if (key := ident(each))] if isinstance(raw, list) else []


def short(raw: Any) -> str | None:
    """Return a name or label, cut to what a ticket may hold; None for an empty one."""
    return raw.strip()[:MAX_NAME].strip() or None if isinstance(raw, str) else None


def body(raw: Any) -> str | None:
    """Return a text, cut to what a message may hold; None for an empty one."""
    return raw[:MAX_TEXT] if isinstance(raw, str) and raw.strip() else None


def labels(raw: Any) -> list[str]:
    """Return a list of tags."""
    return [tag for tag in map(short, raw) if tag][:MAX_TAGS] if isinstance(raw, list) else []


def when(raw: Any) -> datetime | None:
    """Return a time told as ISO 8601 or as seconds since 1970; None for what is neither."""
    try:
        if isinstance(raw, int | float) and not isinstance(raw, bool):
            return datetime.fromtimestamp(raw, UTC) if raw > 0 else None
        made = datetime.fromisoformat(raw) if isinstance(raw, str) else None
        return made and (made.replace(tzinfo=UTC) if made.tzinfo is None else made.astimezone(UTC))
    except (ValueError, OverflowError, OSError):
        return None


def link(options: Mapping[str, str], path: str) -> str | None:
    """Return where an agent opens a thing, under the option `url`; None unless that is an https address."""
    address = options.get("url", "").rstrip("/")
    return address + path if address.startswith("https://") else None


def basic(user: str, password: str) -> dict[str, str]:
    """Return the header of basic authentication."""
    return {"Authorization": "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()}


def bounded(messages: list[T]) -> list[T]:
    """Return at most as many messages as a ticket may hold: the first ones and the last ones."""
    if len(messages) <= MAX_MESSAGES:
        return messages
    return messages[:FIRST_MESSAGES] + messages[FIRST_MESSAGES - MAX_MESSAGES :]


def chosen(value: T | None, known: Mapping[Any, str]) -> str:
    """Return what `value` is called with us.

    Raises Unheard when it is not known.
    """
    if value not in known:
        raise Unheard("has a status that its documentation does not name")
    return known[value]


def allowed(ask: Callable[[], Iterable[Json]]) -> list[Json]:
    """Ask for rows that a plan or a role may not include, and do without them then."""
    try:
        return list(ask())
    except (SourceRefused, SourceGone):
        return []


def read(found: Iterable[Json], build: Build, alive: Callable[[], object], *, kind: Kind = "ticket") -> list[Reading]:
    """Translate rows: what is gone or cannot be read is said so, and stops none of the others.

    `alive` asks the source who we are: it tells one ticket that always fails from a server that is unwell, whose
    answers would leave tickets unread that are never told again. What fails while it is well is asked for once more.
    Raises SourceUnusable when the source itself no longer answers, SourceRefused when it lets us in no more.
    """
    return [made for row in found if (made := _reading(row, build, alive, kind)) is not None]


def _reading(row: Json, build: Build, alive: Callable[[], object], kind: Kind) -> Reading | None:
    name, failed = ident(row.get("id")) or "?", Unread("", "")
    for _ in range(ATTEMPTS):
        try:
            return build(row)
        except SourceRefused:
            raise
        except SourceGone:
            return Gone(kind, name)
        except SourceUnusable:
            failed = Unread(name, "the source fails to answer for it, and answers otherwise")
        except Unheard as exc:
            return Unread(name, str(exc))
        except (ValueError, LookupError, TypeError, AttributeError) as exc:
            failed = Unread(name, reason(exc))
        _see_that_it_is_well(alive)
    return failed


def _see_that_it_is_well(alive: Callable[[], object]) -> None:
    """Raise SourceUnusable where the source does not even say who we are."""
    answer = alive()
    if not any(ident(part(answer, *path).get("id")) for path in ((), ("user",))) and not part(answer, "collections"):
        raise SourceUnusable("The source answers in another shape than the documented one.", mend="Try again later.")


def reason(error: Exception) -> str:
    """Say why something could not be read, by the names of its fields alone."""
    if isinstance(error, ValidationError):
        faults = error.errors(include_input=False, include_context=False, include_url=False)
        return "; ".join(f"{'.'.join(map(str, fault['loc']))}: {fault['type']}" for fault in faults[:5])
    return "does not have the shape that its documentation gives"


def page(cursor: Cursor, readings: Iterable[Reading], *, total: int | None = None) -> Page:
    """Sort readings into a page."""
    readings = list(readings)
    return Page(
        cursor=cursor,
        tickets=tuple(thing for thing in readings if isinstance(thing, Ticket)),
        articles=tuple(thing for thing in readings if isinstance(thing, Article)),
        macros=tuple(thing for thing in readings if isinstance(thing, Macro)),
        gone=tuple((thing.kind, thing.id) for thing in readings if isinstance(thing, Gone)),
        unread=tuple(thing for thing in readings if isinstance(thing, Unread)),
        total=total,
    )
