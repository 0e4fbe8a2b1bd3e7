"""Vectors to labels: what a fitted network reads, and that numpy reads it as torch did."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from embeddings.classifier import fit_classifier, open_classifier, softmax
from embeddings.hits import FloatArray

DIM, EACH = 16, 60
LABELS = ("billing", "delivery", "returns")


def clouds(seed: int) -> tuple[FloatArray, list[str]]:
    """Return unit vectors around one direction for each label."""
    rng = np.random.default_rng(seed)
    centres = np.eye(DIM)[: len(LABELS)]
    vectors = np.repeat(centres, EACH, axis=0) + rng.normal(0, 0.25, (EACH * len(LABELS), DIM))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors, np.float32), [label for label in LABELS for _ in range(EACH)]


def test_it_works() -> None:
    classifier = fit_classifier(*clouds(0))
    vectors, labels = clouds(1)
    told = [classifier.labels[place] for place in classifier.logits(vectors).argmax(axis=1)]
    assert np.mean([one == other for one, other in zip(told, labels, strict=True)]) > 0.9


def test_the_same_examples_give_the_same_network() -> None:
    one, other = fit_classifier(*clouds(0)), fit_classifier(*clouds(0))
    assert np.array_equal(one.logits(clouds(1)[0]), other.logits(clouds(1)[0]))


def test_what_is_saved_reads_as_before(tmp_path: Path) -> None:
    classifier = fit_classifier(*clouds(0))
    classifier.save(tmp_path)
    again = open_classifier(tmp_path)
    assert again.labels == LABELS and again.places["returns"] == 2
    assert np.allclose(again.logits(clouds(1)[0]), classifier.logits(clouds(1)[0]))


def test_one_label_is_nothing_to_tell_apart() -> None:
    with pytest.raises(ValueError, match="two labels"):
        fit_classifier(clouds(0)[0][:EACH], ["billing"] * EACH)


def test_shares_sum_to_one_however_large_the_logits() -> None:
    assert softmax(np.array([1e4, 0.0, -1e4], np.float32)).tolist() == [1.0, 0.0, 0.0]
