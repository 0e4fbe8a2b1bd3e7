"""Zendesk: tickets with comments, help-centre articles, macros. From documentation; never run against the real service.

Built on the pages "Incremental Exports", "Ticket Comments", "Side-loading", "Help Center Articles" and "Macros" of
developer.zendesk.com. The export by cursor gives every ticket changed since, deleted ones too, but for the last minute;
it may be asked ten times a minute. Comments cost one request a ticket (and another for each further hundred).
Not confirmed by its documentation: that `metric_sets` come with the export (said by its support, in its forum), that a
ticket merged into another carries the tag `closed_by_merge`, and that `start_time` may be as old as 1970.
Only the help centre of the account's own address is read; those of further brands live at other addresses.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from assist_server.errors import SourceUnusable
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
from assist_server.sources.walking import shelves, telling
from assist_server.ticket import Article, Macro, Ticket

TITLE = "Zendesk"
EVIDENCE = "from its public documentation, tried against a stub written from it; never run against the real service"
NEEDED = (
    Needed("url", "Address, such as https://example.zendesk.com"),
    Needed("email", "Mail address of the user whose token it is", secret=True),
    Needed("token", "API token", secret=True),
    Needed("category_field", "Number of the ticket field that holds the category", required=False),
)

ALIVE = "/api/v2/users/me"
EXPORT = "/api/v2/incremental/tickets/cursor"
SIZE = 100
STATUS = {
    "new": "new",
    "open": "open",
    "pending": "pending",
    "hold": "on_hold",
    "solved": "solved",
    "closed": "closed",
}
MERGED = "closed_by_merge"
NOBODY = "-1"  # the author of what Zendesk itself writes


@dataclass(frozen=True)
class Names:
    """What the ids in a ticket stand for."""

    people: Mapping[str, Json]
    groups: Mapping[str, Json]
    brands: Mapping[str, Json]
    forms: Mapping[str, Json]
    metrics: Mapping[str, Json]


def headers(credentials: Mapping[str, str]) -> dict[str, str]:
    """Sign in with an API token."""
    return basic(f"{credentials['email']}/token", credentials["token"])


def present(fetch: Fetch, options: Mapping[str, str]) -> None:
    """Return None: the export tells of deleted tickets."""
    return None


def pages(fetch: Fetch, cursor: Cursor, options: Mapping[str, str]) -> Iterator[Page]:
    """Yield articles and macros that are new or other, then the tickets changed since the cursor."""
    yield from telling(cursor, _pages(fetch, cursor, options))


def _pages(fetch: Fetch, cursor: Cursor, options: Mapping[str, str]) -> Iterator[Page]:
    for step in shelves(
        cursor, ("articles", "article", partial(_articles, fetch)), ("macros", "macro", partial(_macros, fetch))
    ):
        cursor = step.cursor
        yield step
    brands = by_id(allowed(partial(_listed, fetch, "/api/v2/brands", "brands")))
    forms = by_id(allowed(partial(_listed, fetch, "/api/v2/ticket_forms", "ticket_forms")))
    yield from _tickets(fetch, cursor, options, brands, forms)


def _tickets(
    fetch: Fetch, cursor: Cursor, options: Mapping[str, str], brands: Mapping[str, Json], forms: Mapping[str, Json]
) -> Iterator[Page]:
    after = cursor.get("tickets")
    while True:
        start: dict[str, str | int] = {"cursor": after} if after else {"start_time": 1}
        answer = fetch(EXPORT, {**start, "per_page": SIZE, "include": "users,groups,metric_sets"})
        found = rows(answer, "tickets")
        names = Names(
            people=by_id(_side(answer, "users")),
            groups=by_id(_side(answer, "groups")),
            brands=brands,
            forms=forms,
            metrics=by_id(_side(answer, "metric_sets"), "ticket_id"),
        )
        readings = read(found, partial(_ticket, fetch, options, names), partial(fetch, ALIVE))
        before, after = after, answer.get("after_cursor") or after
        done = answer.get("end_of_stream") is not False
        if not done and after == before:
            raise SourceUnusable("Zendesk gives the same cursor again and again.")
        yield page({**cursor, "tickets": after}, readings)
        if done:
            return


def _ticket(fetch: Fetch, options: Mapping[str, str], names: Names, row: Json) -> Ticket | Gone:
    key = ident(row["id"]) or ""
    tags = labels(row.get("tags"))
    if row["status"] == "deleted" or MERGED in tags:
        return Gone("ticket", key)
    status = chosen(row["status"], STATUS)
    asker, owner = (ident(row.get(field)) for field in ("requester_id", "assignee_id"))
    customer, agent = names.people.get(asker or "", {}), names.people.get(owner or "", {})
    metrics = names.metrics.get(key, {})
    return Ticket.model_validate(
        {
            "id": key,
            "status": status,
            "subject": body(row.get("subject")),
            "channel": short(part(row, "via").get("channel")),
            "brand": short(names.brands.get(ident(row.get("brand_id")) or "", {}).get("name")),
            "category": _category(row, names, options),
            "team": short(names.groups.get(ident(row.get("group_id")) or "", {}).get("name")),
            "reopened": metrics["reopens"] > 0 if isinstance(metrics.get("reopens"), int) else None,
            "tags": tags,
            "created_at": when(row.get("created_at")),
            "solved_at": when(metrics.get("solved_at")),
            "url": link(options, f"/agent/tickets/{key}"),
            "customer": {"id": asker, "name": short(customer.get("name")), "email": short(customer.get("email"))},
            "agent": {"id": owner, "name": short(agent.get("name"))} if owner else None,
            "csat": _rating(part(row, "satisfaction_rating").get("score")),
            "messages": bounded(_messages(fetch, key, asker)),
        }
    )


def _messages(fetch: Fetch, ticket: str, asker: str | None) -> list[dict[str, Any]]:
    made = []
    for answer in _answers(fetch, f"/api/v2/tickets/{ticket}/comments", {"include": "users"}):
        people = by_id(_side(answer, "users"))
        for row in rows(answer, "comments"):
            html, text = body(row.get("html_body")), body(row.get("plain_body")) or body(row.get("body"))
            if html or text:
                made.append(
                    {
                        "id": ident(row.get("id")),
                        "author": _author(ident(row.get("author_id")), asker, people),
                        "internal": row.get("public") is not True,
                        "html": html,
                        "text": None if html else text,
                        "sent_at": when(row.get("created_at")),
                    }
                )
    return made


def _author(who: str | None, asker: str | None, people: Mapping[str, Json]) -> str:
    if who is None or who == NOBODY:
        return "system"
    return "customer" if who == asker or people.get(who, {}).get("role") == "end-user" else "agent"


def _category(row: Json, names: Names, options: Mapping[str, str]) -> str | None:
    field = options.get("category_field")
    told = row.get("custom_fields")
    for entry in told if field and isinstance(told, list) else ():
        if isinstance(entry, Mapping) and ident(entry.get("id")) == field:
            return short(entry.get("value"))
    form = names.forms.get(ident(row.get("ticket_form_id")) or "", {})
    return short(form.get("name")) or short(row.get("type"))


def _rating(score: Any) -> str | None:
    return next((word for word in ("good", "bad") if isinstance(score, str) and score.startswith(word)), None)


def _articles(fetch: Fetch) -> list[Reading]:
    found = _listed(fetch, "/api/v2/help_center/articles", "articles")
    return read(found, _article, partial(fetch, ALIVE), kind="article")


def _article(row: Json) -> Article | None:
    if row.get("draft"):
        return None
    return Article.model_validate(
        {
            "id": ident(row["id"]),
            "title": body(row.get("title")),
            "body": body(row.get("body")) or "",
            "url": row["html_url"] if str(row.get("html_url")).startswith("https://") else None,
            "language": row.get("locale"),
            "visibility": "internal" if row.get("user_segment_id") is not None else "public",
            "updated_at": when(row.get("updated_at")),
        }
    )


def _macros(fetch: Fetch) -> list[Reading]:
    return read(_listed(fetch, "/api/v2/macros/active", "macros"), _macro, partial(fetch, ALIVE), kind="macro")


def _macro(row: Json) -> Macro | None:
    """A macro that writes a public reply; one that only sets fields, or writes a note, is none to us."""
    actions = {action.get("field"): action.get("value") for action in rows(row, "actions")}
    value = actions.get("comment_value_html") or actions.get("comment_value")
    text = body(value[-1] if isinstance(value, list) and value else value)  # [channel, text] or text
    if text is None or actions.get("comment_mode_is_public") == "false":
        return None
    return Macro.model_validate({"id": ident(row["id"]), "title": body(row.get("title")), "text": text})


def _listed(fetch: Fetch, path: str, key: str) -> Iterator[Json]:
    for answer in _answers(fetch, path, {}):
        yield from rows(answer, key)


def _answers(fetch: Fetch, path: str, query: Mapping[str, str | int]) -> Iterator[Json]:
    """Follow the pages of a list by cursor."""
    answer, asked = fetch(path, {**query, "page[size]": SIZE}), ""
    while True:
        yield part(answer)
        following = part(answer, "links").get("next")
        if not part(answer, "meta").get("has_more") or not isinstance(following, str):
            return
        if following == asked:
            raise SourceUnusable("Zendesk gives the same page again and again.")
        answer, asked = fetch(following), following


def _side(answer: Json, name: str) -> list[Json]:
    return rows(answer, name) if name in answer else []
