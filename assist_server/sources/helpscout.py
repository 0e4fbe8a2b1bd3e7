"""Help Scout: conversations with their threads, saved replies. From documentation; never run against the real service.

Built on developer.helpscout.com/mailbox-api (2.0: "Authentication", "List Conversations", "List Threads", "Saved
Replies"). An application's id and secret are changed for a token that is good for two days. Conversations do not tell
when they were modified, yet can be asked for by it: each run reads one window of time, which ends two minutes ago, from
its last page (the oldest change) to its first, for what is modified meanwhile leaves the window and draws the others to
pages still to be read. Threads come with the list, which spares a request a conversation.
Not confirmed by its documentation: that the list embeds all threads (where it tells more than it brings they are asked
for), the key of saved replies in a list (any is taken). Ratings stand in reports alone and are not read, nor whether a
conversation was opened again. Deleted and merged ones vanish from the list; `present` finds them. An inbox is a team.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from assist_server.errors import SourceGone, SourceRefused, SourceUnusable
from assist_server.sources import Cursor, Fetch, Needed, Page
from assist_server.sources.translating import (
    Gone,
    Json,
    Reading,
    allowed,
    body,
    bounded,
    by_id,
    chosen,
    ident,
    labels,
    page,
    part,
    read,
    rows,
    short,
    when,
)
from assist_server.sources.walking import BEGINNING, numbered, shelves, still_there, telling
from assist_server.ticket import Macro, Ticket

TITLE = "Help Scout"
EVIDENCE = "from its public documentation, tried against a stub written from it; never run against the real service"
ADDRESS = "https://api.helpscout.net"
NEEDED = (
    Needed("app_id", "App ID", secret=True),
    Needed("app_secret", "App secret", secret=True),
    Needed("category_field", "Name of the custom field that holds the category", required=False),
)

ALIVE = "/v2/users/me"
LAG = timedelta(minutes=2)
MOST_PAGES = 1_000_000
STATUS = {"active": "open", "open": "open", "pending": "pending", "closed": "closed"}
FROM_AGENT = ("message", "note", "reply", "forwardparent", "forwardchild")
LEFT_OUT = ("lineitem",)  # "assigned to ...", "tag added"


@dataclass(frozen=True)
class Window:
    """A stretch of time being read; `number` is the page to read next, None before the first."""

    since: datetime
    until: datetime
    number: int | None = None


def now() -> datetime:
    """Return the time by the clock."""
    return datetime.now(UTC)


def headers(credentials: Mapping[str, str]) -> dict[str, str]:
    """Return nothing: only a token signs in, see `sign_in`."""
    return {}


def sign_in(post: Callable[[str, Mapping[str, str]], Any], credentials: Mapping[str, str]) -> dict[str, str]:
    """Change the application's id and secret for a token, and return the header that holds it.

    Raises SourceRefused when none is given.
    """
    form = {"grant_type": "client_credentials", "client_id": credentials["app_id"]}
    answer = part(post("/v2/oauth2/token", {**form, "client_secret": credentials["app_secret"]}))
    if not isinstance(answer.get("access_token"), str):
        raise SourceRefused("Help Scout gave no token for this app.", mend="Check app_id and app_secret.")
    return {"Authorization": f"Bearer {answer['access_token']}"}


def present(fetch: Fetch, options: Mapping[str, str]) -> Iterator[str]:
    """Yield the ids of all conversations that are neither spam nor drafts."""
    query: dict[str, str | int] = {"status": "all", "sortField": "createdAt", "sortOrder": "asc"}
    yield from still_there(lambda number: _listed(fetch, query, number)[0], _left)


def gone(fetch: Fetch, id: str, options: Mapping[str, str]) -> bool:
    """Say whether a conversation became spam, or part of another one. Raises SourceGone for a deleted one."""
    row = part(fetch(f"/v2/conversations/{id}"))
    return ident(row.get("id")) != id or _left(row)


def pages(fetch: Fetch, cursor: Cursor, options: Mapping[str, str]) -> Iterator[Page]:
    """Yield saved replies that are new or other, then the conversations modified since the cursor, oldest first."""
    yield from telling(cursor, _pages(fetch, cursor, options))


def _pages(fetch: Fetch, cursor: Cursor, options: Mapping[str, str]) -> Iterator[Page]:
    boxes = by_id(rows(fetch("/v2/mailboxes"), "_embedded", "mailboxes"))
    for step in shelves(cursor, ("macros", "macro", partial(_macros, fetch, list(boxes)))):
        cursor = step.cursor
        yield step
    window = _window(cursor.get("tickets") or {})
    query: dict[str, str | int] = {
        "status": "all",
        "query": f"(modifiedAt:[{_told(window.since)} TO {_told(window.until)}])",
        "sortField": "modifiedAt",
        "sortOrder": "desc",
        "embed": "threads",
    }
    last = window.number or _listed(fetch, query, 1)[1]
    for number in range(last, 0, -1):
        found, _ = _listed(fetch, query, number)
        readings = read(found, partial(_ticket, fetch, options, boxes), partial(fetch, ALIVE))
        cursor = {**cursor, "tickets": _state(window, number)}
        yield page(cursor, readings)


def _window(state: Mapping[str, Any]) -> Window:
    """Go on with the window that was left, or open the next one, up to a little while ago.

    A clock that ran ahead at the last run left an end that is yet to come: then that run's window is read again.
    """
    since, until, number = when(state.get("since")), when(state.get("until")), state.get("page")
    if since and until and isinstance(number, int):
        return Window(since, until, number)
    end = max(BEGINNING, (now() - LAG).replace(microsecond=0))
    if since and since > end:
        since = when(state.get("before"))
    return Window(min(since or BEGINNING, end), end)


def _state(window: Window, number: int) -> dict[str, Any]:
    since, until = window.since.isoformat(), window.until.isoformat()
    return {"since": since, "until": until, "page": number - 1} if number > 1 else {"since": until, "before": since}


def _told(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def _listed(fetch: Fetch, query: Mapping[str, str | int], number: int) -> tuple[list[Json], int]:
    """Return one page of conversations and how many pages there are; a page beyond the last is empty."""
    try:
        answer = part(fetch("/v2/conversations", {**query, "page": number}))
    except SourceGone:
        return [], 1
    total = part(answer, "page").get("totalPages")
    if not isinstance(total, int) or total > MOST_PAGES:
        raise SourceUnusable("Help Scout does not tell how many pages there are, or too many to believe it.")
    return rows(answer, "_embedded", "conversations") if "_embedded" in answer else [], max(1, total)


def _left(row: Json) -> bool:
    return row.get("status") == "spam" or row.get("state") in ("deleted", "draft")


def _ticket(fetch: Fetch, options: Mapping[str, str], boxes: Mapping[str, Json], row: Json) -> Ticket | Gone:
    key = ident(row["id"]) or ""
    if _left(row):
        return Gone("ticket", key)
    status = chosen(row["status"], STATUS)
    customer, agent = part(row, "primaryCustomer"), part(row, "assignee")
    told = sorted(_threads(fetch, key, row), key=lambda each: str(each.get("createdAt")))
    tags = [each.get("tag") for each in row.get("tags") or [] if isinstance(each, Mapping)]
    return Ticket.model_validate(
        {
            "id": key,
            "status": status,
            "subject": body(row.get("subject")),
            "channel": short(row.get("type")),
            "category": _category(row, options),
            "team": short(boxes.get(ident(row.get("mailboxId")) or "", {}).get("name")),
            "tags": labels(tags),
            "created_at": when(row.get("createdAt")),
            "solved_at": when(row.get("closedAt")),
            "url": _address(row, key),
            "customer": {
                "id": ident(customer.get("id")),
                "name": _name(customer),
                "email": short(customer.get("email")),
            },
            "agent": {"id": ident(agent.get("id")), "name": _name(agent)} if ident(agent.get("id")) else None,
            "messages": bounded([made for each in told if (made := _message(each))]),
        }
    )


def _threads(fetch: Fetch, key: str, row: Json) -> list[Json]:
    """Return the threads that came with the conversation, or ask for all of them where it says that there are more."""
    embedded = part(row, "_embedded").get("threads")
    came = [each for each in embedded if isinstance(each, Mapping)] if isinstance(embedded, list) else []
    count = row.get("threads")
    if isinstance(count, int) and count <= sum(each.get("type") not in LEFT_OUT for each in came):
        return came
    asked = numbered(lambda number: fetch(f"/v2/conversations/{key}/threads", {"page": number}), "page", "totalPages")
    return [each for answer in asked if "_embedded" in answer for each in rows(answer, "_embedded", "threads")]


def _message(row: Json) -> dict[str, Any] | None:
    kind, html = row.get("type"), body(row.get("body"))
    if html is None or kind in LEFT_OUT or row.get("state") not in (None, "published"):
        return None
    by_customer = kind == "customer" or (kind not in FROM_AGENT and part(row, "createdBy").get("type") == "customer")
    return {
        "id": ident(row.get("id")),
        "author": "customer" if by_customer else "agent",
        "internal": kind == "note",
        "html": html,
        "sent_at": when(row.get("createdAt")),
    }


def _name(person: Json) -> str | None:
    return short(" ".join(told for each in ("first", "last") if (told := short(person.get(each)))))


def _address(row: Json, key: str) -> str:
    told = part(row, "_links", "web").get("href")
    if isinstance(told, str) and told.startswith("https://"):
        return told
    return f"https://secure.helpscout.net/conversation/{key}/{ident(row.get('number')) or ''}"


def _category(row: Json, options: Mapping[str, str]) -> str | None:
    told, name = row.get("customFields"), options.get("category_field")
    for each in told if name and isinstance(told, list) else ():
        if isinstance(each, Mapping) and each.get("name") == name:
            return short(each.get("text")) or short(each.get("value"))
    return None


def _macros(fetch: Fetch, boxes: list[str]) -> Iterator[Reading]:
    for box in boxes:
        path = f"/v2/mailboxes/{box}/saved-replies"
        found = allowed(partial(_summaries, fetch, path))
        yield from read(found, partial(_macro, fetch, path), partial(fetch, ALIVE), kind="macro")


def _summaries(fetch: Fetch, path: str) -> Iterator[Json]:
    for answer in numbered(lambda number: fetch(path, {"page": number}), "page", "totalPages"):
        lists = [each for each in part(answer, "_embedded").values() if isinstance(each, list)]
        yield from rows(answer if isinstance(answer, list) else [row for each in lists for row in each])


def _macro(fetch: Fetch, path: str, row: Json) -> Macro | None:
    key = ident(row["id"]) or ""
    full = part(fetch(f"{path}/{key}"))
    text = body(full.get("text")) or body(full.get("chatText"))
    if text is None:
        return None
    return Macro.model_validate({"id": key, "title": body(full.get("name") or row.get("name")), "text": text})
