"""A stub of Zendesk, from its public documentation; never compared with the real service."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from assist_server.errors import SourceGone, SourceUnusable
from assist_server.sources import zendesk
from tests.sources.hosted.desk import ADDRESS, MINUTE, Desk, Kept, iso

COMMENTS = re.compile(r"/api/v2/tickets/(\d+)/comments")
CUSTOMER = {"id": 7, "name": "Ruth Amsel", "email": "ruth@customer.example", "role": "end-user"}
AGENT = {"id": 8, "name": "Tom Weber", "role": "agent"}


class ZendeskDesk(Desk):
    """Tickets by cursor, oldest change first, deleted ones too, but for the last minute; the rest by page."""

    def __init__(self) -> None:
        super().__init__(zendesk)
        self.articles = [
            {"id": 51, "title": "Returns", "body": "<p>Thirty days.</p>", "locale": "en-us", "draft": False},
            {"id": 52, "title": "Not yet", "body": "", "locale": "de", "draft": True},
        ]
        self.macros = [
            {"id": 61, "title": "Late", "actions": [{"field": "comment_value_html", "value": "<p>Sorry.</p>"}]},
            {"id": 62, "title": "Close", "actions": [{"field": "status", "value": "solved"}]},
        ]

    def answer(self, path: str, query: Mapping[str, str]) -> Any:
        if path in self.failing:
            raise SourceUnusable("the server failed")
        if path == "/api/v2/incremental/tickets/cursor":
            return self._export(query)
        if found := COMMENTS.fullmatch(path):
            return self._comments(int(found[1]), query)
        lists: dict[str, tuple[str, list[dict[str, Any]]]] = {
            "/api/v2/help_center/articles": ("articles", self.articles),
            "/api/v2/macros/active": ("macros", self.macros),
            "/api/v2/brands": ("brands", [{"id": 3, "name": "Alder"}]),
        }
        if path in lists:
            name, rows = lists[path]
            return {name: rows, "meta": {"has_more": False}, "links": {}}
        if path == "/api/v2/users/me":
            return {"user": AGENT}
        raise SourceGone(path)  # ticket forms are not part of every plan

    def _export(self, query: Mapping[str, str]) -> Any:
        size = int(query["per_page"])
        at, _, key = query.get("cursor", f"{query.get('start_time', 0)}|0").partition("|")
        kept = [*self.tickets.values(), *self.deleted.values()]
        settled = [each for each in self.by_change(kept) if each.at <= self.clock - MINUTE]
        later = [each for each in settled if (each.at, each.id) > (int(at), int(key))]
        found = later[:size]
        after = f"{found[-1].at}|{found[-1].id}" if found else f"{at}|{key}"
        return {
            "tickets": [self.shown(each, self._row(each)) for each in found],
            "users": [CUSTOMER, AGENT],
            "groups": [{"id": 4, "name": "Shipping"}],
            "metric_sets": [{"ticket_id": each.id, "reopens": 0, "solved_at": iso(each.at)} for each in found],
            "after_cursor": after,
            "end_of_stream": len(later) <= size,
        }

    def _row(self, kept: Kept) -> dict[str, Any]:
        gone = kept.id in self.deleted
        return {
            "id": kept.id,
            "status": "deleted" if gone else "solved",
            "subject": kept.subject,
            "requester_id": 7,
            "assignee_id": 8,
            "group_id": 4,
            "brand_id": 3,
            "tags": ["parcel"],
            "via": {"channel": "email"},
            "created_at": iso(kept.at),
            "satisfaction_rating": {"score": "good"},
        }

    def _comments(self, key: int, query: Mapping[str, str]) -> Any:
        if key not in self.tickets:
            raise SourceGone("no such ticket")
        start, size = int(query.get("page[after]", 0)), int(query["page[size]"])
        told = [self._comment(number) for number in range(self.tickets[key].messages)]
        following = (
            f"{ADDRESS}/api/v2/tickets/{key}/comments?include=users&page[size]={size}&page[after]={start + size}"
        )
        return {
            "comments": told[start : start + size],
            "users": [CUSTOMER, AGENT],
            "meta": {"has_more": start + size < len(told)},
            "links": {"next": following},
        }

    def _comment(self, number: int) -> dict[str, Any]:
        return {
            "id": 900 + number,
            "author_id": 7 if number % 3 == 0 else 8,
            "public": number % 3 != 2,
            "html_body": f"<p>What was said as number {number}</p>",
            "plain_body": f"What was said as number {number}",
            "created_at": iso(self.clock),
        }
