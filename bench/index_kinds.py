"""Compare kinds of vector index: recall@10, time a search on one core, bytes, time to build.

    python bench/index_kinds.py --sizes 20000 100000 [--vectors FILE.npy]

Without a file the vectors are synthetic: 384 numbers around many centres, two thirds of each vector its own.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import faiss
import numpy as np

from embeddings.faiss_index import BUILD_WIDTH, LINKS, SEARCH_WIDTH
from embeddings.index import Batch, FloatArray, IdArray, build_index, open_index

DIM, QUERIES, LIMIT = 384, 300, 10
Search = Callable[[FloatArray], IdArray]
_api: Any = faiss  # its stubs do not know the wrappers faiss puts over SWIG


@dataclass(frozen=True)
class Kind:
    """One kind of index as faiss's factory names it, and how to search it."""

    name: str
    factory: str
    settings: Callable[[], Any]


@dataclass(frozen=True)
class Result:
    recall: float
    search_ms: float
    slow_ms: float
    bytes_a_vector: float
    build_seconds: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[20_000, 100_000])
    parser.add_argument("--vectors", type=Path, help="a .npy file of float32 (n, dim), each of length 1")
    options = parser.parse_args()
    print("| vectors | kind | recall@10 | ms p50 | ms p95 | bytes a vector | build s |\n|---|---|---|---|---|---|---|")
    for size in options.sizes:
        vectors, queries = sample(size, options.vectors)
        for name, result in compare(vectors, queries):
            print(
                f"| {len(vectors):,} | {name} | {result.recall:.4f} | {result.search_ms:.3f} | {result.slow_ms:.3f} "
                f"| {result.bytes_a_vector:.0f} | {result.build_seconds:.1f} |",
                flush=True,
            )


def sample(size: int, file: Path | None) -> tuple[FloatArray, FloatArray]:
    """Return vectors (size, dim) and queries (QUERIES, dim), none of which is among the vectors."""
    rng = np.random.default_rng(0)
    if file is None:
        centres = rng.standard_normal((max(50, size // 100), DIM), dtype=np.float32)
        every = centres[rng.integers(0, len(centres), size + QUERIES)]
        every += 1.4 * rng.standard_normal(every.shape, dtype=np.float32)
        every /= np.linalg.norm(every, axis=1, keepdims=True)
    else:
        read = np.load(file, mmap_mode="r")
        if len(read) < size + QUERIES:
            raise SystemExit(f"{file} has {len(read)} vectors; {size} and {QUERIES} queries are needed.")
        every = np.asarray(read[np.sort(rng.choice(len(read), size + QUERIES, replace=False))], np.float32)
    order = rng.permutation(len(every))
    return np.ascontiguousarray(every[order[QUERIES:]]), np.ascontiguousarray(every[order[:QUERIES]])


def kinds(size: int) -> list[Kind]:
    lists = max(16, int(size**0.5))
    return [
        Kind("flat", "Flat", lambda: None),
        Kind("SQ8 flat", "SQ8", lambda: None),
        Kind("HNSW-SQ8", f"HNSW{LINKS},SQ8", lambda: _api.SearchParametersHNSW(efSearch=SEARCH_WIDTH)),
        Kind("IVF-SQ8", f"IVF{lists},SQ8", lambda: _api.SearchParametersIVF(nprobe=max(8, lists // 10))),
    ]


def compare(vectors: FloatArray, queries: FloatArray) -> Iterator[tuple[str, Result]]:
    truth = lowest_scores(vectors, queries)
    for kind in kinds(len(vectors)):
        yield kind.name, measure(kind, vectors, queries, truth)
    yield "as served", measure_served(vectors, queries, truth)


def lowest_scores(vectors: FloatArray, queries: FloatArray) -> FloatArray:
    """Return for each query the tenth best score: whatever reaches it counts as found, so that twins do no harm."""
    scores, _ = faiss.knn(queries, vectors, LIMIT, faiss.METRIC_INNER_PRODUCT)
    lowest: FloatArray = np.asarray(scores)[:, -1] - np.float32(1e-5)
    return lowest


def measure(kind: Kind, vectors: FloatArray, queries: FloatArray, truth: FloatArray) -> Result:
    index: Any = faiss.index_factory(vectors.shape[1], kind.factory, faiss.METRIC_INNER_PRODUCT)
    if hasattr(index, "hnsw"):
        index.hnsw.efConstruction = BUILD_WIDTH
    faiss.omp_set_num_threads(os.cpu_count() or 1)
    began = time.perf_counter()
    index.train(vectors[:50_000])
    index.add(vectors)
    seconds = time.perf_counter() - began
    settings = kind.settings()
    found, times = timed(lambda query: index.search(query[np.newaxis], LIMIT, params=settings)[1][0], queries)
    size = faiss.serialize_index(index).nbytes / len(vectors)
    return Result(recall(found, vectors, queries, truth), *times, size, seconds)


def measure_served(vectors: FloatArray, queries: FloatArray, truth: FloatArray) -> Result:
    """Measure what the server uses, mapped from disk: graph or exact by size, candidates scored again exactly."""
    ids, groups = np.arange(len(vectors)), np.zeros(len(vectors), np.int32)
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        build_index(
            f"faiss:{folder}",
            "bench",
            [Batch(ids, groups, vectors)],
            dim=vectors.shape[1],
            model="",
            size_hint=len(ids),
        )
        seconds = time.perf_counter() - began
        index = open_index(f"faiss:{folder}", "bench", model="", dim=vectors.shape[1])
        found, times = timed(lambda query: index.search(query, LIMIT).ids, queries)
        size = sum(path.stat().st_size for path in (Path(folder) / "bench").iterdir()) / len(ids)
        index.close()
    return Result(recall(found, vectors, queries, truth), *times, size, seconds)


def timed(search: Search, queries: FloatArray) -> tuple[list[IdArray], tuple[float, float]]:
    """Return what each query finds, and the median and 95th percentile of its milliseconds of this thread's time."""
    faiss.omp_set_num_threads(1)
    search(queries[0])
    found, times = [], []
    for query in queries:
        began = time.thread_time()
        found.append(search(query))
        times.append(1000 * (time.thread_time() - began))
    return found, (float(np.median(times)), float(np.percentile(times, 95)))


def recall(found: list[IdArray], vectors: FloatArray, queries: FloatArray, truth: FloatArray) -> float:
    reached = [
        np.count_nonzero(vectors[ids[ids >= 0]] @ query >= lowest) / LIMIT
        for ids, query, lowest in zip(found, queries, truth, strict=True)
    ]
    return float(np.mean(reached))


if __name__ == "__main__":
    main()
