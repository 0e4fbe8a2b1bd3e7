"""A stub of Help Scout's mailbox API, from its public documentation; never compared with the real service."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from assist_server.errors import SourceGone, SourceUnusable
from assist_server.sources import helpscout
from tests.sources.hosted.desk import Desk, Kept, iso, seconds

CONVERSATION = re.compile(r"/v2/conversations/(\d+)")
THREADS = re.compile(r"/v2/conversations/(\d+)/threads")
MODIFIED = re.compile(r"\(modifiedAt:\[(\S+) TO (\S+)\]\)")
EMBEDDED = 3  # threads that come with a conversation


class HelpscoutDesk(Desk):
    """Conversations modified within a window, or all; when one was modified is asked by, and never told."""

    def __init__(self) -> None:
        super().__init__(helpscout, options={})
        self.articles: list[dict[str, Any]] = []
        self.macros = [{"id": 61, "name": "Late", "text": "<p>Sorry.</p>"}]

    def now(self) -> datetime:
        """Return the time by the clock of the machine that asks."""
        return datetime.fromtimestamp(self.clock, UTC)

    def answer(self, path: str, query: Mapping[str, str]) -> Any:
        if path in self.failing:
            raise SourceUnusable("the server failed")
        if path == "/v2/conversations":
            return self._conversations(query)
        if found := THREADS.fullmatch(path):
            return self._embedded("threads", self._threads(int(found[1])), query)
        if found := CONVERSATION.fullmatch(path):
            return self._row(self.kept(int(found[1])))
        if path == "/v2/mailboxes":
            return {"_embedded": {"mailboxes": [{"id": 4, "name": "Shipping"}]}}
        if path == "/v2/mailboxes/4/saved-replies":
            return [{"id": row["id"], "name": row["name"], "preview": "..."} for row in self.macros]
        if path == "/v2/users/me":
            return {"id": 8}
        for row in self.macros:
            if path == f"/v2/mailboxes/4/saved-replies/{row['id']}":
                return row
        raise SourceGone(path)

    def _conversations(self, query: Mapping[str, str]) -> Any:
        kept = [self.tickets[key] for key in sorted(self.tickets)]
        if asked := MODIFIED.fullmatch(query.get("query", "")):
            since, until = seconds(asked[1]), seconds(asked[2])
            kept = [each for each in self.by_change(kept) if since <= each.at <= until][::-1]
        return self._embedded("conversations", [self.shown(each, self._row(each)) for each in kept], query)

    def _embedded(self, name: str, rows: list[dict[str, Any]], query: Mapping[str, str]) -> Any:
        number = int(query.get("page", 1))
        some = rows[(number - 1) * self.size : number * self.size]
        pages = -(-len(rows) // self.size)
        embedded = {"_embedded": {name: some}} if some else {}
        return {**embedded, "page": {"size": self.size, "number": number, "totalPages": pages}}

    def _row(self, kept: Kept) -> dict[str, Any]:
        threads = self._threads(kept.id)
        return {
            "id": kept.id,
            "number": kept.id + 1000,
            "threads": len(threads),
            "type": "email",
            "status": "closed",
            "state": "published",
            "subject": kept.subject,
            "mailboxId": 4,
            "assignee": {"id": 8, "first": "Tom", "last": "Weber"},
            "primaryCustomer": {"id": 7, "first": "Ruth", "last": "Amsel", "email": "ruth@customer.example"},
            "tags": [{"id": 1, "tag": "parcel"}],
            "createdAt": iso(kept.at),
            "closedAt": iso(kept.at),
            "_embedded": {"threads": threads[::-1][:EMBEDDED]},
        }

    def _threads(self, key: int) -> list[dict[str, Any]]:
        kept = self.kept(key)
        return [
            {
                "id": 900 + number,
                "type": ("customer", "message", "note")[number % 3],
                "state": "published",
                "body": f"<p>What was said as number {number}</p>",
                "createdAt": iso(self.clock + number),
            }
            for number in range(kept.messages)
        ]
