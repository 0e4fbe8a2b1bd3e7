"""An index as a Milvus collection: a server or cluster by http url, milvus-lite by file. The only file with pymilvus.

A build fills a collection under another name, and its last steps give it the manifest and then its name: an
interrupted one is not found. Only one process can open a milvus-lite file: it is for trying, not for several workers.
"""

from __future__ import annotations

import fcntl
import importlib
import json
import os
import re
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from .errors import IndexUnusable
from .exact import checked_query
from .hits import Excluded, FloatArray, Hits, best_hits, check_limit, no_hits
from .index import Batch, Progress, VectorIndex, check_batch, check_made_by
from .sealed import MEND

_MANIFEST, _STAGING = "agent_assist_manifest", "__building"
_GRAPH, _SEARCH_WIDTH = {"M": 16, "efConstruction": 200}, 128  # as faiss_index.py, where they are explained
_CHUNK = 1_000  # vectors an insert: 1.5 MB at 384 numbers, far below the 64 MB a request may have
_CLAIMED: dict[Path, int] = {}  # milvus-lite files of this process, with the descriptors of their locks
_LOCK = threading.Lock()
_MOST = 16_384  # Milvus's own limit for the hits of one search


class MilvusIndex:
    """One loaded collection."""

    def __init__(self, client: Any, collection: str, dim: int, count: int) -> None:
        self.dim = dim
        self._client, self._collection, self._count = client, collection, count

    def __len__(self) -> int:
        return self._count

    def search(
        self, query: FloatArray, limit: int, groups: frozenset[int] | None = None, exclude: Excluded = ()
    ) -> Hits:
        """Return the `limit` best by cosine; the excluded are named to Milvus only if too few others came back."""
        check_limit(limit)
        query = checked_query(query, self.dim)
        if groups is not None and not groups:
            return no_hits()
        allowed = [] if groups is None else [f"grp in {sorted(groups)}"]
        found = self._ask(query, limit + min(len(exclude), 4 * limit), allowed)
        hits = best_hits(found.ids, found.scores, limit, exclude)
        if len(hits) == limit or len(hits) == len(found):
            return hits
        return self._ask(query, limit, [*allowed, f"id not in {sorted(map(int, exclude))}"])

    def close(self) -> None:
        """Close the connection."""
        with _answering():
            self._client.close()

    def _ask(self, query: FloatArray, limit: int, conditions: list[str]) -> Hits:
        limit = min(limit, _MOST)
        with _answering():
            answer = self._client.search(
                self._collection,
                data=[query],
                limit=limit,
                filter=" and ".join(conditions),
                output_fields=["id"],
                search_params={"metric_type": "IP", "params": {"ef": max(_SEARCH_WIDTH, 2 * limit)}},
            )[0]
        ids = np.array([hit["id"] for hit in answer], np.int64)
        return best_hits(ids, np.array([hit["distance"] for hit in answer], np.float32), limit)


class MilvusServer:
    """Builds, opens, checks and removes collections; a place is an http url or the path of a milvus-lite file."""

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
        """Fill a collection under another name; progress counts the vectors inserted."""
        collection, staging = _collection(name), _collection(name) + _STAGING
        self.drop(place, name)
        with _connected(place) as client:
            client.create_collection(staging, **_layout(client, dim, exact="://" not in place))
            count = 0
            for batch in batches:
                check_batch(batch, dim)
                for rows in _rows(batch):
                    client.upsert(staging, rows)
                count += len(batch.ids)
                progress(count, max(count, size_hint))
            client.flush(staging)
            if _count(client, staging) != count:
                raise ValueError("an id came more than once")
            manifest = json.dumps({"model": model, "dim": dim, "count": count})
            client.alter_collection_properties(staging, {_MANIFEST: manifest})
            client.rename_collection(staging, collection)

    def load(self, place: str, name: str, *, model: str, dim: int) -> VectorIndex:
        """Load the collection into Milvus's memory and keep the connection."""
        client = _client(place)
        try:
            with _answering():
                facts = _facts(client, _collection(name))
                check_made_by(facts["model"], facts["dim"], model=model, dim=dim)
                client.load_collection(_collection(name))
        except IndexUnusable:
            client.close()
            raise
        return MilvusIndex(client, _collection(name), dim, facts["count"])

    def verify(self, place: str, name: str) -> None:
        """Count the vectors; what is inside them Milvus answers for."""
        with _connected(place) as client:
            facts = _facts(client, _collection(name))
            found = _count(client, _collection(name))
        if found != facts["count"]:
            raise IndexUnusable(f"The collection {name} has {found} vectors instead of {facts['count']}.", mend=MEND)

    def folder(self, place: str, name: str) -> None:
        """Have none: Milvus keeps its files."""

    def drop(self, place: str, name: str) -> None:
        with _connected(place) as client:
            for collection in (_collection(name), _collection(name) + _STAGING):
                if client.has_collection(collection):
                    client.drop_collection(collection)

    def check(self, place: str) -> None:
        """Connect. Raises IndexUnusable."""
        with _connected(place):
            pass


