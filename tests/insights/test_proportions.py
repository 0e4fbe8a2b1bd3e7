"""Intervals hold the truth about 95 times in 100, and never more than can be."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assist_server.insights.proportions import difference, holds_zero, share

COUNTS = st.integers(1, 100_000).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole)))


def test_it_works() -> None:
    """Newcombe (1998) gives 56/70 against 48/80 as 0.2000 (0.0524, 0.3339) for his tenth method."""
    apart = difference(56, 70, 48, 80)
    assert [round(part, 4) for part in apart] == [0.2, 0.0524, 0.3339]


@given(COUNTS)
def test_a_share_is_within_its_interval_and_the_interval_within_the_possible(counts: tuple[int, int]) -> None:
    found = share(*counts)
    assert 0 <= found.low <= found.value + 1e-12 and found.value - 1e-12 <= found.high <= 1


@given(COUNTS, COUNTS)
def test_turned_round_a_difference_is_its_own_opposite(one: tuple[int, int], other: tuple[int, int]) -> None:
    there, back = difference(*one, *other), difference(*other, *one)
    assert there.low <= there.value <= there.high
    assert [*there] == pytest.approx([-back.value, -back.high, -back.low])
    assert holds_zero(there) == holds_zero(back)


@pytest.mark.parametrize(("part", "whole"), [(-1, 3), (4, 3), (0, 0)])
def test_what_is_no_share_is_refused(part: int, whole: int) -> None:
    with pytest.raises(ValueError, match="part of a whole"):
        share(part, whole)


@pytest.mark.parametrize(
    ("upset", "other", "many", "few"), [(0.08, 0.06, 4000, 1200), (0.3, 0.3, 200, 90), (0.02, 0.01, 900, 400)]
)
def test_the_interval_of_a_difference_holds_the_truth_about_95_times_in_100(
    upset: float, other: float, many: int, few: int
) -> None:
    chance = np.random.default_rng(11)
    trials = 4_000
    pairs = zip(chance.binomial(few, upset, trials), chance.binomial(many, other, trials), strict=True)
    found = [difference(int(one), few, int(two), many) for one, two in pairs]
    held = sum(one.low <= upset - other <= one.high for one in found) / trials
    assert 0.935 <= held <= 0.975
