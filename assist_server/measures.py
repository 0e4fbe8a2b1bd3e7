"""Figures of all web processes for Prometheus. Counts and times only: never a word of anybody's."""

from __future__ import annotations

import time

from flask import Flask, Response, g, request
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

MEDIA_TYPE = CONTENT_TYPE_LATEST
BUCKETS = (0.002, 0.005, 0.01, 0.02, 0.04, 0.06, 0.1, 0.25, 0.5, 1, 2.5, 10)  # seconds

ANSWERS = Counter("assist_answers", "Answers by operation and status", ["operation", "status"])
SECONDS = Histogram("assist_answer_seconds", "Time to answer by operation", ["operation"], buckets=BUCKETS)

LIMITED = Counter("assist_limited", "Requests refused because a key asks too often or has too many waiting", ["limit"])
CLOSED = Counter("assist_connections_closed", "Connections closed early, by what the client was late with", ["late"])


def init_app(app: Flask) -> None:
    """Count and time every answer under the name of its operation."""
    for counter, names in ((LIMITED, ("rate", "waiting")), (CLOSED, ("silent", "head", "body", "answer", "room"))):
        for name in names:
            counter.labels(name)  # told as 0 before it first happens
    app.before_request(_start)
    app.after_request(_count)


def _start() -> None:
    g.started = time.perf_counter()


def _count(response: Response) -> Response:
    operation = request.endpoint or "unknown"
    ANSWERS.labels(operation, response.status_code).inc()
    if "started" in g:
        SECONDS.labels(operation).observe(time.perf_counter() - g.started)
    return response


def exposition(folder: str) -> bytes:
    """Return the figures: of all processes that share the folder, or of this one alone when none is set."""
    if not folder:
        return generate_latest(REGISTRY)
    registry = CollectorRegistry()
    MultiProcessCollector(registry, path=folder)  # type: ignore[no-untyped-call]
    return generate_latest(registry)
