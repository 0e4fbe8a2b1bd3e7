"""Which reply most of the desk's answers to questions like this one agree with: every near ticket has a vote.

A vote weighs more the nearer its question is and the better its reply matches. A reply's agreement is the share of the
weight whose replies say much the same. The ticket found first may be an odd one; what a hundred say is not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from embeddings.hits import FloatArray
from embeddings.lexical import USUAL_SPREAD

Flags = npt.NDArray[np.bool_]

AGREE = 0.55
"""Cosine from which two replies say much the same: of random pairs of airline replies one in 65 reaches it."""

JOIN = 0.7
"""Cosine from which two replies are one suggestion: what merely agrees with the first may say what it lacks."""

STEEPNESS = 20.0
"""Of the logistic step about AGREE: a pair at 0.45 counts 0.12, at 0.65 0.88. (A hard step: 0.384 close at a share of
0.45, 0.387 with this one, 0.381 with half of it; airline tickets, development part.)"""

LIKENESS = 12.0
"""Log-weight of a vote per unit of likeness to the question, where nothing else is known. Close at a share of 0.45 with
4, 8, 12, 16, 20: 0.357, 0.364, 0.374, 0.362, 0.351 (200 neighbours)."""

ALIGNED, TUNED = (8.0, 8.0), (8.0, 12.0)
"""The same, and per unit of match: by an alignment (0.422; 6 and 8: 0.426, 10 and 8: 0.418, 8 and 6: 0.421), by `assist
tune` (0.457; 10 and 12: 0.438, 6 and 16: 0.443)."""

LEADERS = 100  # of the heaviest votes: one of them is offered
COUNTED = 0.05  # of the heaviest vote: a lighter one agrees too, but from too far off to be told


@dataclass(frozen=True)
class Votes:
    """The replies that are asked, heaviest first or not: likeness of their questions (n,), vectors (n, dim), how well
    they match (n,; NaN where nobody knows), which often given answer each is (n,; -1: none), what two must have in
    common to be one suggestion, such as their language (n,), and whether they can be one with others (n,), as tickets
    can and macros and articles can't."""

    scores: FloatArray
    vectors: FloatArray
    matches: FloatArray
    answers: npt.NDArray[np.int64]
    sorts: Sequence[str]
    joinable: Flags


@dataclass(frozen=True)
class Camp:
    """A reply by its place among the votes, the places of those that are one suggestion with it (itself first, then by
    weight) and the shares of the weight that agree with each of these (0: not among the heaviest), the share that
    agrees with itself, how many votes that count agree, and how near the nearest is that agrees and
    is no member of a camp before."""

    leader: int
    members: npt.NDArray[np.int64]
    shares: FloatArray
    agreement: float
    counted: int
    nearest: float


def weights(votes: Votes, *, tuned: bool, spread: float = USUAL_SPREAD) -> FloatArray:
    """Return the votes' weights (n,), which sum to 1. `spread` is the model's: what a difference of cosines means."""
    known = ~np.isnan(votes.matches)
    if known.any():
        likeness, match = TUNED if tuned else ALIGNED
        matches = np.where(known, votes.matches, np.median(votes.matches[known]))
    else:
        likeness, match, matches = LIKENESS, 0.0, np.zeros(len(votes.scores), np.float32)
    logs = likeness * USUAL_SPREAD / spread * votes.scores + match * matches
    heavy = np.exp(logs - logs.max())
    return np.asarray(heavy / heavy.sum(), np.float32)


def at_scale(cosine: float, spread: float) -> float:
    """Return what a cosine of two replies is on the scale of a model with this spread."""
    return 1.0 - (1.0 - cosine) * spread / USUAL_SPREAD


def camps(
    votes: Votes, weighed: FloatArray, preferred: FloatArray, most: int, *, spread: float = USUAL_SPREAD
) -> list[Camp]:
    """Return at most `most` different replies, and all that stand alone, each with those that are one with it.

    Greedy: the reply that most agree with, then of those that are not one with it, and so on. `preferred` (n,) is added
    to the logarithm of agreement in this, and in nothing else.
    """
    heaviest = np.argsort(-weighed, kind="stable")[:LEADERS]
    leading = np.union1d(heaviest, np.flatnonzero(~votes.joinable))
    cosines = votes.vectors[leading] @ votes.vectors.T
    alike, agreeing, same = _alike(votes, leading, cosines, spread)
    agreement = alike @ weighed
    shares = np.zeros(len(weighed), np.float32)
    shares[leading] = agreement
    ranked = np.log(np.maximum(agreement, 1e-9)) + preferred[leading]
    counting = votes.joinable & (weighed >= COUNTED * weighed.max())
    found = []
    taken = np.zeros(len(weighed), bool)
    for row, members in _chosen(votes, weighed, leading, ranked, same, most):
        nearest = float(votes.scores[agreeing[row] & ~taken].max(initial=votes.scores[members[0]]))
        taken[members] = True
        counted = max(1, int((agreeing[row] & counting).sum()))
        found.append(
            Camp(int(leading[row]), members, shares[members], min(float(agreement[row]), 1.0), counted, nearest)
        )
    return found


def _chosen(
    votes: Votes, weighed: FloatArray, leading: npt.NDArray[np.int64], ranked: FloatArray, same: Flags, most: int
) -> Iterator[tuple[int, npt.NDArray[np.int64]]]:
    """Yield the rows of the leaders with the places of their members."""
    taken = np.zeros(len(weighed), bool)
    sorts = np.array(votes.sorts)
    joined = 0
    for row in np.argsort(-ranked, kind="stable").tolist():
        leader = int(leading[row])
        joins = bool(votes.joinable[leader])
        if taken[leader] or (joins and joined == most):
            continue
        members = (
            same[row] & votes.joinable & ~taken & (sorts == sorts[leader]) if joins else np.zeros(len(taken), bool)
        )
        members[leader] = False
        taken |= members
        taken[leader] = True
        joined += joins
        places = np.flatnonzero(members)
        yield row, np.array([leader, *places[np.argsort(-weighed[places], kind="stable")].tolist()])


def _alike(
    votes: Votes, leading: npt.NDArray[np.int64], cosines: FloatArray, spread: float
) -> tuple[FloatArray, Flags, Flags]:
    """Return how far each leader says the same as each vote (m, n), whether it agrees, and whether they are one
    suggestion. Two often given answers are two, however alike."""
    least = at_scale(AGREE, spread)
    alike = 1.0 / (1.0 + np.exp(-STEEPNESS * USUAL_SPREAD / spread * (cosines - least)))
    agreeing, same = cosines >= least, cosines >= at_scale(JOIN, spread)
    often = np.minimum.outer(votes.answers[leading], votes.answers) >= 0
    if often.any():
        equal = np.equal.outer(votes.answers[leading], votes.answers)
        alike, agreeing, same = (np.where(often, equal, other) for other in (alike, agreeing, same))
    return np.asarray(alike, np.float32), np.asarray(agreeing, np.bool_), np.asarray(same, np.bool_)
