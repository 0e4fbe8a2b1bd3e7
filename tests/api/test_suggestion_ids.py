"""What is said of a suggestion counts only where the suggestion was given."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from assist_server import create_app, store
from assist_server.services import Services
from assist_server.suggestion_ids import TAG, sign
from tests.conftest import as_role

QUESTION = {"ticket": {"messages": [{"author": "customer", "text": "My parcel has not arrived."}]}}
OLD = "0123456789ab.1"  # as ids were before they were signed


def given(client: FlaskClient) -> str:
    """Return the id of a suggestion as it was given."""
    return str(client.post("/v1/suggestions", json=QUESTION).json["suggestions"][0]["id"])


def made_up(id: str) -> list[str]:
    """Return ids that look like one that was given, and were not."""
    signed, _, pk = id.partition(".")
    answer, tag = signed[:-TAG], signed[-TAG:]
    other = "".join(reversed(answer)) if answer != answer[::-1] else "f" * 12
    return [OLD, f"{answer}.{pk}", f"{other}{tag}.{pk}", f"{signed}.{int(pk) + 1}", f"{answer}{'0' * TAG}.{pk}"]


def test_it_works(desk: Services, agent: FlaskClient) -> None:
    id = given(agent)
    assert agent.post("/v1/feedback", json={"suggestion_id": id, "event": "inserted"}).status_code == 204
    assert agent.post("/v1/replies", json={"seconds": 9, "inserted": id, "offered": id}).status_code == 204
    assert store.stats(desk.engine).feedback == {"inserted": 1}


def test_feedback_on_what_was_never_given_is_refused_and_not_counted(desk: Services, agent: FlaskClient) -> None:
    for id in made_up(given(agent)):
        answer = agent.post("/v1/feedback", json={"suggestion_id": id, "event": "inserted"})
        assert (answer.status_code, answer.json["code"]) == (422, "unknown-suggestion")
    assert store.stats(desk.engine).feedback == {}


@pytest.mark.parametrize("field", ["inserted", "offered"])
def test_a_reply_with_what_was_never_given_is_refused_and_not_counted(
    desk: Services, agent: FlaskClient, field: str
) -> None:
    right = given(agent)
    for id in made_up(right):
        answer = agent.post("/v1/replies", json={"seconds": 9, "inserted": right, "offered": right, field: id})
        assert (answer.status_code, answer.json["code"]) == (422, "unknown-suggestion")
    assert agent.get("/v1/me/usage").json["spans"][0]["replies"] == 0


def test_in_a_draft_what_was_never_given_bears_nothing_out_and_is_named(desk: Services, agent: FlaskClient) -> None:
    id = given(agent)
    asked = QUESTION | {"draft": "Hello", "evidence": [id, *made_up(id)]}
    answer = agent.post("/v1/drafts/check", json=asked)
    assert answer.status_code == 200
    pointers = [hint["pointer"] for hint in answer.json["hints"]]
    assert pointers == [f"/evidence/{place}" for place in range(1, len(made_up(id)) + 1)]


def test_any_process_with_the_secret_knows_an_id(desk: Services, agent: FlaskClient) -> None:
    other = create_app(desk.settings)
    answer = as_role(other, "agent").post("/v1/feedback", json={"suggestion_id": given(agent), "event": "shown"})
    assert answer.status_code == 204
    other.extensions["assist"].close()


def test_an_id_signed_with_another_secret_was_never_given(desk: Services, agent: FlaskClient) -> None:
    pk = int(given(agent).partition(".")[2])
    id = sign(b"another secret", "0123456789ab", pk)
    assert agent.post("/v1/feedback", json={"suggestion_id": id, "event": "shown"}).status_code == 422


def test_a_remembered_answer_has_the_ids_it_was_given_with(desk: Services, app: Flask, agent: FlaskClient) -> None:
    first, again = given(agent), given(as_role(app, "agent"))
    assert first == again
    events: list[dict[str, Any]] = [{"suggestion_id": again, "event": "shown"}]
    assert [agent.post("/v1/feedback", json=event).status_code for event in events] == [204]
