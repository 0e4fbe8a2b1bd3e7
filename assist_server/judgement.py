"""What agents did with a reply moves its place: bounded, fading, and no key counts for many.

For one entry every key's deeds are summed, each fading with its age, and saturated: praise or blame x of one key counts
x / (1 + x / MOST), never more than MOST, as BM25 saturates the frequency of a term (Robertson and Zaragoza 2009). The
sums over the keys, P and N, give the bonus ln((PRIOR + P) / (PRIOR + N)): the log-odds of the mean of a Beta
distribution that began as Beta(PRIOR, PRIOR) (Gelman et al. 2013, chapter 2), so that few judgements move little.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

HALF_LIFE = timedelta(days=90)  # a quarter's work: prices and procedures seldom live longer
MOST = 1.5  # what one key can say for or against one entry, in deeds
PRIOR = 2.0  # deeds for and against that nobody did
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
    """Praise and blame of an entry, as they were at a moment; both fade from then on."""

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
    praise: defaultdict[str | None, float] = defaultdict(float)
    blame: defaultdict[str | None, float] = defaultdict(float)
    for deed in once.values():
        said = worth(deed.event, deed.similarity) * _left(now - deed.at)
        (praise if said > 0 else blame)[deed.key] += abs(said)
    return Standing(sum(map(_saturated, praise.values())), sum(map(_saturated, blame.values())), now)


def bonus(known: Standing | None, now: datetime) -> float:
    """Return what an entry's standing adds to its rank, -BOUND to BOUND; nobody's judgement adds nothing."""
    if known is None:
        return 0.0
    left = _left(now - known.at)
    odds = math.log((PRIOR + left * known.praise) / (PRIOR + left * known.blame))
    return max(-BOUND, min(BOUND, odds))


def _saturated(said: float) -> float:
    return said / (1 + said / MOST)


def _left(age: timedelta) -> float:
    """Return what is left of a deed after some time; a clock set back makes nothing grow."""
    return float(0.5 ** max(age / HALF_LIFE, 0.0))
