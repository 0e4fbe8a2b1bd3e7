"""Slow and greedy clients straight at the port: threads never wait for one, and nobody else pays for them."""

from __future__ import annotations

import http.client
import json
import resource
import select
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from assist_server import auth, store
from assist_server.services import Services
from assist_server.web.connection import AT_ONCE, Outlet
from assist_server.web.gunicorn_worker import connections_allowed
from bench.slow_clients import HALF_HEADER, NOT_READING, SILENT, SLOW_BODY, SLOW_CHUNKS, SLOW_FORM, Slow, slow_clients
from tests.extension.servers import Desk, desk_in
from tests.support import Client, copied, serving

QUESTION = {"ticket": {"messages": [{"author": "customer", "text": "my parcel does not move in the tracking"}]}}
PATIENCE = 5.0  # seconds; before, nobody was answered at all while slow clients held the threads
HEAD = b"POST /v1/sentiment HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nAuthorization: Bearer "
BODY = json.dumps({"messages": [{"author": "customer", "text": "This is the third time I write."}]}).encode()


@pytest.fixture(scope="module")
def desk(
    tmp_path_factory: pytest.TempPathFactory, models_folder: Path, reindexed: Callable[[Services], Any]
) -> Iterator[Desk]:
    """A small desk with an index."""
    with desk_in(tmp_path_factory.mktemp("desk"), models_folder, reindexed) as desk:
        yield desk


@pytest.fixture(scope="module")
def client(desk: Desk) -> Iterator[Client]:
    """The server with two processes, and an admin's key to it."""
    key = auth.create_key(desk.services.engine, "admin", "tests")
    with serving(desk.settings, key) as client:
        assert client.ask("POST", "/v1/suggestions", QUESTION)[0] == 200
        yield client


@pytest.fixture(scope="module", autouse=True)
def late(client: Client) -> Iterator[dict[bytes, socket.socket]]:
    """Connections that begin a request with the first test and never end it."""
    begun = {start: socket.create_connection(("127.0.0.1", client.port)) for start in (b"", HALF_HEADER.start)}
    for start, raw in begun.items():
        raw.sendall(start)
    yield begun
    for raw in begun.values():
        raw.close()


def key_of(client: Client) -> bytes:
    """Return the client's key as it stands in a header."""
    return client._headers["Authorization"].partition(" ")[2].encode()


def is_answered(client: Client) -> None:
    """Find the server answering probes and suggestions, each over connections of their own."""
    for _ in range(4):
        for method, path, body in (("GET", "/healthz", None), ("POST", "/v1/suggestions", json.dumps(QUESTION))):
            connection = http.client.HTTPConnection("127.0.0.1", client.port, timeout=PATIENCE)
            connection.request(method, path, body, client._headers)
            assert connection.getresponse().status == 200
            connection.close()


def talk(client: Client, *parts: bytes, pause: float = 0.0) -> list[http.client.HTTPResponse]:
    """Send parts over one connection and return its first answer, read."""
    with socket.create_connection(("127.0.0.1", client.port), timeout=30) as raw:
        for part in parts:
            raw.sendall(part)
            time.sleep(pause)
        return [answer_of(raw)]


def answer_of(raw: socket.socket) -> http.client.HTTPResponse:
    """Read one answer from a socket."""
    answer = http.client.HTTPResponse(raw)
    answer.begin()
    answer.body = answer.read()  # type: ignore[attr-defined]
    return answer


def test_it_works(client: Client) -> None:
    is_answered(client)


@pytest.mark.parametrize(
    "group", [SILENT, HALF_HEADER, SLOW_BODY, SLOW_CHUNKS, SLOW_FORM, NOT_READING], ids=lambda group: group.name
)
def test_slow_clients_hold_nobody_up(client: Client, group: Slow) -> None:
    with slow_clients(client.port, [group]):
        time.sleep(1.2)  # until each has begun
        is_answered(client)


def test_a_stream_of_events_goes_on_beside_slow_clients(desk: Desk, client: Client) -> None:
    job = store.create_job(desk.services.engine, "reindex", {})
    store.start_job(desk.services.engine, job.id)
    connection = http.client.HTTPConnection("127.0.0.1", client.port, timeout=30)
    with slow_clients(client.port, [HALF_HEADER, SLOW_BODY]):
        time.sleep(1.2)
        connection.request("GET", f"/v1/jobs/{job.id}/events", headers=client._headers)
        answer = connection.getresponse()
        assert answer.status == 200 and answer.readline().startswith(b"retry: ")
        is_answered(client)
        store.end_job(desk.services.engine, job.id, "cancelled")
        assert b'"state":"cancelled"' in answer.read()
    connection.close()


