"""What agents did with a reply moves its place: bounded, fading, and no key counts for many.

For one entry each key has one opinion: the mean of its deeds, drawn towards 0 as if one more deed had said nothing, and
each deed fading with its age. However often a key clicks, its opinion stays between -1 and 1 and counts MOST at most.
The sums of the opinions for and against, P and N, give the bonus ln((PRIOR + P) / (PRIOR + N)): the log-odds of the
mean of a Beta distribution that began as Beta(PRIOR, PRIOR) (Gelman et al. 2013, chapter 2): few move little.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

HALF_LIFE = timedelta(days=90)  # a quarter's work: prices and procedures seldom live longer
MOST = 1.5  # the weight of one key of clear opinion
PRIOR = 2.0  # the same weight for and against that is there before anybody judged
BOUND = 2.0  # of the bonus, in units of a logit: odds change by a factor of 7.4 at most
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
    """The weights for and against an entry, as they were at a moment; both fade from then on."""

    praise: float
    blame: float
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
    opinions = [_opinion(each) for each in said.values()]
    return Standing(
        MOST * sum(opinion for opinion in opinions if opinion > 0),
        MOST * sum(-opinion for opinion in opinions if opinion < 0),
        now,
    )


def bonus(known: Standing | None, now: datetime) -> float:
    """Return what an entry's standing adds to its rank, -BOUND to BOUND; nobody's judgement adds nothing."""
    if known is None:
        return 0.0
    left = _left(now - known.at)
    odds = math.log((PRIOR + left * known.praise) / (PRIOR + left * known.blame))
    return max(-BOUND, min(BOUND, odds))


def _opinion(said: Sequence[float]) -> float:
    """Return what one key thinks of an entry, -1 to 1."""
    return sum(said) / (1 + sum(map(abs, said)))


def _left(age: timedelta) -> float:
    """Return what is left of a deed after some time; a clock set back makes nothing grow."""
    return float(0.5 ** max(age / HALF_LIFE, 0.0))
