"""Fresh and well-rated tickets come first among equals, and evidence out of date is marked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from assist_server.ageing import MOST_FOR_AGE, MOST_FOR_RATING, OUTDATED_DAYS, with_ages, worth
from assist_server.results import Suggestion
from tests.test_suggest import along, found, suggested

NOW = datetime(2026, 3, 1, tzinfo=UTC)
THIRTY = "You can send it back within 30 days and the label is free."
SIXTY = "You can send it back within 60 days and the label is free."


def offered(text: str, days: int | None) -> Suggestion:
    """Return a suggestion of that text with one ticket solved so many days ago."""
    solved = None if days is None else NOW - timedelta(days=days)
    evidence: dict[str, Any] = {"type": "ticket", "id": "T", "title": "", "similarity": 0.9, "excerpt": "x"}
    return Suggestion.model_validate(
        {"id": "i", "text": text, "confidence": 0.9, "kind": "reply", "evidence": [{**evidence, "solved_at": solved}]}
    )


def marks(*suggestions: Suggestion) -> list[bool]:
    """Return whether each one's evidence is marked as out of date."""
    return [one.evidence[0].outdated for one in with_ages(suggestions, NOW)]


def test_it_works() -> None:
    (one,) = with_ages([offered(THIRTY, 12)], NOW)
    assert one.evidence[0].age_days == 12 and not one.evidence[0].outdated


def test_evidence_without_a_time_has_no_age() -> None:
    (one,) = with_ages([offered(THIRTY, None)], NOW)
    assert one.evidence[0].age_days is None and not one.evidence[0].outdated


def test_old_evidence_is_marked() -> None:
    assert marks(offered(THIRTY, OUTDATED_DAYS + 1)) == [True]


def test_a_newer_answer_with_another_number_marks_the_older_one() -> None:
    assert marks(offered(THIRTY, 200), offered(SIXTY, 10)) == [True, False]


@pytest.mark.parametrize(
    "newer",
    [THIRTY, "It takes 5 days until a refund shows on your account.", "You can send it back and the label is free."],
)
def test_an_answer_that_agrees_or_is_about_something_else_marks_nothing(newer: str) -> None:
    assert marks(offered(THIRTY, 200), offered(newer, 10)) == [False, False]


def test_two_answers_of_one_time_mark_neither() -> None:
    assert marks(offered(THIRTY, 20), offered(SIXTY, 10)) == [False, False]


def test_the_effect_of_age_and_rating_is_bounded() -> None:
    best = worth(found(1, 0.9, solved_at=NOW, csat="good").card, NOW)
    worst = worth(found(1, 0.9, solved_at=NOW - timedelta(days=9_000), csat=1).card, NOW)
    assert best == pytest.approx(MOST_FOR_AGE + MOST_FOR_RATING)
    assert worst == pytest.approx(-MOST_FOR_RATING, abs=1e-6)
    assert worth(found(1, 0.9).card, NOW) == 0


def test_among_equals_the_fresh_and_well_rated_ticket_comes_first() -> None:
    now = datetime.now(UTC)
    old = found(1, 0.8, solved_at=now - timedelta(days=900), csat="bad")
    fresh = found(2, 0.79, solved_at=now - timedelta(days=2), csat="good")
    (one,) = suggested((old, along(1)), (fresh, along(1)))
    assert [evidence.id for evidence in one.evidence] == ["T-2", "T-1"]
    assert one.text == "Answer 2."


def test_a_clearly_better_match_stays_first_however_old() -> None:
    now = datetime.now(UTC)
    old = found(1, 0.9, solved_at=now - timedelta(days=900), csat="bad")
    fresh = found(2, 0.8, solved_at=now, csat="good")
    (one,) = suggested((old, along(1)), (fresh, along(1)))
    assert [evidence.id for evidence in one.evidence] == ["T-1", "T-2"]


def test_a_suggestion_tells_its_language() -> None:
    (one,) = suggested((found(1, 0.9, language="de"), along(1)))
    assert one.language == "de"
