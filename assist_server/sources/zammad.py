"""Zammad: tickets, knowledge base, text modules. From documentation; never run against a real server.

Built on docs.zammad.org (api/ticket, ticket/articles, tags, knowledgebase) and on Zammad's own open controllers.
Changes are found by its search, which is asked by time of change, oldest first; that search needs Elasticsearch, which
shows a change some seconds late: the last ten minutes are looked at again each time. A ticket costs two requests.
Not confirmed by its documentation: the names of the state types (a state of another type is told as unread), and the
locale of an answer (left to be found out from its text). Ratings and reopening are not told.
The knowledge base is read below the categories named in the options, for the list of all is to be had by POST alone.
Zammad's macros change fields and are not read; its text modules are what an agent inserts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import parseaddr
from functools import partial
from typing import Any

from assist_server.errors import SourceUnusable
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
    idents,
    labels,
    link,
    page,
    part,
    read,
    rows,
    short,
    when,
)
from assist_server.sources.walking import changed_since, shelves, still_there, telling
from assist_server.ticket import Article, Macro, Ticket

TITLE = "Zammad"
EVIDENCE = "from its public documentation and open source, tried against a stub written from them; never run for real"
NEEDED = (
    Needed("url", "Address, such as https://support.example.com"),
    Needed("token", "Access token with ticket.agent (and knowledge_base.reader)", secret=True),
    Needed("category_field", "Name of the ticket attribute that holds the category", required=False),
    Needed("knowledge_base", "Number of the knowledge base, 1 unless told", required=False),
    Needed("categories", "Numbers of the knowledge base's top categories to read, with commas", required=False),
)

ALIVE = "/api/v1/users/me"
SIZE = 100
OVERLAP = timedelta(minutes=10)
STATUS = {  # by type of state
    "new": "new",
    "open": "open",
    "pending reminder": "pending",
    "pending action": "pending",
    "closed": "closed",
}
LEFT = ("merged", "removed")
AUTHOR = {"Customer": "customer", "Agent": "agent"}
NOBODY = "1"  # owner of what nobody owns, and author of what Zammad writes


@dataclass(frozen=True)
class Names:
    """Types of states by their name, and the agents met so far."""

    states: Mapping[str, str]
    agents: dict[str, Json] = field(default_factory=dict)


def headers(credentials: Mapping[str, str]) -> dict[str, str]:
    """Sign in with an access token."""
    return {"Authorization": f"Token token={credentials['token']}"}


def present(fetch: Fetch, options: Mapping[str, str]) -> Iterator[str]:
    """Yield the ids of all tickets but merged and removed ones."""
    types = _states(fetch)
    yield from still_there(partial(_all, fetch), lambda row: types.get(str(row.get("state"))) in LEFT)


def gone(fetch: Fetch, id: str, options: Mapping[str, str]) -> bool:
    """Say whether a ticket, asked for alone, was merged or removed. Raises SourceGone for a deleted one."""
    row = part(fetch(f"/api/v1/tickets/{id}", {"expand": "true"}))
    return _states(fetch).get(str(row.get("state"))) in LEFT


def _all(fetch: Fetch, number: int) -> list[Json]:
    return rows(fetch("/api/v1/tickets", {"expand": "true", "per_page": SIZE, "page": number}))


def pages(fetch: Fetch, cursor: Cursor, options: Mapping[str, str]) -> Iterator[Page]:
    """Yield answers and text modules that are new or other, then the tickets changed since the cursor.

    Raises SourceUnusable when there are tickets and the search finds none, as it does without Elasticsearch.
    """
    yield from telling(cursor, _pages(fetch, cursor, options))


def _pages(fetch: Fetch, cursor: Cursor, options: Mapping[str, str]) -> Iterator[Page]:
    for step in shelves(
        cursor,
        ("articles", "article", partial(_articles, fetch, options)),
        ("macros", "macro", partial(_macros, fetch)),
    ):
        cursor = step.cursor
        yield step
    names, kept, met = Names(_states(fetch)), cursor.get("tickets") or {}, 0
    for found, state in changed_since(partial(_changed, fetch), kept, size=SIZE, overlap=OVERLAP):
        met += len(found)
        if not kept and not met and _all(fetch, 1):
            raise SourceUnusable(
                "Zammad has tickets, and its search finds none of them.",
                mend="Set up Elasticsearch for Zammad and build its index (zammad:searchindex:rebuild).",
            )
        cursor = {**cursor, "tickets": state}
        yield page(cursor, read(found, partial(_ticket, fetch, options, names), partial(fetch, ALIVE)))


def _changed(fetch: Fetch, since: datetime, number: int) -> list[Json]:
    query: dict[str, str | int] = {
        "query": f"updated_at:[{since.strftime('%Y-%m-%dT%H:%M:%SZ')} TO *]",
        "sort_by": "updated_at",
        "order_by": "asc",
        "expand": "true",
        "per_page": SIZE,
        "page": number,
    }
    return rows(fetch("/api/v1/tickets/search", query))


def _states(fetch: Fetch) -> dict[str, str]:
    found = rows(fetch("/api/v1/ticket_states", {"expand": "true"}))
    return {str(row.get("name")): str(row.get("state_type")) for row in found}


def _ticket(fetch: Fetch, options: Mapping[str, str], names: Names, row: Json) -> Ticket | Gone:
    key = ident(row["id"]) or ""
    kind = names.states.get(row["state"], row["state"])
    if kind in LEFT:
        return Gone("ticket", key)
    status = chosen(kind, STATUS)
    articles = rows(fetch(f"/api/v1/ticket_articles/by_ticket/{key}"))
    if row.get("article_count") and not articles:
        raise SourceUnusable("Zammad tells of articles, and lists none of them.")
    return Ticket.model_validate(
        {
            "id": key,
            "status": status,
            "subject": body(row.get("title")),
            "channel": short(row.get("create_article_type")),
            "category": short(row.get(options.get("category_field", ""))),
            "team": short(row.get("group")),
            "tags": _tags(fetch, key),
            "created_at": when(row.get("created_at")),
            "solved_at": when(row.get("last_close_at")) or when(row.get("close_at")),
            "url": link(options, f"/#ticket/zoom/{key}"),
            "customer": _customer(row, articles),
            "agent": _agent(fetch, names, ident(row.get("owner_id"))),
            "messages": bounded([made for article in articles if (made := _message(article))]),
        }
    )


def _message(row: Json) -> dict[str, Any] | None:
    text = body(row.get("body"))
    if text is None:
        return None
    return {
        "id": ident(row.get("id")),
        "author": AUTHOR.get(row.get("sender", ""), "system"),
        "internal": row.get("internal") is not False,
        "html" if row.get("content_type") == "text/html" else "text": text,
        "sent_at": when(row.get("created_at")),
    }


def _tags(fetch: Fetch, ticket: str) -> list[str]:
    return labels(part(fetch("/api/v1/tags", {"object": "Ticket", "o_id": ticket})).get("tags"))


def _customer(row: Json, articles: list[Json]) -> dict[str, str | None]:
    """The list tells the customer's login, mostly a mail address; the name stands in what the customer wrote."""
    login = short(row.get("customer")) or ""
    froms = (article.get("from") for article in articles if article.get("sender") == "Customer")
    asked = next((told for told in froms if isinstance(told, str)), "")
    name, email = parseaddr(asked)
    if "@" not in email:
        name, email = asked, ""
    return {
        "id": ident(row.get("customer_id")),
        "name": short(name),
        "email": short(login if "@" in login else email),
    }


