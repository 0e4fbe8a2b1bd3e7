"""Chatwoot: conversations, portal articles, canned responses. From documentation; never run against a real server.

Built on developers.chatwoot.com (application API) and on Chatwoot's own open finders and views. The list of
conversations knows no "since" in every release, so it is read newest activity first until what was known; it comes 25
a page. What moves meanwhile comes to the front of it, where the next run meets it. A conversation that is deleted draws
the others forward: where the count told falls, a page is read once more, and so is a page with fewer than the count
promises. Messages come 20 a request.
Not confirmed by its documentation: that a rating stands in the message that asked for it (`submitted_values`), the
paging of a portal's articles, that a change of status or labels counts as activity (it writes a message). Whether a
conversation was opened again is not told, nor when it was resolved: the last activity stands for that. Activity
messages ("was resolved by ...") are left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from assist_server.errors import SourceUnusable
from assist_server.sources import Cursor, Fetch, Needed, Page
from assist_server.sources.translating import (
    Json,
    Reading,
    body,
    bounded,
    chosen,
    ident,
    labels,
    link,
    page,
    part,
    read,
    rows,
    short,
    when,
)
from assist_server.sources.walking import mark, shelves, telling
from assist_server.ticket import MAX_MESSAGES, Article, Macro, Ticket

TITLE = "Chatwoot"
EVIDENCE = "from its public documentation and open source, tried against a stub written from them; never run for real"
NEEDED = (
    Needed("url", "Address, such as https://app.chatwoot.com"),
    Needed("account", "Number of the account, as in the address of its pages"),
    Needed("token", "Access token of an agent's profile", secret=True),
    Needed("category_field", "Name of the custom attribute that holds the category", required=False),
)

ALIVE = "/api/v1/profile"
SIZE = 25
AT_ONCE = 20  # messages of one answer
OVERLAP = 120  # seconds
CUT_SHORT = 3  # times that a page with fewer than the count promises is read again before it is believed
AGAIN = 20  # times that as many conversations as a page holds may come to the front between two requests
STATUS = {"open": "open", "pending": "pending", "snoozed": "on_hold", "resolved": "solved"}
CUSTOMER, AGENT, ACTIVITY = 0, 1, 2  # types of message; 3 is what a template or bot wrote
PUBLISHED = "published"


def headers(credentials: Mapping[str, str]) -> dict[str, str]:
    """Sign in with an agent's access token."""
    return {"api_access_token": credentials["token"]}


def present(fetch: Fetch, options: Mapping[str, str]) -> Iterator[str]:
    """Yield the ids of all conversations."""
    for listed in _walk(fetch, options, 1):
        yield from filter(None, map(_key, listed.found))


def gone(fetch: Fetch, id: str, options: Mapping[str, str]) -> bool:
    """Say whether another conversation answers to this number. Raises SourceGone for a deleted one."""
    return _key(part(fetch(f"{_base(options)}/conversations/{id}"))) != id


def pages(fetch: Fetch, cursor: Cursor, options: Mapping[str, str]) -> Iterator[Page]:
    """Yield articles and canned responses that are new or other, then conversations, newest activity first.

    While a run is under way the cursor holds where it is to end (`since`), where the next one ends (`start`) and the
    next page; thereafter the `start` of it becomes `since`. `seen` are those already told of the last moments.
    """
    yield from telling(cursor, _pages(fetch, cursor, options))


def _pages(fetch: Fetch, cursor: Cursor, options: Mapping[str, str]) -> Iterator[Page]:
    for step in shelves(
        cursor,
        ("articles", "article", partial(_articles, fetch, options)),
        ("macros", "macro", partial(_macros, fetch, options)),
    ):
        cursor = step.cursor
        yield step
    state = cursor.get("tickets") or {}
    since, start, seen = state.get("since", 0), state.get("start", 0), dict(state.get("seen") or {})
    for listed in _walk(fetch, options, state.get("page", 1)):
        found = listed.found
        start = max([start, *map(_active, found)])
        fresh = [row for row in found if _active(row) >= since - OVERLAP and seen.get(_key(row)) != _mark(row)]
        seen |= {_key(row): _mark(row) for row in fresh}
        done = not listed.again and (len(found) < SIZE or _active(found[-1]) < since - OVERLAP)
        late = {
            key: told
            for key, told in seen.items()
            if (at := int(told.partition("|")[0])) >= start - OVERLAP or (not done and at <= since)
        }
        under_way = {"since": since, "start": start, "page": listed.go_on, "seen": late}
        now = {"since": start, "seen": late} if done else under_way
        cursor = {**cursor, "tickets": now}
        readings = read(fresh, partial(_ticket, fetch, options), partial(fetch, ALIVE))
        yield page(cursor, readings, total=None if since else listed.total)
        if done:
            return


def _mark(row: Json) -> str:
    return mark({**row, "active": _active(row)}, "active")


@dataclass(frozen=True)
class Listed:
    """A page of the list, where to go on should we die now, and whether it or one before it is read again next.

    It is where others came forward onto pages read before, or where it holds fewer than the count promises.
    """

    found: list[Json]
    total: int | None
    go_on: int
    again: bool


