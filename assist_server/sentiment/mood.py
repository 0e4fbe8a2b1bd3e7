"""The customer's mood: a small head on the vector that retrieval already has, the trend, and what to look out for.

The mood now is the mean of the customer's messages with weights 1, DECAY, DECAY², … from the newest back, so that the
last message decides and the ones before it steady it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import numpy as np
import numpy.typing as npt

from assist_server.results import MessageMood, Mood, Sentiment
from assist_server.sentiment.dialogue import warn
from assist_server.sentiment.heads import FloatArray, Head
from assist_server.sentiment.lexicon import lexicon_language, lexicon_mood
from assist_server.sentiment.tact import tempered
from assist_server.sentiment.turns import Turn
from assist_server.sentiment.warning_rules import Finding, find_words

MOODS: tuple[Mood, ...] = ("negative", "neutral", "positive")  # the order of every (…, 3) array here
DECAY = 0.4
CALM = 0.5  # what is left of the neutral share of a message with open anger or a threat
GRIEVANCES = frozenset({"anger", "leaving", "legal", "public_complaint"})


def read_sentiment(
    turns: Sequence[Turn], vectors: FloatArray, head: Head, *, now: datetime, channel: str | None = None
) -> Sentiment:
    """Read mood, trend and warnings from the public turns of a ticket, oldest first.

    `vectors` (n, dim) are the query vectors of the n customer turns, in order; `now` is when the agent looks, `channel`
    says how long a customer of it may be left waiting. Raises ValueError when the numbers of turns and vectors differ.
    """
    asked = [turn for turn in turns if turn.author == "customer"]
    if len(asked) != len(vectors):
        raise ValueError(f"{len(asked)} customer turns need as many vectors, not {len(vectors)}")
    if not asked:
        return Sentiment(label="neutral", score=0.0)
    found = [find_words(turn.text, turn.language) for turn in asked]
    shares = _shares(asked, found, vectors, head)
    trend = [_mood(row) for row in shares]
    weights = DECAY ** np.arange(len(asked) - 1, -1, -1, dtype=np.float64)
    now_mood = _mood(np.average(shares, axis=0, weights=weights))
    warnings = warn(turns, found, trend, now=now, channel=channel)
    return Sentiment(label=now_mood.label, score=now_mood.score, trend=trend, warnings=warnings)


def _shares(
    asked: Sequence[Turn], found: Sequence[Sequence[Finding]], vectors: FloatArray, head: Head
) -> npt.NDArray[np.float64]:
    """Return (n, 3): the head's reading, the lexicon's where the head does not know the language."""
    shares = head.moods(vectors, [turn.text for turn in asked]).astype(np.float64)
    for at, turn in enumerate(asked):
        language = lexicon_language(turn.text, turn.language)
        if not head.reads(language or turn.language):
            shares[at] = lexicon_mood(turn.text, language)
        if any(_grieved(finding) for finding in found[at]):  # politeness makes no threat positive, few words none mild
            calm = CALM * shares[at, 1]
            shares[at] = [1 - calm, calm, 0]
        elif not found[at] or all(finding.code == "friendly" for finding in found[at]):
            shares[at] = tempered(shares[at], turn.text)
    return shares


def _grieved(finding: Finding) -> bool:
    return finding.code == "anger" or (finding.code in GRIEVANCES and finding.severity != "notice")


def _mood(shares: npt.NDArray[np.float64]) -> MessageMood:
    score = float(np.clip(shares[2] - shares[0], -1, 1))
    return MessageMood(label=MOODS[int(shares.argmax())], score=round(score, 3))
