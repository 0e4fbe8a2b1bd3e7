"""The generations by API: which there are, what the next would cost, and going back to the one before."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask.testing import FlaskClient

from assist_server import store
from assist_server.plan import plan
from assist_server.services import Services


def test_it_works(desk: Services, admin: FlaskClient) -> None:
    (listed,) = admin.get("/v1/generations").json["generations"]
    assert listed["id"] == store.live(desk.engine).generation and listed["state"] == "live"


def test_the_api_tells_the_same(desk: Services, admin: FlaskClient) -> None:
    told: Any = admin.get("/v1/reindex/plan", query_string={"model": "multilingual-e5-small"}).json
    assert told["to_embed"] == plan(desk, "multilingual-e5-small").to_embed
    assert sum(told["left_out"].values()) == 2  # one not resolved, one without an answer


def test_generations_are_listed_with_their_reports_and_rolled_back(
    desk: Services, admin: FlaskClient, reindexed: Callable[[Services], dict[str, Any]]
) -> None:
    first = store.live(desk.engine).generation
    assert admin.post("/v1/generations/rollback").status_code == 404
    reindexed(desk)
    assert admin.post("/v1/generations/rollback").json["id"] == first
    states: Any = [(one["id"], one["state"]) for one in admin.get("/v1/generations").json["generations"]]
    assert (first, "live") in states and len(states) == 2
    assert admin.get("/v1/generations").json["generations"][0]["report"]["recall"] == 1.0
