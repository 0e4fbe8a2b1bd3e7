"""The fetcher is polite, bounded, and gives its credentials to nobody else."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from assist_server.errors import (
    InvalidInput,
    SourceGone,
    SourceRefused,
    SourceTooLarge,
    SourceUnusable,
)
from assist_server.sources.fetching import ATTEMPTS, FEW_ATTEMPTS, PoliteFetch
from assist_server.sources.pace import Bucket, growing
from tests.sources.stub import Answer, Clock, Stub, stub

SECRET = "token-of-the-desk"
GOOD = Answer(body=b'{"good": true}')


@pytest.fixture
def server() -> Iterator[Stub]:
    """A stub server."""
    with stub() as told:
        yield told


@pytest.fixture
def clock() -> Clock:
    """A clock of the test's own."""
    return Clock()


@pytest.fixture
def opened(server: Stub, clock: Clock) -> Iterator[Callable[..., PoliteFetch]]:
    """Open fetchers that are closed at the end."""
    made: list[PoliteFetch] = []

    def open_one(**more: Any) -> PoliteFetch:
        made.append(PoliteFetch(server.url, clock=clock, **more))
        made[-1].headers = {"Authorization": SECRET}
        return made[-1]

    yield open_one
    for one in made:
        one.close()


@pytest.fixture
def fetch(opened: Callable[..., PoliteFetch]) -> PoliteFetch:
    """A fetcher."""
    return opened()


def test_it_works(server: Stub, fetch: PoliteFetch) -> None:
    server.answers = [GOOD]
    assert fetch("/tickets", {"page": 2, "q": "a b&c"}) == {"good": True}
    path, headers = server.asked[0]
    assert path == "/tickets?page=2&q=a+b%26c" and headers["Authorization"] == SECRET


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("7", 7), ("Sun, 01 Mar 2026 12:01:40 GMT", 100), ("Sun, 01 Mar 2026 11:00:00 GMT", 0)],
)
def test_retry_after_is_heeded_to_the_second(
    server: Stub, fetch: PoliteFetch, clock: Clock, header: str, seconds: int
) -> None:
    server.answers = [Answer(429, headers={"Retry-After": header}), GOOD]
    assert fetch("/x") == {"good": True} and sum(clock.slept) == pytest.approx(seconds)


@pytest.mark.parametrize("header", ["", "soon", "-5", "9" * 400])
def test_a_retry_after_that_says_nothing_is_a_wait_of_our_own(
    server: Stub, fetch: PoliteFetch, clock: Clock, header: str
) -> None:
    server.answers = [Answer(503, headers={"Retry-After": header}), GOOD]
    assert fetch("/x") == {"good": True} and 0.5 <= sum(clock.slept) <= 1


def test_who_asks_for_hours_is_left_alone(server: Stub, fetch: PoliteFetch, clock: Clock) -> None:
    server.answers = [Answer(429, headers={"Retry-After": "86400"})]
    with pytest.raises(SourceUnusable, match="86400 seconds"):
        fetch("/x")
    assert clock.slept == [] and len(server.asked) == 1


def test_waits_grow_and_end(server: Stub, fetch: PoliteFetch, clock: Clock) -> None:
    server.answers = [Answer(500, b"Eva Muster is angry")]
    with pytest.raises(SourceUnusable, match=f"{ATTEMPTS} times: status 500") as told:
        fetch("/x?q=secret")
    assert len(server.asked) == ATTEMPTS and sum(clock.slept) > 30
    assert "Eva" not in str(told.value) and "secret" not in str(told.value)


def test_a_wait_is_doubled_and_shaken() -> None:
    assert [growing(attempt, max) for attempt in range(8)] == [1, 2, 4, 8, 16, 32, 60, 60]
    assert [growing(attempt, min) for attempt in range(3)] == [0.5, 1, 2]


@pytest.mark.parametrize("status", [401, 403])
def test_a_refusal_is_told_at_once(server: Stub, fetch: PoliteFetch, status: int) -> None:
    server.answers = [Answer(status, b"who are you")]
    with pytest.raises(SourceRefused) as told:
        fetch("/x")
    assert len(server.asked) == 1 and SECRET not in str(told.value)


@pytest.mark.parametrize("status", [404, 410])
def test_what_is_gone_is_told_at_once(server: Stub, fetch: PoliteFetch, status: int) -> None:
    server.answers = [Answer(status)]
    with pytest.raises(SourceGone):
        fetch("/x")
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "body", [b"<html>maintenance</html>", b'{"half": [1, 2', b"", b"[NaN]", b"[" * 100_000, b"\xff\xfe{"]
)
def test_garbage_is_asked_for_again_and_then_told(server: Stub, fetch: PoliteFetch, body: bytes) -> None:
    server.answers = [Answer(body=body), GOOD]
    assert fetch("/x") == {"good": True}
    server.answers = [Answer(body=body)]
    with pytest.raises(SourceUnusable, match="not JSON"):
        fetch("/x")


def test_half_a_page_is_asked_for_again(server: Stub, fetch: PoliteFetch) -> None:
    server.answers = [Answer(body=b'{"items": [', claimed=5_000), GOOD]
    assert fetch("/x") == {"good": True}


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("http://127.0.0.1:9", "no server answers at that address"),
        ("https://nobody.invalid", "no server bears that name"),
        ("https://127.0.0.1:{port}", "speaks no https"),
    ],
)
def test_a_server_that_is_not_there_is_told(server: Stub, clock: Clock, address: str, words: str) -> None:
    address = address.replace("{port}", server.url.rsplit(":", 1)[1])
    fetch = PoliteFetch(address, clock=clock, attempts=FEW_ATTEMPTS)
    with pytest.raises(SourceUnusable, match=f"asked {FEW_ATTEMPTS} times: .*{words}"):
        fetch("/secret-path?query")
    assert clock.now() < 10
    fetch.close()


