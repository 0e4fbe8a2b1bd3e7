"""The shape of one language's phrases for reading a draft, and how phrases are written.

Phrases are regular expressions over folded text (lower case, without accents but äöüß, straight apostrophes, simplified
Chinese); for legibility a space stands for white space.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from assist_server.text.patterns import bounded

NOTHING = re.compile(r"(?!)")
_FIXED = re.compile(r"(\(\?<[=!][^)]{0,80}\)|\[[^\]]{0,80}\])| ")  # in a look-behind or a class a space is just that


@dataclass(frozen=True)
class Phrase:
    """Phrases that are found fault with; `cut` says that the draft reads well without what was found."""

    says: re.Pattern[str]
    cut: bool = False


@dataclass(frozen=True)
class Promise:
    """A promise, and the words by which evidence or an earlier reply of the desk bears it out."""

    says: re.Pattern[str]
    supports: re.Pattern[str] = NOTHING


@dataclass(frozen=True)
class Phrases:
    """What one language says that matters to a reader of drafts.

    `acknowledges` shows feeling for a customer; `waits` puts off, `hears` names the agent's own next word, `timed`
    gives a time or an event; `asks` opens a question without its mark, `rhetorical` one that wants no answer. `formal`
    and `informal` are how one is addressed. `hello` and `sorry` are the texts of fixes; `common` words say nothing of a
    matter.
    """

    acknowledges: re.Pattern[str]
    blames: tuple[Phrase, ...]
    familiar: re.Pattern[str]
    waits: re.Pattern[str]
    hears: re.Pattern[str]
    timed: re.Pattern[str]
    promises: tuple[Promise, ...]
    asks: re.Pattern[str]
    rhetorical: re.Pattern[str]
    when: re.Pattern[str]
    cost: re.Pattern[str]
    free: re.Pattern[str]
    how: re.Pattern[str]
    steps: re.Pattern[str]
    common: frozenset[str]
    hello: str
    sorry: str
    formal: re.Pattern[str] = NOTHING
    informal: re.Pattern[str] = NOTHING
    spaced: bool = True


def any_phrase(*phrases: str) -> re.Pattern[str]:
    """Compile phrases of a language that parts words by spaces."""
    spaced = (_FIXED.sub(lambda found: found.group(1) or r"\s{1,3}", phrase) for phrase in phrases)
    return bounded(rf"(?<!\w)(?:{'|'.join(spaced)})(?!\w)")


def any_of_chinese(*phrases: str) -> re.Pattern[str]:
    """Compile phrases of a language without spaces."""
    return bounded("|".join(phrases))
