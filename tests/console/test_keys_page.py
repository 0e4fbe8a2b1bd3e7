"""The page of keys: a new key is shown once, a revoked one ends at once, and nobody locks himself out unawares."""

from __future__ import annotations

import logging
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from assist_server import auth, create_app, store
from assist_server.console.words import LANGUAGES
from assist_server.services import Services
from tests.console.visiting import key_of, post, signed_in, visitor

KEYS = "/console/keys"
SECRET = re.compile(r"assist_[\w-]{43}")


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """The browser of an admin who has signed in."""
    return signed_in(app)


def make(client: FlaskClient, **fields: str) -> TestResponse:
    """Send the form of a new key, as it stands in the page."""
    found = re.search(r'name="id" value="([0-9a-f]{12})"', client.get(KEYS).text)
    assert found
    return post(client, KEYS, **{"id": found[1], "role": "agent", "name": "Ann"} | fields)


def secret_in(answer: TestResponse) -> str:
    """Return the one key in a page."""
    (found,) = SECRET.findall(answer.text)
    return str(found)


def own_id(services: Services) -> str:
    """Return the id of the only key there is."""
    (key,) = store.keys(services.engine)
    return key.id


def test_it_works(app: Flask, client: FlaskClient, services: Services) -> None:
    answer = make(client, name="Ann, second line")
    assert answer.status_code == 200 and "The new key of Ann, second line" in answer.text
    asked = app.test_client().get("/v1/stats", headers={"Authorization": f"Bearer {secret_in(answer)}"})
    assert asked.status_code == 200
    page = client.get(KEYS).text
    assert "Ann, second line" in page and not SECRET.search(page)
    key = store.keys(services.engine)[-1]
    assert "Ann, second line" in client.get(f"{KEYS}/{key.id}/revoke").text
    gone = post(client, f"{KEYS}/{key.id}/revoke")
    assert gone.status_code == 303 and "The key is revoked." in client.get(gone.location).text
    assert "Revoked keys: 1" in client.get(KEYS).text


def test_a_new_key_is_in_no_address_no_log_and_no_store(
    client: FlaskClient, services: Services, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    answer = make(client)
    secret = secret_in(answer)
    assert answer.headers["Cache-Control"] == "no-store" and answer.location is None
    assert secret not in caplog.text
    files = [path.read_bytes() for path in services.settings.folder.glob("assist.db*")]
    assert files and all(secret.encode() not in content for content in files)


def test_a_form_sent_twice_makes_one_key(client: FlaskClient, services: Services) -> None:
    fields = {"id": "0123456789ab", "role": "agent", "name": "Ann"}
    assert post(client, KEYS, **fields).status_code == 200
    again = post(client, KEYS, **fields)
    assert again.status_code == 409 and "made already" in again.text and not SECRET.search(again.text)
    assert len(store.keys(services.engine)) == 2


@pytest.mark.parametrize(
    "fields", [{"name": ""}, {"name": "a\nb"}, {"name": "x" * 101}, {"role": "owner"}, {"id": "x"}]
)
def test_what_makes_no_key_is_refused_with_a_page(
    client: FlaskClient, services: Services, fields: dict[str, str]
) -> None:
    answer = make(client, **fields)
    assert answer.status_code == 422 and "</html>" in answer.text
    assert len(store.keys(services.engine)) == 1


def test_a_name_is_shown_as_text(client: FlaskClient) -> None:
    assert "<b>&lt;script&gt;" in make(client, name="<script>alert(1)</script>").text


def test_the_key_of_the_session_goes_only_after_it_was_said(client: FlaskClient, services: Services) -> None:
    own = own_id(services)
    asked = client.get(f"{KEYS}/{own}/revoke").text
    assert "You are signed in with this key" in asked and "the only key of an admin" in asked
    assert post(client, f"{KEYS}/{own}/revoke").status_code == 409
    assert client.get(KEYS).status_code == 200
    gone = post(client, f"{KEYS}/{own}/revoke", own="yes")
    assert gone.status_code == 303 and "out=1" in gone.location and client.get(KEYS).status_code == 303


def test_another_admin_is_no_last_admin(app: Flask, client: FlaskClient, services: Services) -> None:
    own = own_id(services)
    key_of(app)
    assert "the only key of an admin" not in client.get(f"{KEYS}/{own}/revoke").text


def test_revoking_ends_the_sessions_of_the_key_in_every_process(
    app: Flask, client: FlaskClient, services: Services
) -> None:
    another = create_app(services.settings)
    new = auth.make_key(services.engine, "admin", "Bea")
    there = signed_in(another, new.secret)
    assert there.get(KEYS).status_code == 200
    post(client, f"{KEYS}/{new.key.id}/revoke")
    answer = there.get(KEYS)
    assert (answer.status_code, answer.location) == (303, "/console/sign-in?ended=1")
    another.extensions["assist"].close()


def test_a_key_that_is_none_has_no_page(client: FlaskClient) -> None:
    assert client.get(f"{KEYS}/none/revoke").status_code == 404
    assert post(client, f"{KEYS}/none/revoke").status_code == 404


def test_nobody_sees_or_makes_keys_without_a_session(app: Flask, services: Services) -> None:
    client = visitor(app)
    assert client.get(KEYS).status_code == 303
    assert client.post(KEYS, data={"id": "0123456789ab", "role": "admin", "name": "me"}).status_code == 303
    assert store.keys(services.engine) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_there_in_every_language(client: FlaskClient, language: str) -> None:
    client.get(f"{KEYS}?language={language}")
    assert make(client, role="admin").status_code == 200
