"""The heart: what is known about tickets like this one becomes replies worth inserting, or silence."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from assist_server import consensus
from assist_server.ageing import worth
from assist_server.consensus import Camp, Votes
from assist_server.judgement import bonus
from assist_server.knowledge import Found, Neighbours, is_title
from assist_server.learnt import NOTHING_LEARNT, Labels, Reading, Signs
from assist_server.results import Category, Evidence, Suggestion, SuggestionKind
from assist_server.store import PassageCard
from assist_server.text.answer import greet
from assist_server.text.content import ENOUGH, count_content
from assist_server.text.headings import without_last_headings
from assist_server.text.redact import placeholders_in
from assist_server.vectors import unpack
from embeddings.index import FloatArray
from embeddings.lexical import USUAL_SPREAD
from embeddings.tokens import tokenize

NEAR_EQUAL = (
    0.8  # cosine of two replies that say the same: in the demo company all four pairs beyond do, one at 0.77 not
)
NEIGHBOURS = 8  # tickets whose votes count for agreement and category
VOTES_SHARE = 0.25  # of the nearest tickets beside the classifier: best of eleven on held-out fifths of both
# banking77.train (0.921; 0.916 by the classifier alone, 0.906 by votes alone) and multidogo.train (0.927; 0.921, 0.927)
SURE_BY_VOTES, NEAR_BY_VOTES = 0.5, 0.5  # share of the votes, and cosine of the nearest, for a category by votes alone
VOTE_SHARPNESS = 12.0  # a neighbour's vote is exp(sharpness * score): the nearest decide, the far ones hardly count

# Fitted by `bench/fit_category.py` on clinc's validation part and its questions out of scope, these half of all, over
# the whole of its training part and a tenth of it. From a chance of 0.35 on a category is told, and rightly, of 92.5
# % of the questions in scope (93.8 % by the share alone, from 0.25 on; banking77 92.8 and 92.8 %, multidogo 92.7 and
# 92.8 %), and of 11.5 % of those out of scope (35 %; asked of the other two 4.0 and 5.5 %, 36 and 57 %).
LABEL_BIAS, LABEL_SHARE, LABEL_NEAREST, LABEL_SURE = -4.64, 1.36, 7.98, 0.35

MOST = 5  # different replies of tickets that are looked at
READ, WORDINGS = 3, 2  # members of a camp whose cards are read: the heaviest, and those in nearly the leader's words
_DIGITS = "0123456789"
_CODE = re.compile(r"[a-z]{1,4}\d{2,5}")
# Of likeness, beside the logarithm of agreement, when replies are ranked: less uniform, and nearly as right (close at a
# share of 0.45: 0.361 with 1, 0.373 with 0).
NEARER = 0.5
ASKED_BEFORE = 0.8  # likeness of a question of a word or two to an earlier one: "seat assignment", not "refund?"
CENTRAL = 0.1  # of a wording's likeness to the others, beside the share that agrees with it
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
    spread: float = USUAL_SPREAD


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
    """Replies that say much the same, the best-found first; those of them in nearly the words that most agree with,
    each with the share that agrees; how many tickets agree; what speaks for them; and the log-odds that they are
    right."""

    members: list[Candidate]
    wordings: list[tuple[Candidate, float]]
    support: int
    signs: Signs
    logit: float

    @property
    def chance(self) -> float:
        """The chance that the agent would say the same (see docs/QUALITY.md for how it is fitted)."""
        return 1.0 / (1.0 + math.exp(-self.logit))


def suggest(asked: Asked, found: Sequence[Found], threshold: float, near: Neighbours | None = None) -> list[Suggestion]:
    """Rank, merge, compose and abstain: every reply whose confidence reaches the threshold, best first."""
    return [_compose(asked, group) for group in groups(asked, found, near) if group.chance >= threshold]


def groups(asked: Asked, found: Sequence[Found], near: Neighbours | None = None) -> list[Group]:
    """Return the replies at hand in groups that say the same, the likeliest and best fitting the draft first.

    Those whose cards were read are voted on by themselves and by the neighbours, one of which may be offered instead. A
    question that asks nothing has no answer.
    """
    candidates = _candidates(asked, found) if _asks(asked, found) else []
    if not candidates:
        return []
    wanted = codes_in(asked.text)
    if near is not None:  # what the others say of a code is not known without their texts
        near = None if wanted else near.without(one.found.card.entry_pk for one in candidates)
    votes = _votes(asked, candidates, near, wanted)
    weighed = consensus.weights(votes, tuned=asked.reading.tuned, spread=asked.spread)
    fits = np.zeros(len(weighed), np.float32) if asked.draft is None else votes.vectors @ asked.draft
    camps = consensus.camps(votes, weighed, NEARER * votes.scores + FIT * fits, MOST, spread=asked.spread)
    known = _read(asked, candidates, near, camps, votes)
    rated = [group for camp in camps if (group := _group(asked, camp, known, votes, wanted)) is not None]
    now = datetime.now(UTC)
    return sorted(rated, key=lambda group: -(group.logit + _preferred(group.wordings, now)))


def _asks(asked: Asked, found: Sequence[Found]) -> bool:
    """Say whether a question asks something: in enough words, or in fewer that somebody was answered before."""
    count = count_content(asked.text)
    nearest = max((one.score for one in found), default=0.0)
    return count >= ENOUGH or (count > 0 and nearest >= consensus.at_scale(ASKED_BEFORE, asked.spread))


def _votes(asked: Asked, candidates: Sequence[Candidate], near: Neighbours | None, wanted: frozenset[str]) -> Votes:
    """Return the votes of the candidates, and after them those of the neighbours."""
    cards = [one.found.card for one in candidates]
    keys = [card.entry_pk if card.reply else -1 for card in cards]
    sorts = [f"{card.language} {_codes(wanted, card):.0f}" for card in cards]
    scores, vectors = (
        [np.array([one.found.score for one in candidates])],
        [np.stack([one.vector for one in candidates])],
    )
    answers, joinable = [one.answer for one in candidates], [one.kind == "reply" for one in candidates]
    if near is not None and len(near.entries):
        keys += near.entries.tolist()
        sorts += [f"{language} 0" for language in near.table.languages_of(near.rows)]
        scores.append(near.scores)
        vectors.append(near.table.vectors_of(near.rows))
        answers += asked.reading.answers_of(near.table.hashes[near.rows])
        joinable += [True] * len(near.entries)
    return Votes(
        np.concatenate(scores).astype(np.float32),
        np.concatenate(vectors),
        asked.reading.matches(keys),
        np.array(answers, np.int64),
        sorts,
        np.array(joinable, np.bool_),
    )


def _read(
    asked: Asked, candidates: Sequence[Candidate], near: Neighbours | None, camps: Sequence[Camp], votes: Votes
) -> dict[int, Candidate]:
    """Return the candidates by their places among the votes: those at hand, and the neighbours worth reading."""
    known = dict(enumerate(candidates))
    if near is None:
        return known
    wanted = dict.fromkeys(
        place for camp in camps for place in _worth_reading(camp, votes, asked.spread) if place >= len(candidates)
    )
    passages = {int(near.passages[place - len(candidates)]): place for place in wanted}
    cards = near.cards(list(passages)) if passages else ()
    for card in cards:
        place = passages[card.passage_id]
        found, vector = Found(card, float(votes.scores[place])), votes.vectors[place]
        fit = 0.0 if asked.draft is None else float(vector @ asked.draft)
        if card.reply:
            known[place] = Candidate(card.reply, "reply", found, vector, fit, int(votes.answers[place]))
    return known


def _worth_reading(camp: Camp, votes: Votes, spread: float) -> list[int]:
    """Return the members whose cards tell what a camp says: its leader, the nearest, the heaviest, and those in nearly
    the leader's words."""
    others = camp.members[1:]
    least = consensus.at_scale(NEAR_EQUAL, spread)
    alike = others[votes.vectors[others] @ votes.vectors[camp.leader] >= least]
    nearest = camp.members[np.argmax(votes.scores[camp.members])]
    return [camp.leader, int(nearest), *alike[:WORDINGS].tolist(), *others[: READ - 1].tolist()]


