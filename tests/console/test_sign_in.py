"""Who gets into the console, how long, and what keeps everybody else out."""

from __future__ import annotations

import logging
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from assist_server import auth, create_app, store
from assist_server.api.events import streams
from assist_server.console import sessions
from assist_server.console.sessions import LONGEST, MOST, UNUSED, WINDOW, address_of
from assist_server.services import Services
from tests.console.visiting import PAGE, SIGN_IN, give_key, key_of, post, signed_in, token, visitor


class Clock(datetime):
    """A clock that a test sets forward."""

    ahead = timedelta()

    @classmethod
    def now(cls, tz: Any = None) -> Any:
        """Return the time it shows."""
        return datetime.now(tz) + cls.ahead


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> type[Clock]:
    """The clock by which sessions end."""
    monkeypatch.setattr(Clock, "ahead", timedelta())
    monkeypatch.setattr(sessions, "datetime", Clock)
    return Clock


def test_it_works(app: Flask) -> None:
    client = visitor(app)
    assert (client.get(PAGE).status_code, client.get(PAGE).location) == (303, SIGN_IN)
    assert client.get("/console/").status_code == 303
    answer = give_key(client, key_of(app))
    assert (answer.status_code, answer.location) == (303, "/console/overview")
    assert "admin Zoë" in client.get(PAGE).text


def test_the_cookie_is_random_and_closed_to_scripts_and_other_sites(app: Flask) -> None:
    secrets = set()
    for secure in (False, True):
        client = visitor(app)
        base = f"http{'s' * secure}://localhost"
        form = client.get(SIGN_IN, base_url=base)
        data = {"key": key_of(app), "form_token": token(form)}
        answer = client.post(SIGN_IN, data=data, base_url=base)
        (cookie,) = [one for one in answer.headers.getlist("Set-Cookie") if one.startswith("assist_console=")]
        flags = {flag.strip() for flag in cookie.split(";")[1:]}
        assert {"HttpOnly", "SameSite=Strict", "Path=/console"} <= flags and ("Secure" in flags) == secure
        secrets.add(cookie.split(";")[0].partition("=")[2])
    assert len(secrets) == 2 and all(len(secret) == 43 for secret in secrets)  # 256 bits


def test_of_the_cookie_only_the_digest_is_stored(app: Flask, services: Services) -> None:
    client = signed_in(app)
    cookie = client.get_cookie("assist_console", path="/console")
    assert cookie is not None
    assert store.session_by_digest(services.engine, cookie.value) is None
    assert store.session_by_digest(services.engine, auth.digest(cookie.value)) is not None


@pytest.mark.parametrize("given", ["", "assist_unknown", "\x00", "é" * 1_000, "agent's"])
def test_only_an_admins_key_opens_and_any_other_is_answered_alike(app: Flask, given: str) -> None:
    client = visitor(app)
    answer = give_key(client, key_of(app, "agent") if given == "agent's" else given)
    assert answer.status_code == 403 and "not the key of an admin" in answer.text
    assert client.get(PAGE).status_code == 303


def closed(app: Flask) -> set[tuple[str, str]]:
    """Return method and address of everything in the console that is not open to all."""
    open_to_all = {"console.sign_in", "console.try_key", "console.static"}
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("console.")]
    return {
        (method, re.sub("<[^>]+>", "some", rule.rule))
        for rule in rules
        if rule.endpoint not in open_to_all
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }


def test_every_page_needs_a_session(app: Flask) -> None:
    assert len(closed(app)) >= 25
    for method, path in closed(app):
        answer = visitor(app).open(path, method=method)
        assert (answer.status_code, answer.location) == (303, SIGN_IN), path


def test_every_form_needs_its_token(app: Flask) -> None:
    client = signed_in(app)
    paths = [path for method, path in closed(app) if method == "POST"]
    assert len(paths) >= 10
    assert {path: client.post(path).status_code for path in paths} == dict.fromkeys(paths, 403)


@pytest.mark.parametrize("path", [SIGN_IN, PAGE, "/console/sign-out", "/console/reindex/roll-back"])
def test_a_form_without_its_token_is_refused(app: Flask, path: str) -> None:
    client = visitor(app) if path == SIGN_IN else signed_in(app)
    another = token(signed_in(app).get(PAGE))
    for fields in ({}, {"form_token": ""}, {"form_token": another}, {"form_token": "ü"}):
        answer = client.post(path, data={"key": key_of(app), **fields})
        assert answer.status_code == 403 and "out of date" in answer.text


def test_a_form_of_a_foreign_page_is_refused_even_with_its_token(app: Flask) -> None:
    client = signed_in(app)
    fields = {"form_token": token(client.get(PAGE))}
    for origin in ("https://evil.example", "null"):
        assert client.post("/console/sign-out", data=fields, headers={"Origin": origin}).status_code == 403
    assert client.get(PAGE).status_code == 200


