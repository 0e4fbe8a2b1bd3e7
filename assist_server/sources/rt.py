"""Request Tracker 5 by its REST2 API. Run against the real server (5.0.3).

Tickets are walked by id, so that one that changes meanwhile moves no other one out of sight. RT takes a time in a query
for one of the account's own time zone, so the query asks for a day more and the times in the answer (UTC) decide.
Comments are not read at all: nothing internal leaves RT.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from assist_server.errors import SourceRefused, SourceTooLarge, SourceUnusable
from assist_server.sources import Cursor, Fetch, Needed, Page, Unread
from assist_server.sources.rt_messages import Turns, turns_of
from assist_server.sources.rt_tickets import made_ticket
from assist_server.ticket import Ticket

TITLE = "Request Tracker 5"
EVIDENCE = "run against the real server"
NEEDED = (
    Needed("url", "where RT is, such as https://rt.example.com"),
    Needed("queues", "names of the queues to read, with commas (all that the account sees)", required=False),
    Needed("solved", "statuses that count as solved, with commas (resolved)", required=False),
    Needed("left_out", "statuses that are left out, with commas (rejected)", required=False),
    Needed("queue_is_brand", "yes takes the queue for the brand", required=False),
    Needed("token", "an authentication token of an account that may see the tickets", secret=True, required=False),
    Needed("user", "that account's name, where there is no token", secret=True, required=False),
    Needed("password", "and its password", secret=True, required=False),
)

REST = "/REST/2.0"
AT_ONCE = 100  # RT gives no more on one page
OVERLAP = timedelta(minutes=5)  # a change may be committed a little after the time it bears
ZONES = timedelta(hours=26)  # between a time in UTC and the same clock reading in any zone
WANTED = "Subject,Status,Queue,Owner,Requestor,Cc,Created,LastUpdated,Resolved"
PERSON = "RealName,EmailAddress"
LISTED = {
    "fields": WANTED,
    "fields[Queue]": "Name",
    "fields[Owner]": PERSON,
    "fields[Requestor]": PERSON,
    "fields[Cc]": PERSON,
}


def headers(credentials: Mapping[str, str]) -> dict[str, str]:
    """Sign in by token, or else by name and password."""
    if "token" in credentials:
        return {"Authorization": f"token {credentials['token']}"}
    if "user" not in credentials or "password" not in credentials:
        raise SourceRefused("RT needs a token, or a user and a password.")
    pair = f"{credentials['user']}:{credentials['password']}"
    return {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}


def pages(fetch: Fetch, cursor: Cursor, options: Mapping[str, str]) -> Iterator[Page]:
    """Yield the tickets changed since the cursor, by id; those left out now are told as gone."""
    since, last = str(cursor.get("since", "")), int(cursor.get("id", 0))
    upto = cursor.get("upto") or _newest(fetch, options)
    if not upto:
        return
    query = _scope(options) + (f" AND LastUpdated >= '{_moved(since, -ZONES):%Y-%m-%d %H:%M:%S}'" if since else "")
    for items in _walk(fetch, query, last, LISTED):
        last = _last(items)
        changed = [item for item in items if str(item.get("LastUpdated", "")) >= since]
        yield _page(fetch, changed, {"since": since, "upto": upto, "id": last}, options)
    yield Page({"since": f"{_moved(str(upto), -OVERLAP):%Y-%m-%dT%H:%M:%SZ}"})


def present(fetch: Fetch, options: Mapping[str, str]) -> Iterator[str]:
    """Yield the ids of all tickets: deleted and merged ones are not among them."""
    for items in _walk(fetch, _kept(options), 0, {}):
        yield from (str(item["id"]) for item in items)


def gone(fetch: Fetch, id: str, options: Mapping[str, str]) -> bool:
    """Say whether a ticket, asked for alone, is in none of the queues and statuses that are read, or merged."""
    return not _items_of(fetch(f"{REST}/tickets", {"query": f"{_kept(options)} AND id = {id}"}))


def _kept(options: Mapping[str, str]) -> str:
    """Return the query for every ticket that is kept here."""
    statuses = _names(options, "left_out", "rejected")
    return _scope(options) + "".join(f" AND Status != '{_quoted(status)}'" for status in statuses)


def _page(fetch: Fetch, items: Sequence[Any], cursor: Cursor, options: Mapping[str, str]) -> Page:
    left_out = _names(options, "left_out", "rejected")
    gone = tuple(("ticket", str(item["id"])) for item in items if item.get("Status") in left_out)
    kept = [item for item in items if item.get("Status") not in left_out]
    read = _read(fetch, kept, options)
    tickets = tuple(one for one in read if isinstance(one, Ticket))
    unread = tuple(one for one in read if isinstance(one, Unread))
    return Page(cursor, tickets, gone=gone, unread=unread)  # type: ignore[arg-type]


def _read(fetch: Fetch, items: Sequence[Any], options: Mapping[str, str]) -> list[Ticket | Unread]:
    """Read the messages of listed tickets: all at once, or, where that is too much, one by one."""
    solved = _names(options, "solved", "resolved")
    try:
        turns = turns_of(fetch, [int(item["id"]) for item in items])
    except SourceTooLarge as exc:
        if len(items) == 1:
            return [Unread(str(items[0]["id"]), exc.detail)]
        return [one for item in items for one in _read(fetch, [item], options)]
    return [made_ticket(item, turns.get(int(item["id"]), Turns()), solved, options) for item in items]


def _newest(fetch: Fetch, options: Mapping[str, str]) -> str:
    """Return when the last change was, '' where there is no ticket."""
    newest: dict[str, str | int] = {"orderby": "LastUpdated", "order": "DESC", "per_page": 1, "fields": "LastUpdated"}
    answer = fetch(f"{REST}/tickets", newest | {"query": _scope(options)})
    return next((str(item.get("LastUpdated", "")) for item in _items_of(answer)), "")


def _walk(fetch: Fetch, query: str, last: int, fields: Mapping[str, str]) -> Iterator[list[Any]]:
    """Yield what a query finds beyond an id, in the order of the ids."""
    while True:
        asked = {"query": f"{query} AND id > {last}", "orderby": "id", "per_page": str(AT_ONCE)}
        items = _items_of(fetch(f"{REST}/tickets", asked | dict(fields)))
        if not items:
            return
        yield items
        if _last(items) <= last:
            raise SourceUnusable("RT tells the same tickets again.", mend="Look at its server.")
        last = _last(items)


def _last(items: Sequence[Any]) -> int:
    return max(int(item["id"]) for item in items)


def _items_of(answer: Any) -> list[Any]:
    """Return what an answer lists. Raises SourceUnusable where it is none of RT's."""
    items = answer.get("items") if isinstance(answer, dict) else None
    if not isinstance(items, list) or not all(isinstance(i, dict) and str(i.get("id", "")).isdigit() for i in items):
        raise SourceUnusable("That is not what RT answers.", mend="Check the source's url.")
    if answer.get("count", len(items)) != len(items):
        raise SourceUnusable("RT tells more tickets than it lists.", mend="Look at its server.")
    return items


def _scope(options: Mapping[str, str]) -> str:
    queues = " OR ".join(f"Queue = '{_quoted(name)}'" for name in _names(options, "queues", ""))
    return f"({queues})" if queues else "id > 0"


def _names(options: Mapping[str, str], option: str, default: str) -> list[str]:
    return [name.strip() for name in options.get(option, default).split(",") if name.strip()]


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace("'", "\\'")


def _moved(time: str, by: timedelta) -> datetime:
    """Return a time of RT's in UTC, moved. Raises SourceUnusable for one that is none."""
    try:
        return datetime.fromisoformat(time).astimezone(UTC) + by
    except (ValueError, OverflowError) as exc:
        raise SourceUnusable("RT tells a time that is none.") from exc
