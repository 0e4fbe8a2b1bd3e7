"""django-helpdesk by its REST API. Run against the real server (2.6.1).

The API tells no times of change, so every sync reads all tickets; unchanged ones cost reading and nothing else. A
ticket that slips by while the list is read, because one before it was deleted, comes in with the next sync.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any

from assist_server.errors import SourceGone, SourceRefused, SourceTooLarge, SourceUnusable
from assist_server.sources import Cursor, Fetch, Needed, Page, Unread
from assist_server.sources.made import made
from assist_server.ticket import Ticket

TITLE = "django-helpdesk"
EVIDENCE = "run against the real server"
NEEDED = (
    Needed("url", "where it is, such as https://help.example.com/helpdesk"),
    Needed("queues", "names of its queues, which the API does not tell: 1=Support,2=Billing", required=False),
    Needed("queue_is_brand", "yes takes the queue for the brand", required=False),
    Needed("token", "a token of a staff account (Django REST framework's)", secret=True, required=False),
    Needed("user", "that account's name, where there is no token", secret=True, required=False),
    Needed("password", "and its password", secret=True, required=False),
)

TICKETS = "/api/tickets/"
AT_ONCE = 500  # the server looks through all of its tickets for each page, so few pages are kind to it
PARTS = {500: 25, 25: 1}  # into which a page is divided that is too large
REOPENED, DUPLICATE = 2, 5
STATUS = {1: "open", REOPENED: "open", 3: "solved", 4: "closed"}
SOLVED = (3, 4)


def headers(credentials: Mapping[str, str]) -> dict[str, str]:
    """Sign in by token, or else by name and password."""
    if "token" in credentials:
        return {"Authorization": f"Token {credentials['token']}"}
    if "user" not in credentials or "password" not in credentials:
        raise SourceRefused("django-helpdesk needs a token, or a user and a password.")
    pair = f"{credentials['user']}:{credentials['password']}"
    return {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}


def pages(fetch: Fetch, cursor: Cursor, options: Mapping[str, str]) -> Iterator[Page]:
    """Yield all tickets, from the page on where an interrupted sync stood; merged ones and duplicates as gone."""
    for number in count(int(cursor.get("page", 1))):
        items, total = _page(fetch, number)
        kept = [item for item in items if not isinstance(item, dict) or not _left_out(item)]
        gone = tuple(("ticket", str(item["id"])) for item in items if isinstance(item, dict) and _left_out(item))
        read = [item if isinstance(item, Unread) else _ticket(item, options) for item in kept]
        tickets = tuple(one for one in read if isinstance(one, Ticket))
        unread = tuple(one for one in read if isinstance(one, Unread))
        last = number * AT_ONCE >= total
        yield Page({} if last else {"page": number + 1}, tickets, gone=gone, unread=unread, total=total)  # type: ignore[arg-type]
        if last:
            return


def present(fetch: Fetch, options: Mapping[str, str]) -> list[str] | None:
    """Return the ids of all tickets that are neither merged nor duplicates; None where one is too large to tell its."""
    ids: list[str] = []
    for number in count(1):
        items, total = _page(fetch, number)
        if any(isinstance(item, Unread) for item in items):
            return None
        ids += [str(item["id"]) for item in items if not _left_out(item)]
        if number * AT_ONCE >= total:
            break
    return ids


def gone(fetch: Fetch, id: str, options: Mapping[str, str]) -> bool:
    """Say whether a ticket, asked for alone, was merged or is a duplicate. Raises SourceGone for a deleted one."""
    return _left_out(fetch(f"{TICKETS}{id}/"))


def _page(fetch: Fetch, number: int, size: int = AT_ONCE) -> tuple[list[Any], int]:
    """Return a page's tickets and how many there are in all. Where a page is too large it is read in parts."""
    try:
        answer = fetch(TICKETS, {"page": number, "page_size": size})
    except SourceTooLarge as exc:
        if size == 1:
            return [Unread(f"ticket number {number} of the list", exc.detail)], 0
        return _divided(fetch, number, size)
    except SourceGone:
        if number > 1:
            return [], 0  # tickets were deleted, and with them the last page
        raise
    items = answer.get("results") if isinstance(answer, dict) else None
    if not isinstance(items, list) or not all(isinstance(item, dict) and item.get("id") for item in items):
        raise SourceUnusable("That is not what django-helpdesk answers.", mend="Check the source's url.")
    return items, int(answer.get("count") or 0)


def _divided(fetch: Fetch, number: int, size: int) -> tuple[list[Any], int]:
    parts = size // PARTS[size]
    read = [_page(fetch, (number - 1) * parts + part, PARTS[size]) for part in range(1, parts + 1)]
    return [item for items, _ in read for item in items], max(total for _, total in read)


def _left_out(item: Any) -> bool:
    return isinstance(item, dict) and (item.get("merged_to") is not None or item.get("status") == DUPLICATE)


def _ticket(item: Any, options: Mapping[str, str]) -> Ticket | Unread:
    """Return a ticket, or why it can't be one."""
    follow_ups = [one for one in item.get("followup_set") or [] if isinstance(one, dict)]
    status = STATUS.get(item.get("status"), "open")
    answered = [one["user"] for one in follow_ups if one.get("user") and one.get("public")]
    solved = [one.get("date") for one in follow_ups if one.get("new_status") in SOLVED]
    agent = item.get("assigned_to") or next(reversed(answered), None)
    queue = _queue(item, options)
    fields = {
        "status": "on_hold" if item.get("on_hold") and status == "open" else status,
        "subject": item.get("title"),
        "team": queue,
        "brand": queue if options.get("queue_is_brand") == "yes" else None,
        "solved_at": solved[-1] if solved and item.get("status") in SOLVED else None,
        "reopened": any(one.get("new_status") == REOPENED for one in follow_ups),
        "customer": {"email": item["submitter_email"]} if item.get("submitter_email") else None,
        "agent": {"id": str(agent)} if agent else None,
        "url": f"{options['url'].rstrip('/')}/tickets/{item['id']}/",
        "messages": _messages(item, follow_ups),
    }
    return made(Ticket, item["id"], fields)


def _messages(item: Any, follow_ups: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the description and the public follow-ups; what is private is left out here already."""
    described = str(item.get("description") or "")
    messages: list[dict[str, Any]] = [{"author": "customer", "text": described}] if described.strip() else []
    for one in sorted(follow_ups, key=lambda one: str(one.get("date"))):
        said = one.get("comment")
        if not one.get("public") or not isinstance(said, str) or not said.strip():
            continue
        if not one.get("user") and said.strip() == described.strip():
            continue  # a mailed first message is told twice
        author = "agent" if one.get("user") else "customer"
        messages.append({"id": str(one.get("id")), "author": author, "text": said, "sent_at": one.get("date")})
    return messages


def _queue(item: Any, options: Mapping[str, str]) -> str | None:
    """Return the queue's name as the options tell it, or its number."""
    number = item.get("queue")
    named = dict(pair.strip().split("=", 1) for pair in options.get("queues", "").split(",") if "=" in pair)
    return named.get(str(number), f"queue {number}") if number is not None else None