def test_signing_out_ends_one_session_and_everywhere_ends_all_of_the_key(app: Flask) -> None:
    key = key_of(app)
    here, there, elsewhere = (signed_in(app, key) for _ in range(3))
    other = signed_in(app)
    assert post(here, "/console/sign-out").location == f"{SIGN_IN}?out=1"
    assert [client.get(PAGE).status_code for client in (here, there, elsewhere)] == [303, 200, 200]
    post(there, "/console/sign-out-everywhere")
    assert [client.get(PAGE).status_code for client in (there, elsewhere, other)] == [303, 303, 200]


def test_everywhere_is_every_process(app: Flask, services: Services) -> None:
    another, key = create_app(services.settings), key_of(app)
    there = signed_in(another, key)
    assert there.get(PAGE).status_code == 200
    post(signed_in(app, key), "/console/sign-out-everywhere")
    assert there.get(PAGE).status_code == 303
    another.extensions["assist"].close()


def test_attempts_in_another_process_count_too(app: Flask, services: Services) -> None:
    another = create_app(services.settings)
    for _ in range(MOST):
        assert give_key(visitor(app), "assist_guess").status_code == 403
    assert give_key(visitor(another), "assist_guess").status_code == 429
    another.extensions["assist"].close()


def test_signing_in_again_ends_the_session_before(app: Flask, services: Services) -> None:
    client = signed_in(app)
    before = client.get_cookie("assist_console", path="/console")
    give_key(client, key_of(app))
    assert before and store.session_by_digest(services.engine, auth.digest(before.value)) is None
    assert client.get(PAGE).status_code == 200


def test_a_session_ends_with_its_key(app: Flask, services: Services) -> None:
    client = signed_in(app)
    (key,) = store.keys(services.engine)
    store.revoke_key(services.engine, key.id)
    answer = client.get(PAGE)
    assert (answer.status_code, answer.location) == (303, f"{SIGN_IN}?ended=1")
    assert "has ended" in client.get(answer.location).text


def test_a_session_ends_when_it_is_not_used(app: Flask, clock: type[Clock]) -> None:
    client = signed_in(app)
    clock.ahead = UNUSED - timedelta(minutes=1)
    assert client.get(PAGE).status_code == 200
    clock.ahead += UNUSED - timedelta(minutes=1)
    assert client.get(PAGE).status_code == 200
    clock.ahead += UNUSED + timedelta(minutes=1)
    assert client.get(PAGE).status_code == 303


def test_a_session_ends_in_the_end_however_much_it_is_used(app: Flask, clock: type[Clock]) -> None:
    client = signed_in(app)
    while clock.ahead + UNUSED / 2 < LONGEST:
        clock.ahead += UNUSED / 2
        assert client.get(PAGE).status_code == 200
    clock.ahead = LONGEST + timedelta(minutes=1)
    assert client.get(PAGE).status_code == 303


def test_a_clock_that_is_set_back_makes_no_session_longer(app: Flask, clock: type[Clock]) -> None:
    clock.ahead = timedelta(days=365)
    client = signed_in(app)
    assert client.get(PAGE).status_code == 200
    clock.ahead = timedelta()
    assert client.get(PAGE).status_code == 303


def test_what_a_page_asks_by_itself_keeps_no_session_alive(app: Flask, services: Services, clock: type[Clock]) -> None:
    client, job = signed_in(app), store.create_job(services.engine, "replay", {})
    clock.ahead = UNUSED - timedelta(minutes=1)
    state = {"Accept": "application/json"}
    assert client.get(f"/console/jobs/{job.id}", headers=state).status_code == 200
    clock.ahead = UNUSED + timedelta(minutes=1)
    assert client.get(f"/console/jobs/{job.id}", headers=state).status_code == 401


