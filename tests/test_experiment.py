"""An experiment of the desk: who is drawn, what is held back, and what is told of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert

from assist_server import auth, cli, experiment, store
from assist_server.erasure import erase
from assist_server.errors import Conflict, NotFound
from assist_server.experiment import is_held
from assist_server.insights.experiments import LEAST, figures
from assist_server.insights.outcomes import match_outcomes
from assist_server.services import Services, keyed_hash, secret_of
from assist_server.store import Entry, Experiment
from assist_server.store.tables import experiment_tickets
from assist_server.store.transactions import writing
from tests.conftest import as_role
from tests.support import drawn_one_by_one

NOW = datetime(2026, 5, 1, tzinfo=UTC)
WORDS = "my parcel does not move in the tracking"
PEOPLE = 6


def planned(id: str = "0123456789ab", share: float = 0.1) -> Experiment:
    """Return an experiment that nobody keeps."""
    return Experiment(id, share, NOW, NOW + timedelta(days=28), None)


def ask(client: FlaskClient, ticket_id: str | None, **more: Any) -> dict[str, Any]:
    """Ask for suggestions for a ticket that the desk has an answer to."""
    ticket: dict[str, Any] = {"messages": [{"author": "customer", "text": WORDS}]}
    answer = client.post("/v1/suggestions", json={"ticket": ticket | ({"id": ticket_id} if ticket_id else {})} | more)
    assert answer.status_code == 200
    return dict(answer.get_json())


def drawn_ids(services: Services, running: Experiment) -> tuple[str, str]:
    """Return the id of a ticket that is held back, and of one that is not."""
    secret = secret_of(services.settings)
    ids = [f"open-{number}" for number in range(1_000)]  # none that is stored: a ticket is no evidence for itself
    return next(id for id in ids if is_held(secret, running, id)), next(
        id for id in ids if not is_held(secret, running, id)
    )


def filled(services: Services, running: Experiment, effect: float, each: int = 300) -> None:
    """Draw tickets for both sides and let agents reply: quicker by `effect` where suggestions are shown."""
    sides = [(held, number) for number in range(each) for held in (True, False)]
    times = [20 + (number * 7919) % 600 for _, number in sides]
    rows = [
        {
            "experiment_id": running.id,
            "ticket_key": f"key {place}",
            "held": held,
            "broken": False,
            "key_id": f"agent {place % PEOPLE}",
            "seconds": int(seconds if held else seconds * effect),
        }
        for place, ((held, _), seconds) in enumerate(zip(sides, times, strict=True))
    ]
    with writing(services.engine) as connection:
        connection.execute(insert(experiment_tickets), rows)


@pytest.fixture
def running(desk: Services) -> Iterator[Experiment]:
    """An experiment that runs at the desk, for half of the tickets."""
    yield experiment.start(desk, share=0.5, days=28)


def test_it_works(desk: Services, agent: FlaskClient, running: Experiment) -> None:
    held, shown = drawn_ids(desk, running)
    assert ask(agent, held)["held_back"] and not ask(agent, held)["suggestions"]
    assert ask(agent, shown)["suggestions"] and not ask(agent, shown)["held_back"]
    assert store.count_drawn(desk.engine, [running.id]) == {running.id: (2, 1)}


@pytest.mark.parametrize("share", [0.05, 0.1, 0.5])
def test_so_many_are_drawn_as_were_asked_for(share: float) -> None:
    count = 20_000
    held = sum(is_held(b"secret", planned(share=share), str(number)) for number in range(count))
    assert abs(held - share * count) < 4 * (count * share * (1 - share)) ** 0.5


def test_a_draw_is_even_over_its_range_and_another_in_every_experiment() -> None:
    ids = [f"T-{number}" for number in range(4_000)]
    one, other = ({id for id in ids if is_held(b"s", planned(name, 0.5), id)} for name in ("a" * 12, "b" * 12))
    assert 850 < len(one & other) < 1_150


def test_who_is_held_at_a_small_share_is_held_at_a_larger_one() -> None:
    ids = [str(number) for number in range(2_000)]
    small, large = ({id for id in ids if is_held(b"s", planned(share=share), id)} for share in (0.1, 0.3))
    assert small < large


def test_every_agent_and_process_holds_back_the_same_at_every_request(
    app: Flask, desk: Services, running: Experiment
) -> None:
    held, _ = drawn_ids(desk, running)
    for client in (as_role(app, "agent"), as_role(app, "agent"), as_role(app, "admin")):
        assert [ask(client, held)["held_back"] for _ in range(2)] == [True, True]


def test_mood_and_category_stay_and_everything_with_a_reply_in_it_goes(
    desk: Services, agent: FlaskClient, running: Experiment
) -> None:
    held, _ = drawn_ids(desk, running)
    answer, whole = ask(agent, held), ask(agent, None)
    assert answer["sentiment"]["label"] == whole["sentiment"]["label"] and answer["category"] == whole["category"]
    assert answer["suggestions"] == answer["articles"] == answer["similar_tickets"] == []
    assert agent.get("/v1/search", query_string={"q": WORDS}).get_json()["results"]


def test_a_ticket_without_an_id_is_never_held_back(agent: FlaskClient, running: Experiment, desk: Services) -> None:
    assert ask(agent, None)["suggestions"]
    assert store.count_drawn(desk.engine, [running.id]) == {}


def test_who_asks_anyway_sees_it_and_that_is_kept(desk: Services, agent: FlaskClient, running: Experiment) -> None:
    held, shown = drawn_ids(desk, running)
    ask(agent, held)
    assert ask(agent, held, anyway=True)["suggestions"]
    assert ask(agent, held)["held_back"]  # the next one asks anew
    ask(agent, shown, anyway=True)
    tickets = drawn_one_by_one(desk.engine, running.id)
    assert sorted((one.held, one.broken) for one in tickets) == [(False, False), (True, True)]


def test_what_was_held_back_is_there_when_the_experiment_ends(
    desk: Services, agent: FlaskClient, running: Experiment
) -> None:
    held, _ = drawn_ids(desk, running)
    assert ask(agent, held)["held_back"]
    experiment.stop(desk)
    assert ask(agent, held)["suggestions"]


def test_an_answer_kept_from_before_is_held_back_too(desk: Services, agent: FlaskClient) -> None:
    ids = [f"open-{number}" for number in range(12)]
    for id in ids:
        assert ask(agent, id)["suggestions"]
    begun = experiment.start(desk, share=0.5, days=1)
    for id in ids:
        assert ask(agent, id)["held_back"] == is_held(secret_of(desk.settings), begun, id)


def test_only_one_runs_at_a_time(services: Services) -> None:
    experiment.start(services, share=0.1, days=1)
    with pytest.raises(Conflict):
        experiment.start(services, share=0.2, days=1)
    experiment.stop(services)
    with pytest.raises(NotFound):
        experiment.stop(services)
    experiment.start(services, share=0.2, days=1)
    assert [one.share for one in store.experiments(services.engine)] == [0.2, 0.1]


def test_it_ends_by_itself(services: Services) -> None:
    begun = experiment.start(services, share=0.1, days=1)
    assert store.running_experiment(services.engine, begun.ends_at - timedelta(seconds=1)) == begun
    assert store.running_experiment(services.engine, begun.ends_at) is None


def test_the_first_reply_of_a_drawn_ticket_counts(services: Services) -> None:
    begun = experiment.start(services, share=0.5, days=1)
    key = store.add_key(services.engine, "a", "agent", "d").id
    store.note_drawn(services.engine, begun.id, "one", held=True, broken=False)
    for seconds in (60, 900):
        store.add_reply(services.engine, ticket_key="one", key_id=key, used="none", entry_pk=None, seconds=seconds)
    assert [one.seconds for one in drawn_one_by_one(services.engine, begun.id)] == [60]


def test_a_known_effect_is_found_within_its_interval(services: Services) -> None:
    begun = experiment.start(services, share=0.5, days=28)
    filled(services, begun, effect=0.7)
    found = figures(services, begun)
    assert found.found == "longer" and found.ratio is not None and found.seconds is not None
    assert found.ratio.low < 1 / 0.7 < found.ratio.high and found.seconds.low > 0
    assert found.beware == ["running"] and any("still runs" in one for one in found.words)


def test_nothing_is_told_before_there_are_enough_tickets(services: Services) -> None:
    begun = experiment.start(services, share=0.5, days=28)
    assert figures(services, begun).found == "none-yet"
    filled(services, begun, effect=0.5, each=LEAST - 1)
    found = figures(services, begun)
    assert (found.found, found.ratio, found.held.median) == ("too-few", None, None)


def test_nothing_is_told_of_fewer_people_than_may_be_shown(services: Services) -> None:
    services.settings = services.settings.model_copy(update={"insights_people": PEOPLE + 1})
    begun = experiment.start(services, share=0.5, days=28)
    filled(services, begun, effect=0.5)
    found = figures(services, begun)
    assert (found.found, found.ratio, found.shown.median) == ("too-few-people", None, None)


def test_sides_of_another_size_than_drawn_for_are_told(services: Services) -> None:
    begun = experiment.start(services, share=0.1, days=28)
    filled(services, begun, effect=1.0)
    assert "odd-sizes" in figures(services, begun).beware


def test_ratings_and_reopenings_come_in_with_the_solved_tickets(services: Services) -> None:
    begun = experiment.start(services, share=0.5, days=28)
    secret, later = secret_of(services.settings), datetime.now(UTC) + timedelta(hours=1)
    for id in ("7", "8"):
        store.note_drawn(services.engine, begun.id, keyed_hash(secret, id), held=id == "7", broken=False)
    rows = [
        Entry("ticket", id, "t", id, csat=csat, reopened=again, solved_at=later)
        for id, csat, again in (("rt:7", 1, False), ("8", 5, True), ("9", 1, True))
    ]
    store.save_entries(services.engine, rows)
    assert match_outcomes(services) == 2
    told = sorted((one.held, one.bad, one.reopened) for one in drawn_one_by_one(services.engine, begun.id))
    assert told == [(False, False, True), (True, True, False)]


def test_an_erased_customer_is_gone_from_it(desk: Services, agent: FlaskClient, running: Experiment) -> None:
    held, _ = drawn_ids(desk, running)
    ask(agent, held)
    row = {"id": held, "subject": "s", "status": "solved", "customer": {"id": "c-9"}, "messages": [
        {"author": "customer", "text": "where is it"}, {"author": "agent", "text": "It will be there tomorrow."}
    ]}  # fmt: skip
    assert as_role_put(agent, desk, held, row) in (200, 201)
    agent.post("/v1/replies", json={"seconds": 50, "ticket_id": held})
    assert erase(desk, "c-9").found_in == []
    assert drawn_one_by_one(desk.engine, running.id) == []
    assert store.newest_replies(desk.engine, NOW - timedelta(days=900), 10) == []


def as_role_put(client: FlaskClient, desk: Services, id: str, row: dict[str, Any]) -> int:
    """Put a ticket into the desk as an admin does."""
    key = auth.create_key(desk.engine, "admin", "puts")
    answer = client.put(f"/v1/tickets/{id}", json=row, headers={"Authorization": f"Bearer {key}"})
    return int(answer.status_code)


def test_admins_begin_ask_and_end_it_by_api(admin: FlaskClient, agent: FlaskClient) -> None:
    assert admin.get("/v1/experiment").json == {"experiment": None, "history": []}
    begun = admin.post("/v1/experiment", json={"share": 0.2, "days": 7})
    assert begun.status_code == 201 and begun.get_json()["running"] and begun.get_json()["needed"] > 1_000
    assert admin.post("/v1/experiment", json={}).status_code == 409
    ended = admin.post("/v1/experiment/stop").get_json()
    assert not ended["experiment"]["running"] and ended["history"][0]["id"] == begun.get_json()["id"]
    assert admin.post("/v1/experiment/stop").status_code == 404
    assert admin.get("/v1/experiment?id=ffffffffffff").status_code == 404
    assert agent.get("/v1/experiment").status_code == agent.post("/v1/experiment", json={}).status_code == 403


def test_the_command_begins_tells_and_ends_it(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSIST_DATA", str(services.settings.folder))

    def run(*words: str) -> str:
        done = CliRunner().invoke(cli.main, ["experiment", *words])
        return done.output if done.exit_code == 0 else f"failed: {done.output}"

    assert "no experiment yet" in run("status") and "no experiment yet" in run("report")
    assert "it takes" in run("start", "--share", "0.2", "--days", "3")
    assert run("start").startswith("failed: ") and "running until" in run("status")
    assert "nothing is told yet" in run("stop") and "ended" in run("status")
