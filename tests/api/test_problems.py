"""Whose fault it is: a caller's mistake is a 4xx, one of ours is a 500 that the log has and nobody is blamed for."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from flask.testing import FlaskClient
from pydantic import BaseModel, ValidationError

from assist_server import assistance
from assist_server.results import MessageMood, Sentiment
from assist_server.services import Services

QUESTION = {"ticket": {"messages": [{"author": "customer", "text": "a very private parcel"}]}}

STORED = {"number": "a very private parcel"}


class Inner(BaseModel):
    """A value of ours."""

    number: int


def of_stored_data(*_: Any, **__: Any) -> Any:
    """Fail as reading something stored would."""
    return Inner.model_validate(STORED)


def of_an_answer(*_: Any, **__: Any) -> Any:
    """Fail as building an answer would."""
    return Sentiment(label="negative", score=7, trend=[MessageMood(label="neutral", score=0)])


def test_it_works(agent: FlaskClient) -> None:
    assert agent.post("/v1/suggestions", json={"ticket": 7}).status_code == 422


@pytest.mark.parametrize("ours", [of_stored_data, of_an_answer])
@pytest.mark.parametrize(
    ("method", "path", "body", "replaced"),
    [
        ("POST", "/v1/suggestions", QUESTION, "assist"),
        ("POST", "/v1/search", {"q": "parcel"}, "free_search"),
        ("GET", "/v1/search?q=parcel", None, "free_search"),
        ("POST", "/v1/sentiment", QUESTION["ticket"], "sentiment"),
    ],
)
def test_an_error_of_ours_is_a_logged_500_without_its_text(
    desk: Services, agent: FlaskClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture,
    ours: Any, method: str, path: str, body: Any, replaced: str,
) -> None:  # fmt: skip
    with pytest.raises(ValidationError):
        ours()
    monkeypatch.setattr(assistance, replaced, ours)
    with caplog.at_level(logging.ERROR):
        answer = agent.open(path, method=method, json=body)
    assert (answer.status_code, answer.json["code"]) == (500, "internal-error")
    assert "ValidationError" in caplog.text and "problems" not in answer.json["detail"]
    assert "private" not in caplog.text and "private" not in answer.text


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/v1/suggestions", {"ticket": {"messages": [{"author": "nobody", "text": "x"}]}}),
        ("GET", "/v1/search?q=x&limit=0", None),
        ("PUT", "/v1/macros/" + "x" * 300, {"title": "t", "text": "x"}),
        ("DELETE", "/v1/customers", {}),
        ("POST", "/v1/privacy/preview", {"ticket": {"messages": 7}}),
    ],
)
def test_an_error_of_the_caller_is_a_422(desk: Services, admin: FlaskClient, method: str, path: str, body: Any) -> None:
    answer = admin.open(path, method=method, json=body)
    assert (answer.status_code, answer.json["code"]) == (422, "invalid-input")
    assert answer.json["errors"]
