"""Which reply each passage of a solved ticket led to, with the replies' vectors, as one generation was built.

So that hundreds of neighbours can be asked what they agree on without a query: their texts are read for the few that
are offered.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assist_server import store
from assist_server.store import Engine
from assist_server.vectors import unpack
from embeddings.encoder import Encoder
from embeddings.hits import FloatArray, IdArray
from embeddings.sealed import map_array, new_array, read_facts, sealing

BLOCK = 4_096  # passages, and vectors, read at a time
NO_ROW = -1
OFTEN = 5  # tickets that were given a reply word by word: then it is the desk's, and named by its hash
ARRAYS = tuple("passages entries rows groups newest_passages newest_entries hashes language_places vectors".split())

RowArray = npt.NDArray[np.int32]


@dataclass(frozen=True)
class ReplyTable:
    """A row for each reply of each group (the same words of two brands are two), and the passages that led to it.

    `passages` (p,) are ids, ascending, with the keys of their entries (p,) and the rows of their replies (p,). Of each
    row: its group, the passage and the entry of its newest ticket, the hash of its text where it was given often and
    else none (a hash shows whether somebody was written something), the place of its language in `languages`, and its
    vector, all (r,), the vectors (r, dim) float16.
    """

    passages: IdArray
    entries: IdArray
    rows: RowArray
    groups: RowArray
    newest_passages: IdArray
    newest_entries: IdArray
    hashes: npt.NDArray[np.bytes_]
    language_places: RowArray
    vectors: npt.NDArray[np.float16]
    languages: Sequence[str | None]

    def find(self, passages: IdArray) -> tuple[IdArray, RowArray]:
        """Return the entries' keys (n,) and the replies' rows (n,) of passages (n,); NO_ROW where there is none."""
        if not len(self.passages):
            return np.zeros(len(passages), np.int64), np.full(len(passages), NO_ROW, np.int32)
        places = np.minimum(np.searchsorted(self.passages, passages), len(self.passages) - 1)
        known = self.passages[places] == passages
        return np.where(known, self.entries[places], 0), np.where(known, self.rows[places], NO_ROW).astype(np.int32)

    def vectors_of(self, rows: RowArray) -> FloatArray:
        """Return the replies' vectors (n, dim)."""
        return self.vectors[rows].astype(np.float32)

    def languages_of(self, rows: RowArray) -> list[str | None]:
        """Return the languages (n,) of replies."""
        return [self.languages[place] for place in self.language_places[rows].tolist()]


def open_reply_table(folder: Path) -> ReplyTable:
    """Map what `build_reply_table` wrote; IndexUnusable if it is damaged."""
    languages = read_facts(folder)["languages"]
    return ReplyTable(**{name: map_array(folder / f"{name}.npy") for name in ARRAYS}, languages=languages)


def build_reply_table(engine: Engine, encoder: Encoder, indexed: IdArray, folder: Path) -> None:
    """Write the table of the indexed passages (n,) into a folder of its own, sealed; nothing where none has a reply."""
    collected = _Collected()
    for block in _passages_with_reply(engine, indexed):
        collected.add(block)
    if not collected.hashes:
        return
    with sealing(folder, {"languages": list(collected.languages), "replies": len(collected.hashes)}) as staging:
        for name, array in collected.arrays().items():
            np.save(staging / f"{name}.npy", array)
        _write_vectors(engine, encoder, collected.hashes, staging / "vectors.npy")


def _passages_with_reply(engine: Engine, indexed: IdArray) -> Iterator[list[store.PassageReply]]:
    after = 0
    while rows := store.passage_replies_after(engine, after, BLOCK):
        after = rows[-1].passage_id
        ids = np.array([row.passage_id for row in rows], np.int64)
        taken = np.isin(ids, indexed, assume_unique=True).tolist()
        yield [row for row, is_taken in zip(rows, taken, strict=True) if is_taken]


class _Collected:
    """What the table will hold, row by row. A later passage belongs to a later ticket, as tickets are stored."""

    def __init__(self) -> None:
        self._rows: dict[tuple[int, str], int] = {}
        self.languages: dict[str | None, int] = {}
        self.hashes: list[str] = []
        self._passages: list[tuple[int, int, int]] = []
        self._of_rows: list[tuple[int, int, int, int]] = []
        self._given: Counter[str] = Counter()
        self._last = 0

    def add(self, passages: Sequence[store.PassageReply]) -> None:
        """Add passages, in the order of their ids."""
        for one in passages:
            row = self._rows.setdefault((one.group, one.reply_hash), len(self._rows))
            language = self.languages.setdefault(one.language, len(self.languages))
            facts = (one.group, one.passage_id, one.entry_pk, language)
            if row == len(self.hashes):
                self.hashes.append(one.reply_hash)
                self._of_rows.append(facts)
            else:
                self._of_rows[row] = facts
            self._passages.append((one.passage_id, one.entry_pk, row))
            self._given[one.reply_hash] += one.entry_pk != self._last  # an entry's passages come one after the other
            self._last = one.entry_pk

    def arrays(self) -> dict[str, npt.NDArray[np.generic]]:
        """Return the arrays by the names of their files."""
        passages = np.array(self._passages, np.int64).reshape(-1, 3)
        rows = np.array(self._of_rows, np.int64).reshape(-1, 4)
        return {
            "passages": passages[:, 0],
            "entries": passages[:, 1],
            "rows": passages[:, 2].astype(np.int32),
            "groups": rows[:, 0].astype(np.int32),
            "newest_passages": rows[:, 1],
            "newest_entries": rows[:, 2],
            "hashes": np.array([one.encode() if self._given[one] >= OFTEN else b"" for one in self.hashes], "S64"),
            "language_places": rows[:, 3].astype(np.int32),
        }


def _write_vectors(engine: Engine, encoder: Encoder, hashes: Sequence[str], path: Path) -> None:
    """Write the vectors of replies; one that nobody has embedded becomes zeros, which are like nothing."""
    dim, model = encoder.model.dim, encoder.model.name
    vectors = new_array(path, np.float16, (len(hashes), dim))
    for start in range(0, len(hashes), BLOCK):
        block = hashes[start : start + BLOCK]
        known = store.vectors(engine, model, set(block))
        vectors[start : start + BLOCK] = unpack([known.get(one, b"") for one in block], dim).astype(np.float16)
    vectors.flush()
