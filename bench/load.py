"""Load on a server of this machine: some clients, each with one connection, asking one question after the other."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Load:
    """What was seen at one number of clients. Times are milliseconds."""

    clients: int
    answers: int
    failures: int
    per_second: float
    p50: float
    p95: float
    p99: float


def run(
    port: int, path: str, bodies: Sequence[Mapping[str, Any]], clients: int, seconds: float, headers: Mapping[str, str]
) -> Load:
    """Ask for some seconds from a number of clients at once, every body once before any is used again."""
    packed = [json.dumps(body).encode() for body in bodies]
    taken = _shared(packed)
    times: list[float] = []
    failures: list[int] = []
    ends = time.perf_counter() + seconds
    threads = [
        threading.Thread(target=_client, args=(port, path, taken, ends, dict(headers), times, failures))
        for _ in range(clients)
    ]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - started
    p50, p95, p99 = (float(np.percentile(times, q)) * 1000 for q in (50, 95, 99)) if times else (0.0, 0.0, 0.0)
    return Load(clients, len(times), len(failures), len(times) / took, p50, p95, p99)


def _shared(bodies: Sequence[bytes]) -> Iterator[bytes]:
    """Return an endless iterator over the bodies that threads may share."""
    lock, place = threading.Lock(), -1

    def take() -> bytes:
        nonlocal place
        with lock:
            place += 1
            return bodies[place % len(bodies)]

    return iter(take, None)


def _client(
    port: int,
    path: str,
    bodies: Iterator[bytes],
    ends: float,
    headers: dict[str, str],
    times: list[float],
    failures: list[int],
) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    headers = {"Content-Type": "application/json", **headers}
    while time.perf_counter() < ends:
        started = time.perf_counter()
        connection.request("POST", path, next(bodies), headers)
        answer = connection.getresponse()
        answer.read()
        times.append(time.perf_counter() - started)
        if answer.status != 200:
            failures.append(answer.status)
    connection.close()
