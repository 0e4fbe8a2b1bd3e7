"""The heart: what is known about tickets like this one becomes replies worth inserting, or silence."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from assist_server.ageing import worth
from assist_server.judgement import bonus
from assist_server.knowledge import Found, is_title
from assist_server.learnt import NOTHING_LEARNT, Labels, Reading, Signs
from assist_server.results import Category, Evidence, Suggestion, SuggestionKind
from assist_server.store import PassageCard
from assist_server.text.answer import greet
from assist_server.text.headings import without_last_headings
from assist_server.text.redact import placeholders_in
from assist_server.vectors import unpack
from embeddings.index import FloatArray
from embeddings.tokens import tokenize

NEAR_EQUAL = (
    0.8  # cosine of two replies that say the same: in the demo company all four pairs beyond do, one at 0.77 not
)
NEIGHBOURS = 8  # tickets whose votes count for agreement and category
VOTES_SHARE = 0.25  # of the nearest tickets beside the classifier: best of eleven on held-out fifths of both
# banking77.train (0.921; 0.916 by the classifier alone, 0.906 by votes alone) and multidogo.train (0.927; 0.921, 0.927)
SURE = 0.25  # share from which on a category is told: there 99 in 100 are, 93 of them rightly
SURE_BY_VOTES = 0.5  # the same without a classifier
VOTE_SHARPNESS = 12.0  # a neighbour's vote is exp(sharpness * score): the nearest decide, the far ones hardly count

# Another answer speaks for a group as far as it says the same: cosine 0.3 (three in four pairs on different matters are
# below, in the demo company) counts nothing, 0.6 (about the nearest quarter of pairs on one matter) wholly.
APART, ALIKE = 0.3, 0.6
_DIGITS = "0123456789"
_CODE = re.compile(r"[a-z]{1,4}\d{2,5}")
FIT = 6.0  # of a reply to the draft that the agent has begun: it orders what is offered, the chance stays as it is


@dataclass(frozen=True)
class Asked:
    """The open ticket as suggestions need it: what is asked, as text and as vector (dim,), and how it is read."""

    text: str
    vector: FloatArray
    draft: FloatArray | None
    language: str | None
    customer_name: str | None
    response_id: str
    reading: Reading = NOTHING_LEARNT


@dataclass(frozen=True)
class Candidate:
    """A reply that could be offered: its text, where it comes from, how well it continues the draft (a cosine), and
    which of the desk's often given answers it is (-1: none)."""

    text: str
    kind: SuggestionKind
    found: Found
    vector: FloatArray
    fit: float
    answer: int = -1


@dataclass(frozen=True)
class Group:
    """Replies that say the same, the best-found first, what speaks for them, and the log-odds that they are right."""

    members: list[Candidate]
    signs: Signs
    logit: float

    @property
    def chance(self) -> float:
        """The chance that the agent would say the same (see docs/QUALITY.md for how it is fitted)."""
        return 1.0 / (1.0 + math.exp(-self.logit))


def suggest(asked: Asked, found: Sequence[Found], threshold: float) -> list[Suggestion]:
    """Rank, merge, compose and abstain: every reply whose confidence reaches the threshold, best first."""
    return [_compose(asked, group) for group in groups(asked, found) if group.chance >= threshold]


def groups(asked: Asked, found: Sequence[Found]) -> list[Group]:
    """Return the replies at hand in groups that say the same, the likeliest and best fitting the draft first."""
    candidates = _candidates(asked, found)
    if not candidates:
        return []
    grouped = _near_equal(candidates)
    signs = _signs(asked, candidates, grouped)
    logits = asked.reading.weights.logits(signs).tolist()
    rated = [Group(*parts) for parts in zip(grouped, signs, logits, strict=True)]
    now = datetime.now(UTC)
    return sorted(rated, key=lambda group: -(group.logit + _preferred(group.members, now)))


def _preferred(group: Sequence[Candidate], now: datetime) -> float:
    """Return what the draft and the agents' feedback add to a group's rank. The member judged most clearly speaks for
    all, so that one key that judges every member counts no more than one that judges one."""
    return FIT * max(one.fit for one in group) + max((bonus(one.found.card.standing, now) for one in group), key=abs)


def category(found: Sequence[Found], fitted: Labels | None = None) -> Category | None:
    """Return the label that the nearest solved tickets and the classifier agree on, None when they are unsure."""
    shares = _voted(found)
    if fitted is not None:
        shares = {label: VOTES_SHARE * share for label, share in shares.items()}
        for label, place in fitted.places.items():
            shares[label] = shares.get(label, 0.0) + (1 - VOTES_SHARE) * float(fitted.shares[place])
    if not shares:
        return None
    label = max(shares, key=lambda name: shares[name])
    least = SURE_BY_VOTES if fitted is None else SURE
    return Category(label=label, confidence=round(min(shares[label], 1.0), 3)) if shares[label] >= least else None


def _voted(found: Sequence[Found]) -> dict[str, float]:
    """Return the labels' shares of the nearest tickets' votes."""
    nearest = [one for one in found if one.card.category][:NEIGHBOURS]
    votes: dict[str, float] = {}
    for one in nearest:
        label = str(one.card.category)
        votes[label] = votes.get(label, 0.0) + math.exp(VOTE_SHARPNESS * one.score)
    total = sum(votes.values())
    return {label: vote / total for label, vote in votes.items()}