BACKEND = MilvusServer()


def _client(place: str) -> Any:
    try:
        pymilvus = importlib.import_module("pymilvus")
        if "://" not in place:
            importlib.import_module("milvus_lite")
    except ImportError as error:
        mend = "Run: pip install pymilvus, and milvus-lite where INDEX_URL names a file"
        raise IndexUnusable(f"The index is in Milvus, but {error.name} is not installed.", mend=mend) from error
    if "://" not in place:
        _claim(place)
    with _answering():
        return pymilvus.MilvusClient(place)


def _claim(place: str) -> None:
    """Have a milvus-lite file to this process alone, as long as it lives: what opens such a file never lets it go.

    Raises IndexUnusable where another process has it.
    """
    path = Path(place).absolute()
    with _LOCK:
        if path in _CLAIMED:
            return
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(f"{path}.lock", os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(handle)
            raise IndexUnusable(
                "Another process has the file of Milvus open, which one alone can use.",
                mend="Stop the server while you reindex, or let INDEX_URL name a Milvus server.",
            ) from error
        _CLAIMED[path] = handle


@contextmanager
def _connected(place: str) -> Iterator[Any]:
    client = _client(place)
    try:
        with _answering():
            yield client
    finally:
        client.close()


@contextmanager
def _answering() -> Iterator[None]:
    """Turn Milvus's own errors into IndexUnusable."""
    from pymilvus.exceptions import MilvusException

    try:
        yield
    except MilvusException as error:
        raise IndexUnusable(
            f"Milvus refused: {error.message}", mend="See that it runs and INDEX_URL is right."
        ) from error


def _collection(name: str) -> str:
    """Return a name Milvus takes: letters, digits and underscores, a letter first."""
    return "g_" + re.sub(r"\W", "_", name, flags=re.ASCII)


def _layout(client: Any, dim: int, *, exact: bool) -> dict[str, Any]:
    """Return fields and index: HNSW in a server, which searches exactly by itself where a filter leaves little.

    milvus-lite does not (3.2: of a group with 1 % of 6,000 vectors its HNSW found none), so a file is searched exactly.
    """
    from pymilvus import DataType

    schema = client.create_schema(auto_id=False, enable_dynamic_field=False)
    schema.add_field("id", DataType.INT64, is_primary=True)
    schema.add_field("grp", DataType.INT32)
    schema.add_field("vector", DataType.FLOAT_VECTOR, dim=dim)
    index = client.prepare_index_params()
    kind = {"index_type": "FLAT"} if exact else {"index_type": "HNSW", "params": _GRAPH}
    index.add_index("vector", metric_type="IP", **kind)
    return {"schema": schema, "index_params": index}


def _rows(batch: Batch) -> Iterator[list[dict[str, Any]]]:
    for start in range(0, len(batch.ids), _CHUNK):
        part = slice(start, start + _CHUNK)
        columns = zip(batch.ids[part].tolist(), batch.groups[part].tolist(), batch.vectors[part], strict=True)
        yield [{"id": one, "grp": group, "vector": vector} for one, group, vector in columns]


def _facts(client: Any, collection: str) -> dict[str, Any]:
    if not client.has_collection(collection):
        raise IndexUnusable(f"There is no finished index {collection} in Milvus.", mend=MEND)
    try:
        facts = json.loads(client.describe_collection(collection)["properties"][_MANIFEST])
        return {key: facts[key] for key in ("model", "dim", "count")}
    except (KeyError, ValueError, TypeError) as error:
        raise IndexUnusable(f"The collection {collection} has no valid manifest.", mend=MEND) from error


def _count(client: Any, collection: str) -> int:
    client.load_collection(collection)
    rows = client.query(collection, filter="", output_fields=["count(*)"])
    return int(rows[0]["count(*)"])
