"""The API as a developer meets it: keys, shapes, errors, and the document that describes them."""

from __future__ import annotations

import gzip
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient

from assist_server import auth, create_app, store
from assist_server.api import ROOMS
from assist_server.services import Services
from assist_server.settings import Settings

LATE = {"ticket": {"brand": "alder", "messages": [{"author": "customer", "text": "no tracking movement, where is it"}]}}
ADMIN_ONLY = [row for rows in ROOMS.values() for row in rows if row.role == "admin"]
WITH_KEY = [row for rows in ROOMS.values() for row in rows if row.role]


def test_it_works(desk: Services, agent: FlaskClient) -> None:
    answer = agent.post("/v1/suggestions", json=LATE)
    assert answer.status_code == 200
    assert answer.json["suggestions"][0]["evidence"][0]["id"] in {"T-1", "T-2", "T-3"}


@pytest.mark.parametrize("row", WITH_KEY, ids=lambda row: f"{row.method} {row.path}")
def test_nothing_but_health_answers_without_a_key(app: Flask, row: Any) -> None:
    answer = app.test_client().open(row.path.replace("{id}", "x"), method=row.method)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("row", ADMIN_ONLY, ids=lambda row: f"{row.method} {row.path}")
def test_an_agent_cannot_do_what_admins_do(agent: FlaskClient, row: Any) -> None:
    assert agent.open(row.path.replace("{id}", "x"), method=row.method).status_code == 403


def test_a_revoked_key_is_refused(app: Flask, services: Services) -> None:
    from assist_server import store

    key = auth.create_key(services.engine, "agent", "leaver")
    store.revoke_key(services.engine, store.keys(services.engine)[0].id)
    answer = app.test_client().get("/v1/stats", headers={"Authorization": f"Bearer {key}"})
    assert answer.status_code == 401


def test_a_key_is_not_kept_in_clear(services: Services) -> None:
    key = auth.create_key(services.engine, "agent", "somebody")
    database = services.settings.folder / "assist.db"
    stored = b"".join(path.read_bytes() for path in database.parent.glob("assist.db*"))
    assert key.encode() not in stored


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"data": "{", "content_type": "application/json"}, 400),
        ({"data": b"\xff\xfe", "content_type": "application/json"}, 400),
        ({"data": "{}", "content_type": "application/json"}, 422),
        ({"data": "[]", "content_type": "application/json"}, 422),
        ({"data": "ticket=1", "content_type": "application/x-www-form-urlencoded"}, 415),
        ({"json": {"ticket": {"messages": []}, "limit": 0}}, 422),
        ({"json": {"ticket": {"messages": [{"author": "robot", "text": "x"}]}}}, 422),
        ({"json": {"ticket": {"created_at": "0001-01-01T00:00:00+14:00"}}}, 422),
    ],
)
def test_bad_input_is_a_clear_4xx(agent: FlaskClient, given: dict[str, Any], status: int) -> None:
    answer = agent.post("/v1/suggestions", **given)
    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"
    assert answer.json["status"] == status and answer.json["detail"]


def test_a_problem_never_repeats_what_was_sent(agent: FlaskClient) -> None:
    secret = "my card is 4111 1111 1111 1111"
    answer = agent.post("/v1/suggestions", json={"ticket": {"messages": [{"author": secret, "text": secret}]}})
    assert answer.status_code == 422 and "4111" not in answer.text


def test_a_body_too_large_is_refused_unread(agent: FlaskClient, services: Services) -> None:
    answer = agent.post(
        "/v1/suggestions", data=b"x" * (services.settings.max_body + 1), content_type="application/json"
    )
    assert answer.status_code == 413


def test_a_server_without_an_index_says_what_mends_it(agent: FlaskClient) -> None:
    answer = agent.post("/v1/suggestions", json=LATE)
    assert answer.status_code == 503
    assert answer.json["mend"] == "Run: assist reindex"


@pytest.mark.parametrize(
    ("asked", "status"),
    [({"encoder": True, "minutes": 5}, 202), ({"encoder": True, "minutes": 0}, 422)],
)
def test_tuning_takes_the_encoder_and_its_minutes(
    admin: FlaskClient, services: Services, monkeypatch: pytest.MonkeyPatch, asked: dict[str, Any], status: int
) -> None:
    started: list[str] = []
    monkeypatch.setattr(type(services.jobs), "start", lambda _, job: started.append(job))
    assert admin.post("/v1/tune", json=asked).status_code == status
    kept = [store.job(services.engine, job) for job in started]
    assert [job.arguments for job in kept if job] == ([asked] if status == 202 else [])


