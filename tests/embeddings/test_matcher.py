"""Which reply answers which message: what is learnt, and that it reads the same once saved."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from embeddings.hits import FloatArray
from embeddings.matcher import BUCKETS, fit_matcher, open_tower, word_buckets

DIM, PAIRS = 16, 400
MATTERS = ("parcel", "refund", "invoice", "password", "button", "battery", "voucher", "address")


def pairs(seed: int) -> tuple[tuple[FloatArray, list[str]], tuple[FloatArray, list[str]]]:
    """Return messages and replies whose vectors say nothing and whose words say which belong together."""
    rng = np.random.default_rng(seed)
    vectors = rng.normal(size=(2, PAIRS, DIM))
    vectors /= np.linalg.norm(vectors, axis=2, keepdims=True)
    matters = [MATTERS[place] for place in rng.integers(0, len(MATTERS), PAIRS)]
    asked = [f"My {matter} is lost" for matter in matters]
    answered = [f"We found the {matter}, number {place}" for place, matter in enumerate(matters)]
    sides = np.asarray(vectors, np.float32)
    return (sides[0], asked), (sides[1], answered)


def test_it_works() -> None:
    matcher = fit_matcher(*pairs(0))
    (asked, messages), (answered, replies) = pairs(1)
    scores = matcher.questions.vectors(asked, messages) @ matcher.replies.vectors(answered, replies).T
    matter = np.array([message.split()[1] for message in messages])
    same = np.equal.outer(matter, matter)
    assert scores[same].mean() > scores[~same].mean()


def test_vectors_are_of_length_one_for_any_text() -> None:
    tower = fit_matcher(*pairs(0)).questions
    read = tower.vectors(pairs(1)[0][0][:3], ["", "?!", "好的，谢谢"])
    assert read.dtype == np.float32 and np.allclose(np.linalg.norm(read, axis=1), 1)


def test_what_is_saved_reads_as_before(tmp_path: Path) -> None:
    tower = fit_matcher(*pairs(0)).replies
    tower.save(tmp_path, "replies")
    texts = pairs(1)[1][1]
    assert np.allclose(
        open_tower(tmp_path, "replies").vectors(pairs(1)[1][0], texts), tower.vectors(pairs(1)[1][0], texts)
    )


def test_one_pair_is_nothing_to_learn_from() -> None:
    (asked, messages), (answered, replies) = pairs(0)
    with pytest.raises(ValueError, match="2 pairs"):
        fit_matcher((asked[:1], messages[:1]), (answered[:1], replies[:1]))


@given(some.text(max_size=300))
def test_every_text_has_buckets_in_range_and_each_once(text: str) -> None:
    buckets = word_buckets(text).tolist()
    assert buckets and buckets == sorted(set(buckets))
    assert all(0 <= bucket < BUCKETS for bucket in buckets)
