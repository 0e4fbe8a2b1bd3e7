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
MOSTLY_ENOUGH = 1.5  # passages an entry holds of the best places, mostly


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

    One SQL query fetches the cards of all kinds, as many as are mostly enough, and a second one the rest where entries
    hold several of the best places; what was deleted a moment ago has no card and is left out.
    """
    asked = view.asked(query.vector, query.text)
    hits = {
        kind: asked.best(PASSAGES_PER_ENTRY * limit, view.groups_for(kind, query.brand, internal=query.internal))
        for kind, limit in limits.items()
    }
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
