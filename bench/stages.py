"""What each stage of an answer costs, in one process and without HTTP."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from typing import Any

import numpy as np

from assist_server import assistance, suggest
from assist_server.learnt import Learnt
from assist_server.requests import SuggestionRequest
from assist_server.services import build
from assist_server.settings import Settings

STAGES: tuple[tuple[Any, str, str], ...] = (
    (assistance, "read", "clean, redact, language"),
    (assistance, "search_widely", "search: vectors, words, cards"),
    (assistance, "read_sentiment", "mood and warnings"),
    (Learnt, "read", "labels and match, as learnt"),
    (suggest, "suggest", "rank, merge, compose"),
)


def report(folder: Path, questions: Sequence[dict[str, Any]]) -> str:
    """Return a table of the median and 95th percentile of each stage, in milliseconds."""
    services = build(Settings(folder=folder, cache_seconds=0))
    clock = _Clock()
    originals = [(room, name, getattr(room, name)) for room, name, _ in STAGES]
    for room, name, title in STAGES:
        setattr(room, name, clock.timed(title, getattr(room, name)))
    services.encode = clock.timed("encoder", services.encode)  # type: ignore[method-assign]
    try:
        for question in questions:
            _answer(services, clock, SuggestionRequest.model_validate(question))
    finally:
        for room, name, original in originals:
            setattr(room, name, original)
        services.close()
    return clock.table()


def _answer(services: Any, clock: _Clock, asked: SuggestionRequest) -> None:
    started, encoded = time.perf_counter(), clock.total("encoder")
    assistance.assist(services, asked)
    took = time.perf_counter() - started
    clock.add("all", took)
    clock.add("all without the encoder", took - (clock.total("encoder") - encoded))


class _Clock:
    def __init__(self) -> None:
        self._times: dict[str, list[float]] = {}

    def add(self, title: str, seconds: float) -> None:
        self._times.setdefault(title, []).append(seconds)

    def total(self, title: str) -> float:
        return sum(self._times.get(title, ()))

    def timed(self, title: str, work: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(work)
        def run(*arguments: Any, **named: Any) -> Any:
            started = time.perf_counter()
            try:
                return work(*arguments, **named)
            finally:
                self.add(title, time.perf_counter() - started)

        return run

    def table(self) -> str:
        head = "### One answer, stage by stage\n\n| stage | p50 ms | p95 ms |\n|---|---|---|\n"
        rows = [
            f"| {title} | {np.percentile(times, 50) * 1000:.2f} | {np.percentile(times, 95) * 1000:.2f} |"
            for title, times in self._times.items()
        ]
        return head + "\n".join(rows)
