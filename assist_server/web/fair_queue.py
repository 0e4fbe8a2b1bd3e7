"""Whose request gets the next thread: clients take turns, so that one with many requests delays only itself."""

from __future__ import annotations

import math
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice, takewhile
from statistics import fmean
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")

RECENT = 30.0  # seconds in which another client counts as present after its last request
SHORT = (
    1.0  # seconds; a request that runs longer (a bulk import, a stream of events) no longer counts as the client's turn
)
FORGOTTEN = 10.0  # seconds after which a request's time counts for a third in what a client has had
LITTLE = 0.05  # seconds of a thread that nobody is blamed for
GREEDY = 2.0  # times as much as the others: who has had that rests, and waits while the request of such a one runs
ACTIVE = 2.0  # seconds after another's request in which a greedy client leaves the processor some room
REST = 2.0  # times what its request took, before it starts the next one
MOST_COMPARED = 50  # clients that were active of late
MOST_CLIENTS = 10_000  # remembered as present


class Turn(NamedTuple):
    """A request of a client that runs, by when it began."""

    client: str
    began: float


@dataclass
class _Present:
    """A client of late: when it last asked and started, and how many seconds it has had, old ones counting less."""

    asked: float = 0.0
    started: float = 0.0
    rests_until: float = 0.0
    _had: float = 0.0
    _counted: float = 0.0

    def had(self, now: float) -> float:
        return self._had * math.exp((self._counted - now) / FORGOTTEN)

    def end(self, began: float, now: float) -> None:
        """Count a request's time, and rest for a while in proportion to it."""
        took = min(now - began, SHORT)
        self._had, self._counted = self.had(now) + took, now
        self.rests_until = now + REST * took


class FairQueue(Generic[T]):
    """Requests that wait for a thread, in one line for each client. Used by one thread alone.

    With nobody else present a client gets all threads but one, which is left for the next who comes. With others
    present it runs a quarter of the threads (one of four) at a time, and half of them where its earlier requests take
    long. Who has had much more of the threads' time than the others who are active rests between its requests, and
    starts nothing while the request of one who has had less runs, for a second at most.
    What runs shares one interpreter, so that each further request of a greedy client would slow the polite one down.
    """

    def __init__(self, threads: int, most_waiting: int, now: Callable[[], float] = time.monotonic) -> None:
        self._threads, self._most_waiting, self._now = threads, most_waiting, now
        self._lines: OrderedDict[str, deque[T]] = OrderedDict()  # the client whose turn is next comes first
        self._running: dict[str, list[float]] = {}  # when each request of a client began
        self._present: OrderedDict[str, _Present] = OrderedDict()  # who has asked of late, the latest at the end

    @property
    def waiting(self) -> int:
        """How many requests wait."""
        return sum(map(len, self._lines.values()))

    def put(self, client: str, request: T, *, present: bool = True) -> bool:
        """Let a request wait for its client's turn; false where too many of this client's wait already.

        `present` is false for one that nobody needs to make room for: a probe, or who has not been known so far.
        """
        if present:
            self._present.setdefault(client, _Present()).asked = self._now()
            self._present.move_to_end(client)
            if len(self._present) > MOST_CLIENTS:
                self._present.popitem(last=False)
        line = self._lines.setdefault(client, deque())
        if len(line) >= self._most_waiting:
            return False
        line.append(request)
        return True

    def take(self) -> tuple[Turn, T] | None:
        """Return the request that may start now with its turn, which is to be given back with `done`; else None."""
        if sum(map(len, self._running.values())) >= self._threads:
            return None
        now = self._now()
        alone = self._alone(now)
        for client in self._lines:
            if self._may_start(client, now, alone):
                break
        else:
            return None
        line = self._lines[client]
        request = line.popleft()
        self._lines.move_to_end(client)
        if not line:
            del self._lines[client]
        self._running.setdefault(client, []).append(now)
        if client in self._present:
            self._present[client].started = now
        return Turn(client, now), request

    def done(self, turn: Turn) -> None:
        """Note that the request of this turn has ended."""
        running = self._running[turn.client]
        running.remove(turn.began)
        if turn.client in self._present:
            self._present[turn.client].end(turn.began, self._now())
        if not running:
            del self._running[turn.client]

    def _alone(self, now: float) -> bool:
        """Say whether at most one client was present of late."""
        recent = 0
        for client, present in reversed(self._present.items()):
            if now - present.asked > RECENT and client not in self._running:
                break
            recent += 1
            if recent > 1:
                return False
        return True

    def _may_start(self, client: str, now: float, alone: bool) -> bool:
        running = self._running.get(client, ())
        if alone and client in self._present:
            return len(running) < max(1, self._threads - 1)
        turns = sum(now - began < SHORT for began in running)
        if turns >= max(1, self._threads // 4) or len(running) >= max(1, self._threads // 2):
            return False
        own = self._present.get(client)
        if own is None or now - own.started >= SHORT:
            return True
        if not self._is_greedy(client, own, now):
            return True
        return now >= own.rests_until and not self._is_in_the_way(client, own, now)

    def _is_greedy(self, client: str, own: _Present, now: float) -> bool:
        """Say whether the others who are active have had much less, one with another."""
        latest = islice(reversed(self._present.items()), MOST_COMPARED)
        active = takewhile(lambda one: now - one[1].asked <= ACTIVE, latest)
        had = [present.had(now) for other, present in active if other != client]
        return bool(had) and own.had(now) > GREEDY * fmean(had) + LITTLE

    def _is_in_the_way(self, client: str, own: _Present, now: float) -> bool:
        """Say whether somebody's request runs who has had much less."""
        others = (other for other, running in self._running.items() if other != client and now - running[-1] < SHORT)
        had = (self._present[other].had(now) for other in others if other in self._present)
        return any(own.had(now) > GREEDY * seconds + LITTLE for seconds in had)
