"""How much a resolved ticket is worth beside its equals, and which evidence is out of date."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from assist_server.results import Evidence, Suggestion
from assist_server.store import PassageCard

# Both together may move a ticket past another one whose score is 0.03 better, and never further.
MOST_FOR_AGE, MOST_FOR_RATING = 0.02, 0.01
HALF_AS_FRESH = 365.0  # days
OUTDATED_DAYS = 550  # a year and a half: prices, periods and apps have mostly changed by then
CLEARLY_NEWER = timedelta(days=30)
SAME_MATTER = 0.5  # share of the shorter answer's words that both have

_COUNTED = re.compile(r"(?<![\w.,-])(\d{1,6}(?:[.,]\d{1,2})?)\s?([€$£%]|[^\W\d_]{3,}|[天年月元块次个])")
_WORD = re.compile(r"[^\W\d_]{3,}|[\u4e00-\u9fff]")
_RATED = {"good": 1.0, "bad": -1.0, "5": 1.0, "4": 0.5, "3": 0.0, "2": -0.5, "1": -1.0}


def worth(card: PassageCard, now: datetime) -> float:
    """Return what a ticket's age and rating add to its score, between -0.01 and 0.03."""
    days = max(0, (now - card.solved_at).days) if card.solved_at else None
    fresh = 0.0 if days is None else math.exp(-days * math.log(2) / HALF_AS_FRESH)
    return MOST_FOR_AGE * fresh + MOST_FOR_RATING * _RATED.get(str(card.csat), 0.0)


def with_ages(offered: Sequence[Suggestion], now: datetime) -> list[Suggestion]:
    """Tell the age of all evidence, and mark what is out of date.

    That is a ticket or article which is older than OUTDATED_DAYS, or one whose answer a clearly newer suggestion on the
    same matter contradicts: many of the same words, and of one thing counted another number.
    """
    return [_aged(one, any(_contradicts(other, one) for other in offered if other is not one), now) for one in offered]


def _aged(suggestion: Suggestion, contradicted: bool, now: datetime) -> Suggestion:
    evidence = [_dated(one, contradicted, now) for one in suggestion.evidence]
    return suggestion.model_copy(update={"evidence": evidence})


def _dated(evidence: Evidence, contradicted: bool, now: datetime) -> Evidence:
    if evidence.solved_at is None:
        return evidence
    days = max(0, (now - evidence.solved_at).days)
    return evidence.model_copy(update={"age_days": days, "outdated": contradicted or days > OUTDATED_DAYS})


def _contradicts(newer: Suggestion, older: Suggestion) -> bool:
    """Say whether the first is clearly newer, on the same matter, and counts otherwise ("30 days", "60 days")."""
    ends, begins = _latest(newer), _latest(older)
    if ends is None or begins is None or ends - begins < CLEARLY_NEWER:
        return False
    return counts_otherwise(newer.text, older.text)


def counts_otherwise(first: str, second: str) -> bool:
    """Say whether two texts are on the same matter and count one thing otherwise ("30 days", "60 days")."""
    ours, theirs = (_counted(text) for text in (first, second))
    differ = any(not ours[what] & theirs[what] for what in ours.keys() & theirs.keys())
    return differ and _overlap(first, second) >= SAME_MATTER


def _counted(text: str) -> dict[str, set[str]]:
    """Return for each unit the numbers that stand before it."""
    counted: dict[str, set[str]] = {}
    for number, what in _COUNTED.findall(text.lower()):
        counted.setdefault(what, set()).add(number)
    return counted


def _latest(suggestion: Suggestion) -> datetime | None:
    return max((one.solved_at for one in suggestion.evidence if one.solved_at), default=None)


def _overlap(first: str, second: str) -> float:
    ours, theirs = (set(_WORD.findall(text.lower())) for text in (first, second))
    return len(ours & theirs) / max(1, min(len(ours), len(theirs)))
