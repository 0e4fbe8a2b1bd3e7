"""Clients that ask all the while, and one that writes and deletes; every answer is held against the ledger."""

from __future__ import annotations

import http.client
import json
import random
import string
import threading
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

from sqlalchemy import bindparam, text

from assist_server.store import Engine
from tests.chaos.house import House
from tests.chaos.invented import question, ticket
from tests.chaos.ledger import GONE, Ledger, shown_in
from tests.support import suggestion_id

STABLE = range(100)  # never written again: a question of theirs must find them
DELETED = range(100, 200)  # deleted one by one
EDITED = range(200, 230)  # written again and again
LEAST_PAUSE = 0.25  # seconds between an answer and a client's next question, about
MOST_A_SECOND = 32.0  # questions of all clients together, about
EVENT = 24  # letters of the word by which an event of feedback is known
NEW = 10_000  # what is added meanwhile is numbered from here


@dataclass
class Seen:
    """What the clients saw. A request is lost when the connection broke, failed when the answer was an error."""

    requests: int = 0
    latencies: list[tuple[float, float]] = field(default_factory=list)  # sent, seconds until the answer
    lost: list[tuple[float, float]] = field(default_factory=list)  # sent, noticed
    failed: Counter[str] = field(default_factory=Counter)
    stale: list[str] = field(default_factory=list)
    missed: list[int] = field(default_factory=list)
    generations: set[str] = field(default_factory=set)
    refused_writes: Counter[str] = field(default_factory=Counter)


class Crowd:
    """Threads over one house: `clients` that ask, one that writes. Used as a context."""

    def __init__(self, house: House, ledger: Ledger, clients: int, seed: str) -> None:
        self.seen = Seen()
        self._house, self._ledger = house, ledger
        self._stay = keys_of(house.engine, [f"T-{number}" for number in STABLE])
        self._pause = max(LEAST_PAUSE, clients / MOST_A_SECOND)
        self._over, self._lock = threading.Event(), threading.Lock()
        keys = house.agents(clients)
        askers = [threading.Thread(target=self._ask_on, args=(f"{seed} {at}", key)) for at, key in enumerate(keys)]
        self._threads = [*askers, threading.Thread(target=self._write_on, args=(f"{seed} writer",))]

    def __enter__(self) -> Crowd:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, exc: BaseException | None, tb: TracebackType | None) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()

    def unexcused(self) -> int:
        """Count the requests that got no answer although the server was not killed."""
        return sum(not self._house.was_away(*times) for times in self.seen.lost)

    def _ask_on(self, seed: str, key: str) -> None:
        rng, line = random.Random(seed), Line(self._house.client.port, key)
        with closing(line):
            self._ask_with(line, rng)

    def _ask_with(self, line: Line, rng: random.Random) -> None:
        while not self._over.wait(self._pause * rng.uniform(0.5, 1.5)):
            number = rng.choice(STABLE if rng.random() < 0.5 else range(STABLE.start, EDITED.stop))
            sent = time.monotonic()
            try:
                status, answer = line.ask("POST", "/v1/suggestions", question(number))
            except (OSError, http.client.HTTPException):
                with self._lock:
                    self.seen.lost.append((sent, time.monotonic()))
                continue
            self._judge(number, sent, status, answer)

    def _judge(self, number: int, sent: float, status: int, answer: Any) -> None:
        with self._lock:
            self.seen.requests += 1
            self.seen.latencies.append((sent, time.monotonic() - sent))
            if status != 200:
                self.seen.failed[f"{status} {answer['code']}: {answer['detail']}"] += 1
                return
            shown = shown_in(answer)
            self.seen.stale += self._ledger.stale(sent, shown)
            self.seen.generations.add(answer["generation"])
            if number in STABLE and f"T-{number}" not in {id for id, _ in shown}:
                self.seen.missed.append(number)

    def _write_on(self, seed: str) -> None:
        rng, line = random.Random(seed), Line(self._house.client.port, self._house.key)
        with closing(line):
            self._write_with(line, rng)

    def _write_with(self, line: Line, rng: random.Random) -> None:
        new = NEW + rng.randrange(10**6) * 100
        while not self._over.wait(self._pause * rng.uniform(0.2, 0.6)):
            deed = rng.random()
            if deed < 0.1:
                self._judge_one(line, rng)
            elif deed < 0.3:
                new += 1
                self._write(line, new, 0)
            elif deed < 0.6:
                number = rng.choice(EDITED)
                self._write(line, number, self._ledger.version(f"T-{number}") + 1)
            else:
                number = rng.choice(DELETED)
                there = self._ledger.version(f"T-{number}") != GONE
                self._write(line, number, GONE if there else 0)

    def _judge_one(self, line: Line, rng: random.Random) -> None:
        """Say of a ticket that stays what an agent did with its answer, with a word by which the event is known."""
        event = "".join(rng.choices(string.ascii_lowercase, k=EVENT))
        did = rng.choice(("shown", "inserted", "edited", "sent"))
        given = suggestion_id(self._house.settings, rng.choice(self._stay), f"{0:012x}")
        told = {"suggestion_id": given, "event": did, "reason": event}
        try:
            status, answer = line.ask("POST", "/v1/feedback", told)
        except (OSError, http.client.HTTPException):
            return
        if status == 204:
            self._ledger.heard(event)
        else:
            self._refused(status, answer)

    def _refused(self, status: int, answer: Any) -> None:
        with self._lock:
            self.seen.refused_writes[f"{status} {answer['code']}: {answer['detail']}"] += 1

    def _write(self, line: Line, number: int, version: int) -> None:
        id = f"T-{number}"
        self._ledger.begins(id, version)
        try:
            if version == GONE:
                status, answer = line.ask("DELETE", f"/v1/tickets/{id}")
            else:
                status, answer = line.ask("PUT", f"/v1/tickets/{id}", ticket(number, version))
        except (OSError, http.client.HTTPException):
            return
        if status in (200, 204) or (status == 404 and version == GONE):
            self._ledger.acknowledges(id, version)
        else:
            self._refused(status, answer)


def keys_of(engine: Engine, ids: Sequence[str]) -> list[int]:
    """Return by what suggestions name these tickets."""
    asked = text("SELECT pk FROM entries WHERE kind = 'ticket' AND id IN :ids ORDER BY pk")
    with engine.connect() as connection:
        return list(connection.scalars(asked.bindparams(bindparam("ids", expanding=True)), {"ids": ids}))


class Line:
    """One kept-alive connection of one client."""

    def __init__(self, port: int, key: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}

    def ask(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """Send a request and return the answer's status and JSON. Raises OSError or HTTPException where none comes."""
        try:
            self._connection.request(method, path, None if body is None else json.dumps(body), self._headers)
            answer = self._connection.getresponse()
            text = answer.read()
        except (OSError, http.client.HTTPException):
            self._connection.close()
            raise
        return answer.status, json.loads(text) if text else None

    def close(self) -> None:
        """End the connection."""
        self._connection.close()
