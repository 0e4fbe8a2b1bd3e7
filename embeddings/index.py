"""One interface to every vector index, and the choice of it by URL: `faiss:<folder>`, `milvus:<file or http url>`."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from .errors import IndexUnusable
from .exact import ExactIndex
from .hits import Excluded, FloatArray, Hits, IdArray, merge_hits

__all__ = [
    "Batch",
    "Excluded",
    "FloatArray",
    "GroupArray",
    "Hits",
    "IdArray",
    "Progress",
    "VectorIndex",
    "build_index",
    "check_place",
    "drop_index",
    "index_folder",
    "memory_index",
    "merge_hits",
    "open_index",
    "verify_index",
]

GroupArray = npt.NDArray[np.int32]
Progress = Callable[[int, int], None]
"""Called with the work done and the work there is in all, both in vectors."""


@dataclass(frozen=True)
class Batch:
    """Some vectors to index: ids (n,), groups (n,), vectors (n, dim) of length 1.

    A group is a number whose meaning only the caller knows; a search may be limited to a set of them.
    """

    ids: IdArray
    groups: GroupArray
    vectors: FloatArray

    def __post_init__(self) -> None:
        if not (len(self.ids) == len(self.groups) == len(self.vectors)) or self.vectors.ndim != 2:
            shapes = f"ids {self.ids.shape}, groups {self.groups.shape}, vectors {self.vectors.shape}"
            raise ValueError(f"a batch needs ids (n,), groups (n,) and vectors (n, dim); it has {shapes}")


class VectorIndex(Protocol):
    """Vectors that can be searched, by many threads at once."""

    @property
    def dim(self) -> int:
        """How many numbers a vector has."""

    def __len__(self) -> int:
        """Return how many vectors there are."""

    def search(
        self, query: FloatArray, limit: int, groups: frozenset[int] | None = None, exclude: Excluded = ()
    ) -> Hits:
        """Return the `limit` vectors with the highest cosine to query (dim,), of these groups, none of them excluded.

        As many as `limit` come back whenever so many are allowed, however few of all that is.
        """

    def close(self) -> None:
        """Let go of files and connections; a search under way still ends well, a later one raises IndexUnusable."""


class _Backend(Protocol):
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
    ) -> None: ...

    def load(self, place: str, name: str, *, model: str, dim: int) -> VectorIndex: ...

    def verify(self, place: str, name: str) -> None: ...

    def folder(self, place: str, name: str) -> Path | None: ...

    def drop(self, place: str, name: str) -> None: ...

    def check(self, place: str) -> None: ...


def build_index(
    url: str,
    name: str,
    batches: Iterable[Batch],
    *,
    dim: int,
    model: str,
    size_hint: int,
    progress: Progress | None = None,
) -> None:
    """Build the index `name` from batches with distinct ids; it can be opened only once all of it is written.

    `size_hint` is about how many vectors will come. ValueError if a vector is not finite, is longer than 1 or has
    another dim, or an id comes twice.
    """
    backend, place = _backend(url)
    backend.build(
        place, name, batches, dim=dim, model=model, size_hint=size_hint, progress=progress or (lambda done, total: None)
    )


def open_index(url: str, name: str, *, model: str, dim: int) -> VectorIndex:
    """Open a built index, mapping its files; IndexUnusable if it is missing, damaged, or another model made it."""
    backend, place = _backend(url)
    return backend.load(place, name, model=model, dim=dim)


def verify_index(url: str, name: str) -> None:
    """Read all of an index and compare it with its checksums; IndexUnusable says what differs."""
    backend, place = _backend(url)
    backend.verify(place, name)


def index_folder(url: str, name: str) -> Path | None:
    """Return the sealed folder of an index, None where it is not kept in files of ours."""
    backend, place = _backend(url)
    return backend.folder(place, name)


def index_root(url: str) -> Path | None:
    """Return the folder on this machine that all indexes lie in, None where a server keeps them."""
    scheme, _, place = url.partition(":")
    if "://" in place:
        return None
    return Path(place) if scheme == "faiss" else Path(place).parent


def drop_index(url: str, name: str) -> None:
    """Remove an index and whatever an interrupted build of it left; nothing happens where there is none."""
    backend, place = _backend(url)
    backend.drop(place, name)


def check_place(url: str) -> None:
    """Raise IndexUnusable where this process can't build an index: Milvus is away, or its file in use elsewhere."""
    backend, place = _backend(url)
    backend.check(place)


def memory_index(ids: IdArray, groups: GroupArray, vectors: FloatArray) -> VectorIndex:
    """Return an exact index over ids (n,), groups (n,), vectors (n, dim) in memory: for the few newest."""
    batch = Batch(ids, groups, vectors)
    return ExactIndex.of(batch.ids, batch.groups, batch.vectors)


def check_batch(batch: Batch, dim: int) -> Batch:
    """Return the batch if its vectors are finite, of this dim and at most of length 1; ValueError otherwise."""
    if batch.vectors.shape[1] != dim:
        raise ValueError(f"vectors have {batch.vectors.shape[1]} numbers; this index takes {dim}")
    longest = float(np.max(np.vecdot(batch.vectors, batch.vectors), initial=0.0))
    if not longest <= 1.01:
        raise ValueError(f"vectors must be finite and of length 1; the longest has {longest**0.5:g}")
    return batch


def check_made_by(made_by: str, made_dim: int, *, model: str, dim: int) -> None:
    """Refuse with IndexUnusable an index whose vectors another model made."""
    if (made_by, made_dim) != (model, dim):
        made = f"{made_by} ({made_dim} numbers)"
        raise IndexUnusable(f"The index was made by {made}, not by {model} ({dim}).", mend="Run: assist reindex")


def _backend(url: str) -> tuple[_Backend, str]:
    modules = {"faiss": "faiss_index", "milvus": "milvus_index"}
    scheme, _, place = url.partition(":")
    if scheme not in modules or not place:
        raise IndexUnusable(f"INDEX_URL cannot be {url!r}.", mend="Use faiss:<folder> or milvus:<file or http url>.")
    backend: _Backend = importlib.import_module(f".{modules[scheme]}", __package__).BACKEND
    return backend, place