def _walk(fetch: Fetch, options: Mapping[str, str], number: int) -> Iterator[Listed]:
    before: list[Json] = []
    known: int | None = None
    again, short_times = 0, 0
    while True:
        query: dict[str, str | int] = {"status": "all", "assignee_type": "all", "page": number}
        answer = part(fetch(f"{_base(options)}/conversations", query), "data")
        found, told = rows(answer, "payload"), part(answer, "meta").get("all_count")
        again = again + 1 if found and found == before else 0
        if again > AGAIN:
            raise SourceUnusable("Chatwoot answers the same page again and again.")
        total = told if isinstance(told, int) else None
        fewer = known - total if known is not None and total is not None else 0
        drawn = fewer > 0 and number > 1
        promised = min(SIZE, (total or 0) - SIZE * (number - 1))
        short_times = short_times + 1 if not drawn and len(found) < promised else 0
        once_more = drawn or 0 < short_times <= CUT_SHORT
        number = max(1, number - 1 - (fewer - 1) // SIZE) if drawn else number
        yield Listed(found, total, number, once_more)
        if len(found) < SIZE and not once_more:
            return
        known, before = total, found
        number = number if once_more else number + 1


def _base(options: Mapping[str, str]) -> str:
    return f"/api/v1/accounts/{options['account']}"


def _key(row: Json) -> str:
    return ident(row.get("id")) or ""


def _active(row: Json) -> int:
    at = row.get("last_activity_at", row.get("timestamp"))
    return at if isinstance(at, int) and not isinstance(at, bool) else 0


def _ticket(fetch: Fetch, options: Mapping[str, str], row: Json) -> Ticket:
    key = ident(row["id"]) or ""
    meta, status = part(row, "meta"), chosen(row["status"], STATUS)
    sender, assignee, mail = part(meta, "sender"), part(meta, "assignee"), part(row, "additional_attributes")
    told = _messages(fetch, options, key)
    field = options.get("category_field")
    return Ticket.model_validate(
        {
            "id": key,
            "status": status,
            "subject": body(mail.get("mail_subject")),
            "channel": _channel(meta.get("channel")),
            "category": short(part(row, "custom_attributes").get(field)) if field else None,
            "team": short(part(meta, "team").get("name")),
            "tags": labels(row.get("labels")),
            "created_at": when(row.get("created_at")),
            "solved_at": when(_active(row)) if status == "solved" else None,
            "url": link(options, f"/app/accounts/{options['account']}/conversations/{key}"),
            "customer": {
                "id": ident(sender.get("id")),
                "name": short(sender.get("name")),
                "email": short(sender.get("email")),
            },
            "agent": {"id": ident(assignee.get("id")), "name": short(assignee.get("name"))} if assignee else None,
            "csat": next((score for each in reversed(told) if (score := _rating(each))), None),
            "messages": bounded([made for each in told if (made := _message(each))]),
        }
    )


def _channel(raw: Any) -> str | None:
    """Chatwoot writes "Channel::Email"."""
    told = short(raw)
    return told.removeprefix("Channel::").lower() if told else None


def _messages(fetch: Fetch, options: Mapping[str, str], conversation: str) -> list[Json]:
    """Return the messages oldest first; they come newest first, a few at a time."""
    path, told = f"{_base(options)}/conversations/{conversation}/messages", list[Json]()
    query: dict[str, str | int] = {}
    while len(told) < 2 * MAX_MESSAGES:
        found = rows(fetch(path, query), "payload")
        told = found + told
        oldest = found[0].get("id") if found else None
        if len(found) < AT_ONCE or not isinstance(oldest, int) or query.get("before") == oldest:
            break
        query = {"before": oldest}
    return told


def _message(row: Json) -> dict[str, Any] | None:
    text, kind = body(row.get("content")), row.get("message_type")
    if text is None or kind == ACTIVITY or row.get("content_type") == "input_csat":
        return None
    return {
        "id": ident(row.get("id")),
        "author": {CUSTOMER: "customer", AGENT: "agent"}.get(kind, "system") if isinstance(kind, int) else "system",
        "internal": row.get("private") is not False,
        "text": text,
        "sent_at": when(row.get("created_at")),
    }


def _rating(row: Json) -> int | None:
    score = part(row, "content_attributes", "submitted_values", "csat_survey_response").get("rating")
    return score if isinstance(score, int) and 1 <= score <= 5 else None


def _articles(fetch: Fetch, options: Mapping[str, str]) -> Iterator[Reading]:
    for portal in rows(fetch(f"{_base(options)}/portals"), "payload"):
        slug, number, met = short(portal.get("slug")) or "", 1, set[str]()
        while True:
            found = rows(fetch(f"{_base(options)}/portals/{slug}/articles", {"page": number}), "payload")
            fresh = [row for row in found if _key(row) not in met]
            met |= {_key(row) for row in fresh}
            yield from read(fresh, partial(_article, options, slug), partial(fetch, ALIVE), kind="article")
            if not fresh:
                break
            number += 1


def _article(options: Mapping[str, str], portal: str, row: Json) -> Article | None:
    if row.get("status") not in (PUBLISHED, 1):
        return None
    slug, locale = short(row.get("slug")), short(row.get("locale") or part(row, "category").get("locale"))
    return Article.model_validate(
        {
            "id": ident(row["id"]),
            "title": body(row.get("title")),
            "body": body(row.get("content")) or "",
            "url": link(options, f"/hc/{portal}/articles/{slug}") if slug else None,
            "language": locale,
            "updated_at": when(row.get("updated_at")),
        }
    )


def _macros(fetch: Fetch, options: Mapping[str, str]) -> list[Reading]:
    found = rows(fetch(f"{_base(options)}/canned_responses"))
    return read(found, _macro, partial(fetch, ALIVE), kind="macro")


def _macro(row: Json) -> Macro | None:
    text = body(row.get("content"))
    return (
        Macro.model_validate({"id": ident(row["id"]), "title": body(row.get("short_code")), "text": text})
        if text
        else None
    )
