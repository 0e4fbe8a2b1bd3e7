"""Search over tickets, macros and articles: the best passage of each, with its evidence card."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assist_server import store
from assist_server.live_index import View
from assist_server.results import Kind
from assist_server.store import Engine, PassageCard
from embeddings.index import FloatArray, Hits

KINDS: tuple[Kind, ...] = ("ticket", "article", "macro")
PASSAGES_PER_ENTRY = 3  # an entry may hold that many of the best places; look deeper so that enough entries remain


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


def search(engine: Engine, view: View, query: Query, limits: dict[Kind, int]) -> dict[Kind, list[Found]]:
    """Return the best entries of each kind asked for, best first, at most `limits[kind]` of them.

    One SQL query fetches the cards of all kinds; what was deleted a moment ago has no card and is left out.
    """
    hits = {kind: _hits(view, query, kind, limit) for kind, limit in limits.items()}
    wanted = [int(id_) for found in hits.values() for id_ in found.ids]
    cards = {card.passage_id: card for card in store.cards(engine, query.model, wanted)} if wanted else {}
    return {kind: _best_of_each(found, cards)[: limits[kind]] for kind, found in hits.items()}


def _hits(view: View, query: Query, kind: Kind, limit: int) -> Hits:
    groups = view.groups_for(kind, query.brand, internal=query.internal)
    return view.search(query.vector, query.text, PASSAGES_PER_ENTRY * limit, groups)


def _best_of_each(hits: Hits, cards: dict[int, PassageCard]) -> list[Found]:
    best: dict[int, Found] = {}
    for id_, score in zip(hits.ids.tolist(), hits.scores.tolist(), strict=True):
        card = cards.get(id_)
        if card is not None and card.entry_pk not in best:
            best[card.entry_pk] = Found(card, score)
    return list(best.values())


def merged(found: Iterable[Sequence[Found]]) -> list[Found]:
    """Return several lists as one, best first."""
    return sorted((one for each in found for one in each), key=lambda one: -one.score)
