"""Two sets of times compared by ranks: the interval holds the truth as often as it says."""

from __future__ import annotations

import numpy as np
import pytest

from assist_server.insights.proportions import Interval
from assist_server.insights.ranks import LEAST_TOLD, counted, quantile, ratio, shift, tickets_needed

RUNS = 400
TAKES = 0.85  # of the time, with the effect that is put in


def drawn(seed: int, ones: int, others: int, effect: float = TAKES) -> Interval:
    """Return what is found between two simulated sides whose times are skewed as those of replies are."""
    chance = np.random.default_rng(seed)
    return ratio(list(chance.lognormal(5, 0.9, ones) * effect), list(chance.lognormal(5, 0.9, others)))


def test_it_works() -> None:
    assert [round(part) for part in shift([11, 12, 13, 14, 15], [1, 2, 3, 4, 5])][0] == 10
    found = drawn(1, 2_000, 2_000)
    assert found.low < TAKES < found.high < 1


@pytest.mark.parametrize(("ones", "others", "effect"), [(60, 200, TAKES), (80, 80, 1.0), (300, 60, 1.3)])
def test_the_interval_holds_a_known_effect_about_95_times_in_100(ones: int, others: int, effect: float) -> None:
    found = [drawn(seed, ones, others, effect) for seed in range(RUNS)]
    assert 0.925 <= sum(one.low <= effect <= one.high for one in found) / RUNS <= 0.975


def test_the_estimate_is_the_median_of_all_differences() -> None:
    chance = np.random.default_rng(5)
    x, y = chance.normal(3, 1, 41), chance.normal(0, 2, 30)
    every = np.sort((x[:, None] - y[None, :]).ravel())
    assert shift(list(x), list(y)).value == pytest.approx(every[len(every) // 2 - 1], abs=2e-3)


def test_values_told_with_how_often_they_are_there_say_what_they_say_one_by_one() -> None:
    chance = np.random.default_rng(8)
    sides = [list(chance.integers(0, 30, count).astype(float)) for count in (70, 400)]
    told = [[side.count(value) for value in range(30)] for side in sides]
    summed = [counted([float(value) for value in range(30) if times[value]], [n for n in times if n]) for times in told]
    assert shift(*summed) == shift(*sides) and ratio(*summed) == ratio(*sides)
    differences = np.sort(np.subtract.outer(*sides).ravel())
    assert shift(*summed).value == pytest.approx(differences[len(differences) // 2 - 1], abs=2e-3)


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9, 1.0])
@pytest.mark.parametrize("count", [1, 2, 7, 100])
def test_a_quantile_is_that_of_the_values_one_by_one(count: int, share: float) -> None:
    values = list(np.random.default_rng(count).integers(0, 20, count).astype(float))
    assert quantile(counted(values), share) == pytest.approx(float(np.quantile(values, share)))
    with pytest.raises(ValueError):
        quantile(counted([]), share)


def test_turned_round_a_ratio_is_its_own_inverse() -> None:
    chance = np.random.default_rng(2)
    one, other = list(chance.lognormal(5, 1, 51)), list(chance.lognormal(5.3, 1, 70))
    there, back = ratio(one, other), ratio(other, one)
    assert [*there] == pytest.approx([1 / back.value, 1 / back.high, 1 / back.low], rel=0.02)


def test_one_time_on_each_side_says_next_to_nothing() -> None:
    found = shift([3.0], [1.0])
    assert found.low <= 2 <= found.high + 1e-3


def test_nothing_on_one_side_is_refused() -> None:
    with pytest.raises(ValueError):
        shift([], [1.0])


def test_a_reply_sent_at_once_does_not_break_a_ratio() -> None:
    assert np.isfinite(ratio([0.0] * 20, [60.0] * 20).value)


def test_with_so_many_tickets_the_effect_is_seen_about_four_times_in_five() -> None:
    chance = np.random.default_rng(9)
    count = tickets_needed(list(chance.lognormal(5, 0.5, 2_000)), 0.5)
    seen = 0
    for seed in range(200):
        chance = np.random.default_rng(seed)
        found = ratio(list(chance.lognormal(5, 0.5, count // 2) * 0.9), list(chance.lognormal(5, 0.5, count // 2)))
        seen += found.high < 1
    assert 0.7 <= seen / 200 <= 0.9


def test_few_own_times_are_not_believed() -> None:
    assert tickets_needed([60.0] * (LEAST_TOLD - 1), 0.1) == tickets_needed([], 0.1)


def test_an_even_share_takes_the_fewest_tickets() -> None:
    assert tickets_needed([], 0.5) < tickets_needed([], 0.1) < tickets_needed([], 0.01)