def _group(asked: Asked, camp: Camp, known: dict[int, Candidate], votes: Votes, wanted: frozenset[str]) -> Group | None:
    """Return a camp as what can be offered, None where nothing of it is there any more."""
    places = [place for place in camp.members.tolist() if place in known]
    if not places:
        return None
    leader = places[0]  # itself, or the heaviest that agrees with one deleted a moment ago
    alike = votes.vectors[places] @ votes.vectors[leader] >= consensus.at_scale(NEAR_EQUAL, asked.spread)
    shares = dict(zip(camp.members.tolist(), camp.shares.tolist(), strict=True))
    wordings = [
        (known[place], shares[place]) for place, is_alike in zip(places, alike.tolist(), strict=True) if is_alike
    ]
    members = sorted((known[place] for place in places), key=lambda one: -one.found.score)
    card, match = members[0].found.card, float(votes.matches[leader])
    signs = asked.reading.signs(
        camp.nearest,
        camp.agreement,
        card.category,
        known[leader].found.card.reply,
        None if math.isnan(match) else match,
        _codes(wanted, card),
    )
    logit = float(asked.reading.weights.logits([signs])[0])
    return Group(members, wordings, camp.counted, signs, logit)


def _preferred(wordings: Sequence[tuple[Candidate, float]], now: datetime) -> float:
    """Return what the draft and the agents' feedback add to a group's rank. The wording judged most clearly speaks for
    all, so that one key that judges every one counts no more than one that judges one."""
    feedback = max((bonus(one.found.card.standing, now) for one, _ in wordings), key=abs)
    return FIT * max(one.fit for one, _ in wordings) + feedback


