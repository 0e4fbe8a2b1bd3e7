"""Texts that mean the same in groups, by their vectors: each joins the group whose first text it is nearest to."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from embeddings.hits import FloatArray

BLOCK = 256  # rows compared at a time


def grouped(vectors: FloatArray, like: float) -> list[list[int]]:
    """Return rows (n, dim), L2-normed, in groups whose cosine to the group's first row is at least `like`.

    The largest group comes first; rows keep their order within.
    """
    leaders = np.empty((0, vectors.shape[1]), np.float32)
    groups: list[list[int]] = []
    for start in range(0, len(vectors), BLOCK):
        block = vectors[start : start + BLOCK]
        near = block @ leaders.T if len(leaders) else np.full((len(block), 1), -1.0, np.float32)
        fresh: list[int] = []  # rows of this block that lead a group
        for row, known in enumerate(near):
            new = block[fresh] @ block[row] if fresh else np.empty(0, np.float32)
            best, best_new = float(known.max()), float(new.max(initial=-1.0))
            if max(best, best_new) < like:
                groups.append([start + row])
                fresh.append(row)
            elif best >= best_new:
                groups[int(known.argmax())].append(start + row)
            else:
                groups[len(groups) - len(fresh) + int(new.argmax())].append(start + row)
        leaders = np.concatenate([leaders, block[fresh]])
    return sorted(groups, key=lambda rows: -len(rows))


def centre(vectors: FloatArray) -> FloatArray:
    """Return the mean of rows (n, dim), L2-normed, (dim,)."""
    mean = vectors.mean(axis=0)
    return np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-12), np.float32)


def most_central(rows: Sequence[int], vectors: FloatArray) -> int:
    """Return the row that is nearest to the centre of them all."""
    chosen: npt.NDArray[np.int64] = np.asarray(rows)
    return int(chosen[int((vectors[chosen] @ centre(vectors[chosen])).argmax())])
