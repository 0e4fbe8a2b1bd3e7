"""What the report of a build says beside the one before."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from assist_server.console.figures import NONE, counts, figures, left_out, live_and_before, reasons, written
from assist_server.console.words import Words
from assist_server.store import Generation, GenerationState

REPORT: dict[str, Any] = {
    "recall": 0.998,
    "passages": 1200,
    "embedded": 0,
    "seconds": 21.4,
    "left_out": {"too old": 3, "reopened": 40, "no answer": 0},
    "replay": {"asked": 150, "shown": 90, "close": 60, "silent_when_hidden": 120, "leaks": 0},
    "before": {"asked": 150, "shown": 100, "close": 50, "silent_when_hidden": 110, "leaks": 2},
}
SAY = Words("en")


def table(report: dict[str, Any], before: dict[str, Any]) -> dict[str, tuple[str, str]]:
    """Return the figures as they are written."""
    return {
        one.name: (written(one.now, one.kind, SAY), written(one.before, one.kind, SAY))
        for one in figures(report, before)
    }


def test_it_works() -> None:
    assert table(REPORT, {"recall": 1.0, "passages": 1100, "embedded": 1100}) == {
        "recall": ("99.8%", "100.0%"),
        "shown": ("60.0%", "66.7%"),
        "close": ("66.7%", "50.0%"),
        "silent": ("80.0%", "73.3%"),
        "leaks": ("0", "2"),
        "asked": ("150", "150"),
        "passages": ("1,200", "1,100"),
        "embedded": ("0", "1,100"),
        "seconds": ("21\u00a0s", NONE),
    }


def test_a_share_tells_the_counts_it_is_of() -> None:
    told = {one.name: counts(one.now, SAY) for one in figures(REPORT, {})}
    assert (told["close"], told["recall"], told["leaks"]) == ("60 of 90", "", "")


@pytest.mark.parametrize(
    "report",
    [
        {},
        {"replay": None, "before": None, "recall": None, "left_out": None, "reasons": None},
        {"replay": {"asked": "0", "shown": 0}, "recall": True, "passages": "many", "left_out": [1], "reasons": "none"},
        {"replay": {"shown": 5}, "before": []},
    ],
)
def test_what_is_not_told_is_left_out(report: dict[str, Any]) -> None:
    assert (figures(report, {}), left_out(report), reasons(report)) == ([], [], [])


def test_what_was_left_out_is_told_by_reason_the_most_first() -> None:
    assert left_out(REPORT) == [("reopened", 40), ("too old", 3)]


def test_why_a_build_stayed_out_is_told_by_its_reasons_or_else_its_message() -> None:
    assert reasons({"message": "All of it.", "reasons": ["It finds less."]}) == ["It finds less."]
    assert reasons({"message": "No room.", "reasons": []}) == ["No room."]


def test_the_one_before_is_the_one_that_going_back_puts_back() -> None:
    def one(id: str, state: GenerationState) -> Generation:
        return Generation(id, state, "m", 1, 1, datetime(2026, 1, 1, tzinfo=UTC), None, {})

    live, older = one("c", "live"), one("b", "retired")
    assert live_and_before([one("d", "failed"), live, older, one("a", "retired")]) == (live, older)
    assert live_and_before([one("d", "building")]) == (None, None)
