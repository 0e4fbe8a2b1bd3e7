"""Every near ticket has a vote: what most of the weight agrees with is offered, not what was found first."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as some

from assist_server.consensus import AGREE, Votes, at_scale, camps, weights
from embeddings.hits import FloatArray
from embeddings.lexical import USUAL_SPREAD

DIM = 6


def unit(*parts: float) -> FloatArray:
    """Return a unit vector with these first components."""
    vector = np.zeros(DIM, np.float32)
    vector[: len(parts)] = parts
    return np.asarray(vector / np.linalg.norm(vector), np.float32)


def votes(
    scores: Sequence[float],
    vectors: Sequence[FloatArray],
    matches: Sequence[float] | None = None,
    answers: Sequence[int] | None = None,
    sorts: Sequence[str] | None = None,
    joinable: Sequence[bool] | None = None,
) -> Votes:
    """Return votes of tickets in one language of which no more is known, unless it is given."""
    count = len(scores)
    return Votes(
        np.array(scores, np.float32),
        np.stack(vectors),
        np.array(matches if matches is not None else [np.nan] * count, np.float32),
        np.array(answers if answers is not None else [-1] * count, np.int64),
        list(sorts if sorts is not None else ["en"] * count),
        np.array(joinable if joinable is not None else [True] * count, np.bool_),
    )


def led(given: Votes, most: int = 5, preferred: FloatArray | None = None) -> list[tuple[int, list[int]]]:
    """Return the leaders with their members, as untuned votes make them."""
    weighed = weights(given, tuned=False)
    liked = np.zeros(len(weighed), np.float32) if preferred is None else preferred
    return [(camp.leader, sorted(camp.members.tolist())) for camp in camps(given, weighed, liked, most)]


def test_it_works() -> None:
    given = votes([0.72, 0.70, 0.69, 0.69], [unit(0, 0, 1), unit(1), unit(1, 0.3), unit(1, -0.3)])
    assert led(given) == [(1, [1, 2, 3]), (0, [0])]


def test_what_merely_agrees_has_a_vote_and_stays_a_suggestion_of_its_own() -> None:
    given = votes([0.70, 0.69], [unit(1), unit(1, 1.3)])
    assert led(given) == [(0, [0]), (1, [1])]
    weighed = weights(given, tuned=False)
    assert all(camp.counted == 2 for camp in camps(given, weighed, np.zeros(2, np.float32), 5))


def test_the_nearer_and_the_better_matching_weigh_more_and_an_unknown_match_is_the_usual_one() -> None:
    near = weights(votes([0.8, 0.6], [unit(1)] * 2), tuned=False)
    assert near[0] > near[1]
    matched = weights(votes([0.6, 0.6, 0.6], [unit(1)] * 3, [0.9, 0.5, 0.1]), tuned=True)
    assert matched[0] > matched[1] > matched[2]
    unknown = weights(votes([0.6, 0.6, 0.6, 0.6], [unit(1)] * 4, [0.9, 0.5, 0.1, np.nan]), tuned=True)
    assert unknown[3] == unknown[1]


def test_answers_that_the_desk_gives_often_are_two_however_alike() -> None:
    given = votes([0.7, 0.7], [unit(1), unit(1, 0.01)], answers=[3, 4])
    assert [members for _, members in led(given)] == [[0], [1]]
    assert [members for _, members in led(votes([0.7, 0.7], [unit(1), unit(0, 1)], answers=[3, 3]))] == [[0, 1]]


def test_other_languages_and_macros_vote_but_stand_alone() -> None:
    same = [unit(1)] * 3
    apart = led(votes([0.7] * 3, same, sorts=["en", "de", "en"]))
    assert sorted(members for _, members in apart) == [[0, 2], [1]]
    beside = votes([0.7] * 3, same, joinable=[True, False, True])
    assert sorted(members for _, members in led(beside)) == [[0, 2], [1]]
    assert all(
        camp.agreement > 0.99 for camp in camps(beside, weights(beside, tuned=False), np.zeros(3, np.float32), 5)
    )


def test_what_stands_alone_is_always_looked_at_and_of_tickets_the_most_agreed_with() -> None:
    vectors = [unit(*row) for row in np.eye(DIM)]
    given = votes([0.9, 0.8, 0.7, 0.6, 0.5, 0.4], vectors, joinable=[True] * 5 + [False])
    assert [leader for leader, _ in led(given, most=2)] == [0, 1, 5]


def test_a_draft_decides_between_replies_that_as_many_agree_with() -> None:
    given = votes([0.7, 0.7], [unit(1), unit(0, 1)])
    assert led(given, preferred=np.array([0.0, 1.0], np.float32))[0][0] == 1


def test_two_replies_agree_at_the_same_distance_on_the_scale_of_each_model() -> None:
    assert at_scale(AGREE, USUAL_SPREAD) == AGREE
    assert 0.85 < at_scale(AGREE, 0.03) < 0.95


@given(
    some.lists(some.tuples(some.floats(-1, 1), some.integers(0, DIM - 1), some.booleans()), min_size=1, max_size=40),
    some.integers(1, 6),
)
def test_weights_are_shares_and_every_reply_is_in_one_camp_at_most(
    given: list[tuple[float, int, bool]], most: int
) -> None:
    every = votes(
        [score for score, _, _ in given],
        [unit(*np.eye(DIM)[axis]) for _, axis, _ in given],
        joinable=[joins for _, _, joins in given],
    )
    weighed = weights(every, tuned=False)
    assert abs(float(weighed.sum()) - 1.0) < 1e-4
    found = camps(every, weighed, np.zeros(len(given), np.float32), most)
    members = [place for camp in found for place in camp.members.tolist()]
    assert len(set(members)) == len(members)
    assert all(0.0 < camp.agreement <= 1.0 and 1 <= camp.counted <= len(given) for camp in found)
    assert sum(bool(every.joinable[camp.leader]) for camp in found) <= most
    assert {camp.leader for camp in found} >= set(np.flatnonzero(~every.joinable).tolist())
