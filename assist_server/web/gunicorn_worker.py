"""A gunicorn worker whose threads never wait for a client.

gunicorn's own threads read the header, the body and send the answer by themselves, so that a dozen clients that do so
slowly hold all of them. Here the loop that accepts connections also reads and sends, for all connections at once; a
thread gets a request that is here as a whole, and hands back an answer that the loop sends on. What a client may take
its time with is bounded, and so is how many connections there are: the newest is always let in, in place of one that
has said nothing for longest.
"""

from __future__ import annotations

import errno
import json
import math
import resource
import selectors
import socket
import sys
import time
import traceback
from collections import OrderedDict
from concurrent.futures import Future
from contextlib import suppress
from functools import partial
from hashlib import sha256
from http import HTTPStatus
from typing import Any

from gunicorn.http.errors import (
    ExpectationFailed,
    LimitRequestHeaders,
    LimitRequestLine,
    ParseException,
    UnsupportedTransferCoding,
)
from gunicorn.http.message import Request
from gunicorn.workers.gthread import ThreadWorker

from assist_server.settings import Settings
from assist_server.web.connection import AT_ONCE, Connection, State
from assist_server.web.fair_queue import FairQueue, Turn
from assist_server.web.forwarded import Proxies

HEAD_SECONDS = 10.0  # for the whole header, from the connection or from its first byte on a connection kept open
BODY_SECONDS = 30.0  # for the body, and one more for each so many bytes that have come
BODY_RATE = 16_384
STALLED_SECONDS = 30.0  # in which a client must take something of its answer
ENDING_SECONDS = 2.0  # for the client to read the end of a connection, before it is closed on what it may still send
MOST_UNSENT = 67_108_864  # bytes of answers that wait for their clients; above it those that take nothing are given up
MOST_ENDING = 1_048_576  # bytes thrown away of what a client sends after the answer
MOST_BODIES = 4  # largest bulk requests that may be on their way at once
MOST_CONNECTIONS = 1_000
OTHER_FILES = 128  # descriptors for the database, the index, Redis, the log
STOPPING_SECONDS = 2.0  # that connections without a request stay open when the process is told to stop
SWEEP_EVERY = 0.5
SWITCH_EVERY = 0.001  # instead of 0.005
TICK = 0.01  # between two looks at whose turn it is, while requests wait
MOST_KEYS = 10_000  # remembered as good, so that their requests wait in a line of their own
PROBES = ("/healthz", "/readyz")
RETRY_AFTER = 1  # seconds
REFUSALS = {
    LimitRequestLine: HTTPStatus.REQUEST_URI_TOO_LONG,
    LimitRequestHeaders: HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
    ExpectationFailed: HTTPStatus.EXPECTATION_FAILED,
    UnsupportedTransferCoding: HTTPStatus.NOT_IMPLEMENTED,
}
WAITING_SHARE = 4  # of the connections one part in so many may be one client's waiting requests


def connections_allowed() -> int:
    """Return how many connections a process takes: each may need a descriptor for itself and one for a large body."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MOST_CONNECTIONS if soft < 0 else max(32, min(MOST_CONNECTIONS, (soft - OTHER_FILES) // 2))


def note_key(worker: Any, request: Request, environ: dict[str, Any], _: object) -> None:
    """Remember which key a request carried, as the application found it: gunicorn's `post_request`."""
    worker.key_ids[id(request)] = environ.get("assist.key", "")


