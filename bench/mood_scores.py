"""How well moods are read: the scores, and VADER to compare with."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
PLAIN = 0.05  # of VADER's compound score, below which its authors call a text neutral (Hutto and Gilbert 2014)


def macro_f1(labels: npt.NDArray[np.int64], guesses: npt.NDArray[np.int64]) -> float:
    """Return the mean F1 of the classes that occur."""
    scores = []
    for mood in np.unique(labels):
        right = int(((labels == mood) & (guesses == mood)).sum())
        scores.append(2 * right / (int((labels == mood).sum()) + int((guesses == mood).sum())))
    return float(np.mean(scores))


def two_way(logits: Floats) -> Ints:
    """Return the larger of negative and positive (n,) for reviews, which know no neutral."""
    return np.where(logits[:, 2] > logits[:, 0], 2, 0)


def vader(texts: Sequence[str]) -> Floats | None:
    """Return VADER's compound scores (n,), None where it is not installed."""
    try:
        vader = import_module("vaderSentiment.vaderSentiment")
    except ImportError:
        return None
    reader = vader.SentimentIntensityAnalyzer()
    return np.array([reader.polarity_scores(text)["compound"] for text in texts], dtype=np.float32)


def vader_moods(compound: Floats) -> Ints:
    """Return the moods (n,) that VADER's compound scores stand for."""
    return np.where(compound >= PLAIN, 2, np.where(compound <= -PLAIN, 0, 1))
