"""Small heads that read a mood from the vector and the words of a message; numpy is all they need."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from assist_server.sentiment.terms import TermWeights

MOOD_FILE = "mood.npz"  # in the folder of an encoder that a desk has taught
RIDGE = 0.01  # keeps the map between two encoders' vectors from following single messages

FloatArray = npt.NDArray[np.float32]


class Head(Protocol):
    """What turns messages into moods."""

    @property
    def model(self) -> str:
        """Name the encoder whose vectors it reads."""

    def moods(self, vectors: FloatArray, texts: Sequence[str]) -> FloatArray:
        """Return the shares of negative, neutral and positive, (n, 3), for n texts and their vectors (n, dim)."""

    def reads(self, language: str | None) -> bool:
        """Tell whether the encoder under this head knows the language (None: not detected)."""


@dataclass(frozen=True, eq=False)
class MoodHead:
    """One hidden layer on a frozen vector, and the words beside it.

    softmax(relu(v · hidden + hidden_bias) · weights + bias + terms). Shapes: hidden (dim, h), hidden_bias (h,),
    weights (h, 3), bias (3,). `languages` are those the encoder knows, ("*",) for all.
    """

    model: str
    weights: FloatArray
    bias: FloatArray
    hidden: FloatArray
    hidden_bias: FloatArray
    terms: TermWeights
    languages: tuple[str, ...] = ("en",)

    def moods(self, vectors: FloatArray, texts: Sequence[str]) -> FloatArray:
        """Return the shares of the three moods, (n, 3). Raises ValueError for vectors of another shape."""
        if vectors.shape != (len(texts), self.hidden.shape[0]):
            raise ValueError(
                f"the mood head of {self.model} reads {(len(texts), self.hidden.shape[0])}, not {vectors.shape}"
            )
        logits = np.maximum(vectors @ self.hidden + self.hidden_bias, 0) @ self.weights + self.bias
        for row, text in enumerate(texts):
            logits[row] += self.terms.logits(text)
        shares = np.exp(logits - logits.max(axis=1, keepdims=True))
        return np.asarray(shares / shares.sum(axis=1, keepdims=True), dtype=np.float32)

    def reads(self, language: str | None) -> bool:
        """Tell whether the language, or what was not detected, can be read."""
        return language is None or "*" in self.languages or language[:2].lower() in self.languages


@dataclass(frozen=True)
class NullHead:
    """Stands in for a model that no head was fitted on: every message is neutral, only words warn."""

    model: str

    def moods(self, vectors: FloatArray, texts: Sequence[str]) -> FloatArray:
        """Return all neutral, (n, 3)."""
        return np.tile(np.array([0, 1, 0], dtype=np.float32), (len(texts), 1))

    def reads(self, language: str | None) -> bool:
        """Claim every language, so that nothing else guesses."""
        return True


def save_head(head: MoodHead, path: str) -> None:
    """Write a head as an npz without pickles: halves for the layers, bytes with one scale for the words."""
    scale = float(np.abs(head.terms.weights).max(initial=1e-6)) / 127
    np.savez_compressed(
        path,
        hidden=head.hidden.astype(np.float16),
        hidden_bias=head.hidden_bias.astype(np.float16),
        weights=head.weights.astype(np.float16),
        bias=head.bias.astype(np.float32),
        terms=head.terms.hashes,
        term_weights=np.round(head.terms.weights / scale).astype(np.int8),
        term_scale=np.float32(scale),
        languages=np.array(head.languages),
    )


def carry_over(head: MoodHead, before: FloatArray, after: FloatArray) -> MoodHead:
    """Return the head for an encoder that was taught since, from the vectors (n, dim) of n texts before and after.

    The straight map from the new vectors to the old ones that fits best (ridge regression) is put before the hidden
    layer, so that no text needs a label, and the words keep their weights.
    """
    new, old = after.astype(np.float64), before.astype(np.float64)
    mean_new, mean_old = new.mean(axis=0), old.mean(axis=0)
    new, old = new - mean_new, old - mean_old
    spread = new.T @ new / len(new)
    strength = RIDGE * np.trace(spread) / len(spread)
    back = np.linalg.solve(spread + strength * np.eye(len(spread)), new.T @ old / len(new))
    shift = mean_old - mean_new @ back
    hidden = np.asarray(back @ head.hidden, np.float32)
    return replace(head, hidden=hidden, hidden_bias=np.asarray(head.hidden_bias + shift @ head.hidden, np.float32))


@cache
def load_head(model_name: str) -> MoodHead | NullHead:
    """Load the head fitted on an encoder's vectors, once a process; a NullHead where there is none.

    `model_name` may carry an owner ("sentence-transformers/all-MiniLM-L6-v2"), or be the folder of an encoder that was
    taught here and has its head with it.
    """
    name = model_name.rsplit("/", 1)[-1]
    own = Path(model_name) / MOOD_FILE
    file = own if own.is_file() else resources.files("assist_server.sentiment") / "weights" / f"{name}.npz"
    if not file.is_file():
        return NullHead(model_name)
    with file.open("rb") as opened, np.load(opened, allow_pickle=False) as kept:
        layers = {key: kept[key].astype(np.float32) for key in ("weights", "bias", "hidden", "hidden_bias")}
        terms = TermWeights(kept["terms"], kept["term_weights"].astype(np.float32) * kept["term_scale"])
        languages = tuple(str(language) for language in kept["languages"])
    return MoodHead(model=name, terms=terms, languages=languages, **layers)
