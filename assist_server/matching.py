"""Which replies match which questions in a generation: as `assist tune` has learnt it, or else by an alignment.

An alignment is fitted to all solved tickets but the newest at every reindex, and kept where these show it to be better.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from assist_server import store
from assist_server.learnt import MATCH, Matched, learnt_folder, open_matched
from assist_server.reply_table import ReplyTable
from assist_server.services import Services
from assist_server.store import Engine, PastTicket
from assist_server.tune import compare_vectors, known_tickets, split_newest, tuned_folder
from assist_server.vectors import unpack
from embeddings.alignment import Alignment, fit_alignment
from embeddings.encoder import Encoder
from embeddings.hits import FloatArray, IdArray
from embeddings.matcher import Tower, open_tower
from embeddings.sealed import read_facts, sealing

Report = Callable[[str, int, int], None]

FEWEST = 1_000  # tickets below which an alignment is worse than none (own reply among 100: 0.215 first, 0.236 without)
COMPARED = 50_000  # newest replies that a question is compared with, so many as `assist tune` learns from: 2 ms
SEARCHED = 128  # components of a tuned matcher's vectors in that search: 0.417 close at a share of 0.45, 0.407 with 64
BLOCK = 2_048


@dataclass(frozen=True)
class Matching:
    """What matches replies to questions, None where nothing does; the keys (n,) of the tickets it was learnt from; and
    what a generation's report tells of it."""

    matched: Matched | None
    known: IdArray
    report: dict[str, Any]


def match_replies(
    services: Services,
    encoder: Encoder,
    generation: str,
    table: ReplyTable | None,
    report: Report,
    left_out: frozenset[int],
) -> Matching:
    """Let what was tuned read every reply, or an alignment where nothing was, and keep that with the generation."""
    folder = learnt_folder(services.settings, generation) / MATCH
    source = tuned_folder(services.settings)
    if source.exists():
        read_facts(source)
        questions, replies = (open_tower(source, side) for side in ("questions", "replies"))
        _keep(services.engine, encoder, table, folder, (questions, replies), tuned=True)
        return Matching(open_matched(folder), known_tickets(services.settings), {"by": "tune"})
    report("aligning questions and replies", 0, 1)
    model = encoder.model
    tickets = [
        one
        for one in store.newest_solved(services.engine, model.name, COMPARED)
        if one.language not in model.blind and one.pk not in left_out
    ]
    if len(tickets) < FEWEST:
        return Matching(None, np.empty(0, np.int64), {"by": None})
    held_out, learnt_from = split_newest(tickets)
    alignment = fit_alignment(*_sides(learnt_from, model.dim))
    seen = _compared(alignment, held_out, model.dim)
    if seen["gain_low"] <= 0:
        return Matching(None, np.empty(0, np.int64), {"by": None, **seen})
    _keep(services.engine, encoder, table, folder, alignment, tuned=False)
    known = np.array(sorted(one.pk for one in learnt_from), np.int64)
    return Matching(open_matched(folder), known, {"by": "alignment", **seen})


def _sides(tickets: Sequence[PastTicket], dim: int) -> tuple[FloatArray, FloatArray]:
    return unpack([one.asked for one in tickets], dim), unpack([one.answered for one in tickets], dim)


def _compared(alignment: Alignment, held_out: Sequence[PastTicket], dim: int) -> dict[str, Any]:
    """Rank each held-out message's own reply among 99 others, aligned and by plain cosine."""
    asked, answered = _sides(held_out, dim)
    aligned = alignment.questions.vectors(asked, ()), alignment.replies.vectors(answered, ())
    seen = compare_vectors({"tuned": aligned, "plain": (asked, answered)}, [one.reply for one in held_out])
    return {("aligned" if name == "tuned" else name): value for name, value in seen.items()}


def _keep(
    engine: Engine,
    encoder: Encoder,
    table: ReplyTable | None,
    folder: Path,
    towers: tuple[Tower, Tower] | Alignment,
    *,
    tuned: bool,
) -> None:
    """Write the side that reads questions, and all replies as the other side reads them."""
    questions, replies = towers
    keys, vectors = [np.empty(0, np.int64)], []
    for pks, read in _read_all(engine, encoder, replies.vectors):
        keys.append(np.array(pks, np.int64))
        vectors.append(read.astype(np.float16))
    all_keys, all_vectors = np.concatenate(keys), np.concatenate(vectors)
    with sealing(folder, {"replies": len(all_keys), "tuned": tuned}) as staging:
        questions.save(staging, "questions")
        np.save(staging / "keys.npy", all_keys)
        np.save(staging / "replies.npy", all_vectors)
        if table is not None:
            for name, array in _search(table, all_keys, all_vectors).items():
                np.save(staging / f"search-{name}.npy", array)


def _search(table: ReplyTable, keys: IdArray, vectors: npt.NDArray[np.float16]) -> dict[str, npt.NDArray[np.generic]]:
    """Return rows, vectors and basis of a search in the newest replies: along the components that tell most apart."""
    newest = np.sort(np.argsort(-table.newest_entries, kind="stable")[:COMPARED])
    entries = table.newest_entries[newest]
    places = np.minimum(np.searchsorted(keys, entries), len(keys) - 1)
    there = keys[places] == entries
    read = vectors[places[there]].astype(np.float32)
    dim = read.shape[1]
    if dim <= SEARCHED:
        basis = np.eye(dim, dtype=np.float32)
    else:
        basis = np.linalg.eigh((read.T @ read).astype(np.float64))[1][:, -SEARCHED:].astype(np.float32)
    return {"rows": newest[there].astype(np.int32), "vectors": np.ascontiguousarray(read @ basis), "basis": basis}


def _read_all(
    engine: Engine, encoder: Encoder, read: Callable[[FloatArray, Sequence[str]], FloatArray]
) -> Iterator[tuple[list[int], FloatArray]]:
    """Yield all replies that have a vector, in the order of their entries' keys."""
    after = 0
    while rows := store.replies_after(engine, after, BLOCK):
        after = rows[-1].entry_pk
        known = store.vectors(engine, encoder.model.name, [row.reply_hash for row in rows])
        there = [row for row in rows if row.reply_hash in known]
        vectors = unpack([known[row.reply_hash] for row in there], encoder.model.dim)
        yield [row.entry_pk for row in there], read(vectors, [row.reply for row in there])
