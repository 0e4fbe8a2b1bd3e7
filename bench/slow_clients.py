"""Clients that take their time: silent ones, half a header, slow bodies, answers that nobody reads."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

EVERY = 1.0  # seconds between two bytes of a slow client
SMALL = 4_096  # bytes that a client which reads nothing has room for


@dataclass(frozen=True)
class Slow:
    """So many connections that begin with these bytes and add one byte now and then."""

    name: str
    count: int
    start: bytes = b""
    more: bytes = b""  # '' sends nothing more

    def times(self, share: float) -> Slow:
        """Return a share of them."""
        return Slow(self.name, max(1, round(self.count * share)), self.start, self.more)


FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"
JSON = b"Content-Type: application/json\r\n"
HOST = b"Host: localhost\r\n"
SILENT = Slow("silent", 300)
MANY_SILENT = Slow("silent", 1_000)
HALF_HEADER = Slow("half a header", 50, b"GET /healthz HTTP/1.1\r\n" + HOST + b"X-Slow: ", b"a")
SLOW_BODY = Slow(
    "slow bodies", 50, b"POST /v1/suggestions HTTP/1.1\r\n" + HOST + JSON + b"Content-Length: 5000\r\n\r\n{", b" "
)
SLOW_FORM = Slow(
    "slow forms", 50, b"POST /console/sign-in HTTP/1.1\r\n" + HOST + FORM + b"Content-Length: 500\r\n\r\nkey=", b"a"
)
SLOW_CHUNKS = Slow(
    "slow chunks",
    50,
    b"POST /v1/suggestions HTTP/1.1\r\n" + HOST + JSON + b"Transfer-Encoding: chunked\r\n\r\n1000\r\n",
    b" ",
)
NOT_READING = Slow("not reading", 50, (b"GET /docs/js/swagger-ui-bundle.js HTTP/1.1\r\n" + HOST + b"\r\n") * 8)


@contextmanager
def slow_clients(port: int, groups: Sequence[Slow]) -> Iterator[None]:
    """Keep these connections open until the block ends; one that the server closes is opened again."""
    over = threading.Event()
    held = [_Client(port, group) for group in groups for _ in range(group.count)]
    dribbling = threading.Thread(target=_dribble, args=(held, over))
    dribbling.start()
    try:
        yield
    finally:
        over.set()
        dribbling.join()
        for client in held:
            client.close()


class _Client:
    def __init__(self, port: int, kind: Slow) -> None:
        self._port, self._kind = port, kind
        self._socket: socket.socket | None = None
        self.open()

    def open(self) -> None:
        self.close()
        new = socket.socket()
        new.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL)
        new.setblocking(False)
        new.connect_ex(("127.0.0.1", self._port))
        self._socket, self._begun = new, False

    def dribble(self) -> None:
        """Send a little; begin again where the server has hung up."""
        assert self._socket is not None
        try:
            if not self._begun:
                self._socket.send(self._kind.start)
                self._begun = True
            elif self._kind.more:
                self._socket.send(self._kind.more)
            elif not self._kind.start and not self._socket.recv(1):
                self.open()
        except BlockingIOError:
            pass
        except OSError:
            self.open()

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()


def _dribble(held: Sequence[_Client], over: threading.Event) -> None:
    while True:
        for client in held:
            client.dribble()
        if over.wait(EVERY):
            return
