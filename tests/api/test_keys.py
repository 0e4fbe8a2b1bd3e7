"""Keys over HTTP: made, told once, listed without their secret, revoked."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from assist_server import auth, store
from assist_server.services import Services
from tests.console.visiting import PAGE, signed_in


def made(admin: FlaskClient, **fields: Any) -> dict[str, Any]:
    """Return a key made over HTTP."""
    answer = admin.post("/v1/keys", json={"role": "agent", "name": "Ann"} | fields)
    assert answer.status_code == 201 and answer.headers["Cache-Control"] == "no-store" and answer.json
    return dict(answer.json)


def with_key(app: Flask, key: str) -> FlaskClient:
    """Return a client that carries this key."""
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {key}"
    return client


def test_it_works(app: Flask, admin: FlaskClient) -> None:
    one = made(admin, name=" Ann, second line ")
    assert (one["name"], one["role"]) == ("Ann, second line", "agent")
    assert with_key(app, one["key"]).get("/v1/stats").status_code == 200
    assert admin.delete(f"/v1/keys/{one['id']}").status_code == 204
    assert with_key(app, one["key"]).get("/v1/stats").status_code == 401
    assert admin.delete(f"/v1/keys/{one['id']}").status_code == 404


def test_the_list_has_every_key_and_no_secret(admin: FlaskClient) -> None:
    key = made(admin)["key"]
    answer = admin.get("/v1/keys")
    assert answer.json and [one["name"] for one in answer.json["keys"]] == ["admin of the tests", "Ann"]
    assert key not in answer.text and auth.digest(key) not in answer.text


def test_agents_neither_see_nor_make_nor_revoke_keys(agent: FlaskClient) -> None:
    asked = (agent.get("/v1/keys"), agent.post("/v1/keys", json={"role": "admin", "name": "x"}))
    assert [answer.status_code for answer in (*asked, agent.delete("/v1/keys/1"))] == [403] * 3


@pytest.mark.parametrize("name", ["", "  ", "a\nb", "a\x1b[2J", "x" * 101, "\x00"])
def test_a_name_is_one_line_that_can_be_read(admin: FlaskClient, name: str) -> None:
    assert admin.post("/v1/keys", json={"role": "agent", "name": name}).status_code == 422


def test_the_key_that_asks_goes_only_when_that_is_said(app: Flask, services: Services) -> None:
    new = auth.make_key(services.engine, "admin", "Ann")
    client = with_key(app, new.secret)
    answer = client.delete(f"/v1/keys/{new.key.id}")
    assert answer.status_code == 409 and answer.json and "own=true" in answer.json["mend"]
    assert client.get("/v1/keys").status_code == 200
    assert client.delete(f"/v1/keys/{new.key.id}?own=true").status_code == 204
    assert client.get("/v1/keys").status_code == 401


def test_a_revoked_key_takes_its_sessions_with_it(app: Flask, admin: FlaskClient) -> None:
    one = made(admin, role="admin")
    browser = signed_in(app, one["key"])
    admin.delete(f"/v1/keys/{one['id']}")
    assert browser.get(PAGE).status_code == 303


def test_when_a_key_was_used_is_noted_after_the_answer(app: Flask, services: Services) -> None:
    new = auth.make_key(services.engine, "agent", "Ann")
    answer = with_key(app, new.secret).get("/v1/stats")
    assert store.keys(services.engine)[0].used_at is None
    answer.close()
    first = store.keys(services.engine)[0].used_at
    assert first is not None
    with_key(app, new.secret).get("/v1/stats").close()
    assert store.keys(services.engine)[0].used_at == first  # within the hour nothing is written again
