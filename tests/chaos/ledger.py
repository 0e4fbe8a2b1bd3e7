"""What was acknowledged, by ticket: the one truth that the store and every later answer are held against."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.chaos.invented import version_word

GONE = -1  # the version of a ticket that was deleted


@dataclass
class Kept:
    """One ticket: what may be stored now (several versions where an answer was never seen), and what is certain."""

    may_be: set[int]
    acknowledged: list[tuple[float, int]] = field(default_factory=list)  # when, which version; oldest first
    superseded: list[tuple[float, set[int]]] = field(default_factory=list)  # versions whose answer was never seen

    def allowed(self, sent: float) -> set[int]:
        """Return the versions that an answer to a question sent at that time may show."""
        before = [version for at, version in self.acknowledged if at <= sent]
        after = {version for at, version in self.acknowledged if at > sent}
        unsure = {version for at, versions in self.superseded if at > sent for version in versions}
        return set(before[-1:]) | after | unsure | self.may_be


class Ledger:
    """Thread-safe; each ticket has one writer at a time."""

    def __init__(self) -> None:
        self._kept: dict[str, Kept] = {}
        self._lock = threading.Lock()
        self._events: set[str] = set()
        self.acknowledged = 0

    def begins(self, id: str, version: int) -> None:
        """Note that a write was sent."""
        with self._lock:
            self._kept.setdefault(id, Kept({GONE})).may_be.add(version)

    def acknowledges(self, id: str, version: int) -> None:
        """Note that a write was answered with success."""
        with self._lock:
            kept = self._kept.setdefault(id, Kept({GONE}))
            now = time.monotonic()
            kept.superseded.append((now, kept.may_be))
            kept.may_be = {version}
            kept.acknowledged.append((now, version))
            self.acknowledged += 1

    def heard(self, event: str) -> None:
        """Note that an event of feedback was answered with success."""
        with self._lock:
            self._events.add(event)
            self.acknowledged += 1

    def unheard(self, stored: Iterable[str]) -> list[str]:
        """Return the acknowledged events of feedback that are not stored."""
        with self._lock:
            return sorted(self._events.difference(stored))

    def version(self, id: str) -> int:
        """Return the newest version that may be stored, GONE where there is none."""
        with self._lock:
            return max(self._kept[id].may_be, default=GONE) if id in self._kept else GONE

    def stale(self, sent: float, shown: Iterable[tuple[str, str]]) -> list[str]:
        """Return which of the tickets that an answer shows, as (id, reply), should not be there, or not so."""
        return [id for id, reply in shown if not self._may_show(sent, id, reply)]

    def _may_show(self, sent: float, id: str, reply: str) -> bool:
        with self._lock:
            kept = self._kept.get(id)
            allowed = kept.allowed(sent) if kept else set()
        words = {version_word(version) for version in allowed if version != GONE}
        return bool(words) and (not reply or any(f"chapter {word} " in reply for word in words))

    def settle(self, stored: Mapping[str, str]) -> list[str]:
        """Hold the store (reply by id) against what was acknowledged; return the ids where it differs.

        What was never answered is known from here on.
        """
        with self._lock:
            lost = [id for id, kept in self._kept.items() if not self._agrees(kept, stored.get(id))]
            lost += [id for id in stored if id not in self._kept]
        return lost

    def _agrees(self, kept: Kept, reply: str | None) -> bool:
        if reply is None:
            agrees = GONE in kept.may_be
            kept.may_be = {GONE}
            return agrees
        found = {version for version in kept.may_be if version != GONE and f"chapter {version_word(version)} " in reply}
        kept.may_be = found or kept.may_be
        return bool(found)


def shown_in(answer: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the tickets that an answer shows or leans on, each with the reply that is shown of it ('' if none)."""
    leant_on = [one for each in answer["suggestions"] for one in each["evidence"] if one["type"] == "ticket"]
    return [(one["id"], "") for one in leant_on] + [(one["id"], one["reply"]) for one in answer["similar_tickets"]]
