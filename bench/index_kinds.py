"""Compare kinds of vector index: recall@10, time a search on one core, memory, bytes, time to build.

    python bench/index_kinds.py --sizes 100000 1000000 [--vectors FILE.npy] [--kinds served SQ8] [--scratch FOLDER]

Without a file the vectors are synthetic: 384 numbers around many centres, two thirds of each vector its own. A file
with fewer vectors than are wanted is filled up with noisy copies of its own. Times are CPU time, so that a busy machine
changes them little; memory is what a fresh process has resident more after 2,000 searches, mapped files among it.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import faiss
import numpy as np

from embeddings.faiss_graph import BUILD_WIDTH, LINKS, search_width
from embeddings.index import Batch, FloatArray, build_index, open_index

DIM, QUERIES, SEARCHES, LIMIT, BLOCK = 384, 300, 2_000, 10, 65_536
NOISE = 0.5  # length of what is added to a copy of a real vector of length 1
TRAINING = 100_000  # vectors that lists and quantisers learn from
_api: Any = faiss  # its stubs do not know the wrappers faiss puts over SWIG


@dataclass(frozen=True)
class Kind:
    """One kind of index as faiss's factory names it, and the width of its searches, written as its file's suffix."""

    name: str
    factory: Callable[[int], str]
    width: Callable[[int], int]


def lists(size: int) -> int:
    """Return how many inverted lists suit so many vectors: faiss's own advice, 4 to 16 times the root, lower end."""
    return int(4 * size**0.5)