def test_a_listener_that_stops_reading_gives_its_thread_back(desk: Desk, client: Client) -> None:
    job = store.create_job(desk.services.engine, "reindex", {})
    store.start_job(desk.services.engine, job.id)
    for _ in range(6):
        with socket.create_connection(("127.0.0.1", client.port), timeout=30) as raw:
            head = f"GET /v1/jobs/{job.id}/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
            raw.sendall(head.encode() + key_of(client) + b"\r\n\r\n")
    is_answered(client)
    store.end_job(desk.services.engine, job.id, "cancelled")


def test_more_silent_connections_than_there_are_descriptors_keep_nobody_out(desk: Desk, tmp_path: Path) -> None:
    key = auth.create_key(desk.services.engine, "admin", "tests")
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    served = serving(copied(desk.settings, tmp_path / "desk"), key, WEB_CONCURRENCY="1")
    resource.setrlimit(resource.RLIMIT_NOFILE, (512, hard))
    try:
        client = served.__enter__()
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 4_096), hard))
    try:
        worker = _child_of(client.port)
        with slow_clients(client.port, [Slow("silent", 1_000)]):
            time.sleep(1.2)
            is_answered(client)
        assert _child_of(client.port) == worker  # it has not died of it
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        served.__exit__(None, None, None)


def _child_of(port: int) -> int:
    """Return the one process that serves at this port, a child of the one that was started."""
    named = [
        path for path in Path("/proc").glob("[0-9]*") if f"--port\0{port}\0".encode() in _text_of(path / "cmdline")
    ]
    parents = {path.name: _text_of(path / "stat").rpartition(b")")[2].split()[1].decode() for path in named}
    (child,) = [one for one, parent in parents.items() if parent in parents]
    return int(child)


def _text_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:  # it has ended meanwhile
        return b""


def test_the_number_of_connections_follows_the_descriptors_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    def limit(soft: int) -> int:
        monkeypatch.setattr(resource, "getrlimit", lambda _: (soft, soft))
        return connections_allowed()

    assert [limit(soft) for soft in (64, 1_024, 20_000, -1)] == [32, 448, 1_000, 1_000]


def test_a_greedy_key_does_not_keep_another_waiting(desk: Desk, client: Client) -> None:
    greedy = auth.create_key(desk.services.engine, "agent", "greedy")
    over = threading.Event()

    def ask_on() -> None:
        other = Client(client.port, greedy)
        while not over.is_set():
            assert other.ask("POST", "/v1/suggestions", QUESTION)[0] == 200

    alone = min(_seconds(client) for _ in range(10))
    crowd = [threading.Thread(target=ask_on) for _ in range(48)]
    for thread in crowd:
        thread.start()
    time.sleep(1)
    beside = sorted(_seconds(client) for _ in range(10))[5]
    over.set()
    for thread in crowd:
        thread.join()
    # in one line with the others it would wait for two dozen requests; the clients of this test take a core themselves
    assert beside < 16 * alone + 0.05, (beside, alone)


def _seconds(client: Client) -> float:
    started = time.perf_counter()
    assert client.ask("POST", "/v1/suggestions", QUESTION)[0] == 200
    return time.perf_counter() - started


def test_a_request_may_come_byte_by_byte(client: Client) -> None:
    head = HEAD + key_of(client) + b"\r\nContent-Length: " + str(len(BODY)).encode() + b"\r\n\r\n"
    (answer,) = talk(client, *(bytes([byte]) for byte in head + BODY))
    assert answer.status == 200


@pytest.mark.parametrize("size", [1, 7, 4_096])
def test_a_body_may_come_in_chunks(client: Client, size: int) -> None:
    pieces = [BODY[at : at + size] for at in range(0, len(BODY), size)]
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"
    (answer,) = talk(client, HEAD + key_of(client) + b"\r\nTransfer-Encoding: chunked\r\n\r\n", chunks)
    assert answer.status == 200


def test_requests_may_follow_each_other_without_waiting(client: Client) -> None:
    one = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with socket.create_connection(("127.0.0.1", client.port), timeout=30) as raw:
        raw.sendall(one * 5)
        with raw.makefile("rb") as answers:
            statuses = [_next_status(answers) for _ in range(5)]
    assert statuses == [b"200"] * 5


