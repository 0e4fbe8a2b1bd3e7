"""The heart: what is known about tickets like this one becomes replies worth inserting, or silence."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assist_server import store
from assist_server.knowledge import Found
from assist_server.results import Category, Evidence, Suggestion
from assist_server.store import Engine
from assist_server.text.answer import greet
from assist_server.text.redact import placeholders_in
from assist_server.vectors import unpack
from embeddings.index import FloatArray

NEAR_EQUAL = 0.86  # cosine of two replies that say the same; chosen on the demo company's repeated themes
NEIGHBOURS = 8  # tickets whose votes count for agreement and category
VOTE_SHARPNESS = 12.0  # a neighbour's vote is exp(sharpness * score): the nearest decide, the far ones hardly count

# Confidence: logistic of the three features below. See `bench/fit_confidence.py` for the data and the fit.
WEIGHTS = {"bias": -6.0, "similarity": 9.0, "fit": 1.5, "agreement": 1.0}


@dataclass(frozen=True)
class Asked:
    """The open ticket as suggestions need it."""

    vector: FloatArray
    draft: FloatArray | None
    language: str | None
    customer_name: str | None
    response_id: str


@dataclass(frozen=True)
class Candidate:
    """A reply that could be offered: its text, where it comes from, and how well it fits the question (a cosine)."""

    text: str
    kind: str
    found: Found
    vector: FloatArray
    fit: float


def suggest(engine: Engine, model: str, asked: Asked, found: Sequence[Found], threshold: float) -> list[Suggestion]:
    """Rank, merge, compose and abstain: every reply whose confidence reaches the threshold, best first."""
    candidates = _candidates(engine, model, asked, found)
    votes = {candidate.found.card.entry_pk: _vote(candidate) for candidate in _nearest_replies(candidates)}
    groups = _near_equal(candidates)
    scored = sorted(((_confidence(group, votes), group) for group in groups), key=lambda pair: -pair[0])
    return [_compose(asked, group, confidence) for confidence, group in scored if confidence >= threshold]


def category(found: Sequence[Found]) -> Category | None:
    """Return the label that the nearest resolved tickets agree on (share of their votes), None when they don't."""
    nearest = [one for one in found if one.card.category][:NEIGHBOURS]
    if not nearest:
        return None
    votes: dict[str, float] = {}
    for one in nearest:
        label = str(one.card.category)
        votes[label] = votes.get(label, 0.0) + math.exp(VOTE_SHARPNESS * one.score)
    label = max(votes, key=lambda name: votes[name])
    share = votes[label] / sum(votes.values())
    return Category(label=label, confidence=round(share, 3)) if share >= 0.5 else None


def _candidates(engine: Engine, model: str, asked: Asked, found: Sequence[Found]) -> list[Candidate]:
    """Return what has a reply to offer. An article has none of its own: its passage stands for it."""
    able = [one for one in found if one.card.reply or (one.card.kind == "article" and not one.card.internal)]
    packed = store.vectors(engine, model, [one.card.reply_hash for one in able if one.card.reply_hash])
    candidates = []
    for one in able:
        kept = packed.get(one.card.reply_hash) if one.card.reply_hash else None
        vector = unpack([kept], asked.vector.shape[0])[0] if kept else asked.vector * one.score
        candidates.append(Candidate(_text(one), _kind(one), one, vector, _fit(asked, vector)))
    return candidates


def _text(found: Found) -> str:
    card = found.card
    if card.kind != "article":
        return card.reply
    passage = card.text.removeprefix(card.title).strip() or card.title
    return f"{passage}\n\n{card.url}" if card.url else passage


def _kind(found: Found) -> str:
    return "reply" if found.card.kind == "ticket" else found.card.kind


def _fit(asked: Asked, reply: FloatArray) -> float:
    """Return how well the reply answers (cosine with the question) or, once one is begun, continues the draft."""
    fit = float(asked.vector @ reply)
    return fit if asked.draft is None else (fit + float(asked.draft @ reply)) / 2


def _nearest_replies(candidates: Sequence[Candidate]) -> list[Candidate]:
    return [one for one in candidates if one.kind == "reply"][:NEIGHBOURS]


def _vote(candidate: Candidate) -> float:
    return math.exp(VOTE_SHARPNESS * candidate.found.score)


def _near_equal(candidates: Sequence[Candidate]) -> list[list[Candidate]]:
    """Group replies that say the same, in one language; each group's best-found member first.

    Greedy: a reply joins the first group whose first member it is near-equal to. Macros and articles stand alone.
    """
    groups: list[list[Candidate]] = []
    for candidate in sorted(candidates, key=lambda one: -one.found.score):
        for group in groups:
            if _says_the_same(group[0], candidate):
                group.append(candidate)
                break
        else:
            groups.append([candidate])
    return groups


def _says_the_same(first: Candidate, other: Candidate) -> bool:
    return (
        first.kind == other.kind == "reply"
        and first.found.card.language == other.found.card.language
        and float(first.vector @ other.vector) >= NEAR_EQUAL
    )


def _confidence(group: Sequence[Candidate], votes: dict[int, float]) -> float:
    """Return the chance, between 0 and 1, that this group holds the right answer."""
    best = group[0]
    total = sum(votes.values())
    agreement = sum(votes.get(one.found.card.entry_pk, 0.0) for one in group) / total if total else 0.0
    fit = max(one.fit for one in group)
    logit = (
        WEIGHTS["bias"]
        + WEIGHTS["similarity"] * best.found.score
        + WEIGHTS["fit"] * fit
        + WEIGHTS["agreement"] * agreement
    )
    return 1.0 / (1.0 + math.exp(-logit))


def _central(group: Sequence[Candidate]) -> Candidate:
    """Return the member nearest to all others, so that the wording offered is the common one."""
    vectors = np.stack([one.vector for one in group])
    return group[int(np.argmax(vectors @ vectors.sum(axis=0)))]


def _compose(asked: Asked, group: Sequence[Candidate], confidence: float) -> Suggestion:
    """Return the most central wording with the present customer's name put in and its evidence, best first."""
    chosen = _central(group)
    same_language = chosen.found.card.language in (None, asked.language)
    text = greet(chosen.text, asked.customer_name, chosen.found.card.language if not same_language else asked.language)
    return Suggestion(
        id=f"{asked.response_id}.{chosen.found.card.entry_pk}",
        text=text,
        confidence=round(confidence, 3),
        kind=chosen.kind,  # type: ignore[arg-type]
        evidence=[_evidence(one.found) for one in group],
        placeholders=placeholders_in(text),
        support=len(group) if chosen.kind == "reply" else 0,
    )


def _evidence(found: Found) -> Evidence:
    card = found.card
    return Evidence(
        type=card.kind,
        id=card.id,
        title=card.title,
        url=card.url,
        similarity=round(min(found.score, 1.0), 4),
        excerpt=card.text,
        internal=card.internal,
        solved_at=card.solved_at,
        csat=card.csat,
    )
