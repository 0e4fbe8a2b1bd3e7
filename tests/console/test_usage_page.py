"""The page of how suggestions are used, and the experiment begun, read and ended on it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from assist_server import experiment, store
from assist_server.console.words import LANGUAGES, Words
from assist_server.insights.experiments import LEAST
from assist_server.services import Services
from tests.console.visiting import post, signed_in
from tests.test_experiment import filled

PAGE = "/console/insights/usage"


@pytest.fixture
def visitor(app: Flask) -> FlaskClient:
    """An admin who has signed in."""
    return signed_in(app)


def begin(visitor: FlaskClient, **form: str) -> int:
    """Send the form that begins an experiment."""
    return post(visitor, "/console/insights/experiment", **({"share": "0.1", "days": "28"} | form)).status_code


def test_it_works(visitor: FlaskClient, services: Services) -> None:
    assert "There was no experiment yet." in visitor.get(PAGE).text
    assert begin(visitor) == 303
    assert "No ticket was drawn yet." in visitor.get(PAGE).text
    assert post(visitor, "/console/insights/experiment/stop").status_code == 303
    assert store.running_experiment(services.engine, datetime.now(UTC)) is None
    assert "Begin the experiment" in visitor.get(PAGE).text


def test_what_cannot_be_begun_is_said_in_the_page(visitor: FlaskClient) -> None:
    assert begin(visitor, share="0.9") == begin(visitor, days="x") == 422
    assert begin(visitor) == 303
    assert begin(visitor) == 409


def test_without_its_token_no_form_counts(visitor: FlaskClient) -> None:
    assert visitor.post("/console/insights/experiment", data={"share": "0.1", "days": "28"}).status_code == 403


def test_what_was_found_is_told_in_the_readers_language(visitor: FlaskClient, services: Services) -> None:
    begun = experiment.start(services, share=0.5, days=28)
    filled(services, begun, effect=0.5, each=2 * LEAST)
    for language in LANGUAGES:
        said = Words(language)("experiment-found.longer").partition("{value}")[0]
        assert said in visitor.get(f"{PAGE}?language={language}").text
    assert visitor.get("/console/insights/experiment.csv").text.startswith("side,")


def test_earlier_experiments_are_listed(visitor: FlaskClient, services: Services) -> None:
    experiment.start(services, share=0.1, days=1)
    first = experiment.stop(services).id
    experiment.start(services, share=0.2, days=1)
    assert first in visitor.get(PAGE).text


def test_the_difference_is_said_in_words(visitor: FlaskClient, services: Services) -> None:
    begun = experiment.start(services, share=0.5, days=28)
    filled(services, begun, effect=0.5, each=2 * LEAST)
    text = visitor.get(PAGE).text
    assert "suggestions save time" in text and "It is still running." in text


def test_the_times_can_be_taken_away(visitor: FlaskClient) -> None:
    assert visitor.get("/console/insights/reply-times.csv").text.startswith("group,label,inserted")