KINDS = (
    Kind("flat", lambda size: "Flat", lambda size: 0),
    Kind("SQ8", lambda size: "SQ8", lambda size: 0),
    Kind("HNSW-SQ8", lambda size: f"HNSW{LINKS}_SQ8", search_width),
    Kind("HNSW-fp16", lambda size: f"HNSW{LINKS}_SQfp16", search_width),
    Kind("IVF-SQ8", lambda size: f"IVF{lists(size)},SQ8", lambda size: lists(size) // 16),
    Kind("IVF-fp16", lambda size: f"IVF{lists(size)},SQfp16", lambda size: lists(size) // 16),
)
SERVED = "served"


def main() -> None:
    """Read the command line, and print one row for each size and kind."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[20_000, 100_000])
    parser.add_argument("--vectors", type=Path, help="a .npy file of float32 (n, dim), each of length 1")
    parser.add_argument("--kinds", nargs="+", default=[*(kind.name for kind in KINDS), SERVED])
    parser.add_argument("--scratch", type=Path, help="a folder with room for three times the vectors")
    parser.add_argument("--probe", nargs=4, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.probe:
        print(json.dumps(probe(*options.probe)))
        return
    print("| vectors | kind | recall@10 | ms p50 | ms p95 | resident MB | bytes a vector | build CPU s |")
    print("|---|---|---|---|---|---|---|---|")
    for size in options.sizes:
        with tempfile.TemporaryDirectory(dir=options.scratch) as folder:
            for row in compare(Path(folder), size, options.vectors, options.kinds):
                print(row, flush=True)


def compare(folder: Path, size: int, file: Path | None, names: list[str]) -> Iterator[str]:
    """Yield a row of the table for each kind named."""
    write_sample(folder, size, file)
    np.save(folder / "floor.npy", tenth_best(folder))
    for name in names:
        began = time.process_time()
        built = build(folder, name, size)
        seconds = time.process_time() - began
        width = next((kind.width(size) for kind in KINDS if kind.name == name), 0)
        command = [sys.executable, __file__, "--probe", str(folder), str(built), name, str(width)]
        seen = json.loads(subprocess.run(command, check=True, capture_output=True, env=environment()).stdout)
        yield (
            f"| {size:,} | {name} | {seen['recall']:.4f} | {seen['p50']:.2f} | {seen['p95']:.2f} "
            f"| {seen['resident'] / 2**20:.0f} | {bytes_of(built) / size:.0f} | {seconds:.0f} |"
        )


def environment() -> dict[str, str]:
    """Return the environment in which a program of ours finds our modules."""
    return {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}


def write_sample(folder: Path, size: int, file: Path | None) -> None:
    """Write vectors.npy (size, dim) and queries.npy (QUERIES, dim), none of which is among the vectors."""
    rng = np.random.default_rng(0)
    real = np.load(file, mmap_mode="r") if file else None
    centres = rng.standard_normal((max(50, size // 100), DIM), dtype=np.float32)
    vectors = np.lib.format.open_memmap(folder / "vectors.npy", "w+", np.float32, (size, DIM))
    order = rng.permutation(len(real)) if real is not None else np.empty(0, np.int64)
    for start in range(0, size, BLOCK):
        count = min(BLOCK, size - start)
        vectors[start : start + count] = (
            synthetic(rng, centres, count) if real is None else copies(rng, real, order[QUERIES:], start, count)
        )
    queries = synthetic(rng, centres, QUERIES) if real is None else np.asarray(real[np.sort(order[:QUERIES])])
    np.save(folder / "queries.npy", queries.astype(np.float32))


def synthetic(rng: np.random.Generator, centres: FloatArray, count: int) -> FloatArray:
    """Return vectors (count, dim) around the centres."""
    drawn = centres[rng.integers(0, len(centres), count)]
    return unit(drawn + 1.4 * rng.standard_normal(drawn.shape, dtype=np.float32))


def copies(rng: np.random.Generator, real: FloatArray, order: Any, start: int, count: int) -> FloatArray:
    """Return the real vectors from `start` on, and beyond them noisy copies (count, dim)."""
    rows = np.arange(start, start + count)
    drawn = np.asarray(real)[order[rows % len(order)]]
    noise = rng.standard_normal(drawn.shape, dtype=np.float32) * (NOISE / DIM**0.5)
    return unit(drawn + noise * (rows >= len(order))[:, None])


def unit(vectors: FloatArray) -> FloatArray:
    """Return the vectors with length 1."""
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


def tenth_best(folder: Path) -> FloatArray:
    """Return for each query the tenth best score: whatever reaches it counts as found, so that twins do no harm."""
    vectors, queries = np.load(folder / "vectors.npy", mmap_mode="r"), np.load(folder / "queries.npy")
    best = np.full((len(queries), LIMIT), -1.0, np.float32)
    for start in range(0, len(vectors), BLOCK):
        scores = queries @ np.asarray(vectors[start : start + BLOCK]).T
        best = np.sort(np.hstack([best, np.partition(scores, -LIMIT, axis=1)[:, -LIMIT:]]), axis=1)[:, -LIMIT:]
    return np.asarray(best[:, 0] - np.float32(1e-5))


def build(folder: Path, name: str, size: int) -> Path:
    """Build one index on all cores and return its file, or its folder for what the server uses."""
    vectors = np.load(folder / "vectors.npy", mmap_mode="r")
    if name == SERVED:
        url = f"faiss:{folder / 'served'}"
        build_index(url, "index", batches(vectors), dim=DIM, model="", size_hint=size)
        return folder / "served" / "index"
    faiss.omp_set_num_threads(os.cpu_count() or 1)
    kind = next(kind for kind in KINDS if kind.name == name)
    index: Any = faiss.index_factory(DIM, kind.factory(size), faiss.METRIC_INNER_PRODUCT)
    if hasattr(index, "hnsw"):
        index.hnsw.efConstruction = BUILD_WIDTH
    index.train(np.asarray(vectors[:: max(1, size // TRAINING)]))
    for start in range(0, size, BLOCK):
        index.add(np.asarray(vectors[start : start + BLOCK]))
    path = folder / "index.faiss"
    faiss.write_index(index, str(path))
    return path


def batches(vectors: FloatArray) -> Iterator[Batch]:
    """Yield the vectors as batches of one group."""
    for start in range(0, len(vectors), BLOCK):
        part = np.asarray(vectors[start : start + BLOCK])
        yield Batch(np.arange(start, start + len(part)), np.zeros(len(part), np.int32), part)


def probe(folder: str, built: str, name: str, width: str) -> dict[str, float]:
    """Open an index in this fresh process, search, and return recall, times (ms of this thread) and bytes resident."""
    queries, floor = np.load(Path(folder) / "queries.npy"), np.load(Path(folder) / "floor.npy")
    before = resident()
    search = served(built) if name == SERVED else mapped(built, name, int(width))
    faiss.omp_set_num_threads(1)
    found, times = [], []
    for query in queries:
        began = time.thread_time()
        found.append(search(query))
        times.append(1000 * (time.thread_time() - began))
    rng = np.random.default_rng(1)
    for _ in range(SEARCHES - len(queries)):
        search(unit(queries[rng.integers(len(queries), size=2)].sum(axis=0, keepdims=True))[0])
    held = resident() - before
    vectors = np.load(Path(folder) / "vectors.npy", mmap_mode="r")
    reached = [np.mean(vectors[rows] @ query >= low) for rows, query, low in zip(found, queries, floor, strict=True)]
    p50, p95 = np.percentile(times, [50, 95])
    return {"recall": float(np.mean(reached)), "p50": float(p50), "p95": float(p95), "resident": held}


def served(built: str) -> Callable[[FloatArray], Any]:
    """Return the server's own search."""
    index = open_index(f"faiss:{Path(built).parent}", Path(built).name, model="", dim=DIM)
    return lambda query: index.search(query, LIMIT).ids


def mapped(built: str, name: str, width: int) -> Callable[[FloatArray], Any]:
    """Return a search of a mapped index of faiss's own."""
    index: Any = faiss.read_index(built, faiss.IO_FLAG_MMAP_IFC)
    settings: Any = None
    if name.startswith("HNSW"):
        settings = _api.SearchParametersHNSW(efSearch=width)
    elif name.startswith("IVF"):
        settings = _api.SearchParametersIVF(nprobe=width)
    return lambda query: index.search(query[np.newaxis], LIMIT, params=settings)[1][0]


def resident() -> int:
    """Return the bytes this process has resident, mapped files among them."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def bytes_of(built: Path) -> int:
    """Return the bytes of a file, or of all files of a folder."""
    return sum(path.stat().st_size for path in built.iterdir()) if built.is_dir() else built.stat().st_size


if __name__ == "__main__":
    main()
