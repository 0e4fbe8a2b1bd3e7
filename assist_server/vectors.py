"""Vectors of stored texts: packed for the database, embedded once, kept by content hash and model."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from assist_server import store
from assist_server.store import Engine
from embeddings.encoder import Encoder

FloatArray = npt.NDArray[np.float32]


def pack(vector: FloatArray) -> bytes:
    """Return a normed vector (dim,) as float16 bytes; the rounding moves a cosine by less than 0.001."""
    return vector.astype(np.float16).tobytes()


def packed_size(dim: int) -> int:
    """Return the bytes of a packed vector of this dimension."""
    return dim * np.dtype(np.float16).itemsize


def unpack(packed: Sequence[bytes], dim: int) -> FloatArray:
    """Return packed vectors as one array (n, dim), float32, C-contiguous, L2-normed.

    One of another length was made by something else, or damaged: it becomes zeros, which are like nothing.
    """
    if not packed:
        return np.empty((0, dim), dtype=np.float32)
    size = packed_size(dim)
    packed = [one if len(one) == size else bytes(size) for one in packed]
    vectors = np.frombuffer(b"".join(packed), dtype=np.float16).reshape(len(packed), dim).astype(np.float32)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.ascontiguousarray(vectors / np.maximum(lengths, 1e-12), dtype=np.float32)


def embed(
    engine: Engine,
    encoder: Encoder,
    texts: Mapping[str, str],
    progress: Callable[[int, int], None] | None = None,
) -> None:
    """Encode the passages given as {hash: text} and keep their vectors. The caller leaves out what is already kept."""
    if texts:
        store.put_vectors(engine, encoder.model.name, embedded(encoder, texts, progress))


def embedded(
    encoder: Encoder, texts: Mapping[str, str], progress: Callable[[int, int], None] | None = None
) -> dict[str, bytes]:
    """Return the packed vectors of passages given as {hash: text}, by hash."""
    vectors = encoder.encode_passages(list(texts.values()), progress)
    return dict(zip(texts, map(pack, vectors), strict=True))