def category(
    found: Sequence[Found], fitted: Labels | None = None, spread: float | None = USUAL_SPREAD
) -> Category | None:
    """Return the label that the nearest solved tickets and the classifier agree on, None when they are unsure.

    A question that fits nothing has a best label too, often by far: how near the nearest ticket is counts by itself.
    Without a spread the scores are no cosines, and the votes decide.
    """
    shares = label_shares(found, fitted)
    if not shares:
        return None
    label = max(shares, key=lambda name: shares[name])
    share = min(shares[label], 1.0)
    score = max((one.score for one in found), default=0.0)
    nearest = 1.0 if spread is None else 1.0 - (1.0 - score) * USUAL_SPREAD / spread
    if fitted is None:
        chance, is_sure = share, share >= SURE_BY_VOTES and nearest >= NEAR_BY_VOTES
    else:
        chance = _label_chance(share, nearest)
        is_sure = chance >= LABEL_SURE
    return Category(label=label, confidence=round(chance, 3)) if is_sure else None


def label_shares(found: Sequence[Found], fitted: Labels | None) -> dict[str, float]:
    """Return how much of the nearest tickets' votes and of the classifier speaks for each label."""
    shares = _voted(found)
    if fitted is not None:
        shares = {label: VOTES_SHARE * share for label, share in shares.items()}
        for label, place in fitted.places.items():
            shares[label] = shares.get(label, 0.0) + (1 - VOTES_SHARE) * float(fitted.shares[place])
    return shares


def _label_chance(share: float, nearest: float) -> float:
    """Return the chance that a label of this share is right, where half of all questions fit none."""
    bounded = min(max(share, 0.001), 0.999)
    logit = LABEL_BIAS + LABEL_SHARE * math.log(bounded / (1.0 - bounded)) + LABEL_NEAREST * nearest
    return 1.0 / (1.0 + math.exp(-logit))


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


def wording(group: Group, now: datetime) -> Candidate:
    """Return the reply to offer: the one that most agree with and that fits the draft, of equals the most central and
    the freshest."""
    vectors = np.stack([one.vector for one, _ in group.wordings])
    liked = np.array([share + worth(one.found.card, now) + one.fit for one, share in group.wordings])
    return group.wordings[int(np.argmax(liked + CENTRAL * (vectors @ vectors.mean(axis=0))))][0]


def _compose(asked: Asked, group: Group) -> Suggestion:
    """Return the most central wording with the present customer's name put in and its evidence, best first."""
    now = datetime.now(UTC)
    chosen = wording(group, now)
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
        support=group.support if chosen.kind == "reply" else 0,
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
