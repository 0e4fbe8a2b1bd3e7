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
from assist_server.comparing import FEWEST, Answer, chance_of, chance_of_losing, told, worse, worth
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


THRESHOLD = 0.2


def test_it_works() -> None:
    assert worse([GOOD] * 40, [GOOD] * 40, THRESHOLD) == []


@pytest.mark.parametrize("one", [SILENT, WRONG, LOUD])
def test_what_got_worse_is_said_in_words(one: Answer) -> None:
    (reason,) = worse([one] * 8 + [GOOD] * 32, [GOOD] * 40, THRESHOLD)
    counts = told([one] * 8 + [GOOD] * 32)
    assert f"the new one {counts['close']} and {counts['shown'] - counts['close']} times" in reason
    assert f"the new one {counts['silent_when_hidden']} times" in reason


def test_more_personal_data_is_a_reason_of_its_own() -> None:
    (reason,) = worse([LEAKING] * 8 + [GOOD] * 32, [GOOD] * 40, THRESHOLD)
    assert "personal data for 8 tickets" in reason


def test_what_is_won_pays_for_what_is_lost() -> None:
    new, live = [GOOD] * 10 + [LOUD] * 12 + [GOOD] * 20, [SILENT] * 10 + [GOOD] * 32
    assert worse([LOUD] * 12 + [GOOD] * 30, [GOOD] * 42, THRESHOLD) != []
    assert worse(new, live, THRESHOLD) == []


def test_a_wrong_suggestion_costs_what_the_threshold_says() -> None:
    assert worth(GOOD, 0.2) == 1.0 and worth(SILENT, 0.2) == 0.0
    assert worth(WRONG, 0.2) == -0.25 and worth(WRONG, 0.5) == -1.0
    assert 0.2 * worth(GOOD, 0.2) + 0.8 * worth(WRONG, 0.2) == pytest.approx(0.0)


def test_the_chance_of_losing_is_that_of_signs() -> None:
    assert chance_of_losing([]) == chance_of_losing([-1.0, 0.5]) == 1.0
    assert chance_of_losing([1.0] * 5) == pytest.approx(1 / 32, abs=0.005)


def test_what_chance_explains_is_no_reason() -> None:
    new, live = [SILENT] * 6 + [GOOD] * 34, [GOOD] * 36 + [SILENT] * 4
    assert worse(new, live, THRESHOLD) == []


def test_too_few_tickets_tell_nothing() -> None:
    assert worse([SILENT] * (FEWEST - 1), [GOOD] * (FEWEST - 1), THRESHOLD) == []


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
