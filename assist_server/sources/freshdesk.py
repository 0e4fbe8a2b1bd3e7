"""Freshdesk: tickets, solution articles, canned responses. From documentation; never run against the real service.

Built on developers.freshdesk.com/api (v2). A list of tickets ends after 300 pages, so that it is walked by
`updated_since`, oldest change first. A ticket's conversation costs one request (and another for each further hundred);
its description, requester and times come with the list, which costs more of the plan's calls a minute (100 to 700).
Not confirmed by its documentation: that `filter` may stand beside `updated_since` (only rows that say of themselves
that they are deleted or spam are believed), whether `updated_since` takes in the second itself (both are provided for),
that a rating counts as a change of its ticket. What is deleted is told only while it is in the trash, for 30 days.
Satisfaction ratings are read a year back. Merged tickets are not told apart: they are closed, with a note.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from assist_server.sources import Cursor, Fetch, Needed, Page
from assist_server.sources.translating import (
    Gone,
    Json,
    Reading,
    allowed,
    basic,
    body,
    bounded,
    by_id,
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
from assist_server.sources.walking import BEGINNING, changed_since, shelves, telling
from assist_server.ticket import Article, Macro, Ticket

TITLE = "Freshdesk"
EVIDENCE = "from its public documentation, tried against a stub written from it; never run against the real service"
NEEDED = (
    Needed("url", "Address, such as https://example.freshdesk.com"),
    Needed("token", "API key of an agent", secret=True),
    Needed("category_field", "Name of the custom field that holds the category, such as cf_topic", required=False),
)

ALIVE = "/api/v2/agents/me"
SIZE = 100
OVERLAP = timedelta(minutes=2)
RATED = timedelta(days=365)
STATUS = {2: "open", 3: "pending", 4: "solved", 5: "closed", 6: "pending", 7: "on_hold"}
OWN_STATUS = 8  # a desk's own ones are numbered from here on; all of them wait for something
CHANNEL = {1: "email", 2: "portal", 3: "phone", 7: "chat", 9: "feedback_widget", 10: "email"}
OUTBOUND = 10  # a mail that the agent began
FOR_CUSTOMERS = (1, 2)  # visibility of a folder: everybody, or everybody signed in
PUBLISHED = 2


@dataclass(frozen=True)
class Names:
    """What the ids in a ticket stand for, and how tickets were rated."""

    agents: Mapping[str, Json]
    groups: Mapping[str, Json]
    products: Mapping[str, Json]
    ratings: Mapping[str, str]


def headers(credentials: Mapping[str, str]) -> dict[str, str]:
    """Sign in with an agent's API key."""
    return basic(credentials["token"], "X")


def present(fetch: Fetch, options: Mapping[str, str]) -> None:
    """Return None: the pages tell of tickets in the trash and of spam."""
    return None


def pages(fetch: Fetch, cursor: Cursor, options: Mapping[str, str]) -> Iterator[Page]:
    """Yield articles and canned responses that are new or other, then the tickets changed since the cursor."""
    yield from telling(cursor, _pages(fetch, cursor, options))


def _pages(fetch: Fetch, cursor: Cursor, options: Mapping[str, str]) -> Iterator[Page]:
    for step in shelves(
        cursor, ("articles", "article", partial(_articles, fetch)), ("macros", "macro", partial(_macros, fetch))
    ):
        cursor = step.cursor
        yield step
    kept = cursor.get("tickets") or {}
    names = _names(fetch, (when(kept.get("since")) or BEGINNING) - RATED)
    for found, state in changed_since(partial(_changed, fetch), kept, size=SIZE, overlap=OVERLAP):
        cursor = {**cursor, "tickets": state}
        yield page(cursor, read(found, partial(_ticket, fetch, options, names), partial(fetch, ALIVE)))
    for left in ("deleted", "spam"):
        for found, state in changed_since(
            partial(_left, fetch, left), cursor.get(left) or {}, size=SIZE, overlap=OVERLAP
        ):
            cursor = {**cursor, left: state}
            yield page(cursor, [Gone("ticket", key) for row in found if row.get(left) is True and (key := _key(row))])


def _changed(fetch: Fetch, since: datetime, number: int) -> list[Json]:
    query = {"include": "description,requester,stats", **_by_change(since, number)}
    return rows(fetch("/api/v2/tickets", query))


def _left(fetch: Fetch, left: str, since: datetime, number: int) -> list[Json]:
    return rows(fetch("/api/v2/tickets", {"filter": left, **_by_change(since, number)}))


def _by_change(since: datetime, number: int) -> dict[str, str | int]:
    told = since.strftime("%Y-%m-%dT%H:%M:%SZ")
    return {"updated_since": told, "order_by": "updated_at", "order_type": "asc", "per_page": SIZE, "page": number}


def _key(row: Json) -> str:
    return ident(row.get("id")) or ""


def _names(fetch: Fetch, since: datetime) -> Names:
    agents, groups, products = (
        by_id(allowed(partial(_listed, fetch, f"/api/v2/{path}"))) for path in ("agents", "groups", "products")
    )
    query = {"created_since": max(BEGINNING, since).strftime("%Y-%m-%dT%H:%M:%SZ")}
    rated = allowed(partial(_listed, fetch, "/api/v2/surveys/satisfaction_ratings", query))
    ratings = {}
    for row in sorted(rated, key=lambda row: str(row.get("created_at"))):
        score = part(row, "ratings").get("default_question")
        if type(score) is int and score != 100:  # 100 is neither happy nor unhappy
            ratings[ident(row.get("ticket_id")) or ""] = "good" if score > 100 else "bad"
    return Names(agents, groups, products, ratings)


