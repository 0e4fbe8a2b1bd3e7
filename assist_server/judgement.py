"""What agents did with a reply moves its place: bounded, fading, and no key counts for many.

For one entry each key has one opinion: the mean of its deeds, drawn towards 0 as if one more deed had said nothing, and
each deed fading with its age. However often a key clicks, its opinion stays between -1 and 1. The keys are independent
witnesses, so their opinions add up as weights of evidence do, in logits (Good 1950, chapter 6), KEY for a whole one,
within BOUND: one key moves little, ten that agree move much.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

HALF_LIFE = timedelta(days=90)  # a quarter's work: prices and procedures seldom live longer
KEY = 0.5  # logits that one key of clear opinion adds or takes
BOUND = 2.5  # logits that all of them can: odds change by a factor of 12 at most
WORTH = {"up": 1.0, "inserted": 0.5, "dismissed": -0.5, "down": -1.0}
WEIGHING = (*WORTH, "sent")


class Deed(NamedTuple):
    """What one agent's key did with an entry's reply, on one ticket."""

    key: str | None
    occasion: str
    event: str
    similarity: float | None
    at: datetime


class Standing(NamedTuple):
    """The evidence for an entry (below 0: against it) in logits, as it was at a moment; it fades from then on."""

    evidence: float
    at: datetime


def worth(event: str, similarity: float | None) -> float:
    """Return what a deed says, -1 to 1: a reply sent as it was is praise, one rewritten altogether is blame."""
    if event == "sent":
        return 0.0 if similarity is None else 2 * similarity - 1
    return WORTH.get(event, 0.0)


def standing(deeds: Iterable[Deed], now: datetime) -> Standing:
    """Sum up an entry's deeds, given oldest first. The same key, event and occasion count once, by the newest."""
    once = {(deed.key, deed.occasion, deed.event): deed for deed in deeds}
    said: defaultdict[str | None, list[float]] = defaultdict(list)
    for deed in once.values():
        said[deed.key].append(worth(deed.event, deed.similarity) * _left(now - deed.at))
    return Standing(KEY * sum(map(_opinion, said.values())), now)


def bonus(known: Standing | None, now: datetime) -> float:
    """Return what an entry's standing adds to its rank, -BOUND to BOUND; nobody's judgement adds nothing."""
    if known is None:
        return 0.0
    return max(-BOUND, min(BOUND, known.evidence * _left(now - known.at)))


def _opinion(said: Sequence[float]) -> float:
    """Return what one key thinks of an entry, -1 to 1."""
    return sum(said) / (1 + sum(map(abs, said)))


def _left(age: timedelta) -> float:
    """Return what is left of a deed after some time; a clock set back makes nothing grow."""
    return float(0.5 ** max(age / HALF_LIFE, 0.0))
