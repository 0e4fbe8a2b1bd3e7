"""Server-sent events: what changes is told while it changes, to as many listeners as the threads of a process bear."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from flask import Flask, Response

from assist_server.errors import AssistError, Busy
from assist_server.settings import Settings

log = logging.getLogger(__name__)

MEDIA_TYPE = "text/event-stream"
SHARE = 4  # one thread in so many may tell events; the others go on answering
LOOK_EVERY = 0.5  # seconds between two looks
BEAT_EVERY = 5.0  # seconds of silence before a comment, by which a listener that has left is noticed
LONGEST = 300.0  # seconds a stream stays open; a listener that wants more comes back
COME_BACK = 2_000  # milliseconds after which it does
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}  # nginx would gather them


@dataclass(frozen=True)
class Told:
    """What is to be told at a moment, as JSON, and whether there is nothing more to come."""

    data: str
    ended: bool


@dataclass
class Streams:
    """The open streams of this process. Each holds a thread, so there is a bound."""

    most: int
    stopping: Callable[[], bool] = lambda: False
    _open: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def answer(self, look: Callable[[], Told | None]) -> Response:
        """Return the response that tells what `look` sees whenever it changes, until it ended or is None.

        Raises Busy when no thread can be spared, and whatever the first look raises.
        """
        first = look()
        self._take()
        response = Response(self._events(first, look), headers=HEADERS, content_type=MEDIA_TYPE)
        response.call_on_close(self._give_back)
        return response

    def _take(self) -> None:
        with self._lock:
            if self._open >= self.most:
                raise Busy("Every thread that can be spared for events is taken.", mend="Ask for the job instead.")
            self._open += 1

    def _give_back(self) -> None:
        with self._lock:
            self._open -= 1

    def _events(self, told: Told | None, look: Callable[[], Told | None]) -> Iterator[str]:
        yield f"retry: {COME_BACK}\n\n"
        last, spoke, until = "", time.monotonic(), time.monotonic() + LONGEST
        while told is not None:
            if told.data != last:
                yield f"event: job\ndata: {told.data}\n\n"
                last, spoke = told.data, time.monotonic()
            elif time.monotonic() - spoke > BEAT_EVERY:
                yield ": still here\n\n"
                spoke = time.monotonic()
            if told.ended or time.monotonic() > until or self.stopping():
                return
            time.sleep(LOOK_EVERY)
            told = _seen(look)


def _seen(look: Callable[[], Told | None]) -> Told | None:
    """Look once more; a database that is away ends the stream, and the listener hears why when it comes back."""
    try:
        return look()
    except AssistError as exc:
        log.warning("a stream of events ended early: %s", exc.code)
        return None


def init_app(app: Flask, settings: Settings) -> None:
    """Let a share of the threads tell events."""
    app.extensions["assist-streams"] = Streams(settings.web_threads // SHARE)


def streams(app: Flask) -> Streams:
    """Return the streams of this process."""
    found: Streams = app.extensions["assist-streams"]
    return found
