"""An alignment of messages and replies: what it learns, and that it reads the same once saved."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from embeddings.alignment import DIRECTIONS, fit_alignment, open_linear_tower
from embeddings.hits import FloatArray

DIM, PAIRS = 32, 4_000


def pairs(count: int, seed: int, dim: int = DIM) -> tuple[FloatArray, FloatArray]:
    """Return messages and replies that share an eighth of their components, turned by a rotation, amid noise."""
    matters = np.random.default_rng(seed).normal(size=(count, dim // 8))
    noise = np.random.default_rng(seed + 1).normal(size=(2, count, dim))
    turn = np.linalg.qr(np.random.default_rng(7).normal(size=(2, dim, dim)))[0]
    sides = np.array([matters @ one[: dim // 8] for one in turn]) + 0.4 * noise
    sides /= np.linalg.norm(sides, axis=2, keepdims=True)
    return np.asarray(sides[0], np.float32), np.asarray(sides[1], np.float32)


def first(asked: FloatArray, answered: FloatArray) -> float:
    """Return the share of messages whose own reply is the nearest of all."""
    return float(((asked @ answered.T).argmax(axis=1) == np.arange(len(asked))).mean())


def test_it_works() -> None:
    alignment = fit_alignment(*pairs(PAIRS, 0))
    asked, answered = pairs(100, 50)
    aligned = alignment.questions.vectors(asked, ()), alignment.replies.vectors(answered, ())
    assert first(*aligned) > 3 * first(asked, answered)


def test_vectors_are_of_length_one_and_the_directions_few() -> None:
    alignment = fit_alignment(*pairs(300, 0, 128))
    vectors = alignment.questions.vectors(pairs(10, 1, 128)[0], ())
    assert vectors.shape == (10, DIRECTIONS)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)


def test_fewer_pairs_than_directions_teach_no_nonsense() -> None:
    alignment = fit_alignment(*pairs(2, 0))
    assert np.isfinite(alignment.questions.vectors(pairs(5, 1)[0], ())).all()
    with pytest.raises(ValueError, match="2 pairs or more"):
        fit_alignment(*pairs(1, 0))


def test_a_side_reads_the_same_once_saved(tmp_path: Path) -> None:
    tower = fit_alignment(*pairs(300, 0)).questions
    tower.save(tmp_path, "questions")
    asked = pairs(10, 1)[0]
    assert np.array_equal(open_linear_tower(tmp_path, "questions").vectors(asked, ()), tower.vectors(asked, ()))