def test_a_foreign_host_is_refused(agent: FlaskClient) -> None:
    assert agent.get("/v1/stats", headers={"Host": "evil.example"}).status_code == 403


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("https://evil.example", 403),
        ("null", 403),
        ("http://localhost", 200),
        ("chrome-extension://abcdefghijklmnop", 200),
        ("moz-extension://1b2c", 200),
    ],
)
def test_only_our_pages_and_extensions_may_ask(agent: FlaskClient, origin: str, status: int) -> None:
    assert agent.get("/v1/stats", headers={"Origin": origin}).status_code == status


def test_a_probe_is_answered_whatever_its_host(app: Flask) -> None:
    client = app.test_client()
    for host in ("10.0.0.5:8000", "pod-7.cluster.local", "[2001:db8::1]:80", "evil.example"):
        assert client.get("/healthz", headers={"Host": host}).status_code == 200
        assert client.get("/v1/stats", headers={"Host": host}).status_code == 403


@pytest.mark.parametrize(
    ("base", "origin", "status"),
    [
        ("http://localhost", "http://localhost:80", 200),
        ("http://localhost:80", "http://localhost", 200),
        ("https://localhost:443", "https://localhost", 200),
        ("https://localhost", "https://localhost:443", 200),
        ("https://localhost", "http://localhost", 403),
        ("http://localhost", "https://localhost", 403),
        ("http://localhost:8000", "http://localhost:8000", 200),
        ("http://localhost:8000", "http://localhost:8001", 403),
        ("http://localhost:8000", "http://localhost", 403),
        ("http://localhost", "HTTP://LOCALHOST", 200),
        ("http://localhost", "http://localhost.evil.example", 403),
        ("http://localhost", "http://localhost:bad", 403),
        ("http://localhost", "", 403),
    ],
)
def test_an_origin_is_scheme_host_and_port(agent: FlaskClient, base: str, origin: str, status: int) -> None:
    assert agent.get("/v1/stats", base_url=base, headers={"Origin": origin}).status_code == status


@pytest.mark.parametrize(
    ("allowed", "host", "status"),
    [
        (["*"], "anything.example", 200),
        (["desk.example"], "DESK.example:8443", 200),
        (["desk.example"], "desk.example.", 200),
        (["desk.example"], "desk.example.evil.example", 403),
        (["[2001:db8::1]"], "[2001:db8::1]:8000", 200),
    ],
)
def test_the_hosts_that_are_allowed(
    settings: Settings, engine: store.Engine, allowed: list[str], host: str, status: int
) -> None:
    app = create_app(settings.model_copy(update={"allowed_hosts": allowed}))
    key = auth.create_key(engine, "agent", "tests")
    headers = {"Host": host, "Authorization": f"Bearer {key}"}
    assert app.test_client().get("/v1/stats", headers=headers).status_code == status
    app.extensions["assist"].close()


@pytest.mark.parametrize(
    ("peer", "host", "kept"),
    [("127.0.0.1", "desk.example", True), ("203.0.113.7", "desk.example", False), ("127.0.0.1", "localhost", False)],
)
def test_tls_is_kept_to_where_a_trusted_proxy_says_so(
    settings: Settings, engine: store.Engine, peer: str, host: str, kept: bool
) -> None:
    app = create_app(settings.model_copy(update={"allowed_hosts": ["desk.example", "localhost"]}))
    headers = {"Host": host, "X-Forwarded-Proto": "https", "X-Forwarded-For": "198.51.100.1"}
    answer = app.test_client().get("/healthz", headers=headers, environ_base={"REMOTE_ADDR": peer})
    assert ("Strict-Transport-Security" in answer.headers) == kept
    app.extensions["assist"].close()


def test_a_page_that_was_rebound_cannot_name_our_host_as_a_proxy_would(agent: FlaskClient) -> None:
    rebound = {"Host": "evil.example:8000", "X-Forwarded-Host": "localhost"}
    assert agent.get("/v1/stats", headers=rebound).status_code == 403
    for upstream in ("127.0.0.1:8000", "assist:8000", "[::1]:8000"):
        behind = {"Host": upstream, "X-Forwarded-Host": "localhost"}
        assert agent.get("/v1/stats", headers=behind).status_code == 200