class BufferingWorker(ThreadWorker):
    """gunicorn's threads, behind a loop that reads requests and sends answers."""

    settings: Settings  # set on the subclass that `worker_class` makes

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.key_ids: dict[int, str] = {}
        self._connections: set[Connection] = set()
        self._sending: set[Connection] = set()
        self._bodies = 0  # bytes of the bodies that are on their way
        self._swept = 0.0
        self._proxies = Proxies(self.settings.trusted_proxies)
        self._queue: FairQueue[Connection] = FairQueue(self.cfg.threads, self.worker_connections // WAITING_SHARE)
        self._turns: dict[Connection, Turn] = {}
        self._keys: OrderedDict[bytes, str] = OrderedDict()  # digests of keys that were good, and their ids

    def init_process(self) -> None:
        """Begin, with threads that hand the interpreter on soon: each query a request makes waits for it anew."""
        sys.setswitchinterval(SWITCH_EVERY)
        super().init_process()

    # -- what comes in

    def accept(self, listener: socket.socket) -> None:
        """Take a new connection and what it has sent already."""
        try:
            raw, client = listener.accept()
        except OSError as exc:
            if exc.errno in (errno.EMFILE, errno.ENFILE):
                self._make_room()
            elif exc.errno not in (errno.EAGAIN, errno.EWOULDBLOCK, errno.ECONNABORTED):
                self.log.warning("a connection could not be accepted: %s", exc.strerror)
            return
        raw.setblocking(False)
        conn = Connection(raw, client, listener.getsockname(), partial(self.method_queue.defer, self._begin_sending))
        self._connections.add(conn)
        self.nr_conns += 1
        self._enter(conn, State.HEAD, HEAD_SECONDS)
        if self.nr_conns >= self.worker_connections:
            self._make_room()
        if conn in self._connections:
            self._receive(conn)

    def _enter(self, conn: Connection, state: State, seconds: float) -> None:
        conn.state, conn.since = state, time.monotonic()
        conn.deadline = conn.since + seconds

    def _watch(self, conn: Connection, events: int) -> None:
        if events == conn.events:
            return
        if not conn.events:
            self.poller.register(conn.raw, events, partial(self._on_ready, conn))
        elif events:
            self.poller.modify(conn.raw, events, partial(self._on_ready, conn))
        else:
            self.poller.unregister(conn.raw)
        conn.events = events

    def _on_ready(self, conn: Connection, _: object) -> None:
        if conn.events == selectors.EVENT_WRITE:
            self._send(conn)
        elif conn.events == selectors.EVENT_READ:
            self._receive(conn)

    def _receive(self, conn: Connection) -> None:
        """Take what has come. An error of ours ends this connection, and not the loop that carries all others."""
        try:
            self._take(conn)
        except Exception as exc:
            self.log.error("unexpected %s\n%s", type(exc).__name__, "".join(traceback.format_tb(exc.__traceback__)))
            self._drop(conn)

    def _take(self, conn: Connection) -> None:
        try:
            data = conn.raw.recv(AT_ONCE)
        except BlockingIOError:
            self._watch(conn, selectors.EVENT_READ)
            return
        except OSError:
            data = b""
        if not data:
            self._drop(conn)
        elif conn.state is State.ENDING:
            conn.thrown_away += len(data)
            if conn.thrown_away > MOST_ENDING:
                self._drop(conn)
        else:
            if conn.state is State.IDLE:
                self._enter(conn, State.HEAD, HEAD_SECONDS)
            conn.inbox += data
            self._read(conn)

    def _read(self, conn: Connection) -> None:
        """Read on in what has come; once the request is here as a whole, let it wait for its turn."""
        try:
            whole = self._has_come(conn)
        except ParseException as exc:
            _write_refusal(conn, exc)
            self._finish(conn, False)
            return
        except OSError as exc:  # no room for a large body, or the client has gone
            self.log.warning("a request could not be taken in: %s", exc.strerror or type(exc).__name__)
            self._answer(
                conn,
                HTTPStatus.SERVICE_UNAVAILABLE,
                "busy",
                "There is no room for a request of this size at the moment.",
            )
            return
        if conn.state not in (State.HEAD, State.BODY):  # given up meanwhile
            return
        if whole:
            self._watch(conn, 0)
            self._enter(conn, State.BUSY, math.inf)
            self._await_turn(conn)
        else:
            self._watch(conn, selectors.EVENT_READ)

    def _has_come(self, conn: Connection) -> bool:
        most = self.settings.max_bulk_body
        if conn.state is State.HEAD:
            if not conn.read_head(self.cfg, most):
                return False
            self._enter(conn, State.BODY, BODY_SECONDS)
        before = conn.body_bytes
        whole = conn.read_body(most)
        self._bodies += conn.body_bytes - before
        conn.deadline = conn.since + BODY_SECONDS + conn.body_bytes / BODY_RATE
        if not whole and self._bodies > MOST_BODIES * most:
            self._give_up_a_body()
        return whole

    def _give_up_a_body(self) -> None:
        """Give up the body that came in slowest so far."""
        now = time.monotonic()
        coming = [conn for conn in self._connections if conn.state is State.BODY]
        slowest = min(coming, key=lambda conn: conn.body_bytes / (now - conn.since + 1e-3))
        _count_closed("body")
        self._answer(slowest, HTTPStatus.SERVICE_UNAVAILABLE, "busy", "Too many large requests come in at the moment.")

    # -- whose turn it is

    def _await_turn(self, conn: Connection) -> None:
        client, known = self._client_of(conn)
        if self._queue.waiting >= self.worker_connections // 2:
            _count_refused()
            self._answer(conn, HTTPStatus.SERVICE_UNAVAILABLE, "busy", "Too many requests wait for their turn.")
        elif not self._queue.put(client, conn, present=known):
            _count_refused()
            self._answer(
                conn,
                HTTPStatus.TOO_MANY_REQUESTS,
                "too-many-requests",
                "Too many requests of this key wait for their turn.",
            )
        else:
            self._start()

    def _client_of(self, conn: Connection) -> tuple[str, bool]:
        """Return whose line a request waits in, and whether somebody is known by it.

        It is its key's line where the key was good before, else that of its address; there a key that is new, or made
        up, counts for nobody, so that no key's first request is taken for somebody else's beside its later ones.
        """
        request = conn.request
        assert request is not None
        probe = next((path for path in PROBES if (request.path or "").endswith(path)), "")
        if probe:
            return probe, False
        headers = dict(request.headers)
        authorization = headers.get("AUTHORIZATION", "")
        key = self._keys.get(_digest(authorization))
        if key:
            return f"key {key}", True
        peer = conn.client[0] if isinstance(conn.client, tuple) else ""
        return self._proxies.client(peer, headers.get("X-FORWARDED-FOR", "")), not authorization

    def _start(self) -> None:
        """Give threads to the requests whose turn it is."""
        while started := self._queue.take():
            turn, conn = started
            self._turns[conn] = turn
            self.enqueue_req(conn)  # type: ignore[arg-type]

    def handle(self, conn: Any) -> bool:
        """Answer the request, in a thread; say whether the connection may carry another one."""
        request = conn.request
        try:
            return bool(self.handle_request(request, conn))
        except (StopIteration, OSError) as exc:
            self.log.debug("the client has gone: %s", type(exc).__name__)
        except ParseException as exc:
            _write_refusal(conn, exc)
        except Exception as exc:
            self.log.error("unexpected %s\n%s", type(exc).__name__, "".join(traceback.format_tb(exc.__traceback__)))
            _write(conn, HTTPStatus.INTERNAL_SERVER_ERROR, "internal-error", "The server's log has the place.")
        finally:
            conn.key_id = self.key_ids.pop(id(request), "")
        return False

    def finish_request(self, conn: Any, fs: Future[bool]) -> None:
        """Go on with a connection whose request was answered, in the loop."""
        self._queue.done(self._turns.pop(conn))
        if conn.key_id:
            self._remember_key(conn)
        self._start()
        keep = not fs.cancelled() and fs.exception() is None and fs.result()
        self._finish(conn, keep)

    def _remember_key(self, conn: Connection) -> None:
        assert conn.request is not None
        digest = _digest(dict(conn.request.headers).get("AUTHORIZATION", ""))
        if digest not in self._keys:
            self._keys[digest] = conn.key_id
            if len(self._keys) > MOST_KEYS:
                self._keys.popitem(last=False)

    def _leave_body(self, conn: Connection) -> None:
        self._bodies -= conn.body_bytes
        conn.forget_request()

    def _go_on(self, conn: Connection, keep: bool) -> None:
        if not keep:
            self._end(conn)
            return
        self._enter(conn, State.IDLE, self.cfg.keepalive if self.alive else STOPPING_SECONDS)
        if conn.inbox:
            self._enter(conn, State.HEAD, HEAD_SECONDS)
            self._read(conn)
        else:
            self._watch(conn, selectors.EVENT_READ)

    # -- what goes out

    def _begin_sending(self, conn: Connection) -> None:
        """Watch for a client that has not taken all of its answer yet."""
        if conn not in self._connections or not conn.sock.unsent:
            return
        self._sending.add(conn)
        self._watch(conn, selectors.EVENT_WRITE)
        if sum(each.sock.unsent for each in self._sending) > MOST_UNSENT:
            now = time.monotonic()
            for each in [each for each in self._sending if now - each.sock.moved_at > ENDING_SECONDS]:
                self._stop_sending(each)

    def _send(self, conn: Connection) -> None:
        try:
            conn.sock.flush()
        except OSError:
            self._stop_sending(conn, measured=False)
            return
        if conn.sock.unsent:
            return
        self._sending.discard(conn)
        self._watch(conn, 0)
        if conn.state is State.SENDING:
            self._go_on(conn, conn.keep)

    def _stop_sending(self, conn: Connection, *, measured: bool = True) -> None:
        """Send no more to a client that does not take its answer; a thread that is at it is told when it goes on."""
        if measured:
            _count_closed("answer")
        conn.sock.give_up()
        self._sending.discard(conn)
        if conn.state is State.BUSY:
            self._watch(conn, 0)
            with suppress(OSError):
                conn.raw.shutdown(socket.SHUT_RDWR)
        else:
            self._drop(conn)

    def _end(self, conn: Connection) -> None:
        """Say that nothing more will be sent, and wait a moment for the client to have read all."""
        self._leave_body(conn)
        try:
            conn.raw.shutdown(socket.SHUT_WR)
        except OSError:
            self._drop(conn)
            return
        conn.inbox.clear()
        self._enter(conn, State.ENDING, ENDING_SECONDS)
        self._watch(conn, selectors.EVENT_READ)

    def _drop(self, conn: Connection) -> None:
        if conn not in self._connections:
            return
        self._watch(conn, 0)
        self._leave_body(conn)
        self._connections.discard(conn)
        self._sending.discard(conn)
        self.nr_conns -= 1
        conn.state = State.ENDING
        conn.raw.close()

    def _answer(self, conn: Connection, status: HTTPStatus, code: str, detail: str) -> None:
        """Answer with a problem, from the loop itself, and end the connection."""
        _write(conn, status, code, detail)
        self._finish(conn, False)

    def _finish(self, conn: Connection, keep: bool) -> None:
        """Go on with a connection that has its answer, once the client has taken it."""
        self._leave_body(conn)
        if conn.sock.broken:
            self._drop(conn)
        elif conn.sock.unsent:
            conn.keep = keep
            self._enter(conn, State.SENDING, math.inf)
            self._begin_sending(conn)
        else:
            self._go_on(conn, keep)

    def wait_for_and_dispatch_events(self, timeout: float | None) -> None:
        """Wait for clients, and no longer than until the next request that waits may start."""
        if self._queue.waiting:
            timeout = min(timeout or 0.0, TICK)
        super().wait_for_and_dispatch_events(timeout)
        if self._queue.waiting:
            self._start()

    # -- what takes too long

    def murder_pending(self) -> None:
        """Look for clients whose time is over, now and then: gunicorn calls this each time its loop turns."""
        now = time.monotonic()
        if now < self._swept + SWEEP_EVERY:
            return
        self._swept = now
        for conn in [conn for conn in self._connections if now > conn.deadline]:
            self._time_out(conn)
        for conn in list(self._sending):
            if now > conn.sock.moved_at + STALLED_SECONDS:
                self._stop_sending(conn)

    def _time_out(self, conn: Connection) -> None:
        if conn.state is State.BODY or (conn.state is State.HEAD and conn.inbox):
            _count_closed(conn.state.name.lower())
            self._answer(conn, HTTPStatus.REQUEST_TIMEOUT, "request-timeout", "The request did not come in time.")
        else:
            if conn.state is State.HEAD:
                _count_closed("silent")
            self._drop(conn)

    def _make_room(self) -> None:
        """Close some of the connections that have been waited for longest, so that a new one finds a place."""
        waiting = [conn for conn in self._connections if conn.state is not State.BUSY]
        waiting.sort(key=lambda conn: (conn.state.value, conn.since))
        for conn in waiting[: max(1, len(waiting) // 20)]:
            _count_closed("room")
            self._drop(conn)

    def murder_keepalived(self, force: bool = False) -> None:
        """Close what is kept open, when the process ends."""
        if force:
            for conn in [conn for conn in self._connections if conn.state is not State.BUSY]:
                self._drop(conn)

    def _cap_keepalive(self, deadline: float) -> None:
        """Wait no longer for clients that have not begun a request."""
        for conn in self._connections:
            if conn.state in (State.IDLE, State.HEAD):
                conn.deadline = min(conn.deadline, deadline)


def worker_class(of: Settings) -> type[BufferingWorker]:
    """Return the worker for these settings: gunicorn makes it by itself, without arguments of ours."""
    return type("Worker", (BufferingWorker,), {"settings": of})


def _write(conn: Connection, status: HTTPStatus, code: str, detail: str) -> None:
    """Write a problem as the whole answer, after which the connection has to end."""
    problem = {"type": "about:blank", "title": status.phrase, "status": status, "detail": detail, "code": code}
    body = json.dumps({**problem, "mend": "", "errors": []}).encode()
    head = [
        f"HTTP/1.1 {status.value} {status.phrase}",
        "Content-Type: application/problem+json",
        f"Content-Length: {len(body)}",
        "Cache-Control: no-store",
        "Connection: close",
    ]
    if status in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE):
        head.append(f"Retry-After: {RETRY_AFTER}")
    with suppress(OSError):
        conn.sock.sendall("\r\n".join([*head, "", ""]).encode() + body)


def _write_refusal(conn: Connection, exc: ParseException) -> None:
    """Say that what came is no request, without repeating it: its words may be a customer's."""
    status = next((status for kind, status in REFUSALS.items() if isinstance(exc, kind)), HTTPStatus.BAD_REQUEST)
    _write(conn, status, "bad-request", "The request is not HTTP/1.1 as this server takes it.")


def _count_closed(late: str) -> None:
    from assist_server import measures  # not before the processes know where their figures meet

    measures.CLOSED.labels(late).inc()


def _count_refused() -> None:
    from assist_server import measures

    measures.LIMITED.labels("waiting").inc()


def _digest(header: str) -> bytes:
    return sha256(header.encode("latin-1", "replace")).digest()
