"""An index in a folder of mapped files: exact while small, then an HNSW graph, inverted lists for millions.

Files: `ids.npy` (n,), `groups.npy` (n,), both sorted by group, and the vectors in that order: `vectors.npy` float32
(n, dim), or for a large index `graph.faiss` or `lists.faiss`.

A search limited to groups walks the graph, or reads lists, as if it were not, and keeps what is allowed; while that is
too little it walks wider, until reading the groups' runs exactly costs less. Masking the others in the graph itself
(IDSelector) is not used: of a group about another subject than the query, a third of all vectors, it found 83 % of the
ten best.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from .errors import IndexUnusable
from .exact import ExactIndex, Runs, checked_query, is_within
from .faiss_graph import Graph, write_graph
from .faiss_lists import Lists, write_lists
from .hits import Excluded, FloatArray, Hits, IdArray, best_hits, check_limit, is_allowed, merge_hits
from .index import Batch, GroupArray, Progress, VectorIndex, check_batch, check_made_by
from .sealed import MEND, discard, map_array, new_array, read_facts, sealing, verify_folder

GRAPH_FROM, GRAPH_ALWAYS_FROM = 10_000, 100_000
"""Different vectors from which on a graph is built, and vectors however alike: reading so many exactly takes 0.7 and
4.8 ms on one core, a walk 0.3."""
LISTS_FROM = 1_500_000
"""Vectors from which on lists are made: a graph of millions overlooks too much (docs/BENCHMARKS.md, Index kinds)."""
_SPARE = 3  # allowed candidates for each hit: mends the walk's ragged edge
_VECTORS, _IDS, _GROUPS, _GRAPH, _LISTS = "vectors.npy", "ids.npy", "groups.npy", "graph.faiss", "lists.faiss"
_CHUNK = 8_192


class MappedIndex:
    """An index over mapped files, until it is closed."""

    def __init__(self, index: ExactIndex | NearIndex) -> None:
        self.dim = index.dim
        self._index: ExactIndex | NearIndex | None = index

    def __len__(self) -> int:
        return len(self._opened())

    def search(
        self, query: FloatArray, limit: int, groups: frozenset[int] | None = None, exclude: Excluded = ()
    ) -> Hits:
        """Return the `limit` best by cosine."""
        return self._opened().search(query, limit, groups, exclude)

    def close(self) -> None:
        """Unmap the files when the last search under way has ended."""
        self._index = None

    def _opened(self) -> ExactIndex | NearIndex:
        if self._index is None:
            raise IndexUnusable("The index was closed.", mend="Open it again.")
        return self._index


@dataclass(frozen=True)
class NearIndex:
    """A graph or lists over vectors by group, each with its id (n,)."""

    ids: IdArray
    runs: Runs
    near: Graph | Lists

    @property
    def dim(self) -> int:
        return self.near.shape[1]

    def __len__(self) -> int:
        return len(self.ids)

    def search(
        self, query: FloatArray, limit: int, groups: frozenset[int] | None = None, exclude: Excluded = ()
    ) -> Hits:
        """Return the `limit` best by cosine, walking the graph if that costs less than reading all allowed rows."""
        check_limit(limit)
        query, spans = checked_query(query, self.dim), self.runs.spans(groups)
        allowed, wanted = sum(end - start for start, end in spans), limit * _SPARE
        width = max(self.near.begin, wanted)
        while width * self.near.rows_per_step < allowed:
            rows, scores = self.near.walk(query, width)
            kept = is_within(rows, spans)
            kept[kept] = is_allowed(self.ids[rows[kept]], exclude)
            if (found := int(kept.sum())) >= wanted:
                return best_hits(self.ids[rows[kept]], scores[kept], limit)
            width *= min(16, 2 * wanted // max(1, found))
        return merge_hits([self._scan(query, limit, span, exclude) for span in spans], limit)

    def _scan(self, query: FloatArray, limit: int, span: tuple[int, int], exclude: Excluded) -> Hits:
        """Return the best of a span, reading on while too many of the best are excluded."""
        fetch = limit + min(len(exclude), limit)
        while True:
            rows, scores = self.near.scan(query, *span, fetch)
            hits = best_hits(self.ids[rows], scores, limit, exclude)
            if len(hits) == limit or fetch >= span[1] - span[0]:
                return hits
            fetch *= 8


class FaissFolder:
    """Builds, opens, checks and removes the folders of indexes, each under its name in one place."""

    def build(
        self,
        place: str,
        name: str,
        batches: Iterable[Batch],
        *,
        dim: int,
        model: str,
        size_hint: int,
        progress: Progress,
    ) -> None:
        """Write the arriving vectors, sort them by group, link or list them; progress counts each vector twice."""
        facts: dict[str, Any] = {"model": model, "dim": dim}
        with sealing(_folder(place, name), facts) as staging:
            arrival = staging / "arrival.f32"
            ids, groups = _receive(arrival, batches, dim, size_hint, progress)
            vectors = _sort(staging, arrival, ids, groups, dim)
            count = facts["count"] = len(ids)
            if count >= GRAPH_FROM and (count >= GRAPH_ALWAYS_FROM or _differ(vectors, GRAPH_FROM)):
                write, file = (write_graph, _GRAPH) if count < LISTS_FROM else (write_lists, _LISTS)
                write(staging / file, vectors, lambda done: progress(count + done, 2 * count))
                (staging / _VECTORS).unlink()
            progress(2 * count, 2 * count)

    def load(self, place: str, name: str, *, model: str, dim: int) -> VectorIndex:
        """Map the files; only their sizes and headers are checked."""
        folder = _folder(place, name)
        facts = read_facts(folder)
        check_made_by(facts["model"], facts["dim"], model=model, dim=dim)
        ids, groups = map_array(folder / _IDS), map_array(folder / _GROUPS)
        vectors = _vectors(folder)
        if not (vectors.shape == (facts["count"], dim) and ids.shape == groups.shape == (facts["count"],)):
            raise IndexUnusable(f"The files of the index at {folder} do not belong together.", mend=MEND)
        runs = Runs.of(groups)
        return MappedIndex(
            NearIndex(ids, runs, vectors) if isinstance(vectors, Graph | Lists) else ExactIndex(ids, runs, vectors)
        )

    def verify(self, place: str, name: str) -> None:
        verify_folder(_folder(place, name))

    def folder(self, place: str, name: str) -> Path:
        return _folder(place, name)

    def drop(self, place: str, name: str) -> None:
        discard(_folder(place, name))

    def check(self, place: str) -> None:
        """Find nothing wrong: any process may write files."""


BACKEND = FaissFolder()


def _folder(place: str, name: str) -> Path:
    if not re.fullmatch(r"\w[\w.-]*", name):
        raise ValueError(f"{name!r} cannot name an index: letters, digits, '_', '-' and '.' only")
    return Path(place) / name


def _vectors(folder: Path) -> FloatArray | Graph | Lists:
    if (folder / _VECTORS).exists():
        return map_array(folder / _VECTORS)
    return Lists(folder / _LISTS) if (folder / _LISTS).exists() else Graph(folder / _GRAPH)


def _differ(vectors: FloatArray, wanted: int) -> bool:
    """Say whether so many vectors differ. In a graph twins link to each other alone, and hide what is near."""
    seen: set[bytes] = set()
    for row in vectors:
        seen.add(row.tobytes())
        if len(seen) >= wanted:
            return True
    return False


def _receive(
    arrival: Path, batches: Iterable[Batch], dim: int, size_hint: int, progress: Progress
) -> tuple[IdArray, GroupArray]:
    """Append all vectors to one raw file as they come; return their ids and groups."""
    ids, groups, done = [np.empty(0, np.int64)], [np.empty(0, np.int32)], 0
    with arrival.open("wb") as file:
        for batch in batches:
            check_batch(batch, dim)
            file.write(np.ascontiguousarray(batch.vectors, np.float32).data)
            ids.append(np.asarray(batch.ids, np.int64))
            groups.append(np.asarray(batch.groups, np.int32))
            done += len(batch.ids)
            progress(done, 2 * max(done, size_hint))
    all_ids = np.concatenate(ids)
    if len(np.unique(all_ids)) < len(all_ids):
        raise ValueError("an id came more than once")
    return all_ids, np.concatenate(groups)


def _sort(staging: Path, arrival: Path, ids: IdArray, groups: GroupArray, dim: int) -> FloatArray:
    """Write ids, groups and vectors sorted by group, and remove the raw file; return the vectors, mapped."""
    order = np.argsort(groups, kind="stable")
    np.save(staging / _IDS, ids[order])
    np.save(staging / _GROUPS, groups[order])
    target = new_array(staging / _VECTORS, np.float32, (len(ids), dim))
    source = np.memmap(arrival, np.float32, "r", shape=(len(ids), dim)) if len(ids) else target
    for start in range(0, len(order), _CHUNK):
        target[start : start + _CHUNK] = source[order[start : start + _CHUNK]]
    target.flush()
    arrival.unlink()
    return np.asarray(target)
