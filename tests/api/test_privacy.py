"""What would be stored of a ticket, by API: for admins, and without a trace of it afterwards."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from assist_server.services import Services

WORDS = "The marmalade lantern of Ada Lovelace flickers"
TICKET = {"customer": {"name": "Ada Lovelace"}, "messages": [{"author": "customer", "text": WORDS}]}


def files(folder: Path) -> bytes:
    """Return the bytes of the data folder, the models apart."""
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file() and "models" not in path.parts)


def test_it_works(admin: FlaskClient) -> None:
    told = admin.post("/v1/privacy/preview", json={"ticket": TICKET}).json
    assert told is not None and told["placeholders"] == {"[customer]": 1}
    assert told["passages"] == ["The marmalade lantern of [customer] flickers"]
    assert {"text": "Ada Lovelace", "what": "replaced"} in told["turns"][0]["original"]


def test_nothing_of_it_is_kept_or_logged(
    admin: FlaskClient, services: Services, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    admin.post("/v1/privacy/preview", json={"ticket": TICKET})
    admin.post("/v1/privacy/preview", json={"ticket": {"messages": WORDS}})
    assert b"marmalade" not in files(services.settings.folder) and "marmalade" not in caplog.text


def test_what_is_wrong_is_told_without_repeating_it(admin: FlaskClient) -> None:
    answer = admin.post("/v1/privacy/preview", json={"ticket": {"messages": [{"author": WORDS}]}})
    assert answer.status_code == 422 and "marmalade" not in answer.text


def test_an_agent_may_not(agent: FlaskClient) -> None:
    assert agent.post("/v1/privacy/preview", json={"ticket": TICKET}).status_code == 403
