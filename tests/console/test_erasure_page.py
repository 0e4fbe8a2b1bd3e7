"""The page of erasure: counted, asked, done, proved; and nothing says afterwards who it was."""

from __future__ import annotations

import logging

import pytest
from flask import Flask
from flask.testing import FlaskClient

from assist_server import reindex, store, tasks
from assist_server.console.words import LANGUAGES
from assist_server.intake import keys_of_customer
from assist_server.services import Services, secret_of
from tests.api.test_privacy import files
from tests.console.test_reindex_page import NoJobs
from tests.console.visiting import post, signed_in
from tests.test_erasure import add

PAGE, DO = "/console/erasure", "/console/erasure/confirmed"
ADA = {"id": "customer-4711", "email": "ada@example.org"}


@pytest.fixture
def known(services: Services) -> Services:
    """A desk without an index that has a ticket of a customer."""
    services.jobs = NoJobs()
    add(services, "ERASE-ME-1", ADA, "The walrus valve drips on my marmalade", "Tighten the valve by a quarter turn.")
    return services


@pytest.fixture
def indexed(desk: Services, known: Services) -> Services:
    """The same desk, the ticket beside its index."""
    return known


def traces(services: Services) -> list[str]:
    """Return the columns where the customer's id, address or a hash of them is found."""
    keys = keys_of_customer(ADA.values(), secret_of(services.settings))
    return store.traces(services.engine, [], [], [*ADA.values(), *keys])


def test_it_works(indexed: Services, app: Flask) -> None:
    client = signed_in(app)
    asked = post(client, PAGE, email="ADA@example.org")
    assert "Forget this customer?" in asked.text and store.entry(indexed.engine, "ticket", "ERASE-ME-1") is not None
    told = post(client, DO, email="ADA@example.org")
    assert "Nothing of the customer was found any more" in told.text and 'id="job"' in told.text
    assert store.entry(indexed.engine, "ticket", "ERASE-ME-1") is None


def test_no_trace_of_who_it_was_is_left(indexed: Services, app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    client = signed_in(app)
    assert traces(indexed) == ["entries.customer_key", "entries.customer_id_key"]
    asked, told = post(client, PAGE, **ADA), post(client, DO, **ADA)
    (job,) = [job for job in store.recent_jobs(indexed.engine, 9) if job.state == "queued"]
    assert tasks.run(indexed, job.id) == "done" and not reindex.holds_erased(indexed)
    assert traces(indexed) == []
    left = files(indexed.settings.folder) + caplog.text.encode()
    assert not [word for word in (*ADA.values(), "ERASE-ME-1", "marmalade") if word.encode() in left]
    for answer in (asked, told):
        assert answer.location is None and answer.headers["Cache-Control"] == "no-store"
    assert not [word for word in ADA.values() if word in told.text + client.get(PAGE).text]


def test_looking_changes_nothing(known: Services, app: Flask) -> None:
    client, before = signed_in(app), store.live(known.engine).change_seq
    post(client, PAGE, **ADA)
    assert store.live(known.engine).change_seq == before and store.recent_jobs(known.engine, 9) == []


def test_both_id_and_address_are_counted_once(known: Services, app: Flask) -> None:
    add(known, "ERASE-ME-2", {"id": ADA["id"]}, "And the walrus valve drips again", "Replace the valve by a new one.")
    for fields, tickets in ((ADA, 2), ({"email": ADA["email"]}, 1), ({"id": "nobody"}, 0)):
        text = post(signed_in(app), PAGE, **fields).text
        assert f"<dt>Tickets</dt><dd>{tickets}</dd>" in text


def test_who_has_no_ticket_can_have_that_proved(known: Services, app: Flask) -> None:
    client = signed_in(app)
    assert "Search everything" in post(client, PAGE, id="nobody").text
    told = post(client, DO, id="nobody").text
    assert "There was nothing to forget" in told and 'id="job"' not in told


@pytest.mark.parametrize("path", [PAGE, DO])
def test_nobody_is_told_as_such(known: Services, app: Flask, path: str) -> None:
    client = signed_in(app)
    for fields in ({}, {"id": " "}, {"email": ""}, {"id": "x" * 201}, {"email": "x" * 301}):
        answer = post(client, path, **fields)
        assert answer.status_code == 422 and "Give the customer" in answer.text and "xxx" not in answer.text


def test_what_the_files_still_hold_is_told_until_a_reindex_has_ended(indexed: Services, app: Flask) -> None:
    client = signed_in(app)
    assert "They hold nothing of anybody" in client.get(PAGE).text
    post(client, DO, **ADA)
    assert "They still hold vectors and words" in client.get(PAGE).text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_page(app: Flask, language: str) -> None:
    client: FlaskClient = signed_in(app)
    assert client.get(f"{PAGE}?language={language}").status_code == 200
    assert post(client, PAGE, id="nobody").status_code == post(client, DO, id="nobody").status_code == 200
