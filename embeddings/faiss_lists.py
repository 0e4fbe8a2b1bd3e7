"""Inverted lists over vectors of two bytes a number, in one mapped file: what an index of millions is searched with.

Among millions of vectors that come in dense groups a graph's walk ends in a group near by: of five million, 67 to a
group, walks of 414 and of 12,800 steps found 0.77 and 0.93 of the ten best. The lists read a share of all, as large as
these vectors need: that is measured when they are built, and kept in the file as faiss's `nprobe`.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import faiss
import numpy as np

from .errors import IndexUnusable
from .faiss_graph import Found, first_of, one_core
from .hits import FloatArray
from .sealed import MEND

_untyped: Any = faiss  # its stubs know neither the wrappers faiss puts over SWIG nor its overloads
LISTS_FOR_ROOT = 4
"""Lists for the square root of the vectors: the lower end of what faiss advises for so many."""
SHARES, FEWEST = (1 / 16, 1 / 8, 1 / 4, 1 / 2, 1.0), 24
"""Shares of all lists that a search may begin with, and how many lists it reads at least."""
ENOUGH, SAMPLE, BEST = 0.985, 200, 10
"""Share of the ten best of each sampled vector, beside itself, that must be found by the share that is taken."""
ROUNDING = 1e-4  # that half precision may take from a cosine
TRAINING = 100_000
"""Vectors that the lists' centres are learnt from."""
_CHUNK = 65_536


def write_lists(path: Path, vectors: FloatArray, sorted_in: Callable[[int], None]) -> None:
    """Sort vectors (n, dim) into lists on all cores and write them; `sorted_in` is told how many are."""
    count, dim = vectors.shape
    faiss.omp_set_num_threads(os.cpu_count() or 1)
    kind = f"IVF{int(LISTS_FOR_ROOT * count**0.5)},SQfp16"
    lists: Any = faiss.index_factory(dim, kind, faiss.METRIC_INNER_PRODUCT)
    lists.train(vectors[:: max(1, count // TRAINING)].copy())
    for start in range(0, count, _CHUNK):
        lists.add(vectors[start : start + _CHUNK])
        sorted_in(min(start + _CHUNK, count))
    lists.nprobe = _needed(lists, vectors)
    faiss.write_index(lists, str(path))


def _needed(lists: Any, vectors: FloatArray) -> int:
    """Return how many lists a search must read: the smallest share that is enough for a sample of the vectors."""
    sample = np.asarray(vectors[:: max(1, len(vectors) // SAMPLE)][:SAMPLE])
    floor = _floor(vectors, sample)
    for share in SHARES:
        lists.nprobe = min(lists.nlist, max(FEWEST, round(lists.nlist * share)))
        scores, _ = lists.search(sample, BEST + 1)
        if np.mean(scores[:, 1:] >= floor[:, None]) >= ENOUGH:
            break
    return int(lists.nprobe)


def _floor(vectors: FloatArray, sample: FloatArray) -> FloatArray:
    """Return the least score (n,) that is among the best of each sampled vector, itself aside, less the rounding."""
    best = np.full((len(sample), BEST + 1), -1.0, np.float32)
    for start in range(0, len(vectors), _CHUNK):
        scores = sample @ np.asarray(vectors[start : start + _CHUNK]).T
        best = np.partition(np.hstack([best, scores]), -BEST - 1, axis=1)[:, -BEST - 1 :]
    return np.asarray(best.min(axis=1) - ROUNDING, np.float32)


class Lists:
    """Mapped lists. Every search runs on one core, the caller's."""

    begin = 128
    """Rows that a search asks for at first."""

    def __init__(self, path: Path) -> None:
        """Map the file; IndexUnusable if it holds no lists."""
        try:
            self._lists: Any = _untyped.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)
            self._count = int(self._lists.nlist)
        except (RuntimeError, AttributeError) as error:
            raise IndexUnusable(f"The index file {path} is damaged.", mend=MEND) from error
        self.shape: tuple[int, int] = (int(self._lists.ntotal), int(self._lists.d))
        self._first = int(self._lists.nprobe)
        self.rows_per_step = max(1, self.shape[0] * self._first // self._count // self.begin)

    def walk(self, query: FloatArray, width: int) -> Found:
        """Return as many of the rows near the query (dim,) as asked for; the more are, the more lists are read."""
        one_core()
        read = min(self._count, self._first * width // self.begin)
        search = _untyped.SearchParametersIVF(nprobe=read)
        return first_of(self._lists.search(query[None], width, params=search))

    def scan(self, query: FloatArray, start: int, end: int, count: int) -> Found:
        """Return the best `count` of the rows from start to end, reading every one of them."""
        one_core()
        those = _untyped.IDSelectorRange(start, end, True)  # rows stand in each list in their order
        search = _untyped.SearchParametersIVF(nprobe=self._count, sel=those)
        return first_of(self._lists.search(query[None], min(count, end - start), params=search))