def _candidates(asked: Asked, found: Sequence[Found]) -> list[Candidate]:
    """Return what has a reply to offer. An article has none of its own: its passage stands for it."""
    able = [one for one in found if one.card.reply or _answers(one.card)]
    known = [(one, one.card.vector) for one in able if one.card.vector is not None]
    vectors = unpack([vector for _, vector in known], asked.vector.shape[0])
    fits = [0.0] * len(known) if asked.draft is None else (vectors @ asked.draft).tolist()
    return [
        Candidate(_text(one), _kind(one), one, vector, fit, asked.reading.answer(one.card.reply))
        for (one, _), vector, fit in zip(known, vectors, fits, strict=True)
    ]


def _answers(card: PassageCard) -> bool:
    """Say whether a passage of an article can be offered: one for customers, and more than its title."""
    return card.kind == "article" and not card.internal and not is_title(card)


def _text(found: Found) -> str:
    card = found.card
    if card.kind != "article":
        return card.reply
    said = without_last_headings(excerpt(card))
    return f"{said}\n\n{card.url}" if card.url else said


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
    """Say whether two replies are one suggestion. Two of the desk's often given answers are two, however alike."""
    if first.kind != "reply" or other.kind != "reply" or first.found.card.language != other.found.card.language:
        return False
    if min(first.answer, other.answer) >= 0:
        return first.answer == other.answer
    return float(first.vector @ other.vector) >= NEAR_EQUAL


def _signs(asked: Asked, candidates: Sequence[Candidate], grouped: Sequence[Sequence[Candidate]]) -> list[Signs]:
    """Return for each group what speaks for it: how near its best is, how much agrees, what the classifier says.

    A vote counts for a group as far as its answer says the same as the group's nearest member.
    """
    members = [one for group in grouped for one in group]
    starts = np.cumsum([0, *(len(group) for group in grouped[:-1])])
    agreement = _votes(candidates) @ np.maximum.reduceat(_alike(candidates, members), starts, axis=1)
    matches = _best_matches(asked.reading, grouped)
    firsts = [group[0].found for group in grouped]
    wanted = codes_in(asked.text)
    return [
        asked.reading.signs(
            first.score, agree, first.card.category, first.card.reply, match, _codes(wanted, first.card)
        )
        for first, agree, match in zip(firsts, agreement.tolist(), matches, strict=True)
    ]


def codes_in(text: str) -> frozenset[str]:
    """Return the error codes and model numbers of a text, joined and in lower case: E-104 gives e104."""
    return frozenset(word for word in tokenize(text) if _CODE.fullmatch(word))


def _codes(wanted: frozenset[str], card: PassageCard) -> float:
    """Say whether an entry speaks of a wanted code (1), only of others of their kind (−1), or of none (0).

    One that has others in its title and a wanted one further down is about the others, and counts 0.
    """
    if not wanted:
        return 0.0
    titled, spoken = codes_in(card.title), codes_in(f"{card.title} {card.text} {card.reply}")
    if wanted & spoken:
        return 1.0 if wanted & titled or not titled else 0.0
    kinds = {code.rstrip(_DIGITS) for code in wanted}
    return -1.0 if any(code.rstrip(_DIGITS) in kinds for code in spoken) else 0.0


def _best_matches(reading: Reading, grouped: Sequence[Sequence[Candidate]]) -> list[float | None]:
    """Return how well the best reply of each group matches the question, None where that is not known."""
    scores = iter(reading.matches([one.found.card.entry_pk for group in grouped for one in group]))
    known = [[score for _ in group if (score := next(scores)) is not None] for group in grouped]
    return [max(group, default=None) for group in known]


def _alike(some: Sequence[Candidate], others: Sequence[Candidate]) -> FloatArray:
    """Return how far each of some says the same as each of the others, (n, m) from 0 to 1."""
    cosines = np.stack([one.vector for one in some]) @ np.stack([one.vector for one in others]).T
    alike = np.clip((cosines - APART) / (ALIKE - APART), 0.0, 1.0)
    answers, theirs = (np.array([one.answer for one in part]) for part in (some, others))
    known = np.minimum.outer(answers, theirs) >= 0
    return np.asarray(np.where(known, np.equal.outer(answers, theirs), alike), np.float32)


def _central(group: Sequence[Candidate], now: datetime) -> Candidate:
    """Return the member nearest to all others, so that the wording offered is the common one; the fresher of equals."""
    vectors = np.stack([one.vector for one in group])
    central = vectors @ vectors.mean(axis=0) + [worth(one.found.card, now) for one in group]
    return group[int(np.argmax(central))]


def _compose(asked: Asked, group: Group) -> Suggestion:
    """Return the most central wording with the present customer's name put in and its evidence, best first."""
    now = datetime.now(UTC)
    chosen = _central(group.members, now)
    evidence = sorted((one.found for one in group.members), key=lambda one: -(one.score + worth(one.card, now)))
    same_language = chosen.found.card.language in (None, asked.language)
    text = greet(chosen.text, asked.customer_name, chosen.found.card.language if not same_language else asked.language)
    return Suggestion(
        id=f"{asked.response_id}.{chosen.found.card.entry_pk}",
        text=text,
        confidence=round(group.chance, 3),
        kind=chosen.kind,
        evidence=[_evidence(one) for one in evidence],
        placeholders=placeholders_in(text),
        support=len(group.members) if chosen.kind == "reply" else 0,
        language=chosen.found.card.language,
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