def test_an_open_ticket_never_finds_itself(desk: Services, agent: FlaskClient) -> None:
    asked = {"ticket": {"id": "T-1", **LATE["ticket"]}}
    answer = agent.post("/v1/suggestions", json=asked).json
    assert "T-1" not in [found["id"] for found in answer["similar_tickets"]]


def test_a_brand_sees_its_own_and_the_shared(desk: Services, agent: FlaskClient) -> None:
    asked = {"ticket": {"brand": "birch", "messages": LATE["ticket"]["messages"]}}
    answer = agent.post("/v1/suggestions", json=asked).json
    assert not {"T-1", "T-2", "T-3"} & {found["id"] for found in answer["similar_tickets"]}


def test_internal_articles_stay_inside_unless_asked_for(desk: Services, agent: FlaskClient) -> None:
    query = {"q": "goodwill for a late parcel", "kind": "article"}
    public = agent.post("/v1/search", json=query).json["results"]
    internal = agent.post("/v1/search", json=query | {"internal": True}).json["results"]
    assert "a-goodwill" not in [found["id"] for found in public]
    assert internal[0]["id"] == "a-goodwill" and internal[0]["internal"] is True


def test_error_codes_are_told_apart(desk: Services, agent: FlaskClient) -> None:
    for code, right in (("E-104", {"T-6", "T-8"}), ("E-105", {"T-7"})):
        answer = agent.get("/v1/search", query_string={"q": f"lamp fails with {code}", "kind": "ticket"}).json
        assert answer["results"][0]["id"] in right


def test_a_ticket_written_a_moment_ago_is_found_and_a_deleted_one_is_not(
    desk: Services, agent: FlaskClient, admin: FlaskClient
) -> None:
    ticket = {
        "status": "solved",
        "messages": [
            {"author": "customer", "text": "The zebra crossing mode of the lantern flickers."},
            {
                "author": "agent",
                "text": "Please update the lantern to version 3.2, which calms the zebra crossing mode.",
            },
        ],
    }
    query = {"query_string": {"q": "zebra crossing mode flickers", "kind": "ticket"}}
    assert admin.put("/v1/tickets/Z-1", json=ticket).json == {"state": "added"}
    assert agent.get("/v1/search", **query).json["results"][0]["id"] == "Z-1"
    assert admin.put("/v1/tickets/Z-1", json=ticket).json == {"state": "unchanged"}
    assert admin.delete("/v1/tickets/Z-1").status_code == 204
    assert "Z-1" not in [found["id"] for found in agent.get("/v1/search", **query).json["results"]]
    assert admin.delete("/v1/tickets/Z-1").status_code == 404


def test_an_answer_written_a_moment_ago_is_suggested(desk: Services, agent: FlaskClient, admin: FlaskClient) -> None:
    question = {"author": "customer", "text": "The zebra crossing mode of the lantern flickers at night."}
    answer = {
        "author": "agent",
        "text": "Please update the lantern to version 3.2, which calms the zebra crossing mode.",
    }
    admin.put("/v1/tickets/Z-1", json={"status": "solved", "messages": [question, answer]})
    offered = agent.post("/v1/suggestions", json={"ticket": {"messages": [question]}}).json["suggestions"]
    assert offered and offered[0]["evidence"][0]["id"] == "Z-1"


@pytest.mark.parametrize("damaged", [b"\x1f\x8b", b"\x1f\x8bnonsense", gzip.compress(b'{"id": 1}\n' * 99)[:-9]])
def test_a_damaged_gzip_stream_is_a_clear_4xx(admin: FlaskClient, damaged: bytes) -> None:
    answer = admin.post("/v1/macros", data=damaged, content_type="application/x-ndjson")
    assert answer.status_code == 422 and "gzip" in answer.json["detail"]


def test_a_small_stream_that_unpacks_to_too_much_is_refused(admin: FlaskClient, services: Services) -> None:
    bomb = gzip.compress(b" " * (services.settings.max_bulk_body + 1))
    assert len(bomb) < 100_000
    assert admin.post("/v1/macros", data=bomb, content_type="application/x-ndjson").status_code == 413


def test_bulk_lines_land_and_bad_ones_are_named(admin: FlaskClient) -> None:
    lines = b'{"id": "m-1", "title": "Hello", "text": "Hello there"}\n\nnonsense\n{"id": "m-2"}\n'
    answer = admin.post("/v1/macros", data=lines, content_type="application/x-ndjson").json
    assert (answer["added"], answer["rejected"]) == (1, 2)
    assert [(reject["line"], bool(reject["reason"])) for reject in answer["rejects"]] == [(3, True), (4, True)]


