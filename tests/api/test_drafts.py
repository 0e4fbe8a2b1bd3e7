"""The API reads a draft, with what was found for its ticket as evidence, and keeps nothing."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient

from assist_server.imports import import_lines
from assist_server.services import Services

pytestmark = pytest.mark.model


def checked(agent: FlaskClient, **body: Any) -> Any:
    """Return the findings of a draft."""
    ticket = {"messages": [{"author": "customer", "text": "Hello, where is my order?"}]}
    answer = agent.post("/v1/drafts/check", json={"ticket": ticket} | body)
    assert answer.status_code == 200
    return answer.json["findings"]


def test_it_works(agent: FlaskClient) -> None:
    (one,) = checked(agent, draft="Your order is at [address].")
    assert (one["heading"], one["code"], one["words"], one["severity"]) == (
        "trust",
        "placeholder",
        "[address]",
        "critical",
    )


def test_an_unknown_suggestion_bears_nothing_out(agent: FlaskClient) -> None:
    (one,) = checked(agent, draft="Your order costs 12 EUR.", evidence=["0123456789ab.999999"])
    assert one["code"] == "unsupported_amount"


@pytest.mark.parametrize(("articles", "found"), [(["prices"], 0), (["another", "nothing"], 1), ([], 1)])
def test_what_an_article_says_is_borne_out(
    services: Services, agent: FlaskClient, articles: list[str], found: int
) -> None:
    lines = b'{"id": "prices", "title": "Prices", "body": "An order costs 12 EUR."}\n{"id": "another", "title": "No"}'
    import_lines(services, "article", BytesIO(lines))
    assert len(checked(agent, draft="Your order costs 12 EUR.", articles=articles)) == found


def test_what_is_no_suggestion_is_refused(agent: FlaskClient) -> None:
    answer = agent.post("/v1/drafts/check", json={"ticket": {}, "draft": "x", "evidence": ["12"]})
    assert answer.status_code == 422
