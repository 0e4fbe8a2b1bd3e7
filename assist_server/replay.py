"""The desk's own history asked again: solved tickets with their answers hidden, and what would have been suggested.

Each ticket may be asked twice: as it came, only itself hidden; and with everything hidden that answers like it, so that
nothing in the history fits and silence is right. The second stands for the questions that a history never answered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import numpy as np
import numpy.typing as npt

from assist_server import store
from assist_server.knowledge import Found, Neighbours, Query, search_widely
from assist_server.learnt import Learnt, Reading
from assist_server.live_index import View
from assist_server.results import Kind
from assist_server.store import Engine, PastTicket, text_hash
from assist_server.suggest import Asked, Group, groups, wording
from assist_server.vectors import unpack
from embeddings.encoder import Encoder
from embeddings.index import FloatArray

CLOSE = 0.55  # cosine of two answers that say much the same; of random pairs one in sixty to a hundred reaches it
LIMITS: dict[Kind, int] = {"ticket": 12, "article": 3, "macro": 3}  # as an open ticket is answered
DEEPER = 3  # times as many tickets are looked at where those that answer alike are then taken out


@dataclass(frozen=True)
class Desk:
    """What is asked: a database and a view of an index, with the encoder that made it."""

    engine: Engine
    view: View
    encoder: Encoder
    often: frozenset[str] = frozenset()  # hashes of answers that many tickets got: each is a matter of its own
    left_out: frozenset[int] = frozenset()  # keys of the tickets that are not learnt from

    def questions(self, tickets: Sequence[PastTicket]) -> FloatArray:
        """Return what was asked first as vectors (n, dim): those at hand, where a question is encoded as a passage."""
        model = self.encoder.model
        if model.query_prefix == model.passage_prefix:
            return unpack([ticket.asked for ticket in tickets], model.dim)
        return self.encoder.encode_queries([ticket.question for ticket in tickets])


@dataclass(frozen=True)
class Replayed:
    """One ticket asked again. `best` is what would be offered first, None where nothing was found at all; `closeness`
    the cosine of that and what the agent wrote; `right` whether it says the same; `hidden` whether all like it was."""

    ticket: PastTicket
    hidden: bool
    best: Group | None
    closeness: float
    right: bool

    @property
    def chance(self) -> float:
        """How sure the suggestion is, 0.0 where there is none."""
        return self.best.chance if self.best else 0.0


def replay(
    desk: Desk,
    tickets: Sequence[PastTicket],
    learnt: Callable[[PastTicket, bool], Learnt],
    *,
    hidden: bool,
) -> Iterator[Replayed]:
    """Ask every ticket again with itself hidden, or (hidden) with all hidden that answers like it.

    `learnt` gives what may be known when a ticket is asked: classifiers that have not seen it.
    """
    answers = unpack([ticket.answered for ticket in tickets], desk.encoder.model.dim)
    asked = zip(tickets, desk.questions(tickets), answers, strict=True)
    for ticket, question, answer in asked:
        if ticket.language in desk.encoder.model.blind:  # there the server says nothing
            yield Replayed(ticket, hidden, None, 0.0, False)
            continue
        reading = learnt(ticket, hidden).read(question, ticket.question)
        found, near = _found(desk, ticket, question, answer, reading, hidden)
        asked_now = Asked(
            ticket.question, question, None, ticket.language, None, "", reading, desk.encoder.model.spread
        )
        ranked = groups(asked_now, found, near)
        yield _judged(desk, ticket, hidden, ranked[0] if ranked else None, answer)


def _judged(desk: Desk, ticket: PastTicket, hidden: bool, best: Group | None, answer: FloatArray) -> Replayed:
    if best is None:
        return Replayed(ticket, hidden, None, 0.0, False)
    offered = wording(best, datetime.now(UTC)).found
    closeness = _likeness(desk, ticket, answer, [offered])[0]
    return Replayed(ticket, hidden, best, closeness, closeness >= CLOSE)


def _likeness(desk: Desk, ticket: PastTicket, answer: FloatArray, found: Sequence[Found]) -> list[float]:
    """Return the cosines (n,) of what was found and what the agent wrote; two often given answers are alike or not."""
    vectors = unpack([one.card.vector or bytes(2 * len(answer)) for one in found], len(answer))
    cosines: list[float] = (vectors @ answer).tolist()
    if ticket.reply_hash not in desk.often:
        return cosines
    hashes = [text_hash(one.card.reply) for one in found]
    return [
        float(one == ticket.reply_hash) if one in desk.often else cosine
        for one, cosine in zip(hashes, cosines, strict=True)
    ]


def _found(
    desk: Desk, ticket: PastTicket, question: FloatArray, answer: FloatArray, reading: Reading, hidden: bool
) -> tuple[list[Found], Neighbours | None]:
    """Return what the index finds for a ticket's first message once it, or all that answers like it, is gone."""
    gone = store.passages_answered_like(desk.engine, pks=[ticket.pk], reply_hash=ticket.reply_hash if hidden else None)
    view = replace(desk.view, removed=desk.view.removed | gone)
    query = Query(ticket.question, question, desk.encoder.model.name, ticket.brand, internal=False)
    limits = {kind: limit * (DEEPER if hidden and kind == "ticket" else 1) for kind, limit in LIMITS.items()}
    found, near = search_widely(desk.engine, view, query, limits, reading)
    if hidden:
        found = {kind: _unlike(desk, ticket, answer, each)[: LIMITS[kind]] for kind, each in found.items()}
        near = None if near is None else near.where(~_alike(desk, ticket, answer, near))
    return sorted((one for each in found.values() for one in each), key=lambda one: -one.score), near


def _unlike(desk: Desk, ticket: PastTicket, answer: FloatArray, found: Sequence[Found]) -> list[Found]:
    """Return those whose answer says something else."""
    likeness = _likeness(desk, ticket, answer, found)
    return [one for one, alike in zip(found, likeness, strict=True) if alike < CLOSE]


def _alike(desk: Desk, ticket: PastTicket, answer: FloatArray, near: Neighbours) -> npt.NDArray[np.bool_]:
    """Return which of the neighbours (n,) answer like the ticket."""
    alike = near.table.vectors_of(near.rows) @ answer >= CLOSE
    if ticket.reply_hash not in desk.often:
        return alike
    hashes = near.table.hashes[near.rows]
    often = np.isin(hashes, np.array([one.encode() for one in desk.often], hashes.dtype))
    return np.where(often, hashes == ticket.reply_hash.encode(), alike)
