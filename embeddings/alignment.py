"""Two linear maps into one space in which a message lies near the reply it got: a closed form, in seconds.

Canonical correlation analysis (Hotelling 1936, "Relations between two sets of variates") of the vectors of messages and
of their replies, each covariance with a ridge; a direction counts by the square root of its correlation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from embeddings.hits import FloatArray
from embeddings.sealed import map_array

DIRECTIONS = 64
"""Of the shared space. Own reply among 99 others, airline tickets: mean reciprocal rank 0.392 with 32, 0.417 with 64,
0.424 with 128; the fewer, the faster all replies are compared."""

LEAST_RIDGE, RIDGE_PAIRS = 1e-3, 10.0
"""The ridge is RIDGE_PAIRS over the number of pairs, or LEAST_RIDGE (a component's variance is 1/384). Best of four for
1,000, 3,000, 10,000 and 28,000 pairs: 3e-3 or more, 3e-3, 1e-3 to 3e-3, 1e-3."""

_BLOCK = 8_192  # pairs whose products are summed at once, in double precision

_Square = npt.NDArray[np.float64]


@dataclass(frozen=True)
class LinearTower:
    """One side: its vectors' mean (dim,), and the map (dim, directions)."""

    mean: FloatArray
    directions: FloatArray

    def vectors(self, vectors: FloatArray, texts: Sequence[str]) -> FloatArray:
        """Return unit vectors (n, directions) of encoder vectors (n, dim); the texts don't matter."""
        projected = (vectors - self.mean) @ self.directions
        lengths = np.linalg.norm(projected, axis=1, keepdims=True)
        return np.ascontiguousarray(projected / np.maximum(lengths, 1e-12), np.float32)

    def save(self, folder: Path, side: str) -> None:
        """Write the arrays into an existing folder, under the side's name."""
        np.save(folder / f"{side}-mean.npy", self.mean)
        np.save(folder / f"{side}-directions.npy", self.directions)


class Alignment(NamedTuple):
    """Both sides: a question and a reply match as far as the product of their vectors, −1 to 1."""

    questions: LinearTower
    replies: LinearTower


def open_linear_tower(folder: Path, side: str) -> LinearTower:
    """Map what `save` wrote; IndexUnusable if a file is damaged."""
    return LinearTower(map_array(folder / f"{side}-mean.npy"), map_array(folder / f"{side}-directions.npy"))


def fit_alignment(questions: FloatArray, replies: FloatArray) -> Alignment:
    """Fit to the vectors (n, dim) of messages and of the replies they got. ValueError for fewer than 2 pairs."""
    count, dim = questions.shape
    if count < 2:
        raise ValueError(f"an alignment needs 2 pairs or more; these are {count}")
    means = [side.mean(axis=0, dtype=np.float64) for side in (questions, replies)]
    asked, answered, between = (np.zeros((dim, dim)) for _ in range(3))
    for start in range(0, count, _BLOCK):
        left, right = (
            side[start : start + _BLOCK] - mean for side, mean in zip((questions, replies), means, strict=True)
        )
        asked += left.T @ left
        answered += right.T @ right
        between += left.T @ right
    ridge = max(LEAST_RIDGE, RIDGE_PAIRS / count) * np.eye(dim)
    whiten_asked, whiten_answered = _inverse_root(asked / count + ridge), _inverse_root(answered / count + ridge)
    left, correlations, right = np.linalg.svd(whiten_asked @ (between / count) @ whiten_answered)
    weights = np.sqrt(correlations[:DIRECTIONS])
    return Alignment(
        _tower(means[0], whiten_asked @ left[:, :DIRECTIONS] * weights),
        _tower(means[1], whiten_answered @ right[:DIRECTIONS].T * weights),
    )


def _inverse_root(covariance: _Square) -> _Square:
    """Return the inverse square root of a positive definite matrix."""
    values, vectors = np.linalg.eigh(covariance)
    return np.asarray(vectors * values**-0.5 @ vectors.T)


def _tower(mean: npt.NDArray[np.float64], directions: _Square) -> LinearTower:
    return LinearTower(mean.astype(np.float32), np.ascontiguousarray(directions, np.float32))
