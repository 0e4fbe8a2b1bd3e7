from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chaos.catalogue import FAULTS, Fault, Unavailable, Workshop
from tests.chaos.invented import question, ticket
from tests.chaos.ledger import GONE, Ledger, shown_in
from tests.chaos.report import report
from tests.chaos.scene import Scene, Tally, leftovers, stored_events

CLIENTS = 4
SEED = "short"
PLAYED = {  # fault: which of its ways are played in a test run
    "kill-server": (0,),
    "kill-jobs": (2,),
    "kill-both": (4,),
    "disk": (0,),
    "damage": (0,),
    "redis": (0,),
    "postgres": (0,),
    "clock": (0,),
    "kill-sync": (0,),
    "hosted": (0,),
}
MARKS = {"redis": pytest.mark.redis, "postgres": pytest.mark.postgres}


@pytest.fixture(scope="session")
def workshop(tmp_path_factory: pytest.TempPathFactory, models_folder: Path) -> Iterator[Workshop]:
    """Where the scenes of all tests are set, over one prepared desk."""
    yield Workshop(tmp_path_factory.mktemp("chaos"), models_folder)


def played(workshop: Workshop, fault: Fault) -> Tally:
    """Play a fault in the ways chosen for a test run; a part that cannot be had skips the test."""
    try:
        with workshop.scene(fault, CLIENTS, SEED) as (scene, ways):
            for way in PLAYED[fault.name]:
                scene.play(ways[way])
            return scene.tally
    except Unavailable as exc:
        pytest.skip(str(exc))


def test_it_works(workshop: Workshop) -> None:
    """Six ask for a reindex at once: one gets it, no request fails, and nothing is left over."""
    with workshop.scene(_fault("race"), CLIENTS, SEED) as (scene, ways):
        scene.play(ways[0])
        assert scene.tally.held, scene.tally
        assert scene.tally.requests and scene.tally.writes and scene.tally.jobs == {"done": 1}
        assert stored_events(scene.house.engine), "nobody gave feedback"
        assert leftovers(scene.house.settings, scene.house.engine) == []


def _fault(name: str) -> Fault:
    return next(fault for fault in FAULTS if fault.name == name)


@pytest.mark.parametrize("name", [pytest.param(name, marks=MARKS.get(name, ())) for name in PLAYED])
def test_the_promises_hold_through(workshop: Workshop, name: str) -> None:
    tally = played(workshop, _fault(name))
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

    with workshop.scene(Fault("race", "", (spoil,), 1), CLIENTS, SEED) as (scene, ways):
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
