"""The heart: what is known about tickets like this one becomes replies worth inserting, or silence."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from assist_server.judgement import bonus
from assist_server.knowledge import Found
from assist_server.results import Category, Evidence, Suggestion, SuggestionKind
from assist_server.store import PassageCard
from assist_server.text.answer import greet
from assist_server.text.redact import placeholders_in
from assist_server.vectors import unpack
from embeddings.index import FloatArray

NEAR_EQUAL = (
    0.8  # cosine of two replies that say the same: in the demo company all four pairs beyond do, one at 0.77 not
)
NEIGHBOURS = 8  # tickets whose votes count for agreement and category
VOTE_SHARPNESS = 12.0  # a neighbour's vote is exp(sharpness * score): the nearest decide, the far ones hardly count

# The chance that a group holds the right answer, as a logistic regression that `bench/fit_confidence.py` fitted on
# labelled questions of banks, shops and assistants, those out of scope among them (calibration error 0.02 to 0.04).
BIAS, SIMILARITY, AGREEMENT = -7.0, 3.89, 7.19
# Another answer speaks for a group as far as it says the same: cosine 0.3 (three in four pairs on different matters are
# below, in the demo company) counts nothing, 0.6 (about the nearest quarter of pairs on one matter) wholly.
APART, ALIKE = 0.3, 0.6
FIT = 6.0  # of a reply to the draft that the agent has begun: it orders what is offered, the chance stays as it is


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
    """A reply that could be offered: its text, where it comes from, and how well it continues the draft (a cosine)."""

    text: str
    kind: SuggestionKind
    found: Found
    vector: FloatArray
    fit: float


def suggest(asked: Asked, found: Sequence[Found], threshold: float) -> list[Suggestion]:
    """Rank, merge, compose and abstain: every reply whose confidence reaches the threshold, best first."""
    candidates = _candidates(asked, found)
    if not candidates:
        return []
    groups = _near_equal(candidates)
    scored = list(zip(_logits(candidates, groups), groups, strict=True))
    now = datetime.now(UTC)
    scored.sort(key=lambda pair: -(pair[0] + FIT * max(one.fit for one in pair[1]) + _judged(pair[1], now)))
    chances = [(_logistic(logit), group) for logit, group in scored]
    return [_compose(asked, group, chance) for chance, group in chances if chance >= threshold]


def _judged(group: Sequence[Candidate], now: datetime) -> float:
    """Return what the agents' feedback adds to a group's rank: that of its member which is judged most clearly, so that
    one key that judges every member counts no more than one that judges one."""
    return max((bonus(one.found.card.standing, now) for one in group), key=abs)


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


def _candidates(asked: Asked, found: Sequence[Found]) -> list[Candidate]:
    """Return what has a reply to offer. An article has none of its own: its passage stands for it."""
    able = [one for one in found if one.card.reply or (one.card.kind == "article" and not one.card.internal)]
    known = [(one, one.card.vector) for one in able if one.card.vector is not None]
    vectors = unpack([vector for _, vector in known], asked.vector.shape[0])
    fits = [0.0] * len(known) if asked.draft is None else (vectors @ asked.draft).tolist()
    return [
        Candidate(_text(one), _kind(one), one, vector, fit)
        for (one, _), vector, fit in zip(known, vectors, fits, strict=True)
    ]


def _text(found: Found) -> str:
    card = found.card
    if card.kind != "article":
        return card.reply
    return f"{excerpt(card)}\n\n{card.url}" if card.url else excerpt(card)


def excerpt(card: PassageCard) -> str:
    """Return the passage without the title that was put before it to be found by."""
    return card.text.removeprefix(card.title).strip() or card.text


def _kind(found: Found) -> SuggestionKind:
    return "reply" if found.card.kind == "ticket" else found.card.kind


def _votes(candidates: Sequence[Candidate]) -> FloatArray:
    """Return the candidates' shares (n,) of the nearest entries' vote about which answer is right; the rest have 0."""
    scores = np.array([one.found.score for one in candidates], dtype=np.float32)
    votes = np.exp(VOTE_SHARPNESS * scores)
    votes[np.argsort(-scores, kind="stable")[NEIGHBOURS:]] = 0.0
    return np.asarray(votes / votes.sum(), dtype=np.float32)


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


def _logits(candidates: Sequence[Candidate], groups: Sequence[Sequence[Candidate]]) -> list[float]:
    """Return for each group the log-odds that it holds the right answer: how near its best is, and how much agrees.

    A vote counts for a group as far as its answer says the same as the group's nearest member.
    """
    members = np.stack([one.vector for group in groups for one in group])
    starts = np.cumsum([0, *(len(group) for group in groups[:-1])])
    nearest = np.maximum.reduceat(np.stack([one.vector for one in candidates]) @ members.T, starts, axis=1)
    agreement = _votes(candidates) @ np.clip((nearest - APART) / (ALIKE - APART), 0.0, 1.0)
    best = np.array([group[0].found.score for group in groups])
    logits: list[float] = (BIAS + SIMILARITY * best + AGREEMENT * agreement).tolist()
    return logits


def _logistic(logit: float) -> float:
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
        kind=chosen.kind,
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
        excerpt=excerpt(card),
        internal=card.internal,
        solved_at=card.solved_at,
        csat=card.csat,
    )
