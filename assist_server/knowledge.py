"""Search over tickets, macros and articles: the best passage of each, with its evidence card."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from assist_server import store
from assist_server.learnt import Reading
from assist_server.live_index import View
from assist_server.reply_table import NO_ROW, ReplyTable, RowArray
from assist_server.results import Kind
from assist_server.store import Engine, PassageCard
from embeddings.hits import no_hits
from embeddings.index import FloatArray, Hits, IdArray

KINDS: tuple[Kind, ...] = ("ticket", "article", "macro")
PASSAGES_PER_ENTRY = 3  # an entry may hold that many of the best places; look deeper so that enough entries remain
MOSTLY_ENOUGH = 1.5  # passages an entry holds of the best places, mostly
NEAR = 60
"""Passages whose tickets have a vote, as near to the question. Close at a share of 0.45 with 36, 60, 100, 200, and the
replies below: 0.396, 0.398, 0.400, 0.402 (airline tickets, development part); 100 take 0.3 ms more."""

MATCHING = 200
"""Replies that have one too, as the best matches. (Without them, and 200 passages: 0.392; 400: 0.410 for 0.408.)"""


@dataclass(frozen=True)
class Query:
    """What is looked for: its text and vector (dim,; None where only words can tell), the model that made the vector,
    and what the asker may see."""

    text: str
    vector: FloatArray | None
    model: str
    brand: str | None = None
    internal: bool = False


@dataclass(frozen=True)
class Found:
    """An entry by its best passage. `score` is a cosine, raised where exact words agree."""

    card: PassageCard
    score: float


@dataclass(frozen=True)
class Neighbours:
    """Solved tickets that are near a question or whose replies match it, beyond those whose cards were read.

    Keys of their entries (n,), passages they were found by (n,), scores (n,; that of the farthest where only the reply
    matches), rows of their replies in the table (n,), and what reads the cards of passages.
    """

    entries: IdArray
    passages: IdArray
    scores: FloatArray
    rows: RowArray
    table: ReplyTable
    cards: Callable[[Sequence[int]], Sequence[PassageCard]]

    def without(self, entries: Iterable[int]) -> Neighbours:
        """Return those whose entries are not among these."""
        return self.where(~np.isin(self.entries, list(entries)))

    def where(self, kept: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Neighbours:
        """Return those that are kept (n,)."""
        return Neighbours(
            self.entries[kept], self.passages[kept], self.scores[kept], self.rows[kept], self.table, self.cards
        )


def search(engine: Engine, view: View, query: Query, limits: dict[Kind, int]) -> dict[Kind, list[Found]]:
    """Return the best entries of each kind asked for, best first, at most `limits[kind]` of them.

    One SQL query fetches the cards of all kinds, as many as are mostly enough, and a second one the rest where entries
    hold several of the best places; what was deleted a moment ago has no card and is left out.
    """
    return _best(engine, query, _hits(view, query, limits, 0), limits)


def search_widely(
    engine: Engine, view: View, query: Query, limits: dict[Kind, int], reading: Reading
) -> tuple[dict[Kind, list[Found]], Neighbours | None]:
    """Return the same and the other tickets that have a vote, None where the index knows nothing of their replies."""
    hits = _hits(view, query, limits, NEAR)
    return _best(engine, query, hits, limits), _neighbours(engine, view, query, hits.get("ticket", no_hits()), reading)


def _hits(view: View, query: Query, limits: dict[Kind, int], least: int) -> dict[Kind, Hits]:
    """Return the best passages of each kind; of tickets as many as `least` at least."""
    asked = view.asked(query.vector, query.text)
    wanted = {kind: PASSAGES_PER_ENTRY * limit for kind, limit in limits.items()}
    if "ticket" in wanted:
        wanted["ticket"] = max(wanted["ticket"], least)
    return {
        kind: asked.best(limit, view.groups_for(kind, query.brand, internal=query.internal))
        for kind, limit in wanted.items()
    }


def _best(engine: Engine, query: Query, hits: dict[Kind, Hits], limits: dict[Kind, int]) -> dict[Kind, list[Found]]:
    cards: dict[int, PassageCard] = {}
    found: dict[Kind, list[Found]] = {kind: [] for kind in limits}
    looked = {kind: 0 for kind in limits}
    for share in (MOSTLY_ENOUGH, PASSAGES_PER_ENTRY):
        short = [kind for kind, limit in limits.items() if len(found[kind]) < limit]
        wanted = [id_ for kind in short for id_ in hits[kind].ids[looked[kind] : int(share * limits[kind])].tolist()]
        cards |= {card.passage_id: card for card in store.cards(engine, query.model, wanted)} if wanted else {}
        for kind in short:
            looked[kind] = int(share * limits[kind])
            found[kind] = _best_of_each(hits[kind].first(looked[kind]), cards)[: limits[kind]]
    return found


def _neighbours(engine: Engine, view: View, query: Query, hits: Hits, reading: Reading) -> Neighbours | None:
    """Return the tickets of these passages and those whose replies match best, each once, by its best passage."""
    table = view.learnt.replies
    if table is None or query.vector is None or not len(hits):
        return None
    entries, rows = table.find(hits.ids)
    near = rows != NO_ROW
    matching = reading.matching_rows(MATCHING)
    allowed = np.array(sorted(view.groups_for("ticket", query.brand, internal=query.internal)), np.int32)
    matching = matching[np.isin(table.groups[matching], allowed)]
    passages = table.newest_passages[matching]
    if view.removed:
        there = np.array([id_ not in view.removed for id_ in passages.tolist()], np.bool_)
        matching, passages = matching[there], passages[there]
    all_entries = np.concatenate([entries[near], table.newest_entries[matching]])
    firsts = np.sort(np.unique(all_entries, return_index=True)[1])
    far = np.full(len(matching), hits.scores[-1], np.float32)
    return Neighbours(
        all_entries[firsts],
        np.concatenate([hits.ids[near], passages])[firsts],
        np.concatenate([hits.scores[near], far])[firsts],
        np.concatenate([rows[near], matching])[firsts],
        table,
        lambda ids: store.cards(engine, query.model, ids),
    )


def _best_of_each(hits: Hits, cards: dict[int, PassageCard]) -> list[Found]:
    """Return each entry by its best passage. An article found by its title alone is shown by its next passage."""
    best: dict[int, Found] = {}
    for id_, score in zip(hits.ids.tolist(), hits.scores.tolist(), strict=True):
        card = cards.get(id_)
        if card is None:
            continue
        first = best.get(card.entry_pk)
        if first is None:
            best[card.entry_pk] = Found(card, score)
        elif is_title(first.card) and not is_title(card):
            best[card.entry_pk] = Found(card, first.score)
    return list(best.values())


def is_title(card: PassageCard) -> bool:
    """Say whether a passage is an article's title and nothing else: it is found by that, and answers nothing."""
    return card.kind == "article" and card.text == card.title


def merged(found: Iterable[Sequence[Found]]) -> list[Found]:
    """Return several lists as one, best first."""
    return sorted((one for each in found for one in each), key=lambda one: -one.score)