def _agent(fetch: Fetch, names: Names, key: str | None) -> dict[str, str | None] | None:
    if key is None or key == NOBODY:
        return None
    if key not in names.agents:
        found = allowed(lambda: [part(fetch(f"/api/v1/users/{key}"))])
        names.agents[key] = found[0] if found else {}
    told = names.agents[key]
    return {"id": key, "name": short(f"{told.get('firstname') or ''} {told.get('lastname') or ''}")}


def _articles(fetch: Fetch, options: Mapping[str, str]) -> Iterator[Reading]:
    base = f"/api/v1/knowledge_bases/{ident(options.get('knowledge_base')) or '1'}"
    waiting, met = [key.strip() for key in options.get("categories", "").split(",") if key.strip()], set()
    while waiting:
        category = waiting.pop()
        if category in met:  # a category is told among its own children
            continue
        met.add(category)
        told = part(fetch(f"{base}/categories/{category}"))
        waiting += idents(told.get("child_ids"))
        answers = [{"id": answer} for answer in idents(told.get("answer_ids"))]
        yield from read(answers, partial(_article, fetch, base), partial(fetch, ALIVE), kind="article")


def _article(fetch: Fetch, base: str, row: Json) -> Article | None:
    """An answer in its first language: published, or for agents alone; a draft or an archived one is left out."""
    key = ident(row["id"]) or ""
    assets = part(fetch(f"{base}/answers/{key}"), "assets")
    answer = part(assets, "KnowledgeBaseAnswer", key)
    translations = by_id(each for each in part(assets, "KnowledgeBaseAnswerTranslation").values() if part(each))
    public, internal = when(answer.get("published_at")), when(answer.get("internal_at"))
    if when(answer.get("archived_at")) or not (public or internal) or not translations:
        return None
    first = translations[min(translations, key=int)]
    content = ident(first.get("content_id")) or ident(first.get("id")) or ""
    full = part(fetch(f"{base}/answers/{key}", {"include_contents": content}), "assets")
    return Article.model_validate(
        {
            "id": key,
            "title": body(first.get("title")),
            "body": part(full, "KnowledgeBaseAnswerTranslationContent", content)["body"],
            "visibility": "public" if public else "internal",
            "updated_at": when(answer.get("updated_at")),
        }
    )


def _macros(fetch: Fetch) -> list[Reading]:
    found = rows(fetch("/api/v1/text_modules", {"expand": "true"}))
    return read(found, _macro, partial(fetch, ALIVE), kind="macro")


def _macro(row: Json) -> Macro | None:
    text = body(row.get("content"))
    if row.get("active") is False or text is None:
        return None
    return Macro.model_validate({"id": ident(row["id"]), "title": body(row.get("name")), "text": text})
