"""One client's connection: what it has sent of a request, and what it has yet to take of an answer."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable
from enum import Enum
from tempfile import SpooledTemporaryFile
from typing import Any

from gunicorn.http.body import ChunkedReader
from gunicorn.http.errors import LimitRequestHeaders
from gunicorn.http.message import Request
from gunicorn.http.unreader import Unreader

from assist_server.web.chunks import ChunkScanner, MalformedChunks

MOST_HEAD = 65_536  # bytes of a request line and its headers
IN_MEMORY = 262_144  # bytes of a body; a larger one goes to a temporary file
AT_ONCE = 262_144  # bytes sent or received in one go, so that nobody else waits for it
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


class State(Enum):
    """What a connection is at, in the order in which connections are given up when there are too many."""

    ENDING = 0  # answered and half closed: what the client still sends is thrown away
    HEAD = 1  # no whole header yet, or nothing at all
    IDLE = 2  # answered and kept open
    SENDING = 3  # answered, and the client has yet to take the rest
    BODY = 4  # the header is there, the body comes
    BUSY = 5  # waiting for a thread or in one


class Received(Unreader):
    """What gunicorn's parser reads: bytes that are here already. It ends where a socket would have made it wait."""

    def __init__(self, head: bytes) -> None:
        super().__init__()
        self.buf.write(head)
        self.body: SpooledTemporaryFile[bytes] | None = None

    def chunk(self, size_hint: int | None = None) -> bytes:
        """Return the next bytes of the body, b'' at its end."""
        return b"" if self.body is None else self.body.read(min(max(size_hint or 0, 8_192), 1_048_576))


class Outlet:
    """What gunicorn takes for the client's socket: what the client does not take at once is kept, and sent by the loop.

    `overflow` is called, in the thread that writes, when something was left over.
    """

    def __init__(self, sock: socket.socket, overflow: Callable[[], None]) -> None:
        self._sock, self._overflow = sock, overflow
        self._lock = threading.Lock()
        self._unsent = bytearray()
        self.broken = False
        self.moved_at = 0.0  # when the client last took something that had been left over

    @property
    def unsent(self) -> int:
        """How many bytes the client has yet to take."""
        return len(self._unsent)

    def sendall(self, data: bytes) -> None:
        """Send, without ever waiting for the client. Raises OSError when it has gone or takes too long."""
        with self._lock:
            if self.broken:
                raise BrokenPipeError
            first = not self._unsent
            sent = self._try_to_send(data) if first else 0
            if sent == len(data):
                return
            if first:
                self.moved_at = time.monotonic()
            self._unsent += memoryview(data)[sent:]
        if first:
            self._overflow()

    def send(self, data: bytes) -> int:
        """Send all of it, as `sendall` does."""
        self.sendall(data)
        return len(data)

    def flush(self) -> None:
        """Send some of what was left over. Raises OSError when the client has gone."""
        with self._lock:
            sent = self._try_to_send(memoryview(self._unsent)[:AT_ONCE].tobytes())
            if sent:
                del self._unsent[:sent]
                self.moved_at = time.monotonic()

    def give_up(self) -> None:
        """Send nothing more: the next to write is told that the client has gone."""
        with self._lock:
            self.broken = True
            self._unsent.clear()

    def setblocking(self, _: bool) -> None:
        """The socket stays non-blocking, whatever the thread would like."""

    def settimeout(self, _: float | None) -> None:
        """Nobody waits here."""

    def shutdown(self, _: int) -> None:
        """The loop closes the connection, when all is sent."""

    def close(self) -> None:
        """The loop closes the connection, when all is sent."""

    def recv(self, _: int) -> bytes:
        """Nothing more comes to a thread than what is here already."""
        return b""

    def _try_to_send(self, data: bytes) -> int:
        try:
            return self._sock.send(data)
        except BlockingIOError:
            return 0
        except OSError:
            self.broken = True
            raise


class Connection:
    """A connection and its present request. Only the loop touches it, but for `sock` and `request` in its thread."""

    def __init__(self, raw: socket.socket, client: Any, server: Any, overflow: Callable[[Connection], None]) -> None:
        self.raw, self.client, self.server = raw, client, server
        self.sock = Outlet(raw, lambda: overflow(self))
        self.state = State.HEAD
        self.events = 0  # what the loop watches for
        self.since = self.deadline = 0.0  # when the state began, and until when the client has time
        self.inbox = bytearray()
        self.searched = 0  # bytes of the inbox that hold no end of a header
        self.served = 0
        self.request: Request | None = None
        self.body_bytes = self.thrown_away = 0
        self.key_id = ""  # the key that the application found the request to carry
        self.keep = False
        self._received = Received(b"")
        self._length = 0
        self._chunks: ChunkScanner | None = None

    def read_head(self, cfg: Any, most_body: int) -> bool:
        """Parse the request's head once it is whole. Raises what gunicorn raises for one that is none."""
        if not self.searched and self.inbox.startswith(b"\r\n"):
            del self.inbox[:2]  # RFC 9112, 2.2
        end = self.inbox.find(b"\r\n\r\n", self.searched)
        if end > MOST_HEAD or (end < 0 and len(self.inbox) > MOST_HEAD):
            raise LimitRequestHeaders("the header is too large")
        if end < 0:
            self.searched = max(0, len(self.inbox) - 3)
            return False
        head = bytes(self.inbox[: end + 4])
        del self.inbox[: end + 4]
        self.searched, self.served = 0, self.served + 1
        self._received = Received(head)
        self.request = Request(cfg, self._received, self.client, self.served)
        reader = self.request.body.reader  # type: ignore[union-attr]
        self._chunks = ChunkScanner() if isinstance(reader, ChunkedReader) else None
        self._length = 0 if self._chunks else reader.length  # type: ignore[union-attr]
        self._begin_body(most_body)
        return True

    def _begin_body(self, most_body: int) -> None:
        request = self.request
        assert request is not None
        self.body_bytes = 0
        if self._length > most_body:  # the application refuses it by its length, without a look at it
            self._length = 0
            request.force_close()
        if (self._length or self._chunks) and not self._received.body:
            self._received.body = SpooledTemporaryFile(max_size=IN_MEMORY)
        if request._expected_100_continue and self._received.body and not self.inbox:  # type: ignore[attr-defined]
            self.sock.sendall(CONTINUE)
        request._expected_100_continue = False  # type: ignore[attr-defined]

    def read_body(self, most_body: int) -> bool:
        """Take what has come of the body; true once it is whole, or larger than anything the application takes."""
        body, request = self._received.body, self.request
        if body is None:
            return True
        assert request is not None
        try:
            taken, ended = self._chunks.feed(self.inbox) if self._chunks else self._counted()
        except MalformedChunks:  # the parser says so when the application reads it
            taken, ended = len(self.inbox), True
            request.force_close()
        if taken:
            body.write(memoryview(self.inbox)[:taken])
            del self.inbox[:taken]
            self.body_bytes += taken
        if not ended and self.body_bytes > 2 * most_body:  # only where its length was not said
            ended = True
            request.force_close()
        if ended:
            body.seek(0)
        return ended

    def _counted(self) -> tuple[int, bool]:
        left = self._length - self.body_bytes
        return min(left, len(self.inbox)), len(self.inbox) >= left

    def forget_request(self) -> None:
        """Let go of the request and its body."""
        if self._received.body is not None:
            self._received.body.close()
        self.request, self._received, self.body_bytes, self.key_id = None, Received(b""), 0, ""
