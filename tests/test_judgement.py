"""What feedback may move, and what it may not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from assist_server.judgement import BOUND, HALF_LIFE, KEY, WEIGHING, Deed, Standing, bonus, standing

NOW = datetime(2024, 5, 17, tzinfo=UTC)
DEEDS = some.builds(
    Deed,
    key=some.sampled_from(["a", "b", "c", None]),
    occasion=some.sampled_from(["t1", "t2", "t3"]),
    event=some.sampled_from([*WEIGHING, "shown", "edited"]),
    similarity=some.none() | some.floats(0, 1),
    at=some.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=some.just(UTC)),
)


def deed(event: str, key: str = "a", occasion: str = "t1", *, similarity: float | None = None, ago: int = 0) -> Deed:
    return Deed(key, occasion, event, similarity, NOW - timedelta(days=ago))


def moved(*deeds: Deed, later: timedelta = timedelta()) -> float:
    return bonus(standing(deeds, NOW), NOW + later)


def test_it_works() -> None:
    assert moved(deed("up")) > 0 > moved(deed("down"))
    assert bonus(None, NOW) == moved() == moved(deed("shown"), deed("edited", similarity=0.1)) == 0


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        (deed("up"), deed("inserted")),
        (deed("inserted"), deed("dismissed")),
        (deed("dismissed"), deed("down")),
        (deed("sent", similarity=1.0), deed("sent", similarity=0.6)),
        (deed("sent", similarity=0.6), deed("sent", similarity=0.1)),
    ],
)
def test_what_was_kept_says_more_than_what_was_only_tried(better: Deed, worse: Deed) -> None:
    assert moved(better) > moved(worse)


def test_the_same_deed_on_the_same_ticket_counts_once() -> None:
    assert moved(*[deed("down")] * 1_000) == moved(deed("down"))


def test_one_key_moves_little_however_much_it_clicks() -> None:
    spam = [deed("down", "spammer", f"t{number}") for number in range(5_000)]
    assert -KEY < moved(*spam) < 0


def test_many_keys_outweigh_one() -> None:
    spam = [deed("down", "spammer", f"t{number}") for number in range(5_000)]
    kept = [deed("sent", f"agent {number}", similarity=0.95) for number in range(6)]
    assert moved(*kept, *spam) > 0


def test_an_agent_who_errs_one_time_in_five_loses_little_by_judging_often() -> None:
    often = [deed("down" if number % 5 == 0 else "up", occasion=f"t{number}") for number in range(200)]
    assert moved(*often) > 0.5 * moved(*[deed("up", occasion=f"t{number}") for number in range(200)])


def test_few_judgements_move_less_than_many() -> None:
    many = [deed("up", f"agent {number}") for number in range(12)]
    assert moved(*many[:1]) < moved(*many[:3]) < moved(*many) <= BOUND


def test_deeds_fade_whether_counted_anew_or_not() -> None:
    fresh = moved(deed("up"))
    assert 0 < moved(deed("up", ago=HALF_LIFE.days)) < fresh
    assert 0 < moved(deed("up"), later=HALF_LIFE) < fresh
    assert abs(moved(deed("up"), later=20 * HALF_LIFE)) < 1e-3


def test_a_clock_set_back_makes_nothing_grow() -> None:
    assert moved(deed("up"), later=-10 * HALF_LIFE) == moved(deed("up"))
    assert moved(deed("up", ago=-1_000)) == moved(deed("up"))


@given(some.lists(DEEDS, max_size=30))
def test_any_deeds_stay_within_the_bound(deeds: list[Deed]) -> None:
    assert -BOUND <= moved(*deeds) <= BOUND


def test_a_bound_holds_however_many_agree() -> None:
    assert bonus(Standing(1e9, NOW), NOW) == BOUND == -bonus(Standing(-1e9, NOW), NOW)
