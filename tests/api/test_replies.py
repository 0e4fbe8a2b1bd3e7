"""Sent replies are told, kept without a text, summed up, and shown to their own agent alone."""

from __future__ import annotations

import csv
import io

import pytest
from flask import Flask
from flask.testing import FlaskClient

from assist_server import store
from assist_server.insights.reply_times import LEAST
from assist_server.services import Services
from tests.conftest import as_role
from tests.support import suggestion_id

PEOPLE = 5


def told(client: FlaskClient, seconds: int = 60, **more: str) -> int:
    """Tell a reply and return the status."""
    return client.post("/v1/replies", json={"seconds": seconds, "ticket_id": "7", **more}).status_code


def pk_of(desk: Services) -> int:
    """Return the key of an entry."""
    return store.newest_solved(desk.engine, desk.model(), 1)[0].pk


def used(app: Flask, desk: Services, agents: int = PEOPLE) -> list[FlaskClient]:
    """Let agents send replies: twice as quick with an inserted suggestion."""
    id = suggestion_id(desk.settings, pk_of(desk))
    clients = [as_role(app, "agent") for _ in range(agents)]
    for number in range(2 * LEAST):
        client = clients[number % agents]
        told(client, 50 + number, inserted=id, offered=id)
        told(client, 2 * (50 + number), offered=id)
    return clients


def test_it_works(app: Flask, desk: Services, admin: FlaskClient) -> None:
    used(app, desk)
    figures = admin.get("/v1/insights/usage").json
    whole = figures["times"][0]
    assert (whole["by"], whole["inserted"]["replies"], whole["offered"]["replies"]) == ("all", 2 * LEAST, 2 * LEAST)
    assert whole["ratio"]["low"] < 0.5 < whole["ratio"]["high"] < 1
    assert {row["by"] for row in figures["times"]} == {"all", "kind", "source", "category"}


def test_the_times_come_as_a_table(app: Flask, desk: Services, admin: FlaskClient) -> None:
    used(app, desk)
    rows = list(csv.DictReader(io.StringIO(admin.get("/v1/insights/reply-times.csv").text)))
    assert rows[0]["group"] == "all" and float(rows[0]["low"]) < 0.5 < float(rows[0]["high"])


def test_of_fewer_people_than_may_be_shown_nothing_is(app: Flask, desk: Services, admin: FlaskClient) -> None:
    used(app, desk, PEOPLE - 1)
    figures = admin.get("/v1/insights/usage").json
    assert figures["times"] == [] and figures["none_offered"] is None and figures["hidden"]


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"seconds": -1},
        {"seconds": 14_401},
        {"seconds": 1.5},
        {"seconds": 1, "inserted": "x"},
        {"seconds": 1, "offered": "no id"},
    ],
)
def test_what_is_no_reply_is_refused(agent: FlaskClient, wrong: dict[str, object]) -> None:
    assert agent.post("/v1/replies", json=wrong).status_code == 422


def test_a_suggestion_that_is_gone_leaves_the_reply(agent: FlaskClient, services: Services) -> None:
    gone = suggestion_id(services.settings, 999_999)
    assert told(agent, 30, inserted=gone, offered=gone) == 204
    assert agent.get("/v1/me/usage").json["spans"][0]["replies"] == 1


def test_the_ticket_is_kept_as_a_hash_alone(agent: FlaskClient, services: Services) -> None:
    agent.post("/v1/replies", json={"seconds": 9, "ticket_id": "a very telling name"})
    path = services.settings.folder / "assist.db"
    held = b"".join(one.read_bytes() for one in path.parent.glob("assist.db*"))
    assert b"a very telling name" not in held


def test_an_agent_sees_its_own_figures_and_no_other(app: Flask, desk: Services) -> None:
    one, other = as_role(app, "agent"), as_role(app, "agent")
    id = suggestion_id(desk.settings, pk_of(desk))
    for event in ("shown", "inserted", "up", "down", "dismissed"):
        assert one.post("/v1/feedback", json={"suggestion_id": id, "event": event}).status_code == 204
    one.post("/v1/feedback", json={"suggestion_id": id, "event": "sent", "similarity": 0.5})
    for seconds in (10, 20, 60):
        told(one, seconds)
    week, month = one.get("/v1/me/usage").json["spans"]
    assert (week["days"], month["days"]) == (7, 28)
    counts = [week[name] for name in ("shown", "inserted", "up", "down", "dismissed", "replies")]
    assert counts == [1, 1, 1, 1, 1, 3] and (week["kept"], week["seconds"]) == (0.5, 20)
    nothing = other.get("/v1/me/usage").json["spans"][0]
    assert not any(value for name, value in nothing.items() if name != "days")


def test_without_a_key_nobody_sees_figures(app: Flask) -> None:
    assert app.test_client().get("/v1/me/usage").status_code == 401


def test_the_sums_are_those_of_the_events(app: Flask, desk: Services) -> None:
    desk.settings = desk.settings.model_copy(update={"insights_people": 1})
    admin, agent = as_role(app, "admin"), as_role(app, "agent")
    id = suggestion_id(desk.settings, pk_of(desk))
    for event in ("shown", "shown", "inserted"):
        agent.post("/v1/feedback", json={"suggestion_id": id, "event": event})
    for similarity in (0.4, 0.8):
        agent.post("/v1/feedback", json={"suggestion_id": id, "event": "sent", "similarity": similarity})
    agent.post("/v1/feedback", json={"suggestion_id": id, "event": "down", "reason": "wrong_tone"})
    figures = admin.get("/v1/insights/usage").json
    kind = next(row for row in figures["groups"] if row["by"] == "kind")
    assert (kind["shown"], kind["inserted"], kind["kept"], kind["down"]) == (2, 1, 0.6, 1)
    assert figures["reasons"] == {"wrong_tone": 1}
