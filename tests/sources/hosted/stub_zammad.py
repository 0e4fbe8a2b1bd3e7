"""A stub of Zammad, from its public documentation and open source; never compared with a real server."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, ClassVar

from assist_server.errors import SourceGone, SourceUnusable
from assist_server.sources import zammad
from tests.sources.hosted.desk import ADDRESS, Desk, Kept, iso, seconds

ARTICLES = re.compile(r"/api/v1/ticket_articles/by_ticket/(\d+)")
TICKET = re.compile(r"/api/v1/tickets/(\d+)")
SINCE = re.compile(r"updated_at:\[(\S+) TO \*\]")


class ZammadDesk(Desk):
    """Tickets found by time of change, or listed by id; articles all at once; one category of the knowledge base."""

    status_field: ClassVar[str] = "state"
    minimum: ClassVar[tuple[str, ...]] = ("id", "state", "updated_at")

    def __init__(self) -> None:
        super().__init__(zammad, options={"url": ADDRESS, "categories": "31"})
        self.articles = [{"id": 51, "title": "Returns", "body": "<p>Thirty days.</p>"}]
        self.macros = [
            {"id": 61, "name": "Late", "content": "<p>Sorry.</p>", "active": True},
            {"id": 62, "name": "Old", "content": "<p>Bye.</p>", "active": False},
        ]
        self.searches = True

    def answer(self, path: str, query: Mapping[str, str]) -> Any:
        if path in self.failing:
            raise SourceUnusable("the server failed")
        if path == "/api/v1/tickets/search":
            asked = SINCE.fullmatch(query["query"])
            since = seconds(asked[1]) if asked else 0
            later = [each for each in self.by_change(self.tickets.values()) if each.at >= since]
            return self._page(later if self.searches else [], query)
        if path == "/api/v1/tickets":
            return self._page([self.tickets[key] for key in sorted(self.tickets)], query)
        if found := ARTICLES.fullmatch(path):
            return self._articles(int(found[1]))
        if found := TICKET.fullmatch(path):
            return self._row(self.kept(int(found[1])))
        if path.startswith("/api/v1/knowledge_bases/1/"):
            return self._knowledge(path.removeprefix("/api/v1/knowledge_bases/1/"))
        lists: dict[str, Any] = {
            "/api/v1/ticket_states": [
                {"id": 4, "name": "erledigt", "state_type": "closed"},
                {"id": 5, "name": "merged", "state_type": "merged"},
            ],
            "/api/v1/text_modules": self.macros,
            "/api/v1/tags": {"tags": ["parcel"]},
            "/api/v1/users/8": {"id": 8, "firstname": "Tom", "lastname": "Weber"},
            "/api/v1/users/me": {"id": 8},
        }
        if path in lists:
            return lists[path]
        raise SourceGone(path)

    def _page(self, kept: list[Kept], query: Mapping[str, str]) -> Any:
        size, number = int(query["per_page"]), int(query["page"])
        return [self.shown(each, self._row(each)) for each in kept[(number - 1) * size : number * size]]

    def _row(self, kept: Kept) -> dict[str, Any]:
        return {
            "id": kept.id,
            "state": "erledigt",
            "title": kept.subject,
            "group": "Shipping",
            "customer": "ruth@customer.example",
            "customer_id": 7,
            "owner_id": 8,
            "create_article_type": "email",
            "created_at": iso(kept.at),
            "updated_at": iso(kept.at),
            "article_count": kept.messages,
            "close_at": iso(kept.at),
        }

    def _articles(self, key: int) -> Any:
        kept = self.kept(key)
        return [
            {
                "id": 900 + number,
                "sender": "Customer" if number % 3 == 0 else "Agent",
                "from": "Ruth Amsel <ruth@customer.example>" if number % 3 == 0 else "Tom Weber via Shipping",
                "internal": number % 3 == 2,
                "content_type": "text/html",
                "body": f"<p>What was said as number {number}</p>",
                "created_at": iso(self.clock),
            }
            for number in range(kept.messages)
        ]

    def _knowledge(self, path: str) -> Any:
        if path == "categories/31":
            return {"id": 31, "child_ids": [31], "answer_ids": [row["id"] for row in self.articles]}
        answer = next((row for row in self.articles if path == f"answers/{row['id']}"), None)
        if answer is None:
            raise SourceGone(path)
        key = str(answer["id"])
        return {
            "id": answer["id"],
            "assets": {
                "KnowledgeBaseAnswer": {key: {"id": answer["id"], "published_at": iso(1), "archived_at": None}},
                "KnowledgeBaseAnswerTranslation": {
                    "9": {"id": 9, "title": answer["title"], "answer_id": answer["id"], "content_id": 10}
                },
                "KnowledgeBaseAnswerTranslationContent": {"10": {"id": 10, "body": answer["body"]}},
            },
        }
