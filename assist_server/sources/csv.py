"""CSV: one row a ticket, or one row a message. Which column is what is guessed, shown, and confirmed by a person."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import closing

from assist_server.errors import InvalidInput
from assist_server.sources import Cursor, Fetch, Needed, Page, Unread
from assist_server.sources.csv_columns import FIELDS, guessed
from assist_server.sources.csv_table import first_rows, rows, with_form
from assist_server.sources.csv_tickets import Cells, ticket_of
from assist_server.sources.files import is_unchanged, state_of
from assist_server.ticket import Ticket

TITLE = "CSV"
EVIDENCE = "run on real files"
NEEDED = (
    Needed("file", "the file, with a header"),
    Needed("map", "JSON: which column is which field (guessed)", required=False),
    Needed("encoding", "its encoding (found out)", required=False),
    Needed("delimiter", "what stands between cells (found out)", required=False),
    Needed("status", "the status of tickets whose row tells none (solved)", required=False),
    Needed("dates", "dmy or mdy, for dates such as 03/04/2025 (dmy)", required=False),
)
AT_ONCE = 250  # tickets of a page


def headers(credentials: Mapping[str, str]) -> dict[str, str]:
    """Sign nothing in: there is no server."""
    return {}


def settled(options: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """Return the options with all that was found out about the file, and what to show of it.

    Raises InvalidInput where a column or field named does not exist, or no column holds any text.
    """
    told, columns = columns_of(options)
    named = {column: field for column, field in columns if field}
    if not {"question", "answer", "text"} & set(named.values()):
        raise InvalidInput("No column of the file seems to hold messages.", mend="Say which: --map COLUMN=question")
    shown = [f"{told['encoding']}, cells divided by {told['delimiter']!r}"]
    shown += [f"  {column} -> {field or '(not read)'}" for column, field in columns]
    return told | {"map": json.dumps(named, ensure_ascii=False)}, shown


def columns_of(options: Mapping[str, str]) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """Return the options with encoding and delimiter, and each column with its field, '' where it is not read.

    Raises InvalidInput where the file has no header, or a column or field named does not exist.
    """
    told = with_form(options)
    some = first_rows(told)
    if not some or some[0][1] is None:
        raise InvalidInput("The file has no header.")
    header = some[0][1]
    fields = guessed(header, [cells for _, cells in some[1:] if cells]) | _named(options, header)
    return told, [(column, fields.get(column, "")) for column in header]


def _named(options: Mapping[str, str], header: list[str]) -> dict[str, str]:
    """Return the columns that were named; one named with no field is not read."""
    try:
        named = json.loads(options.get("map") or "{}")
    except ValueError as exc:
        raise InvalidInput("The option map is JSON: {COLUMN: FIELD}.") from exc
    if not isinstance(named, dict) or not all(isinstance(field, str) for field in named.values()):
        raise InvalidInput("The option map is JSON: {COLUMN: FIELD}.")
    for column, field in named.items():
        if column not in header:
            raise InvalidInput(f"The file has no column {column!r}.", mend=f"It has: {', '.join(header)}.")
        if field and field not in FIELDS:
            raise InvalidInput(f"There is no field {field!r}.", mend=f"There are: {', '.join(sorted(FIELDS))}.")
    return named


def pages(fetch: Fetch, cursor: Cursor, options: Mapping[str, str]) -> Iterator[Page]:
    """Yield the tickets of a changed file; one left in the middle is read on from there."""
    if "ticket" not in cursor and is_unchanged(options, cursor):
        return
    state = state_of(options)
    begun = cursor.get("ticket", 0) if cursor.get("sha256") == state["sha256"] else 0
    told, _ = settled(options)
    tickets: list[Ticket] = []
    unread: list[Unread] = []
    for number, one in enumerate((ticket_of(group, told) for group in _groups(told)), 1):
        if number <= begun:
            continue
        if isinstance(one, Unread):
            unread.append(one)
        else:
            tickets.append(one)
        if len(tickets) + len(unread) >= AT_ONCE:
            yield Page(state | {"ticket": number}, tuple(tickets), unread=tuple(unread))
            tickets, unread = [], []
    yield Page(state, tuple(tickets), unread=tuple(unread))


def present(fetch: Fetch, options: Mapping[str, str]) -> Iterator[str] | None:
    """Return the ids in the file; None where a row can't be read, so that nothing counts as gone."""
    told, _ = settled(options)
    some = list(_named_rows(told))
    return (
        None if any(cells is None for _, cells in some) else iter({_id(number, cells or {}) for number, cells in some})
    )


def _groups(options: Mapping[str, str]) -> Iterator[list[tuple[int, Cells | None]]]:
    """Yield the rows of each ticket. Those that stand apart from each other wait in memory for the last of them."""
    scattered = _scattered(options)
    waiting: dict[str, list[tuple[int, Cells | None]]] = {}
    group: list[tuple[int, Cells | None]] = []
    current = ""
    for number, cells in _named_rows(options):
        id_ = _id(number, cells or {})
        if id_ in scattered:
            waiting.setdefault(id_, []).append((number, cells))
            continue
        if group and id_ != current:
            yield group
            group = []
        current = id_
        group.append((number, cells))
    if group:
        yield group
    yield from waiting.values()


def _scattered(options: Mapping[str, str]) -> set[str]:
    """Return the ids whose rows don't stand together."""
    seen: set[str] = set()
    scattered: set[str] = set()
    current = ""
    for number, cells in _named_rows(options):
        id_ = _id(number, cells or {})
        if id_ != current and id_ in seen:
            scattered.add(id_)
        seen.add(id_)
        current = id_
    return scattered


def _named_rows(options: Mapping[str, str]) -> Iterator[tuple[int, Cells | None]]:
    """Yield each row's number and its cells by their fields, None where the row can't be read."""
    columns: dict[str, str] = json.loads(options["map"])
    with closing(rows(options)) as every:
        fields = [columns.get(column, "") for column in next(every)[1] or []]
        for number, cells in every:
            named = None if cells is None else {f: c for f, c in zip(fields, cells, strict=False) if f and c.strip()}
            yield number, named


def _id(number: int, cells: Cells) -> str:
    return cells.get("id", "").strip() or f"row {number}"
