"""A stand-in for a hosted helpdesk: it answers as Zammad is documented to, until it is told to misbehave."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from assist_server.errors import SourceGone
from tests.chaos.invented import ticket
from tests.sources.hosted.desk import Kept
from tests.sources.hosted.stub_zammad import ARTICLES, ZammadDesk
from tests.sources.stub import Answer, answering

LISTS = ("/api/v1/tickets", "/api/v1/tickets/search")
PROMISED = 2**20  # bytes that a broken answer claims beyond what comes

Mischief = Callable[[str, dict[str, str], Answer], Answer]
"""Given a path, its query and the right answer: what is answered instead."""


class InventedDesk(ZammadDesk):
    """Tickets of the invented desk; `version` counts from 0 as the ledger does."""

    def _row(self, kept: Kept) -> dict[str, Any]:
        told = ticket(kept.id, kept.version)
        return super()._row(kept) | {"title": told["subject"], "customer": "someone@customer.example"}

    def _articles(self, key: int) -> Any:
        kept = self.kept(key)
        said = ticket(kept.id, kept.version)["messages"]
        return [
            {**row, "body": message["text"], "content_type": "text/plain", "internal": False, "sender": sender}
            for row, message, sender in zip(super()._articles(key), said, ("Customer", "Agent"), strict=False)
        ]


class Wayward:
    """The server: `desk` is the truth; from request number `begins` on, so many times, `mischief` spoils an answer."""

    def __init__(self) -> None:
        self.desk = InventedDesk()
        self.url = ""
        self._lock = threading.Lock()
        self._mischief: Mischief | None = None
        self._begins = self._left = 0

    def misbehave(self, mischief: Mischief, *, begins: int, times: int) -> None:
        """Answer rightly so many more requests, then spoil this many."""
        with self._lock:
            self._mischief, self._begins, self._left = mischief, begins, times

    def behave(self) -> None:
        """Answer rightly from now on."""
        with self._lock:
            self._mischief = None

    def answer(self, address: str) -> Answer:
        """Return what is answered to a request."""
        parts = urlsplit(address)
        query = dict(parse_qsl(parts.query))
        with self._lock:
            right = self._right(parts.path, query)
            self._begins -= 1
            if self._mischief is None or self._begins >= 0 or self._left <= 0:
                return right
            spoilt = self._mischief(parts.path, query, right)
            self._left -= spoilt is not right
            return spoilt

    def _right(self, path: str, query: Mapping[str, str]) -> Answer:
        try:
            return Answer(body=json.dumps(self.desk.answer(path, query)).encode())
        except SourceGone:
            return Answer(404)


@contextmanager
def wayward() -> Iterator[Wayward]:
    """Run such a server until the block ends."""
    told = Wayward()
    with answering(lambda path, headers: told.answer(path), "HTTP/1.1") as told.url:
        yield told


def refused(status: int, **headers: str) -> Mischief:
    """Answer with a status."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda path, query, right: Answer(status, b"", named)


def garbage(body: bytes) -> Mischief:
    """Answer with status 200 and these bytes."""
    return lambda path, query, right: Answer(body=body)


def broken_off(path: str, query: Mapping[str, str], right: Answer) -> Answer:
    """Send the first half of an answer and hang up."""
    return Answer(body=right.body[: len(right.body) // 2], claimed=len(right.body) + PROMISED)


def half_a_page(number: str) -> Mischief:
    """Leave out the second half of that page of every list."""

    def halve(path: str, query: Mapping[str, str], right: Answer) -> Answer:
        if path not in LISTS or query.get("page") != number:
            return right
        rows = json.loads(right.body)
        return Answer(body=json.dumps(rows[: len(rows) // 2]).encode())

    return halve


def same_page() -> Mischief:
    """Answer whatever is asked of a list with what was answered first."""
    first: dict[str, Answer] = {}
    return lambda path, query, right: first.setdefault(path, right) if path in LISTS else right


def huge(size: int) -> Mischief:
    """Let what a customer wrote be so many bytes."""

    def swell(path: str, query: Mapping[str, str], right: Answer) -> Answer:
        if not ARTICLES.fullmatch(path):
            return right
        articles = json.loads(right.body)
        articles[0]["body"] = "x" * size
        return Answer(body=json.dumps(articles).encode())

    return swell
