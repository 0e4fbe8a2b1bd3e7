"""Ranking, merging, composing, abstaining: the rules of what is offered."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as some

from assist_server import suggest
from assist_server.judgement import Standing
from assist_server.knowledge import Found
from assist_server.learnt import DEFAULT, Labels, Reading, Signs, Weights
from assist_server.results import Suggestion
from assist_server.store import PassageCard, text_hash
from assist_server.suggest import Asked, category
from embeddings.index import FloatArray

DIM = 8


def along(*weights: float) -> FloatArray:
    """Return a unit vector with these first components."""
    vector = np.zeros(DIM, np.float32)
    vector[: len(weights)] = weights
    return np.asarray(vector / np.linalg.norm(vector), np.float32)


def found(number: int, score: float, **more: Any) -> Found:
    """Return a found ticket whose agent answered."""
    card = PassageCard(
        passage_id=number,
        text=f"Problem {number}",
        entry_pk=number,
        kind="ticket",
        id=f"T-{number}",
        title="",
        url=None,
        brand=None,
        language="en",
        internal=False,
        category=None,
        csat=None,
        solved_at=None,
        reply=f"Answer {number}.",
        vector=None,
    )
    return Found(card._replace(**more), score)


def asked(draft: FloatArray | None = None) -> Asked:
    """Return a question."""
    return Asked("A question about lamps", along(1), draft, "en", None, "0123456789ab")


def answered(one: Found, vector: FloatArray) -> Found:
    """Return it with the vector of its answer."""
    return Found(one.card._replace(vector=vector.astype(np.float16).tobytes()), one.score)


def suggested(
    *given: tuple[Found, FloatArray], threshold: float = 0.0, draft: FloatArray | None = None
) -> list[Suggestion]:
    """Suggest for candidates given as (found, reply vector)."""
    return suggest.suggest(asked(draft), [answered(*pair) for pair in given], threshold)


def test_it_works() -> None:
    (only,) = suggested((found(1, 0.9), along(1)))
    assert only.text == "Answer 1." and only.evidence[0].id == "T-1" and only.kind == "reply"


def test_near_equal_answers_are_one_suggestion_with_their_support() -> None:
    offered = suggested(
        (found(1, 0.8), along(1, 0.1)),
        (found(2, 0.9), along(1)),
        (found(3, 0.7), along(1, -0.1)),
        (found(4, 0.7), along(0, 1)),
    )
    assert [one.support for one in offered] == [3, 1]
    assert [one.id for one in offered[0].evidence] == ["T-2", "T-1", "T-3"]


def test_the_most_central_wording_is_offered() -> None:
    offered = suggested((found(1, 0.9), along(1, 0.3)), (found(2, 0.8), along(1)), (found(3, 0.7), along(1, -0.1)))
    assert offered[0].text == "Answer 2."


def test_answers_in_different_languages_stay_apart() -> None:
    assert len(suggested((found(1, 0.9), along(1)), (found(2, 0.9, language="de"), along(1)))) == 2


def test_agreement_makes_more_certain() -> None:
    agreeing = suggested((found(1, 0.8), along(1)), (found(2, 0.8), along(1)))[0]
    alone = suggested((found(1, 0.8), along(1)), (found(2, 0.8), along(0, 1)))[0]
    assert agreeing.confidence > alone.confidence


def test_below_the_threshold_nothing_is_offered() -> None:
    assert suggested((found(1, 0.2), along(1)), (found(2, 0.2), along(0, 1)), threshold=0.5) == []


def test_nothing_found_is_nothing_offered() -> None:
    assert suggested() == []


def test_a_draft_orders_what_is_offered() -> None:
    pair = ((found(1, 0.6), along(1)), (found(2, 0.6), along(0, 1)))
    assert suggested(*pair, draft=along(1))[0].text == "Answer 1."
    assert suggested(*pair, draft=along(0, 1))[0].text == "Answer 2."


def test_an_internal_article_is_never_offered() -> None:
    inside = found(1, 0.9, kind="article", reply="", internal=True)
    assert suggested((inside, along(1))) == []


def test_the_customer_is_greeted_by_name_and_open_places_are_told() -> None:
    one = answered(found(1, 0.9, reply="Your order [order] is on its way."), along(1))
    question = Asked("A question about lamps", along(1), None, "en", "Ada Lovelace", "0123456789ab")
    (offered,) = suggest.suggest(question, [one], 0.0)
    assert "Ada" in offered.text and offered.placeholders == ["[order]"]


def test_a_category_is_told_only_when_most_votes_agree() -> None:
    assert category([]) is None
    assert category([found(1, 0.9, category=None)]) is None
    agreed = category(
        [found(1, 0.8, category="delivery"), found(2, 0.8, category="delivery"), found(3, 0.7, category="x")]
    )
    assert agreed is not None and agreed.label == "delivery" and agreed.confidence > 0.5
    assert category([found(n, 0.5, category=f"label {n}") for n in range(4)]) is None


def test_a_word_or_two_are_answered_only_where_somebody_asked_the_same_before() -> None:
    near, far = answered(found(1, 0.9), along(1)), answered(found(1, 0.7), along(1))
    short = replace(asked(), text="Seat assignment")
    assert suggest.suggest(short, [near], 0.0) and not suggest.suggest(short, [far], 0.0)
    assert not suggest.suggest(replace(asked(), text="Hello, thanks!"), [near], 0.0)


def test_a_category_is_not_told_of_a_question_that_lies_far_off_however_the_votes_fall() -> None:
    far = [found(n, 0.3, category="delivery") for n in range(4)]
    assert category(far) is None
    shares = np.array([0.8, 0.2], np.float32)
    labels = Labels({"delivery": 0, "x": 1}, shares, np.log(shares), 0.0, 0.0)
    assert category([found(1, 0.05, category="delivery")], labels) is None
    near = category([found(1, 0.7, category="delivery")], labels)
    assert near is not None and near.confidence > 0.8
    assert category(far, spread=None) is not None  # by words alone a score is no cosine
    # the same distance on the scale of a model whose cosines are all high
    assert category([found(n, 0.83, category="delivery") for n in range(4)], spread=0.03) is None


@given(some.lists(some.tuples(some.floats(-1, 1), some.integers(0, 5)), min_size=1, max_size=12))
def test_confidence_is_a_chance_and_no_answer_is_in_two_groups(pairs: list[tuple[float, int]]) -> None:
    answers = [answered(found(n, score), along(*np.eye(DIM)[axis])) for n, (score, axis) in enumerate(pairs)]
    groups = suggest.groups(asked(), answers)
    keys = [one.found.card.entry_pk for group in groups for one in group.members]
    assert len(set(keys)) == len(keys)
    axes = {axis for _, axis in pairs}
    assert len(groups) == min(len(axes), suggest.MOST)
    assert len(keys) == len(pairs) or len(axes) > suggest.MOST
    assert all(0 <= group.chance <= 1 for group in groups)


def test_an_answer_about_the_very_error_code_goes_before_one_about_its_neighbour() -> None:
    near = answered(found(1, 0.80, reply="E-107: fetch the update again."), along(1))
    right = answered(found(2, 0.70, reply="E-108: hold the button for ten seconds."), along(0, 1))
    offered = suggest.suggest(replace(asked(), text="My hub says E-108"), [near, right], 0.0)
    assert [one.evidence[0].id for one in offered] == ["T-2", "T-1"]


def test_a_code_that_is_only_mentioned_beside_the_one_in_the_title_counts_little() -> None:
    about = found(1, 0.7, title="E-107: no update", text="E-107: no update\nAfter E-108 see there.").card
    assert suggest._codes(frozenset({"e108"}), about) == 0.0
    assert suggest._codes(frozenset({"e107"}), about) == 1.0
    assert suggest._codes(frozenset({"e999"}), about) == -1.0


def test_two_answers_that_the_desk_gives_often_are_not_merged_however_alike() -> None:
    replies = ("Choose card.", "Choose card delivery.")
    labels = Labels(
        {text_hash(reply): place for place, reply in enumerate(replies)}, along(1, 1), along(1, 1), 1.0, 1.0
    )
    both = [answered(found(n, 0.9, reply=reply), along(1)) for n, reply in enumerate(replies)]
    question = replace(asked(), reading=Reading(DEFAULT, answers=labels))
    assert [one.support for one in suggest.suggest(question, both, 0.0)] == [1, 1]
    assert [one.support for one in suggest.suggest(asked(), both, 0.0)] == [2]


def test_the_classifier_decides_between_answers_that_are_found_alike() -> None:
    logits = np.array([0.0, 4.0], np.float32)
    labels = Labels({"card": 0, "loan": 1}, np.array([0.02, 0.98], np.float32), logits, 4.0, 0.0)
    weights = Weights(-7.0, Signs(3.89, 7.19, share=2.0))
    both = [answered(found(n, 0.8, category=label), along(*np.eye(DIM)[n])) for n, label in enumerate(("card", "loan"))]
    offered = suggest.suggest(replace(asked(), reading=Reading(weights, labels)), both, 0.0)
    assert offered[0].evidence[0].id == "T-1"


def test_feedback_decides_between_equals_and_leaves_the_chance_alone() -> None:
    now = datetime.now(UTC)
    first, second = found(1, 0.80), found(2, 0.78)
    pairs = ((first, along(1)), (second, along(0, 1)))
    plain = suggested(*pairs)
    judged = suggested(pairs[0], (Found(second.card._replace(standing=Standing(1.6, now)), 0.78), along(0, 1)))
    assert [one.evidence[0].id for one in plain] == ["T-1", "T-2"]
    assert [one.evidence[0].id for one in judged] == ["T-2", "T-1"]
    assert sorted(one.confidence for one in plain) == sorted(one.confidence for one in judged)


def test_of_replies_that_say_the_same_the_clearest_judgement_counts_once() -> None:
    now = datetime.now(UTC)
    liked = found(1, 0.8, standing=Standing(2, now))
    spammed = [found(number, 0.8, standing=Standing(-0.4, now)) for number in range(2, 8)]
    other = found(9, 0.82)
    offered = suggested(*((one, along(1)) for one in (liked, *spammed)), (other, along(0, 1)))
    assert {one.id for one in offered[0].evidence} >= {"T-1", "T-2"}
