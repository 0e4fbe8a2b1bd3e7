"""Write a generation: embed what has no vector yet, then the vectors and the words of all that is learnt from."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from assist_server import store
from assist_server.history import LeftOut
from assist_server.live_index import words_folder
from assist_server.services import Services
from assist_server.store import Engine, PassageRow
from assist_server.vectors import embed, packed_size, unpack
from embeddings.encoder import Encoder
from embeddings.index import Batch, IdArray, build_index
from embeddings.lexical import build_lexical

Report = Callable[[str, int, int], None]
BLOCK = 2_048  # passages read, embedded and saved at a time
SAVED = 256  # texts embedded between two savings: what an interruption can cost


@dataclass(frozen=True)
class Built:
    """The passages' ids (n,) that went into an index and its words, and the seconds it took."""

    ids: IdArray
    seconds: float


def embed_missing(engine: Engine, encoder: Encoder, report: Report, count: int) -> int:
    """Embed the passages and replies that have no vector of this model yet; return how many.

    What is not learnt from is embedded too: another rule then costs nothing.
    """
    embedded = seen = 0
    for rows in passages_with_vectors(engine, encoder.model.name):
        _drop_misfits(engine, encoder, {row.text_hash: vector for row, vector in rows if vector is not None})
        missing = {row.text_hash: row.text for row, vector in rows if not _is_of(encoder, vector)}
        for done in _embed(engine, encoder, missing):
            report("embedding passages", seen + len(rows) * done // len(missing), max(seen + len(rows), count))
        embedded, seen = embedded + len(missing), seen + len(rows)
        report("embedding passages", seen, max(seen, count))
    return embedded + _embed_replies(engine, encoder, report)


def _embed_replies(engine: Engine, encoder: Encoder, report: Report) -> int:
    embedded = seen = after = 0
    total = store.reply_count(engine)
    while rows := store.replies_after(engine, after, BLOCK):
        after = rows[-1].entry_pk
        texts = {row.reply_hash: row.reply for row in rows}
        known = store.vectors(engine, encoder.model.name, list(texts))
        _drop_misfits(engine, encoder, known)
        missing = {key: text for key, text in texts.items() if not _is_of(encoder, known.get(key))}
        for done in _embed(engine, encoder, missing):
            report("embedding replies", seen + len(rows) * done // len(missing), max(seen + len(rows), total))
        embedded, seen = embedded + len(missing), seen + len(rows)
        report("embedding replies", seen, max(seen, total))
    return embedded


def _is_of(encoder: Encoder, vector: bytes | None) -> bool:
    """Say whether a stored vector can be one of this encoder's: one of another length is as good as none."""
    return vector is not None and len(vector) == packed_size(encoder.model.dim)


def _drop_misfits(engine: Engine, encoder: Encoder, stored: dict[str, bytes]) -> None:
    if misfits := [key for key, vector in stored.items() if not _is_of(encoder, vector)]:
        store.drop_vectors(engine, encoder.model.name, misfits)


def _embed(engine: Engine, encoder: Encoder, texts: dict[str, str]) -> Iterator[int]:
    """Embed and save the texts, part by part; yield how many are done."""
    keys = list(texts)
    for start in range(0, len(keys), SAVED):
        part = keys[start : start + SAVED]
        embed(engine, encoder, {key: texts[key] for key in part})
        yield start + len(part)


def passages_with_vectors(engine: Engine, model: str) -> Iterator[list[tuple[PassageRow, bytes | None]]]:
    """Yield every stored passage with its vector of this model, None where it has none, block by block."""
    after = 0
    while rows := store.vectors_for_passages(engine, model, after, BLOCK):
        yield rows
        after = rows[-1][0].id


def build(services: Services, encoder: Encoder, report: Report, name: str, left_out: LeftOut, size_hint: int) -> Built:
    """Write the vectors and words of all passages but those left out."""
    started = time.monotonic()
    taken = _Taken(left_out)
    build_index(
        services.settings.index,
        name,
        taken.batches(services.engine, encoder),
        dim=encoder.model.dim,
        model=encoder.model.name,
        size_hint=size_hint,
        progress=lambda done, total: report("building the index", done, total),
    )
    ids = np.array(taken.ids, dtype=np.int64)
    report("building the word index", 0, len(ids))
    words = words_folder(services.settings, name)
    build_lexical(words, ids, np.array(taken.groups, dtype=np.int32), taken.texts)
    report("building the word index", len(ids), len(ids))
    return Built(ids, time.monotonic() - started)


class _Taken:
    """What went into the vector index, so that the word index holds exactly the same passages."""

    def __init__(self, left_out: LeftOut) -> None:
        self._left_out = left_out
        self.ids: list[int] = []
        self.groups: list[int] = []
        self.texts: list[str] = []

    def batches(self, engine: Engine, encoder: Encoder) -> Iterator[Batch]:
        """Yield the passages taken in; those added since the reindex began are left to what is searched beside it."""
        for rows in passages_with_vectors(engine, encoder.model.name):
            ready = [(row, vector) for row, vector in rows if vector is not None and self._left_out.takes(row.id)]
            if not ready:
                continue
            ids: npt.NDArray[np.int64] = np.array([row.id for row, _ in ready], np.int64)
            groups = np.array([row.group for row, _ in ready], np.int32)
            self.ids += ids.tolist()
            self.groups += groups.tolist()
            self.texts += [row.text for row, _ in ready]
            yield Batch(ids, groups, unpack([vector for _, vector in ready], encoder.model.dim))
