from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chaos.catalogue import FAULTS, Fault, Inject, Unavailable, Workshop
from tests.chaos.hosted import DEEDS, misbehave
from tests.chaos.invented import question, ticket
from tests.chaos.ledger import GONE, Ledger, shown_in
from tests.chaos.report import report
from tests.chaos.scene import Scene, Tally, leftovers, stored_events
from tests.chaos.wayward import wayward

CLIENTS = 4
SEED = "short"
ON_ONE_DESK = {  # fault: which of its ways is played in a test run, one after the other on the same desk
    "kill-server": 0,
    "kill-jobs": 2,
    "kill-both": 4,
    "damage": 0,
    "clock": 0,
    "kill-sync": 0,
    "hostile": 0,
}
ON_THEIR_OWN = {"disk": 0, "redis": 0, "postgres": 0}
MARKS = {"redis": pytest.mark.redis, "postgres": pytest.mark.postgres}


@pytest.fixture(scope="session")
def workshop(tmp_path_factory: pytest.TempPathFactory, models_folder: Path) -> Iterator[Workshop]:
    """Where the scenes of all tests are set, over one prepared desk."""
    yield Workshop(tmp_path_factory.mktemp("chaos"), models_folder)


@pytest.fixture(scope="session")
def desk(workshop: Workshop) -> Iterator[Scene]:
    """A desk on which several faults are played."""
    with workshop.scene(_fault("race"), CLIENTS, SEED) as (scene, _):
        yield scene


def played(scene: Scene, name: str, way: Inject) -> Tally:
    """Play one round of a fault on a desk, and return what came of that alone."""
    scene.begin_anew(name, SEED)
    scene.play(way)
    return scene.tally


def test_it_works(desk: Scene) -> None:
    """Six ask for a reindex at once: one gets it, no request fails, and nothing is left over."""
    tally = played(desk, "race", _fault("race").ways[0])
    assert tally.held, tally
    assert tally.requests and tally.writes and tally.jobs == {"done": 1}
    assert stored_events(desk.house.engine), "nobody gave feedback"
    assert leftovers(desk.house.settings, desk.house.engine) == []


def _fault(name: str) -> Fault:
    return next(fault for fault in FAULTS if fault.name == name)


@pytest.mark.parametrize("name", ON_ONE_DESK)
def test_the_promises_hold_through(desk: Scene, name: str) -> None:
    tally = played(desk, name, _fault(name).ways[ON_ONE_DESK[name]])
    assert tally.held, tally
    assert tally.requests


def test_the_promises_hold_through_a_helpdesk_that_tells_half_a_page(desk: Scene) -> None:
    with wayward() as helpdesk:
        tally = played(desk, "hosted", misbehave(helpdesk, DEEDS[0]))
    assert tally.held, tally
    assert tally.requests and tally.moments


@pytest.mark.parametrize("name", [pytest.param(name, marks=MARKS.get(name, ())) for name in ON_THEIR_OWN])
def test_the_promises_hold_when_a_part_fails(workshop: Workshop, name: str) -> None:
    try:
        with workshop.scene(_fault(name), CLIENTS, SEED) as (scene, ways):
            tally = played(scene, name, ways[ON_THEIR_OWN[name]])
    except Unavailable as exc:
        pytest.skip(str(exc))
    assert tally.held, tally
    assert tally.requests


def test_a_promise_that_is_broken_is_seen(workshop: Workshop) -> None:
    """Behind the API's back a ticket is lost, one comes back, and a file is spoilt: each is told."""

    def spoil(scene: Scene) -> None:
        engine, settings = scene.house.engine, scene.house.settings
        with engine.begin() as connection:
            connection.exec_driver_sql("DELETE FROM entries WHERE id = 'T-7'")
            connection.exec_driver_sql("PRAGMA writable_schema = OFF")
        for path in (settings.folder / "words").rglob("*.npy"):
            path.write_bytes(path.read_bytes()[:-1] + b"\0")
        scene.ledger.acknowledges("T-11", GONE)

    with workshop.scene(Fault("cut", "", (spoil,), 1), CLIENTS, SEED) as (scene, ways):
        scene.play(ways[0])
        told = scene.tally
    assert not told.held
    assert {one.split()[-1] for one in told.lost_writes} == {"T-7", "T-11"}
    assert any("files" in one for one in told.broken)
    assert "Not kept" in report([told], SEED)


def test_a_deleted_ticket_may_not_be_shown_to_who_asks_later() -> None:
    ledger = Ledger()
    ledger.acknowledges("T-1", 0)
    ledger.acknowledges("T-2", 0)
    ledger.begins("T-2", GONE)
    assert ledger.stale(float("inf"), [("T-1", ""), ("T-2", "")]) == []
    ledger.acknowledges("T-2", GONE)
    assert ledger.stale(float("inf"), [("T-1", ""), ("T-2", "")]) == ["T-2"]
    assert ledger.stale(0.0, [("T-2", "")]) == []


def test_an_old_version_may_not_be_shown_to_who_asks_later() -> None:
    ledger, old, new = (Ledger(), *(ticket(1, version)["messages"][1]["text"] for version in (0, 1)))
    ledger.acknowledges("T-1", 0)
    ledger.begins("T-1", 1)
    assert ledger.stale(float("inf"), [("T-1", old), ("T-1", new)]) == []
    ledger.acknowledges("T-1", 1)
    assert ledger.stale(float("inf"), [("T-1", old), ("T-1", new)]) == ["T-1"]


def test_what_was_never_answered_may_be_there_or_not() -> None:
    ledger = Ledger()
    ledger.begins("T-1", 0)
    assert ledger.settle({}) == []
    ledger.begins("T-1", 0)
    assert ledger.settle({"T-1": ticket(1)["messages"][1]["text"]}) == []
    ledger.acknowledges("T-1", 0)
    assert ledger.settle({}) == ["T-1"]


def test_feedback_that_was_acknowledged_must_be_there() -> None:
    ledger = Ledger()
    ledger.heard("abc")
    ledger.heard("xyz")
    assert ledger.unheard({"abc", "of somebody else"}) == ["xyz"]


def test_every_invented_problem_is_one_of_its_own() -> None:
    asked = {question(number)["ticket"]["messages"][0]["text"] for number in range(500)}
    assert len(asked) == 500
    assert shown_in({"suggestions": [], "similar_tickets": [{"id": "T-1", "reply": "a"}]}) == [("T-1", "a")]