def test_a_stream_of_events_ends_with_its_session(
    app: Flask, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assist_server.api.events.LOOK_EVERY", 0.005)
    client, job = signed_in(app), store.create_job(services.engine, "reindex", {})
    answer = client.get(f"/console/jobs/{job.id}/events", headers={"Accept": "text/event-stream"})
    parts = answer.iter_encoded()
    assert b'"state": "queued"' in (next(parts) + next(parts))
    (key,) = store.keys(services.engine)
    store.end_sessions(services.engine, key.id)
    assert list(parts) == []
    answer.close()
    assert streams(app).most == 1
    again = client.get(f"/console/jobs/{job.id}/events", headers={"Accept": "text/event-stream"})
    assert again.status_code == 401


def test_failed_attempts_lock_an_address_out_and_say_how_long(app: Flask, clock: type[Clock]) -> None:
    client = visitor(app)
    assert [give_key(client, "assist_guess").status_code for _ in range(MOST)] == [403] * MOST
    locked = give_key(client, "assist_another_guess")
    assert locked.status_code == 429 and re.search("Too many attempts.* 1[45]\u00a0min", locked.text)
    assert 0 < int(locked.headers["Retry-After"]) <= WINDOW.total_seconds()
    assert give_key(visitor(app, "198.51.100.8"), "assist_guess").status_code == 403
    clock.ahead = WINDOW + timedelta(seconds=1)
    assert give_key(client, "assist_guess").status_code == 403


def test_a_right_key_enters_whatever_others_have_tried(app: Flask) -> None:
    for number in range(60):
        assert give_key(visitor(app, f"198.51.100.{number}"), "assist_guess").status_code == 403
    neighbour, key = visitor(app), key_of(app)
    assert [give_key(neighbour, "assist_guess").status_code for _ in range(MOST)][-1] == 429
    assert give_key(visitor(app), key).status_code == 303


def test_signing_in_forgives_the_mistakes_before(app: Flask) -> None:
    client, key = visitor(app), key_of(app)
    for _ in range(3):
        assert [give_key(client, "typo").status_code for _ in range(MOST - 1)] == [403] * (MOST - 1)
        assert give_key(client, key).status_code == 303


@pytest.mark.parametrize(
    ("peer", "forwarded", "taken"),
    [
        ("198.51.100.7", "", "198.51.100.7"),
        ("198.51.100.7", "203.0.113.1", "198.51.100.7"),  # nobody may say of himself where he is
        ("127.0.0.1", "203.0.113.1", "203.0.113.1"),
        ("127.0.0.1", "10.0.0.1, 203.0.113.1", "203.0.113.1"),
        ("127.0.0.1", "no address", "127.0.0.1"),
        ("127.0.0.1", "203.0.113.9:5555", "203.0.113.9"),
        ("127.0.0.1", "[2001:db8:1:2::7]:443", "2001:db8:1:2::/64"),
        ("::1", '"[2001:db8:1:2::7]"', "2001:db8:1:2::/64"),
        ("::ffff:127.0.0.1", "203.0.113.1", "203.0.113.1"),
        ("127.0.0.1", "203.0.113.1, 127.0.0.1", "203.0.113.1"),  # two proxies of ours in a row
        ("172.18.0.5", "203.0.113.1", "172.18.0.5"),
        ("fe80::1%eth0", "203.0.113.1", "fe80::/64"),
        ("2001:db8:1:2:3:4:5:6", "", "2001:db8:1:2::/64"),
        (None, "", "unix"),
    ],
)
def test_an_address_is_what_a_client_cannot_choose(peer: str | None, forwarded: str, taken: str) -> None:
    assert address_of(peer, forwarded) == taken


def test_an_address_is_stored_as_a_keyed_hash_only(app: Flask, services: Services) -> None:
    give_key(visitor(app, "198.51.100.77"), "assist_guess")
    dump = services.settings.folder / "assist.db"
    wal = dump.with_name("assist.db-wal")
    assert b"198.51.100.77" not in dump.read_bytes() + (wal.read_bytes() if wal.exists() else b"")


def test_no_key_and_no_secret_gets_into_an_address_or_a_log(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    key, client = key_of(app), visitor(app)
    answers = [give_key(client, key), give_key(client, "assist_wrong"), client.get(PAGE)]
    assert all(key not in (answer.location or "") + answer.text for answer in answers)
    assert key not in caplog.text and "assist_wrong" not in caplog.text


def test_pages_allow_nothing_inline_and_nothing_from_elsewhere(app: Flask) -> None:
    client = signed_in(app)
    pages = [client.get(path) for method, path in closed(app) if method == "GET"]
    for answer in (visitor(app).get(SIGN_IN), *pages):
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy and "*" not in policy
        assert "frame-ancestors 'none'" in policy and "form-action 'self'" in policy
        assert answer.headers["Cache-Control"] == "no-store"
        assert "style=" not in answer.text and "<style" not in answer.text and "onclick" not in answer.text
        assert not re.search(r"""(src|href|action|data)=["'](https?:)?//""", answer.text)


def test_a_form_that_is_too_large_is_refused(app: Flask) -> None:
    answer = visitor(app).post(SIGN_IN, data={"key": "a" * 100_000})
    assert answer.status_code == 413 and answer.mimetype == "text/html"


def test_times_are_kept_with_their_zone(app: Flask, services: Services) -> None:
    client = signed_in(app)
    cookie = client.get_cookie("assist_console", path="/console")
    assert cookie is not None
    found = store.session_by_digest(services.engine, auth.digest(cookie.value))
    assert found is not None and found.created_at.tzinfo == UTC