def _ticket(fetch: Fetch, options: Mapping[str, str], names: Names, row: Json) -> Ticket | Gone:
    key = ident(row["id"]) or ""
    if row.get("deleted") is True or row.get("spam") is True:
        return Gone("ticket", key)
    own = isinstance(row["status"], int) and row["status"] >= OWN_STATUS
    customer, stats = part(row, "requester"), part(row, "stats")
    asker, owner = (ident(row.get(field)) for field in ("requester_id", "responder_id"))
    return Ticket.model_validate(
        {
            "id": key,
            "status": "on_hold" if own else chosen(row["status"], STATUS),
            "subject": body(row.get("subject")),
            "channel": CHANNEL.get(row.get("source", 0)),
            "brand": short(names.products.get(ident(row.get("product_id")) or "", {}).get("name")),
            "category": _category(row, options),
            "team": short(names.groups.get(ident(row.get("group_id")) or "", {}).get("name")),
            "reopened": when(stats.get("reopened_at")) is not None if stats else None,
            "tags": labels(row.get("tags")),
            "created_at": when(row.get("created_at")),
            "solved_at": when(stats.get("resolved_at")) or when(stats.get("closed_at")),
            "url": link(options, f"/a/tickets/{key}"),
            "customer": {"id": asker, "name": short(customer.get("name")), "email": short(customer.get("email"))},
            "agent": {"id": owner, "name": short(part(names.agents.get(owner, {}), "contact").get("name"))}
            if owner
            else None,
            "csat": names.ratings.get(key),
            "messages": bounded([*_description(row), *_conversation(fetch, key, asker)]),
        }
    )


def _description(row: Json) -> list[dict[str, Any]]:
    author = "agent" if row.get("source") == OUTBOUND else "customer"
    return _message(None, author, False, row.get("description"), row.get("description_text"), row.get("created_at"))


def _conversation(fetch: Fetch, ticket: str, asker: str | None) -> list[dict[str, Any]]:
    made = []
    for row in _listed(fetch, f"/api/v2/tickets/{ticket}/conversations"):
        from_customer = row.get("incoming") is True or (asker is not None and ident(row.get("user_id")) == asker)
        author, internal = "customer" if from_customer else "agent", row.get("private") is not False
        made += _message(row.get("id"), author, internal, row.get("body"), row.get("body_text"), row.get("created_at"))
    return made


def _message(key: Any, author: str, internal: bool, html: Any, text: Any, at: Any) -> list[dict[str, Any]]:
    html, text = body(html), body(text)
    if not html and not text:
        return []
    told = {"html": html} if html else {"text": text}
    return [{"id": ident(key), "author": author, "internal": internal, "sent_at": when(at), **told}]


def _category(row: Json, options: Mapping[str, str]) -> str | None:
    field = options.get("category_field")
    return short(part(row, "custom_fields").get(field)) if field else short(row.get("type"))


def _articles(fetch: Fetch) -> Iterator[Reading]:
    for category in _listed(fetch, "/api/v2/solutions/categories"):
        for folder in _listed(fetch, f"/api/v2/solutions/categories/{_key(category)}/folders"):
            found = _listed(fetch, f"/api/v2/solutions/folders/{_key(folder)}/articles")
            build = partial(_article, folder.get("visibility") in FOR_CUSTOMERS)
            yield from read(found, build, partial(fetch, ALIVE), kind="article")


def _article(public: bool, row: Json) -> Article | None:
    if row.get("status") != PUBLISHED:
        return None
    return Article.model_validate(
        {
            "id": ident(row["id"]),
            "title": body(row.get("title")),
            "body": body(row.get("description")) or body(row.get("description_text")) or "",
            "visibility": "public" if public else "internal",
            "updated_at": when(row.get("updated_at")),
        }
    )


def _macros(fetch: Fetch) -> Iterator[Reading]:
    for folder in _listed(fetch, "/api/v2/canned_response_folders"):
        if folder.get("personal") is not True:
            found = rows(fetch(f"/api/v2/canned_response_folders/{_key(folder)}/responses"))
            yield from read(found, partial(_macro, fetch), partial(fetch, ALIVE), kind="macro")


def _macro(fetch: Fetch, row: Json) -> Macro | None:
    """The list of a folder may leave the texts out; then each is asked for."""
    key = ident(row["id"]) or ""
    full = (
        row if body(row.get("content")) or body(row.get("content_html")) else fetch(f"/api/v2/canned_responses/{key}")
    )
    text = body(full.get("content_html")) or body(full.get("content"))
    return Macro.model_validate({"id": key, "title": body(row.get("title")), "text": text}) if text else None


def _listed(fetch: Fetch, path: str, query: Mapping[str, str | int] | None = None) -> Iterator[Json]:
    """Follow the pages of a list until one is short."""
    number, before = 1, None
    while True:
        found = rows(fetch(path, {**(query or {}), "per_page": SIZE, "page": number}))
        if found != before:
            yield from found
        if len(found) < SIZE or found == before:
            return
        number, before = number + 1, found
