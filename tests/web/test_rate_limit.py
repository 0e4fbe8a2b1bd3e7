"""A key may ask only so often: counted here, or for all processes together in Redis."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from assist_server import auth, create_app
from assist_server.errors import TooManyRequests
from assist_server.services import Services
from assist_server.settings import Settings
from assist_server.web.rate_limit import WINDOW, RateLimit


def refused(limit: RateLimit, key: str, count: int) -> int:
    """Count so many requests; return how many were refused."""
    number = 0
    for _ in range(count):
        try:
            limit.check(key)
        except TooManyRequests as exc:
            assert 1 <= exc.retry_after <= WINDOW
            number += 1
    return number


def test_it_works(services: Services) -> None:
    app = create_app(services.settings.model_copy(update={"key_rate": 1}))
    client, other = (_as(app, services) for _ in range(2))
    answers = [client.get("/v1/search?q=x&limit=1") for _ in range(WINDOW + 1)]
    assert [answer.status_code == 429 for answer in answers] == [False] * WINDOW + [True]
    problem = answers[-1]
    assert problem.mimetype == "application/problem+json" and problem.json is not None
    assert problem.json["code"] == "too-many-requests" and "ASSIST_KEY_RATE" in problem.json["mend"]
    assert 1 <= int(problem.headers["Retry-After"]) <= WINDOW
    assert other.get("/v1/stats").status_code == 200
    assert client.get("/healthz").status_code == 200
    assert 'assist_limited_total{limit="rate"}' in other.get("/metrics").text
    app.extensions["assist"].close()


def _as(app: Any, services: Services) -> FlaskClient:
    client: FlaskClient = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {auth.create_key(services.engine, 'agent', 'tests')}"
    return client


def test_each_key_is_counted_by_itself() -> None:
    limit = RateLimit(Settings(key_rate=2))
    assert [refused(limit, key, 2 * WINDOW + 3) for key in "ab"] == [3, 3]


def test_none_is_counted_where_there_is_no_limit() -> None:
    assert refused(RateLimit(Settings(key_rate=0)), "a", 5_000) == 0


@pytest.mark.redis
def test_processes_count_together_in_redis(redis_url: str) -> None:
    one, two = (RateLimit(Settings(key_rate=1, redis_url=redis_url)) for _ in range(2))
    assert refused(one, "shared", WINDOW) == 0
    assert refused(two, "shared", 3) == 3


@pytest.mark.redis
def test_a_redis_that_is_away_costs_no_answer(redis_server: Any) -> None:
    limit = RateLimit(Settings(key_rate=1, redis_url=redis_server.url))
    assert refused(limit, "a", 2) == 0
    redis_server.stop()
    assert refused(limit, "a", WINDOW + 1) == 1
