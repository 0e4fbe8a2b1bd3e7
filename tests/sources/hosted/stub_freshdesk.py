"""A stub of Freshdesk, from its public documentation; never compared with the real service."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, ClassVar

from assist_server.errors import SourceGone, SourceUnusable
from assist_server.sources import freshdesk
from tests.sources.hosted.desk import Desk, Kept, iso, seconds

CONVERSATIONS = re.compile(r"/api/v2/tickets/(\d+)/conversations")
MOST_PAGES = 300


class FreshdeskDesk(Desk):
    """Tickets by time of change, a page at a time and 300 pages at most; those in the trash under a filter."""

    minimum: ClassVar[tuple[str, ...]] = ("id", "status", "updated_at")

    def __init__(self) -> None:
        super().__init__(freshdesk)
        self.articles = [
            {"id": 51, "title": "Returns", "description": "<p>Thirty days.</p>", "status": 2},
            {"id": 52, "title": "Not yet", "description": "", "status": 1},
        ]
        self.macros = [{"id": 61, "title": "Late"}]
        self.exclusive = False

    def answer(self, path: str, query: Mapping[str, str]) -> Any:
        if path in self.failing:
            raise SourceUnusable("the server failed")
        if path == "/api/v2/tickets":
            return self._tickets(query)
        if found := CONVERSATIONS.fullmatch(path):
            return self._page(self._conversation(int(found[1])), query)
        if path == "/api/v2/canned_responses/61":
            return {"id": 61, "title": "Late", "content_html": "<p>Sorry.</p>"}
        if path == "/api/v2/agents/me":
            return {"id": 8}
        lists: dict[str, list[dict[str, Any]]] = {
            "/api/v2/agents": [{"id": 8, "contact": {"name": "Tom Weber"}}],
            "/api/v2/groups": [{"id": 4, "name": "Shipping"}],
            "/api/v2/products": [{"id": 3, "name": "Alder"}],
            "/api/v2/surveys/satisfaction_ratings": [
                {"ticket_id": key, "ratings": {"default_question": 103}, "created_at": iso(0)} for key in self.tickets
            ],
            "/api/v2/solutions/categories": [{"id": 21}],
            "/api/v2/solutions/categories/21/folders": [{"id": 22, "visibility": 1}],
            "/api/v2/solutions/folders/22/articles": self.articles,
            "/api/v2/canned_response_folders": [{"id": 23, "personal": False}, {"id": 24, "personal": True}],
            "/api/v2/canned_response_folders/23/responses": self.macros,
        }
        if path in lists:
            return self._page(lists[path], query)
        raise SourceGone(path)

    def _tickets(self, query: Mapping[str, str]) -> Any:
        if int(query["page"]) > MOST_PAGES:
            raise SourceUnusable("a page beyond the three hundredth")
        since, left = seconds(query["updated_since"]), query.get("filter")
        kept = self.by_change({"deleted": self.deleted, None: self.tickets}.get(left, {}).values())
        later = [each for each in kept if each.at > since or (each.at == since and not self.exclusive)]
        return self._page([self.shown(each, self._row(each)) for each in later], query)

    def _page(self, rows: list[dict[str, Any]], query: Mapping[str, str]) -> Any:
        size, number = int(query.get("per_page", 30)), int(query.get("page", 1))
        return rows[(number - 1) * size : number * size]

    def _row(self, kept: Kept) -> dict[str, Any]:
        gone = {"deleted": True} if kept.id in self.deleted else {}
        return {
            "id": kept.id,
            "status": 4,
            "subject": kept.subject,
            "requester_id": 7,
            "requester": {"id": 7, "name": "Ruth Amsel", "email": "ruth@customer.example"},
            "responder_id": 8,
            "group_id": 4,
            "product_id": 3,
            "source": 1,
            "tags": ["parcel"],
            "type": "Delivery",
            "description": "<p>What was said as number 0</p>",
            "created_at": iso(kept.at),
            "updated_at": iso(kept.at),
            "stats": {"resolved_at": iso(kept.at), "reopened_at": None},
            **gone,
        }

    def _conversation(self, key: int) -> list[dict[str, Any]]:
        if key not in self.tickets:
            raise SourceGone("no such ticket")
        return [
            {
                "id": 900 + number,
                "incoming": number % 3 == 0,
                "private": number % 3 == 2,
                "user_id": 7 if number % 3 == 0 else 8,
                "body": f"<p>What was said as number {number}</p>",
                "created_at": iso(self.clock),
            }
            for number in range(1, self.tickets[key].messages)
        ]
