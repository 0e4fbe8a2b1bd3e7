"""Visiting the console as a browser would, but without one: the cookies are kept, the forms carry their token."""

from __future__ import annotations

import re
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from assist_server import auth
from assist_server.store import Role

TOKEN = re.compile(r'name="form_token" value="([0-9a-f]*)"')
PERSON = {"HTTP_ACCEPT": "text/html", "HTTP_ACCEPT_LANGUAGE": "en"}
SIGN_IN, PAGE = "/console/sign-in", "/console/reindex"


def visitor(app: Flask, address: str = "198.51.100.7") -> FlaskClient:
    """Return a browser of nobody known."""
    client = app.test_client()
    client.environ_base.update({**PERSON, "REMOTE_ADDR": address})
    return client


def key_of(app: Flask, role: Role = "admin") -> str:
    """Return a fresh key."""
    return auth.create_key(app.extensions["assist"].engine, role, f"{role} Zoë")


def token(answer: TestResponse) -> str:
    """Return what the forms of a page carry."""
    found = TOKEN.search(answer.text)
    assert found and len(found[1]) == 64
    return found[1]


def give_key(client: FlaskClient, key: str, **more: Any) -> TestResponse:
    """Give a key on the sign-in page."""
    return client.post(SIGN_IN, data={"key": key, "form_token": token(client.get(SIGN_IN))}, **more)


def signed_in(app: Flask, key: str = "") -> FlaskClient:
    """Return the browser of an admin who has signed in."""
    client = visitor(app)
    assert give_key(client, key or key_of(app)).status_code == 303
    return client


def post(client: FlaskClient, path: str, **fields: str) -> TestResponse:
    """Send a form of the reindex page."""
    return client.post(path, data={**fields, "form_token": token(client.get(PAGE))})
