"""Exact search over vectors that lie sorted by group: every group is one unbroken run of rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from .hits import Excluded, FloatArray, Hits, IdArray, best_hits, check_limit, no_hits

T = TypeVar("T", bound=np.generic)
Spans = list[tuple[int, int]]
"""Half-open ranges of rows, ascending, none touching the next."""


@dataclass(frozen=True)
class Runs:
    """Where each group's rows begin and end, among `count` rows sorted by group."""

    bounds: Mapping[int, tuple[int, int]]
    count: int

    @classmethod
    def of(cls, groups: npt.NDArray[np.int32]) -> Runs:
        """Read the runs off the group of every row (n,), ascending."""
        starts = np.flatnonzero(np.diff(groups, prepend=groups[:1] - 1)) if len(groups) else np.empty(0, np.int64)
        ends = np.append(starts[1:], len(groups))
        keys = groups[starts].tolist()
        return cls(dict(zip(keys, zip(starts.tolist(), ends.tolist(), strict=False), strict=False)), len(groups))

    def spans(self, groups: frozenset[int] | None) -> Spans:
        """Return the rows of these groups (None: of all), neighbouring runs joined."""
        if groups is None:
            return [(0, self.count)] if self.count else []
        joined: Spans = []
        for start, end in sorted(self.bounds[group] for group in groups if group in self.bounds):
            if joined and joined[-1][1] == start:
                joined[-1] = (joined[-1][0], end)
            else:
                joined.append((start, end))
        return joined


@dataclass(frozen=True)
class ExactIndex:
    """Vectors (n, dim) by group, each with its id (n,). Searching reads every allowed row."""

    ids: IdArray
    runs: Runs
    vectors: FloatArray

    @classmethod
    def of(cls, ids: IdArray, groups: npt.NDArray[np.int32], vectors: FloatArray) -> ExactIndex:
        """Sort by group what comes in any order."""
        order = np.argsort(groups, kind="stable")
        return cls(ids[order], Runs.of(groups[order]), np.ascontiguousarray(vectors[order], np.float32))

    @property
    def dim(self) -> int:
        return int(self.vectors.shape[1])

    def __len__(self) -> int:
        return len(self.ids)

    def search(
        self, query: FloatArray, limit: int, groups: frozenset[int] | None = None, exclude: Excluded = ()
    ) -> Hits:
        """Return the `limit` best of the allowed by cosine to query (dim,)."""
        check_limit(limit)
        return self.scan(checked_query(query, self.dim), limit, self.runs.spans(groups), exclude)

    def scan(self, query: FloatArray, limit: int, spans: Spans, exclude: Excluded) -> Hits:
        """Return the best of the rows in these spans; one core, about 0.05 µs a row of 384 while they fit the cache."""
        if not spans:
            return no_hits()
        scores = [cosines(self.vectors[start:end], query) for start, end in spans]
        return best_hits(take(self.ids, spans), _joined(scores), limit, exclude)

    def close(self) -> None:
        """Nothing is held but memory, which goes with the last reference."""


def is_within(rows: IdArray, spans: Spans) -> npt.NDArray[np.bool_]:
    """Return for each of rows (k,) whether it lies in one of the spans."""
    starts, ends = np.array(spans, np.int64).reshape(-1, 2).T
    at = np.searchsorted(starts, rows, side="right") - 1
    return (at >= 0) & (rows < ends[at]) if len(starts) else np.zeros(len(rows), np.bool_)


def take(values: npt.NDArray[T], spans: Spans) -> npt.NDArray[T]:
    """Return the values (n,) of the rows in these spans; a view where they are one span."""
    return _joined([values[start:end] for start, end in spans])


def cosines(vectors: FloatArray, query: FloatArray) -> FloatArray:
    """Return the inner products (n,) of vectors (n, dim) with query (dim,).

    `vecdot` and not `@`: a matrix product wakes every core for each query, which under several workers is
    slower by an order of magnitude than one core alone (measured: 8 ms against 0.3 ms for 5,000 rows of 384).
    """
    return np.asarray(np.vecdot(vectors, query), np.float32)


def checked_query(query: FloatArray, dim: int) -> FloatArray:
    """Return the query contiguous and float32; ValueError if it is not one vector of `dim` numbers."""
    if query.shape != (dim,):
        raise ValueError(f"the query has shape {query.shape}; this index holds vectors of shape ({dim},)")
    return np.ascontiguousarray(query, np.float32)


def _joined(parts: list[npt.NDArray[T]]) -> npt.NDArray[T]:
    return parts[0] if len(parts) == 1 else np.concatenate(parts)
