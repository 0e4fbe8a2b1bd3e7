"""An index in a folder of mapped files: exact while small, an HNSW graph beyond. The only file that imports faiss.

Files: `vectors.npy` float32 (n, dim) sorted by group, `ids.npy` (n,), `groups.npy` (n,), and for a large index
`graph.faiss`, an HNSW graph over vectors of one byte a number. The graph proposes, the vectors decide: what it finds
is scored again exactly, so that scores are true cosines, on one scale with those of every other index.

A search limited to groups walks the graph as if it were not, and keeps what is allowed; while that is too little it
walks wider, until reading the groups' runs exactly costs less. Masking the others in the graph itself (IDSelector) is
not used: of a group about another subject than the query, a third of all vectors, it found 83 % of the ten best.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import faiss
import numpy as np

from .errors import IndexUnusable
from .exact import ExactIndex, Runs, checked_query, cosines, is_within
from .hits import Excluded, FloatArray, Hits, IdArray, best_hits, check_limit, is_allowed
from .index import Batch, GroupArray, Progress, VectorIndex, check_batch, check_made_by
from .sealed import MEND, discard, map_array, new_array, read_facts, sealing, verify_folder

_untyped: Any = faiss  # its stubs know neither the wrappers faiss puts over SWIG nor its overloads
GRAPH_FROM = 10_000
"""Vectors from which on a graph is built: reading so many exactly takes 0.7 ms on one core, a walk 0.3."""
LINKS, BUILD_WIDTH = 16, 200
"""HNSW's M and efConstruction (Malkov and Yashunin 2016), chosen with bench/index_kinds.py."""
SEARCH_WIDTH = 128
"""HNSW's efSearch without a filter: recall@10 0.99 on real messages, see bench/index_kinds.py."""
ROWS_PER_STEP = 32
"""Rows read exactly in the time that one more step of efSearch takes (about 2 µs)."""
_SPARE = 3  # allowed candidates for each hit: mends what one byte a number misorders, and the walk's ragged edge
_VECTORS, _IDS, _GROUPS, _GRAPH = "vectors.npy", "ids.npy", "groups.npy", "graph.faiss"
_TRAINING_SIZE = 50_000
_CHUNK = 8_192


class FaissIndex:
    """The mapped files of one folder."""

    def __init__(self, exact: ExactIndex, graph: Any) -> None:
        self.dim = exact.dim
        self._exact: ExactIndex | None = exact
        self._graph = graph

    def __len__(self) -> int:
        return len(self._opened())

    def search(
        self, query: FloatArray, limit: int, groups: frozenset[int] | None = None, exclude: Excluded = ()
    ) -> Hits:
        """Return the `limit` best by cosine, walking the graph if that costs less than reading all allowed rows."""
        exact, graph = self._opened(), self._graph
        check_limit(limit)
        query, spans = checked_query(query, self.dim), exact.runs.spans(groups)
        allowed, wanted = sum(end - start for start, end in spans), limit * _SPARE
        width = max(SEARCH_WIDTH, wanted)
        while graph is not None and width * ROWS_PER_STEP < allowed:
            rows = _walk(graph, query, width)
            rows = rows[is_within(rows, spans)]
            rows = rows[is_allowed(exact.ids[rows], exclude)][:wanted]
            if len(rows) == wanted:
                return best_hits(exact.ids[rows], cosines(exact.vectors[rows], query), limit)
            width *= min(16, 2 * wanted // max(1, len(rows)))
        return exact.scan(query, limit, spans, exclude)

    def close(self) -> None:
        """Unmap the files when the last search under way has ended."""
        self._exact = self._graph = None

    def _opened(self) -> ExactIndex:
        if self._exact is None:
            raise IndexUnusable("The index was closed.", mend="Open it again.")
        return self._exact


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
        """Write the arriving vectors, sort them by group, link the graph; progress counts each vector twice."""
        facts: dict[str, Any] = {"model": model, "dim": dim}
        with sealing(_folder(place, name), facts) as staging:
            arrival = staging / "arrival.f32"
            ids, groups = _receive(arrival, batches, dim, size_hint, progress)
            vectors = _sort(staging, arrival, ids, groups, dim)
            facts["count"] = len(ids)
            if len(ids) >= GRAPH_FROM:
                _link(staging / _GRAPH, vectors, progress)
            progress(2 * len(ids), 2 * len(ids))

    def load(self, place: str, name: str, *, model: str, dim: int) -> VectorIndex:
        """Map the files; only their sizes and headers are checked."""
        folder = _folder(place, name)
        facts = read_facts(folder)
        check_made_by(facts["model"], facts["dim"], model=model, dim=dim)
        vectors, ids, groups = (map_array(folder / part) for part in (_VECTORS, _IDS, _GROUPS))
        if not (vectors.shape == (facts["count"], dim) and ids.shape == groups.shape == (facts["count"],)):
            raise IndexUnusable(f"The files of the index at {folder} do not belong together.", mend=MEND)
        return FaissIndex(ExactIndex(ids, Runs.of(groups), vectors), _map_graph(folder / _GRAPH))

    def verify(self, place: str, name: str) -> None:
        verify_folder(_folder(place, name))

    def drop(self, place: str, name: str) -> None:
        discard(_folder(place, name))


BACKEND = FaissFolder()


def _folder(place: str, name: str) -> Path:
    if not re.fullmatch(r"\w[\w.-]*", name):
        raise ValueError(f"{name!r} cannot name an index: letters, digits, '_', '-' and '.' only")
    return Path(place) / name


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


def _link(path: Path, vectors: FloatArray, progress: Progress) -> None:
    """Build the graph on all cores and write it."""
    count, dim = vectors.shape
    faiss.omp_set_num_threads(os.cpu_count() or 1)
    graph = _untyped.IndexHNSWSQ(dim, faiss.ScalarQuantizer.QT_8bit, LINKS, faiss.METRIC_INNER_PRODUCT)
    graph.hnsw.efConstruction = BUILD_WIDTH
    sample = np.random.default_rng(0).choice(count, min(count, _TRAINING_SIZE), replace=False)
    graph.train(vectors[np.sort(sample)])
    for start in range(0, count, _CHUNK):
        graph.add(vectors[start : start + _CHUNK])
        progress(count + min(start + _CHUNK, count), 2 * count)
    faiss.write_index(graph, str(path))


def _map_graph(path: Path) -> Any:
    """Map the graph, or return None where the index is small and has none.

    IO_FLAG_MMAP_IFC maps codes and links alike (faiss-cpu 1.15); plain IO_FLAG_MMAP maps inverted lists only and
    would copy a graph into the memory of every worker.
    """
    if not path.exists():
        return None
    try:
        return faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)
    except RuntimeError as error:
        raise IndexUnusable(f"The index file {path} is damaged.", mend=MEND) from error


def _walk(graph: Any, query: FloatArray, width: int) -> IdArray:
    """Return the rows near the query, nearest first, as many as the walk is wide; one core."""
    faiss.omp_set_num_threads(1)  # OpenMP's setting is per thread, and the build may have raised this one's
    _, rows = graph.search(query[np.newaxis], width, params=_untyped.SearchParametersHNSW(efSearch=width))
    found: IdArray = rows[0][rows[0] >= 0]
    return found
