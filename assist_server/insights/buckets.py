"""Times counted in buckets, so that a median needs no list of a million of them.

Each bucket ends GROWTH times later than the one before: what is read from it is at most 2.5 % from the true time.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

GROWTH = 1.05
_LOG = math.log(GROWTH)


def bucket(seconds: int) -> int:
    """Return the bucket of a time: 0 for less than a second."""
    return 0 if seconds < 1 else 1 + int(math.log(seconds) / _LOG)


def middle(number: int) -> float:
    """Return the time in the (geometric) middle of a bucket, in seconds."""
    return 0.0 if number == 0 else float(GROWTH ** (number - 0.5))


def quantile(counted: Mapping[int, int], share: float) -> float | None:
    """Return the time within which this share of the counted ones lies, None where nothing is counted."""
    total = sum(counted.values())
    if not total:
        return None
    wanted, seen = share * total, 0
    for number in sorted(counted):
        seen += counted[number]
        if seen >= wanted:
            return middle(number)
    return middle(max(counted))
