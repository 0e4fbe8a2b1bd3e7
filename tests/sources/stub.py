"""A server on the loopback address that answers as a test scripts it, and a clock that passes only when it is slept."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

START = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@dataclass
class Answer:
    """One answer: `claimed` is a Content-Length other than the body's own."""

    status: int = 200
    body: bytes = b"{}"
    headers: dict[str, str] = field(default_factory=dict)
    claimed: int | None = None


@dataclass
class Stub:
    """What is answered next (the last one again and again), and what was asked."""

    url: str = ""
    answers: list[Answer] = field(default_factory=list)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def next(self) -> Answer:
        """Return the next answer."""
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@contextmanager
def stub() -> Iterator[Stub]:
    """Run such a server until the block ends."""
    told = Stub()

    def answer(path: str, headers: dict[str, str]) -> Answer:
        told.asked.append((path, headers))
        return told.next()

    with answering(answer) as told.url:
        yield told


@contextmanager
def answering(answer: Callable[[str, dict[str, str]], Answer], protocol: str = "HTTP/1.0") -> Iterator[str]:
    """Run a server on the loopback address until the block ends, and yield its address.

    `answer` is given each request's path and headers. HTTP/1.1 keeps connections, for requests without a body.
    """

    class Handler(BaseHTTPRequestHandler):
        protocol_version = protocol

        def do_GET(self) -> None:
            told = answer(self.path, dict(self.headers))
            self.send_response(told.status)
            for name, value in told.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(told.claimed or len(told.body)))
            self.end_headers()
            with suppress(ConnectionError):  # who asked has read enough
                self.wfile.write(told.body)
            self.close_connection |= told.claimed is not None

        do_POST = do_GET

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    server = _Quiet(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Quiet(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of who hung up."""


class Clock:
    """A clock of a test."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.slept: list[float] = []
        self.at_sleep: Callable[[], None] = lambda: None

    def now(self) -> float:
        """Return the seconds that were slept."""
        return self.seconds

    def today(self) -> datetime:
        """Return the start and what was slept since."""
        return START + timedelta(seconds=self.seconds)

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self.at_sleep()
        self.seconds += seconds
        self.slept.append(seconds)
