"""The page of privacy: it shows what would be stored, and keeps nothing of what was pasted."""

from __future__ import annotations

import json
import logging

import pytest
from flask import Flask
from flask.testing import FlaskClient

from assist_server import store
from assist_server.console.words import LANGUAGES, texts
from assist_server.services import Services
from assist_server.text.placeholders import PLACEHOLDERS
from tests.api.test_privacy import files
from tests.console.visiting import post, signed_in

PAGE = "/console/privacy"
WORDS = "The marmalade lantern of Ada Lovelace flickers, my order number is 998877665"


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """The browser of an admin who has signed in."""
    return signed_in(app)


def test_it_works(client: FlaskClient) -> None:
    text = post(client, PAGE, ticket=WORDS, answer="Hold the button, Ada.", customer="Ada Lovelace").text
    assert '<mark class="replaced">Ada Lovelace</mark>' in text and '<mark class="slot">[order]</mark>' in text
    assert "Nothing is stored by this page." in text and "customer&#39;s name" in text


def test_a_ticket_as_json_is_read_as_the_api_reads_it(client: FlaskClient) -> None:
    ticket = {"customer": {"name": "Ada Lovelace"}, "messages": [{"author": "customer", "text": WORDS}], "brand": "L&M"}
    text = post(client, PAGE, ticket=json.dumps(ticket), email="ada@example.org").text
    assert '<mark class="replaced">Ada Lovelace</mark>' in text and "L&amp;M" in text


def test_nothing_of_it_is_kept_cached_or_logged(
    client: FlaskClient, services: Services, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    before = store.live(services.engine).change_seq
    answer = post(client, PAGE, ticket=WORDS, answer=WORDS)
    assert answer.status_code == 200 and answer.headers["Cache-Control"] == "no-store"
    assert b"marmalade" not in files(services.settings.folder) and "marmalade" not in caplog.text
    assert store.live(services.engine).change_seq == before and "marmalade" not in client.get(PAGE).text


def test_what_is_no_ticket_is_told_and_stays_in_the_form(client: FlaskClient) -> None:
    wrong = (
        "",
        "  ",
        "{",
        "{}",
        '{"messages": 7}',
        '{"messages": [{"author": "nobody"}]}',
        "{" * 5_000,
        '{"brand": 3}',
    )
    for ticket in wrong:
        answer = post(client, PAGE, ticket=ticket, customer="Ada")
        assert answer.status_code == 422 and 'role="alert"' in answer.text and 'value="Ada"' in answer.text, ticket


def test_a_ticket_may_be_as_large_as_the_api_takes(app: Flask, services: Services) -> None:
    client = signed_in(app)
    assert post(client, PAGE, ticket="a lamp. " * 20_000).status_code == 200
    too_large = "a" * services.settings.max_body
    assert post(client, PAGE, ticket=too_large).status_code == 413
    assert post(client, "/console/erasure", id="a" * 20_000).status_code == 413


def test_words_from_elsewhere_are_shown_as_text(client: FlaskClient) -> None:
    text = post(client, PAGE, ticket="</textarea><script>alert(1)</script> & more", agent='"><b>').text
    assert "<script>alert" not in text and '"><b>' not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_names_every_placeholder_and_what_is_kept(app: Flask, language: str) -> None:
    assert {f"placeholder.{name[1:-1]}" for name in PLACEHOLDERS} <= set(texts(language))
    client = signed_in(app)
    client.get(f"{PAGE}?language={language}")
    assert post(client, PAGE, ticket=" ".join(PLACEHOLDERS)).text.count('<th scope="row">') == 10
