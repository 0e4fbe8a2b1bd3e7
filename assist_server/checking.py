"""Hold a built generation against what it should hold: whole files, the same passages everywhere, and recall."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from assist_server import store
from assist_server.building import Built, passages_with_vectors
from assist_server.history import LeftOut
from assist_server.live_index import verify_generation, words_folder
from assist_server.services import Services
from assist_server.store import Engine
from assist_server.vectors import unpack
from embeddings.encoder import Encoder
from embeddings.index import FloatArray, IdArray, VectorIndex, open_index
from embeddings.lexical import open_lexical

Report = Callable[[str, int, int], None]
SAMPLE = 200  # passages looked up
NEAREST = 10  # neighbours compared
ROUNDING = 1e-4  # of a cosine: a large index keeps two bytes a number
MIN_RECALL = 0.98  # of the approximate index against exact search over the sample, @10


def check(
    services: Services, encoder: Encoder, report: Report, name: str, built: Built, left_out: LeftOut, seq: int
) -> tuple[float, list[str]]:
    """Return the recall@10 and what is wrong, in sentences: nothing, where all is well.

    Raises IndexUnusable where a file does not match its checksum.
    """
    settings = services.settings
    report("checking", 0, SAMPLE)
    verify_generation(settings, name)
    index = open_index(settings.index, name, model=encoder.model.name, dim=encoder.model.dim)
    try:
        wrong = _miscounted(services, index, name, built, left_out, seq)
        recall = round(_recall(services.engine, encoder, index, built.ids, report), 4)
    finally:
        index.close()
    if recall < MIN_RECALL:
        wrong.append(f"It finds only {recall:.1%} of what an exact search finds ({MIN_RECALL:.0%} is asked for).")
    return recall, wrong


def _miscounted(
    services: Services, index: VectorIndex, name: str, built: Built, left_out: LeftOut, seq: int
) -> list[str]:
    """Compare what is in the vectors, the words and the database, apart from what was removed meanwhile."""
    words = len(open_lexical(words_folder(services.settings, name)))
    removed = set(store.changed_since(services.engine, seq)[1])
    stored = {id_ for id_ in store.passage_ids(services.engine) if left_out.takes(id_)}
    held = set(built.ids.tolist())
    missing, surplus = len(stored - held), len(held - stored - removed)
    if len(index) == words == len(built.ids) and not missing and not surplus:
        return []
    return [
        f"It holds {len(index)} vectors and {words} texts to find by their words; the database has {len(stored)}"
        f" passages for it, of which {missing} are missing, and {surplus} of those it holds are not in the database."
    ]


def _recall(engine: Engine, encoder: Encoder, index: VectorIndex, ids: IdArray, report: Report) -> float:
    """Return recall@10 of the index against exact search, for an evenly spread sample of its own vectors."""
    sample = _sample(engine, encoder, ids)
    exact = _exact_floor(engine, encoder, ids, sample)
    found = 0
    for done, (vector, floor) in enumerate(zip(sample, exact, strict=True), start=1):
        found += int((index.search(vector, NEAREST).scores >= floor - ROUNDING).sum())
        report("checking", done, len(sample))
    return found / (len(sample) * min(NEAREST, len(index))) if len(sample) else 1.0


def _sample(engine: Engine, encoder: Encoder, ids: IdArray) -> FloatArray:
    """Return every n-th vector, at most `SAMPLE` (and a few) of them, as an array (n, dim)."""
    wanted = ids[:: max(1, len(ids) // SAMPLE)]
    parts = [vectors[np.isin(there, wanted)] for there, vectors in _vectors(engine, encoder, ids)]
    return np.concatenate(parts) if parts else np.empty((0, encoder.model.dim), np.float32)


def _exact_floor(engine: Engine, encoder: Encoder, ids: IdArray, sample: FloatArray) -> FloatArray:
    """Return for each sampled vector the cosine (n,) of its tenth nearest passage, by comparing it with every one."""
    best = np.full((len(sample), NEAREST), -1.0, dtype=np.float32)
    for _, vectors in _vectors(engine, encoder, ids):
        best = np.sort(np.hstack([best, sample @ vectors.T]), axis=1)[:, -NEAREST:]
    return np.asarray(best[:, 0], dtype=np.float32)


def _vectors(engine: Engine, encoder: Encoder, ids: IdArray) -> Iterator[tuple[IdArray, FloatArray]]:
    """Yield the indexed passages that are still stored, with their vectors."""
    for rows in passages_with_vectors(engine, encoder.model.name):
        known = np.isin([row.id for row, _ in rows], ids)
        ready = [(row.id, vector) for (row, vector), there in zip(rows, known, strict=True) if there and vector]
        yield np.array([id_ for id_, _ in ready], np.int64), unpack([one for _, one in ready], encoder.model.dim)
