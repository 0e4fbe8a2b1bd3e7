"""Small heads that read a mood from the vector of a message; numpy is all they need."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Protocol

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float32]


class Head(Protocol):
    """What turns vectors into moods."""

    @property
    def model(self) -> str: ...

    def moods(self, vectors: FloatArray) -> FloatArray:
        """Return the shares of negative, neutral and positive, (n, 3), for vectors (n, dim)."""

    def reads(self, language: str | None) -> bool:
        """Tell whether the encoder under this head knows the language (None: not detected)."""


@dataclass(frozen=True, eq=False)
class MoodHead:
    """One hidden layer on a frozen vector: softmax(relu(v · hidden + hidden_bias) · weights + bias).

    Shapes: hidden (dim, h), hidden_bias (h,), weights (h, 3), bias (3,). `languages` are those the encoder knows,
    ("*",) for all.
    """

    model: str
    weights: FloatArray
    bias: FloatArray
    hidden: FloatArray
    hidden_bias: FloatArray
    languages: tuple[str, ...] = ("en",)

    def moods(self, vectors: FloatArray) -> FloatArray:
        """Return the shares of the three moods, (n, 3). Raises ValueError for vectors of another width."""
        if vectors.ndim != 2 or vectors.shape[1] != self.hidden.shape[0]:
            raise ValueError(f"the mood head of {self.model} reads (n, {self.hidden.shape[0]}), not {vectors.shape}")
        active = np.maximum(vectors @ self.hidden + self.hidden_bias, 0)
        logits = active @ self.weights + self.bias
        shares = np.exp(logits - logits.max(axis=1, keepdims=True))
        return np.asarray(shares / shares.sum(axis=1, keepdims=True), dtype=np.float32)

    def reads(self, language: str | None) -> bool:
        return language is None or "*" in self.languages or language[:2].lower() in self.languages


@dataclass(frozen=True)
class NullHead:
    """Stands in for a model that no head was fitted on: every message is neutral, only words warn."""

    model: str

    def moods(self, vectors: FloatArray) -> FloatArray:
        return np.tile(np.array([0, 1, 0], dtype=np.float32), (len(vectors), 1))

    def reads(self, language: str | None) -> bool:
        return True


@cache
def load_head(model_name: str) -> MoodHead | NullHead:
    """Load the head fitted on an encoder's vectors; a NullHead where there is none.

    `model_name` may carry an owner ("sentence-transformers/all-MiniLM-L6-v2").
    """
    name = model_name.rsplit("/", 1)[-1]
    file = resources.files("assist_server.sentiment") / "weights" / f"{name}.npz"
    if not file.is_file():
        return NullHead(model_name)
    with file.open("rb") as opened, np.load(opened, allow_pickle=False) as kept:
        arrays = {key: kept[key].astype(np.float32) for key in ("weights", "bias", "hidden", "hidden_bias")}
        languages = tuple(str(language) for language in kept["languages"])
    return MoodHead(model=name, languages=languages, **arrays)
