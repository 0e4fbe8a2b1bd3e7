"""The chance that a ticket will be rated badly: what of it is known while it is open, and what that comes to.

Fitted by bad_rating_fit.py on the desk's own rated tickets and kept in the generation's report.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, get_args

from assist_server.intake import Turn
from assist_server.results import BadRating, Sentiment, Severity, WarningCode

log = logging.getLogger(__name__)

CODES: tuple[WarningCode, ...] = get_args(WarningCode)
SEVERITIES: tuple[Severity, ...] = get_args(Severity)  # from the mildest
LONGEST = 1_000.0  # hours; a longer wait says no more


def features(sentiment: Sentiment, turns: Sequence[Turn], channel: str | None, now: datetime) -> dict[str, float]:
    """Return what is known of an open ticket, each number about -1 to 5, as an agent sees it at `now`."""
    scores = [mood.score for mood in sentiment.trend] or [0.0]
    sides = [(author, list(block)) for author, block in groupby(turns, key=lambda turn: turn.author)]
    asked = [block for author, block in sides if author == "customer"]
    known = {
        "mood now": sentiment.score,
        "mood first": scores[0],
        "mood last": scores[-1],
        "mood lowest": min(scores),
        "mood change": scores[-1] - scores[0],
        "contacts": math.log1p(len(asked)),
        "answers": math.log1p(len(sides) - len(asked)),
        "length": math.log1p(len(asked[-1][-1].text)) if asked else 0.0,
        **_waits(sides, now),
        **{f"warning {code}": 0.0 for code in CODES},
        f"channel {(channel or '').lower()}": 1.0,
    }
    for warning in sentiment.warnings:
        known[f"warning {warning.code}"] = (1 + SEVERITIES.index(warning.severity)) / len(SEVERITIES)
    return known


def chance(report: Mapping[str, Any], known: Mapping[str, float]) -> BadRating | None:
    """Return the chance by what a generation's report holds; None where nothing was fitted, it was no use, or what the
    report holds can't be read."""
    try:
        model = (report.get("bad_rating") or {}).get("model")
        if not model:
            return None
        logit = model["bias"] + sum(weight * known.get(name, 0.0) for name, weight in model["weights"].items())
        return BadRating(chance=round(1 / (1 + math.exp(-logit)), 3), base_rate=round(model["base_rate"], 3))
    except (AttributeError, KeyError, TypeError, ValueError, OverflowError):
        log.warning("the chance of a bad rating in a generation's report cannot be read; none is told")
        return None


def _waits(sides: Sequence[tuple[str, list[Turn]]], now: datetime) -> dict[str, float]:
    """Return the waits for the first answer, the longest one and the open one, as the log of hours; 0 where untold."""
    waits = [
        _hours(block[0].sent_at, sides[place + 1][1][0].sent_at if place + 1 < len(sides) else now.isoformat())
        for place, (author, block) in enumerate(sides)
        if author == "customer"
    ]
    told = [wait for wait in waits if wait is not None]
    if not told:
        return {"wait first": 0.0, "wait longest": 0.0, "wait open": 0.0, "wait untold": 1.0}
    still_open = sides[-1][0] == "customer" and waits[-1] is not None
    first, longest, last = (math.log1p(hours) for hours in (told[0], max(told), told[-1] if still_open else 0.0))
    return {"wait first": first, "wait longest": longest, "wait open": last, "wait untold": 0.0}


def _hours(earlier: str | None, later: str | None) -> float | None:
    if earlier is None or later is None:
        return None
    wait = (datetime.fromisoformat(later) - datetime.fromisoformat(earlier)) / timedelta(hours=1)
    return min(max(wait, 0.0), LONGEST)
