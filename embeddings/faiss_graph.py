"""An HNSW graph over vectors of two bytes a number, in one mapped file: what a large index is searched with.

A number takes two bytes (IEEE half precision): of 384 numbers that gives the cosine to 0.00006 (real messages), so that
nothing needs to be kept beside the graph to put in order what it finds, as it must with one byte a number.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import faiss
import numpy as np

from .errors import IndexUnusable
from .hits import FloatArray, IdArray
from .sealed import MEND

_untyped: Any = faiss  # its stubs know neither the wrappers faiss puts over SWIG nor its overloads
BYTES_A_NUMBER = 2
LINKS, BUILD_WIDTH = 16, 200
"""HNSW's M and efConstruction (Malkov and Yashunin 2016), chosen with bench/index_kinds.py."""
SEARCH_WIDTH, WIDER_FROM, WIDENING = 128, 100_000, 0.3
"""HNSW's efSearch without a filter, and how it grows: with a million vectors 128 finds 0.966 of the ten best, twice as
wide 0.991 (bench/index_kinds.py). 0.3 doubles it for ten times the vectors."""
ROWS_PER_STEP = 32
"""Rows read exactly in the time that one more step of efSearch takes (about 2 µs)."""
_CHUNK = 8_192

Found = tuple[IdArray, FloatArray]
"""Rows (k,) and their inner products with the query (k,), best first."""


def write_graph(path: Path, vectors: FloatArray, linked: Callable[[int], None]) -> None:
    """Link vectors (n, dim) on all cores and write the graph; `linked` is told how many are."""
    count, dim = vectors.shape
    faiss.omp_set_num_threads(os.cpu_count() or 1)
    graph = _untyped.IndexHNSWSQ(dim, faiss.ScalarQuantizer.QT_fp16, LINKS, faiss.METRIC_INNER_PRODUCT)
    graph.hnsw.efConstruction = BUILD_WIDTH
    graph.train(vectors[:1])  # half precision has nothing to learn, but must be told so
    for start in range(0, count, _CHUNK):
        graph.add(vectors[start : start + _CHUNK])
        linked(min(start + _CHUNK, count))
    faiss.write_index(graph, str(path))


class Graph:
    """A mapped graph. Every search runs on one core, the caller's."""

    def __init__(self, path: Path) -> None:
        """Map the file; IndexUnusable if it is not a graph.

        IO_FLAG_MMAP_IFC maps codes and links alike (faiss-cpu 1.15); plain IO_FLAG_MMAP maps inverted lists only and
        would copy a graph into the memory of every worker.
        """
        try:
            self._graph = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)
            self._vectors = _untyped.downcast_index(self._graph.storage)  # type: ignore[attr-defined]
        except (RuntimeError, AttributeError) as error:
            raise IndexUnusable(f"The index file {path} is damaged.", mend=MEND) from error
        self.shape: tuple[int, int] = (int(self._graph.ntotal), int(self._graph.d))
        self.begin, self.rows_per_step = search_width(self.shape[0]), ROWS_PER_STEP

    def walk(self, query: FloatArray, width: int) -> Found:
        """Return the rows near the query (dim,), as many as the walk is wide (HNSW's efSearch)."""
        one_core()
        search = _untyped.SearchParametersHNSW(efSearch=width)
        return first_of(self._graph.search(query[np.newaxis], width, params=search))

    def scan(self, query: FloatArray, start: int, end: int, count: int) -> Found:
        """Return the best `count` of the rows from start to end, reading every one of them."""
        one_core()
        stored = self._vectors.codes
        width = BYTES_A_NUMBER * self.shape[1]
        codes = _untyped.rev_swig_ptr(stored.data(), width * self.shape[0])[start * width : end * width]
        part = _untyped.IndexScalarQuantizer(self.shape[1], faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)
        part.codes = _untyped.MaybeOwnedVectorUInt8.create_view(_untyped.swig_ptr(codes), len(codes), stored.owner)
        part.ntotal = end - start
        rows, scores = first_of(part.search(query[np.newaxis], min(count, end - start)))
        return rows + start, scores


def search_width(count: int) -> int:
    """Return how wide a walk among so many vectors begins."""
    return int(SEARCH_WIDTH * max(1.0, count / WIDER_FROM) ** WIDENING)


def one_core() -> None:
    """Search on this core alone; OpenMP's setting is per thread, and the build may have raised this one's."""
    faiss.omp_set_num_threads(1)


def first_of(answer: tuple[FloatArray, IdArray]) -> Found:
    """Return what faiss found for the first of its queries."""
    scores, rows = answer[0][0], answer[1][0]
    return rows[rows >= 0], scores[rows >= 0]