def _next_status(answers: Any) -> bytes:
    status = answers.readline().split()[1]
    length = 0
    while (line := answers.readline()) != b"\r\n":
        if line.lower().startswith(b"content-length:"):
            length = int(line.split(b":")[1])
    answers.read(length)
    return bytes(status)


def test_who_asks_whether_to_go_on_is_told_to(client: Client) -> None:
    head = (
        HEAD + key_of(client) + b"\r\nExpect: 100-continue\r\nContent-Length: " + str(len(BODY)).encode() + b"\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", client.port), timeout=30) as raw:
        raw.sendall(head)
        assert raw.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        raw.sendall(BODY)
        assert answer_of(raw).status == 200


def test_a_body_that_is_far_too_large_is_refused_before_it_comes(client: Client) -> None:
    head = HEAD + key_of(client) + b"\r\nExpect: 100-continue\r\nContent-Length: 999999999999\r\n\r\n"
    (answer,) = talk(client, head)
    assert answer.status == 413 and answer.headers["Connection"] == "close"


def test_a_large_bulk_body_comes_whole(client: Client) -> None:
    lines = b"".join(
        b'{"id": "M-%d", "title": "t", "text": "%s"}\n' % (number, b"word " * 2_000) for number in range(60)
    )
    head = HEAD.replace(b"/v1/sentiment", b"/v1/macros").replace(b"application/json", b"application/x-ndjson")
    length = b"\r\nContent-Length: " + str(len(lines)).encode() + b"\r\n\r\n"
    (answer,) = talk(client, head + key_of(client) + length, lines)
    assert len(lines) > AT_ONCE and answer.status == 200, answer.body  # type: ignore[attr-defined]
    assert json.loads(answer.body)["added"] == 60  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GET /v1/search?q=a secret HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"a" * 70_000, 431),
        (b"GET /" + b"a" * 9_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n", 414),
        (b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
        (b"\r\nGET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n", 200),
    ],
)
def test_what_is_no_request_is_told_so(client: Client, sent: bytes, status: int) -> None:
    (answer,) = talk(client, sent)
    assert answer.status == status
    if status != 200:
        assert answer.headers["Content-Type"] == "application/problem+json" and b"secret" not in answer.body  # type: ignore[attr-defined]


def test_an_answer_is_sent_as_fast_as_the_client_takes_it() -> None:
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    left_over = threading.Event()
    outlet = Outlet(ours, left_over.set)
    whole = bytes(range(256)) * 16_384
    outlet.sendall(whole)  # returns at once, whatever the client does
    assert left_over.is_set() and outlet.unsent > 0
    outlet.sendall(b"end")
    got = b""
    while outlet.unsent or len(got) < len(whole) + 3:
        outlet.flush()
        got += theirs.recv(1_048_576)
    assert got == whole + b"end"
    outlet.give_up()
    with pytest.raises(BrokenPipeError):
        outlet.sendall(b"more")
    ours.close()
    theirs.close()


def test_connections_that_were_given_up_are_told_in_the_figures(client: Client) -> None:
    status, figures = client.ask("GET", "/metrics")
    assert status == 200 and b"assist_connections_closed" in figures and b"assist_limited" in figures


def test_a_request_that_does_not_come_in_time_is_given_up(late: dict[bytes, socket.socket]) -> None:
    for raw in late.values():
        raw.settimeout(20)
    assert late[b""].recv(100) == b""
    assert late[HALF_HEADER.start].recv(100).startswith(b"HTTP/1.1 408 ")


def test_more_of_large_bodies_than_there_is_room_for_is_refused(desk: Desk, tmp_path: Path) -> None:
    key = auth.create_key(desk.services.engine, "admin", "tests")
    size = 65_536
    settings = copied(desk.settings, tmp_path / "desk")
    with serving(settings, key, ASSIST_MAX_BULK_BODY=str(size), WEB_CONCURRENCY="1") as client:
        worker = _child_of(client.port)
        head = HEAD + key.encode() + b"\r\nContent-Length: " + str(size).encode() + b"\r\n\r\n"
        begun = [socket.create_connection(("127.0.0.1", client.port)) for _ in range(12)]
        for raw in begun:
            raw.sendall(head + b" " * (size - 10))
        time.sleep(0.5)
        is_answered(client)
        refused = [raw for raw in begun if _has_answered(raw)]
        assert 0 < len(refused) < 12
        assert all(raw.recv(100).startswith(b"HTTP/1.1 503 ") for raw in refused)
        assert _child_of(client.port) == worker
        for raw in begun:
            raw.close()


def _has_answered(raw: socket.socket) -> bool:
    return bool(select.select([raw], [], [], 0)[0])
