"""Inverted lists over vectors of two bytes a number, in one mapped file: what an index of millions is searched with.

Among millions of vectors that come in dense groups a graph's walk ends in a group near by: of five million, 67 to a
group, walks of 414 and of 12,800 steps found 0.77 and 0.93 of the ten best. The lists read a fixed share of all.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import faiss

from .errors import IndexUnusable
from .faiss_graph import Found, first_of, one_core
from .hits import FloatArray
from .sealed import MEND

_untyped: Any = faiss  # its stubs know neither the wrappers faiss puts over SWIG nor its overloads
LISTS_FOR_ROOT = 4
"""Lists for the square root of the vectors: the lower end of what faiss advises for so many."""
SHARE, FEWEST = 1 / 16, 24
"""Share of all lists that a search begins with, and how many at least, chosen with bench/index_kinds.py."""
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
    faiss.write_index(lists, str(path))


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
        self._first = max(FEWEST, round(self._count * SHARE))
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
