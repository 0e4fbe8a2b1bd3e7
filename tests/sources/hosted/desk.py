"""What the stubs of hosted helpdesks share: tickets that change, go and go bad, and a hook between two requests."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import ModuleType
from typing import Any, ClassVar
from urllib.parse import parse_qsl, urlsplit

from assist_server.errors import SourceGone
from assist_server.sources import Page
from assist_server.ticket import Ticket

Query = Mapping[str, str | int]
ADDRESS = "https://desk.example"
BEGAN = 1_700_000_000
MINUTE = 60


@dataclass
class Kept:
    """A ticket as the stub keeps it: `version` counts its changes, `at` is when the last was made."""

    id: int
    at: int
    version: int = 1
    messages: int = 3

    @property
    def subject(self) -> str:
        """What tells one version from another."""
        return f"Parcel {self.id} late, told {self.version} times"


@dataclass
class Desk:
    """An in-memory helpdesk, asked as `fetch(path, query)`; each stub says how it answers."""

    module: ModuleType
    size: int = 3
    options: dict[str, str] = field(default_factory=lambda: {"url": ADDRESS})
    tickets: dict[int, Kept] = field(default_factory=dict)
    deleted: dict[int, Kept] = field(default_factory=dict)
    spoilt: set[int] = field(default_factory=set)
    bare: set[int] = field(default_factory=set)
    failing: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    clock: int = BEGAN
    meanwhile: Callable[[int], None] = lambda number: None

    # what a stub says of its service: the field of the status, and the fields that no row is without
    status_field: ClassVar[str] = "status"
    minimum: ClassVar[tuple[str, ...]] = ("id", "status")

    def fill(self, count: int) -> None:
        """Add tickets, a minute apart."""
        for _ in range(count):
            self.add()

    def add(self, *, seconds: int = MINUTE, messages: int = 3) -> int:
        """Add a ticket some seconds after what happened last."""
        self.clock += seconds
        number = max([*self.tickets, *self.deleted, 0]) + 1
        self.tickets[number] = Kept(number, self.clock, messages=messages)
        return number

    def touch(self, number: int, *, seconds: int = MINUTE) -> None:
        """Change a ticket."""
        if number in self.tickets:
            self.clock += seconds
            kept = self.tickets[number]
            kept.version, kept.at = kept.version + 1, self.clock

    def delete(self, number: int) -> None:
        """Delete a ticket."""
        if number in self.tickets:
            self.clock += MINUTE
            self.deleted[number] = self.tickets.pop(number)
            self.deleted[number].at = self.clock

    def fetch(self, path: str, query: Query | None = None) -> Any:
        """Answer as the runner's fetch would."""
        self.meanwhile(len(self.asked))
        self.asked.append(path)
        parts = urlsplit(path)
        full = {**dict(parse_qsl(parts.query)), **{key: str(value) for key, value in (query or {}).items()}}
        return json.loads(json.dumps(self.answer(parts.path, full)))

    def answer(self, path: str, query: Mapping[str, str]) -> Any:
        """Answer one request.

        Raises SourceGone for an address that the service does not have.
        """
        raise SourceGone(path)

    def kept(self, number: int) -> Kept:
        """Return a ticket. Raises SourceGone where there is none of this number."""
        if number not in self.tickets:
            raise SourceGone("no such ticket")
        return self.tickets[number]

    def shown(self, kept: Kept, row: dict[str, Any]) -> dict[str, Any]:
        """Return a ticket's row as it is sent: with a field nobody knows, spoilt or bare where that was asked for."""
        if kept.id in self.spoilt:
            row = {**row, self.status_field: {"unheard": "of"}}
        if kept.id in self.bare:
            row = {key: value for key, value in row.items() if key in self.minimum}
        return {**row, "brought_in_by_a_later_release": {"deep": [1]}}

    def by_change(self, tickets: Iterable[Kept]) -> list[Kept]:
        """Return tickets oldest change first."""
        return sorted(tickets, key=lambda kept: (kept.at, kept.id))

    def truth(self) -> dict[str, str]:
        """Return the subject of every ticket that is there and can be read."""
        return {str(kept.id): kept.subject for kept in self.tickets.values() if kept.id not in self.spoilt | self.bare}


def iso(at: int) -> str:
    """Return a time as most services write it."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def seconds(told: str) -> int:
    """Return a time that a service was asked by."""
    return int(datetime.fromisoformat(told).timestamp())


@dataclass
class Store:
    """What a runner would have saved, with the cursor of the last page."""

    tickets: dict[str, Ticket] = field(default_factory=dict)
    cursor: dict[str, Any] = field(default_factory=dict)

    def take(self, step: Page) -> None:
        """Save a page."""
        self.tickets |= {ticket.id: ticket for ticket in step.tickets}
        for kind, key in step.gone:
            if kind == "ticket":
                self.tickets.pop(key, None)
        self.cursor = json.loads(json.dumps(dict(step.cursor)))

    def sync(self, desk: Desk, *, most: int | None = None) -> list[Page]:
        """Read a desk an hour later from the cursor on, at most so many pages, as if the process died then."""
        desk.clock += 60 * MINUTE
        steps: list[Page] = []
        for step in desk.module.pages(desk.fetch, self.cursor, desk.options):
            assert step != Page(cursor=self.cursor), "a page that says nothing new"
            self.take(step)
            steps.append(step)
            if len(steps) == most:
                break
        return steps

    def sweep(self, desk: Desk) -> None:
        """Forget what two listings lack, where the pages do not tell."""
        there = [desk.module.present(desk.fetch, desk.options) for _ in range(2)]
        if None not in there:
            keys = {key for listed in there for key in listed}
            self.tickets = {key: ticket for key, ticket in self.tickets.items() if key in keys}

    def subjects(self) -> dict[str, str | None]:
        """Return the subject of every ticket saved."""
        return {key: ticket.subject for key, ticket in self.tickets.items()}
