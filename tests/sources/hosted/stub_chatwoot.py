"""A stub of Chatwoot, from its public documentation and open source; never compared with a real server."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, ClassVar

from assist_server.errors import SourceGone, SourceUnusable
from assist_server.sources import chatwoot
from tests.sources.hosted.desk import ADDRESS, Desk, Kept

CONVERSATION = re.compile(r"/api/v1/accounts/5/conversations/(\d+)")
MESSAGES = re.compile(r"/api/v1/accounts/5/conversations/(\d+)/messages")
AT_ONCE = 20


class ChatwootDesk(Desk):
    """Conversations newest activity first, a fixed number a page; the last messages of one, or those before an id."""

    minimum: ClassVar[tuple[str, ...]] = ("id", "status", "last_activity_at")

    def __init__(self) -> None:
        super().__init__(chatwoot, options={"url": ADDRESS, "account": "5"})
        self.articles = [
            {"id": 51, "title": "Returns", "content": "Thirty days.", "status": "published", "slug": "returns"},
            {"id": 52, "title": "Not yet", "content": "", "status": "draft"},
        ]
        self.macros = [{"id": 61, "short_code": "late", "content": "Sorry."}]

    def answer(self, path: str, query: Mapping[str, str]) -> Any:
        if path in self.failing:
            raise SourceUnusable("the server failed")
        if path == "/api/v1/accounts/5/conversations":
            return self._conversations(query)
        if found := MESSAGES.fullmatch(path):
            return self._messages(int(found[1]), query)
        if found := CONVERSATION.fullmatch(path):
            return self._row(self.kept(int(found[1])))
        lists: dict[str, Any] = {
            "/api/v1/accounts/5/portals": {"payload": [{"id": 21, "slug": "help"}]},
            "/api/v1/accounts/5/portals/help/articles": {"payload": self.articles if query.get("page") == "1" else []},
            "/api/v1/accounts/5/canned_responses": self.macros,
            "/api/v1/profile": {"id": 8},
        }
        if path in lists:
            return lists[path]
        raise SourceGone(path)

    def _conversations(self, query: Mapping[str, str]) -> Any:
        newest = self.by_change(self.tickets.values())[::-1]
        start = (int(query["page"]) - 1) * self.size
        payload = [self.shown(each, self._row(each)) for each in newest[start : start + self.size]]
        return {"data": {"meta": {"all_count": len(newest)}, "payload": payload}}

    def _row(self, kept: Kept) -> dict[str, Any]:
        return {
            "id": kept.id,
            "status": "resolved",
            "meta": {
                "sender": {"id": 7, "name": "Ruth Amsel", "email": "ruth@customer.example"},
                "channel": "Channel::Email",
                "assignee": {"id": 8, "name": "Tom Weber"},
                "team": {"id": 4, "name": "Shipping"},
            },
            "additional_attributes": {"mail_subject": kept.subject},
            "labels": ["parcel"],
            "created_at": kept.at,
            "last_activity_at": kept.at,
        }

    def _messages(self, key: int, query: Mapping[str, str]) -> Any:
        kept = self.kept(key)
        before = int(query.get("before", 10**9))
        told = [self._message(number) for number in range(kept.messages)]
        return {"payload": [row for row in told if row["id"] < before][-AT_ONCE:]}

    def _message(self, number: int) -> dict[str, Any]:
        return {
            "id": 900 + number,
            "content": f"What was said as number {number}",
            "message_type": 0 if number % 3 == 0 else 1,
            "private": number % 3 == 2,
            "content_type": "text",
            "created_at": self.clock,
        }