def test_feedback_is_counted_and_holds_no_text(desk: Services, agent: FlaskClient, admin: FlaskClient) -> None:
    suggestion = agent.post("/v1/suggestions", json=LATE).json["suggestions"][0]
    event = {"suggestion_id": suggestion["id"], "event": "sent", "similarity": 0.8, "ticket_id": "F-77"}
    assert agent.post("/v1/feedback", json=event).status_code == 204
    assert admin.get("/v1/stats").json["feedback"] == {"sent": 1}
    database = b"".join(path.read_bytes() for path in desk.settings.folder.glob("assist.db*"))
    assert b"F-77" not in database


def test_thumbs_are_told_apart_in_older_clients_too(desk: Services, agent: FlaskClient, admin: FlaskClient) -> None:
    told: list[dict[str, str]] = [
        {"event": "up"},
        {"event": "down", "reason": "out_of_date"},
        {"event": "shown", "reason": "helpful"},
        {"event": "dismissed", "reason": "wrong_answer"},
        {"event": "dismissed"},
        {"event": "shown"},
    ]
    suggestion = agent.post("/v1/suggestions", json=LATE).json["suggestions"][0]
    for event in told:
        assert agent.post("/v1/feedback", json={"suggestion_id": suggestion["id"], **event}).status_code == 204
    assert admin.get("/v1/stats").json["feedback"] == {"up": 2, "down": 2, "dismissed": 1, "shown": 1}


def test_a_judged_answer_is_not_given_from_the_cache(desk: Services, agent: FlaskClient) -> None:
    first = agent.post("/v1/suggestions", json=LATE).json
    thumb = {"suggestion_id": first["suggestions"][0]["id"], "event": "down", "ticket_id": "F-77"}
    assert agent.post("/v1/feedback", json=thumb).status_code == 204
    assert agent.post("/v1/suggestions", json=LATE).json["id"] != first["id"]


def test_the_same_question_again_is_the_same_answer(desk: Services, agent: FlaskClient) -> None:
    first, again = (agent.post("/v1/suggestions", json=LATE).json for _ in range(2))
    assert first["id"] == again["id"]


def test_a_change_makes_the_kept_answer_old(desk: Services, agent: FlaskClient, admin: FlaskClient) -> None:
    first = agent.post("/v1/suggestions", json=LATE).json
    for found in first["similar_tickets"]:
        admin.delete(f"/v1/tickets/{found['id']}")
    again = agent.post("/v1/suggestions", json=LATE).json
    gone = {found["id"] for found in first["similar_tickets"]}
    assert not gone & {one["id"] for s in again["suggestions"] for one in s["evidence"]}
    assert not gone & {found["id"] for found in again["similar_tickets"]}


def test_a_ticket_without_words_gets_an_empty_answer(desk: Services, agent: FlaskClient) -> None:
    answer = agent.post("/v1/suggestions", json={"ticket": {"messages": []}}).json
    assert answer["suggestions"] == [] and answer["sentiment"]["label"] == "neutral"


def test_every_operation_is_described(app: Flask) -> None:
    described = app.test_client().get("/openapi.json").json
    assert described["openapi"].startswith("3.1")
    for rows in ROOMS.values():
        for row in rows:
            assert row.method.lower() in described["paths"][row.path]


def test_the_docs_page_loads_nothing_from_elsewhere(app: Flask) -> None:
    page = app.test_client().get("/docs").text
    assert "//" not in page.replace("<!doctype html>", "")
    for part in ("css/swagger-ui.css", "js/swagger-ui-bundle.js", "docs.js"):
        with app.test_client().get(f"/docs/{part}") as answer:
            assert answer.status_code == 200


@pytest.mark.parametrize("id", ["line\nbreak", "a/b", "ends\n", "d\U000d142c\u00c9 \n!"])
def test_any_id_can_be_named_in_an_address(app: Flask, admin: FlaskClient, id: str) -> None:
    address = f"/v1/tickets/{quote(id, safe='')}"
    body = {"status": "solved", "messages": [{"author": "customer", "text": "Where is my parcel?"}]}
    assert admin.put(address, json=body).json == {"state": "added"}
    assert store.entry(app.extensions["assist"].engine, "ticket", id) is not None
    assert admin.delete(address).status_code == 204
