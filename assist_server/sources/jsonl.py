"""JSON Lines: one ticket a line, as docs/FORMAT.md has it, gzipped or not. The file is the whole truth."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import IO

from pydantic import ValidationError

from assist_server.sources import Cursor, Fetch, Needed, Page, Unread
from assist_server.sources.files import is_unchanged, reading, state_of
from assist_server.sources.made import reason
from assist_server.ticket import Ticket

TITLE = "JSON Lines"
EVIDENCE = "run on real files"
NEEDED = (Needed("file", "the file, one ticket a line"),)

MOST_LINE = 4_000_000  # bytes of one ticket
AT_ONCE = 250  # lines of a page


def headers(credentials: Mapping[str, str]) -> dict[str, str]:
    """Sign nothing in: there is no server."""
    return {}


def pages(fetch: Fetch, cursor: Cursor, options: Mapping[str, str]) -> Iterator[Page]:
    """Yield the tickets of a changed file; one left in the middle is read on from there."""
    if "line" not in cursor and is_unchanged(options, cursor):
        return
    state = state_of(options)
    begun = cursor.get("line", 0) if cursor.get("sha256") == state["sha256"] else 0
    tickets: list[Ticket] = []
    unread: list[Unread] = []
    for number, line in _lines(options):
        if number <= begun:
            continue
        one = _read(number, line)
        if isinstance(one, Unread):
            unread.append(one)
        else:
            tickets.append(one)
        if len(tickets) + len(unread) >= AT_ONCE:
            yield Page(cursor=state | {"line": number}, tickets=tuple(tickets), unread=tuple(unread))
            tickets, unread = [], []
    yield Page(cursor=state, tickets=tuple(tickets), unread=tuple(unread))


def present(fetch: Fetch, options: Mapping[str, str]) -> Iterator[str] | None:
    """Return the ids in the file; None where a line does not even tell its id, so that nothing counts as gone."""
    ids = [_id(line) for _, line in _lines(options)]
    return None if None in ids else (str(id_) for id_ in ids)


def _id(line: bytes) -> str | None:
    try:
        told = json.loads(line)
    except (ValueError, RecursionError):
        return None
    id_ = told.get("id") if isinstance(told, dict) else None
    return str(id_) if isinstance(id_, str | int) else None


def _read(number: int, line: bytes) -> Ticket | Unread:
    if len(line) > MOST_LINE:
        return Unread(f"line {number}", f"longer than {MOST_LINE} bytes")
    try:
        return Ticket.model_validate_json(line)
    except ValidationError as exc:
        return Unread(f"line {number}", reason(exc))


def _lines(options: Mapping[str, str]) -> Iterator[tuple[int, bytes]]:
    """Yield the numbered lines that aren't blank; of one that is too long only the beginning."""
    with reading(options) as file:
        number = 0
        while piece := file.readline(MOST_LINE + 1):
            number += 1
            if piece.strip():
                yield number, piece
            _skip_rest(file, piece)


def _skip_rest(file: IO[bytes], piece: bytes) -> None:
    while piece and not piece.endswith(b"\n"):
        piece = file.readline(MOST_LINE + 1)
