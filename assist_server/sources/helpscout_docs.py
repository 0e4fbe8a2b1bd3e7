"""Help Scout Docs: the articles of its knowledge base. From documentation; never run against the real service.

Built on developer.helpscout.com/docs-api ("Collections", "Articles"). Docs stand at another server than conversations
and have a key of their own, so they are a source of their own. The list of a collection tells when an article was last
updated, but not its text: only what is new or updated is asked for.
Not confirmed by its documentation: that private collections are those that customers do not see.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from assist_server.errors import SourceGone
from assist_server.sources import Cursor, Fetch, Needed, Page, Unread
from assist_server.sources.translating import Gone, Json, basic, body, ident, page, part, read, rows, when
from assist_server.sources.walking import numbered, telling
from assist_server.ticket import Article

TITLE = "Help Scout Docs"
EVIDENCE = "from its public documentation, tried against a stub written from it; never run against the real service"
ADDRESS = "https://docsapi.helpscout.net"
NEEDED = (Needed("token", "Docs API key", secret=True),)

ALIVE = "/v1/collections"
SIZE = 100
AT_ONCE = 50  # articles between two cursors


def headers(credentials: Mapping[str, str]) -> dict[str, str]:
    """Sign in with a Docs API key."""
    return basic(credentials["token"], "X")


def present(fetch: Fetch, options: Mapping[str, str]) -> None:
    """Return None: there are no tickets here."""
    return None


def pages(fetch: Fetch, cursor: Cursor, options: Mapping[str, str]) -> Iterator[Page]:
    """Yield the published articles that are new or updated since the cursor, then those that are gone."""
    yield from telling(cursor, _pages(fetch, cursor))


def _pages(fetch: Fetch, cursor: Cursor) -> Iterator[Page]:
    kept: dict[str, str] = dict(cursor.get("articles") or {})
    met: set[str] = set()
    for collection in _listed(fetch, "/v1/collections", "collections"):
        public = collection.get("visibility") != "private"
        found = _published(fetch, _key(collection))
        met |= {_key(row) for row in found}
        fresh = [row for row in found if kept.get(_key(row)) != _mark(row, public)]
        for start in range(0, len(fresh), AT_ONCE):
            some = fresh[start : start + AT_ONCE]
            readings = read(some, partial(_article, fetch, public), partial(fetch, ALIVE), kind="article")
            unread = {thing.id for thing in readings if isinstance(thing, Unread)}
            kept |= {_key(row): _mark(row, public) for row in some if _key(row) not in unread}
            yield page({**cursor, "articles": dict(kept)}, readings)
    gone = [Gone("article", key) for key in kept if key not in met]
    yield page({**cursor, "articles": {key: mark for key, mark in kept.items() if key in met}}, gone)


def _published(fetch: Fetch, collection: str) -> list[Json]:
    """Return the published articles of a collection; none of one that is gone since it was listed."""
    try:
        found = list(_listed(fetch, f"/v1/collections/{collection}/articles", "articles", status="published"))
    except SourceGone:
        return []
    return [row for row in found if row.get("status") == "published"]


def _listed(fetch: Fetch, path: str, name: str, **query: str) -> Iterator[Json]:
    for answer in numbered(lambda number: fetch(path, {**query, "pageSize": SIZE, "page": number}), name, "pages"):
        yield from rows(answer, name, "items")


def _key(row: Json) -> str:
    return ident(row.get("id")) or "?"


def _mark(row: Json, public: bool) -> str:
    return f"{row.get('updatedAt')} {'public' if public else 'private'}"


def _article(fetch: Fetch, public: bool, row: Json) -> Article:
    full = part(fetch(f"/v1/articles/{ident(row['id'])}"), "article")
    url = full.get("publicUrl") or row.get("publicUrl")
    return Article.model_validate(
        {
            "id": ident(row["id"]),
            "title": body(full.get("name")) or body(row.get("name")),
            "body": body(full.get("text")) or "",
            "url": url if isinstance(url, str) and url.startswith("https://") else None,
            "visibility": "public" if public else "internal",
            "updated_at": when(full.get("updatedAt")) or when(row.get("updatedAt")),
        }
    )