def test_an_answer_of_50_megabytes_is_bounded(server: Stub, opened: Callable[..., PoliteFetch]) -> None:
    server.answers = [Answer(body=json.dumps("y" * 50 * 2**20).encode())]
    with pytest.raises(SourceTooLarge):
        opened(most_bytes=2**20)("/x")
    assert len(opened()("/x")) == 50 * 2**20


def test_a_small_answer_that_unpacks_to_much_is_bounded(server: Stub, opened: Callable[..., PoliteFetch]) -> None:
    packed = gzip.compress(json.dumps("y" * 20 * 2**20).encode())
    server.answers = [Answer(body=packed, headers={"Content-Encoding": "gzip"})]
    assert len(packed) < 100_000
    with pytest.raises(SourceTooLarge):
        opened(most_bytes=2**20)("/x")


def test_an_answer_that_trickles_for_ever_ends(server: Stub, fetch: PoliteFetch, clock: Clock) -> None:
    server.answers = [Answer(body=b"1" * 2**18)]
    real = clock.now
    clock.now = lambda: real() + 200 * next(ticks)  # type: ignore[method-assign]
    ticks = iter(range(10_000))
    with pytest.raises(SourceUnusable, match="took longer"):
        fetch("/x")


def test_a_redirect_is_followed_on_the_same_server_alone(server: Stub, fetch: PoliteFetch) -> None:
    server.answers = [Answer(301, headers={"Location": "/x/"}), GOOD]
    assert fetch("/x") == {"good": True} and [path for path, _ in server.asked] == ["/x", "/x/"]
    server.answers = [Answer(302, headers={"Location": "/x"})]
    with pytest.raises(SourceUnusable, match="circle"):
        fetch("/x")


def test_credentials_go_to_no_other_server(server: Stub, fetch: PoliteFetch) -> None:
    with stub() as other:
        other.answers = [GOOD]
        server.answers = [Answer(302, headers={"Location": f"{other.url}/x"})]
        for ask in ("/x", f"{other.url}/next", "//127.0.0.1:1/x", "http://[", "http://user@evil.example/", "ftp://x/"):
            with pytest.raises(SourceUnusable):
                fetch(ask)
        assert other.asked == []


def test_the_next_link_of_the_same_server_is_followed(server: Stub, fetch: PoliteFetch) -> None:
    server.answers = [GOOD]
    assert fetch(f"{server.url}/next?page=2") == {"good": True} and server.asked[0][0] == "/next?page=2"


@pytest.mark.parametrize(
    "address",
    ["http://helpdesk.example", "ftp://h.example", "helpdesk.example", "https://", "https://a:b@h.example", "https://h/?q=1",
     "http://[", "https://h.example:99999"],
)  # fmt: skip
def test_an_unfit_address_is_refused(address: str) -> None:
    with pytest.raises(InvalidInput):
        PoliteFetch(address)


@pytest.mark.parametrize(
    "address", ["https://h.example/rt", "http://127.0.0.1:80", "http://localhost/", "http://[::1]:8080"]
)
def test_a_fit_address_is_taken(address: str) -> None:
    PoliteFetch(address).close()


def test_plain_http_is_a_choice_that_must_be_told() -> None:
    PoliteFetch("http://helpdesk.example", insecure=True).close()


def test_a_path_before_everything_is_kept(server: Stub, clock: Clock) -> None:
    server.answers = [GOOD]
    fetch = PoliteFetch(f"{server.url}/rt/", clock=clock)
    fetch("/tickets")
    fetch.close()
    assert server.asked[0][0] == "/rt/tickets"


def test_a_rate_is_kept_in_the_long_run(server: Stub, opened: Callable[..., PoliteFetch], clock: Clock) -> None:
    server.answers = [GOOD]
    fetch = opened(rate=60)
    for _ in range(66):
        fetch("/x")
    assert 59 <= clock.seconds <= 61  # six at once, then one a second


def test_no_rate_is_no_wait(clock: Clock) -> None:
    bucket = Bucket(0, clock)
    assert [bucket.wait() for _ in range(1000)] == [0.0] * 1000


def test_a_long_wait_gives_signs_of_life_and_can_be_stopped(
    server: Stub, opened: Callable[..., PoliteFetch], clock: Clock
) -> None:
    signs: list[float] = []

    def sign() -> None:
        signs.append(clock.seconds)
        if clock.seconds > 100:
            raise KeyboardInterrupt

    server.answers = [Answer(429, headers={"Retry-After": "600"})]
    with pytest.raises(KeyboardInterrupt):
        opened(sign=sign)("/x")
    assert max(later - earlier for earlier, later in zip(signs, signs[1:], strict=False)) <= 30


def test_a_form_is_posted(server: Stub, fetch: PoliteFetch) -> None:
    server.answers = [Answer(body=b'{"token": "t"}')]
    assert fetch.post("/token", {"a": "b"}) == {"token": "t"}
    assert server.asked[0][1]["Content-Type"] == "application/x-www-form-urlencoded"
