"""A build that answers worse than the live one stays out, and says in what; one that is as good goes live."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from assist_server import imports, reindex, store, tasks
from assist_server.calibration import calibrate
from assist_server.comparing import FEWEST, Answer, chance_of, told, worse
from assist_server.learnt import Signs, Weights
from assist_server.services import Services

Reindexed = Callable[[Services], dict[str, Any]]
GOOD = Answer(shown=True, close=True, silent_when_hidden=True, leaks=0, chance=0.8)
SILENT = Answer(shown=False, close=False, silent_when_hidden=True, leaks=0, chance=0.1)
WRONG = Answer(shown=True, close=False, silent_when_hidden=True, leaks=0, chance=0.6)
LOUD = Answer(shown=True, close=True, silent_when_hidden=False, leaks=0, chance=0.8)
MATTERS = "lamp stove boot rope tent bag knife mat pump axe".split()
COUNTS = "many few two some".split()
LEAKING = Answer(shown=True, close=True, silent_when_hidden=True, leaks=1, chance=0.8)


def test_it_works() -> None:
    assert worse([GOOD] * 40, [GOOD] * 40) == []


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (SILENT, "suggests what the agent wrote"),
        (WRONG, "did not write"),
        (LOUD, "stays silent"),
        (LEAKING, "without personal data"),
    ],
)
def test_what_got_worse_is_said_in_words(one: Answer, words: str) -> None:
    reasons = worse([one] * 8 + [GOOD] * 32, [GOOD] * 40)
    assert reasons and any(words in reason and "8 were lost and 0 won" in reason for reason in reasons)


def test_what_chance_explains_is_no_reason() -> None:
    new, live = [SILENT] * 6 + [GOOD] * 34, [GOOD] * 36 + [SILENT] * 4
    assert worse(new, live) == []


def test_too_few_tickets_tell_nothing() -> None:
    assert worse([SILENT] * (FEWEST - 1), [GOOD] * (FEWEST - 1)) == []


def test_the_chance_is_that_of_coins() -> None:
    assert chance_of(0, 0) == 1.0
    assert chance_of(1, 1) == 0.75
    assert chance_of(8, 0) == 1 / 256
    rng = np.random.default_rng(0)
    heads = rng.binomial(20, 0.5, 100_000)
    assert chance_of(15, 5) == pytest.approx((heads >= 15).mean(), abs=0.003)


def test_the_report_counts() -> None:
    counts = told([GOOD, SILENT, WRONG, LOUD, LEAKING])
    assert {name: counts[name] for name in ("asked", "shown", "close", "silent_when_hidden", "leaks")} == {
        "asked": 5,
        "shown": 4,
        "close": 3,
        "silent_when_hidden": 4,
        "leaks": 1,
    }
    assert told([])["asked"] == 0


@pytest.fixture
def solved(services: Services, reindexed: Reindexed) -> Services:
    """A desk of eighty solved tickets on ten matters, indexed."""
    lines = []
    for number in range(80):
        matter, count = MATTERS[number % 10], COUNTS[number // 20]
        messages = [
            {"author": "customer", "text": f"My {matter} came broken in {count} places."},
            {"author": "agent", "text": f"We send you a new {matter} today, keep the broken one."},
        ]
        lines.append(json.dumps({"id": f"S-{number}", "status": "solved", "messages": messages}))
    imports.import_lines(services, "ticket", io.BytesIO("\n".join(lines).encode()))
    reindexed(services)
    return services


def test_the_report_tells_of_both(solved: Services, reindexed: Reindexed) -> None:
    store.save_entries(solved.engine, [])
    first = store.live_generation(solved.engine)
    assert first is not None and first.report["replay"]["asked"] == 80 and first.report["before"] is None
    store.delete_entries(solved.engine, "ticket", ["S-79"])
    result = reindexed(solved)
    assert result["before"]["asked"] == result["replay"]["asked"] == 79 and result["reasons"] == []
    assert result["replay"]["close"] > 0 and result["replay"]["leaks"] == 0


def test_where_nothing_changed_what_was_learnt_is_taken_over(
    solved: Services, reindexed: Reindexed, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = store.live_generation(solved.engine)

    def learn(*_: Any) -> None:
        raise AssertionError("learnt again")

    with monkeypatch.context() as context:
        context.setattr(reindex, "_learn", learn)
        result = reindexed(solved)
    assert first is not None and result["calibration"] == first.report["calibration"]
    assert result["before"] == result["replay"] == first.report["replay"]


def test_a_build_that_answers_worse_stays_out_unless_forced(solved: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    """With weights that never let anything be shown, what the live one suggests is lost."""
    live = store.live(solved.engine).generation
    store.delete_entries(solved.engine, "ticket", ["S-79"])

    def silenced(*args: Any) -> Any:
        found = calibrate(*args)
        return replace(found, learnt=replace(found.learnt, weights=Weights(-20.0, Signs(0.0, 0.0))))

    monkeypatch.setattr(reindex, "calibrate", silenced)
    job = store.create_job(solved.engine, "reindex", {})
    assert tasks.run(solved, job.id) == "failed"
    ended = store.job(solved.engine, job.id)
    assert ended is not None and "stays out" in ended.message and "--force" in ended.message
    assert store.live(solved.engine).generation == live
    failed = store.generations(solved.engine)[0]
    assert failed.state == "failed" and failed.report["reasons"] and failed.report["before"]["close"] > 0
    job = store.create_job(solved.engine, "reindex", {"force": True})
    assert tasks.run(solved, job.id) == "done"
    assert store.live(solved.engine).generation != live


def test_an_index_that_lacks_a_passage_stays_out(desk: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    live = store.live(desk.engine).generation
    there = store.passage_ids
    monkeypatch.setattr(store, "passage_ids", lambda engine: there(engine)[:-1])
    job = store.create_job(desk.engine, "reindex", {})
    assert tasks.run(desk, job.id) == "failed"
    ended = store.job(desk.engine, job.id)
    assert ended is not None and "1 of those it holds are not in the database" in ended.message
    assert store.live(desk.engine).generation == live
