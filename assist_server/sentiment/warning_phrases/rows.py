"""The shape of a row of phrases, and how phrases are written.

Phrases are regular expressions over folded text (lower case, no accents but äöüß, straight apostrophes, simplified
Chinese). For legibility a space stands for white space, `…` for up to four words in between (for up to eight
characters in Chinese), and `{name}` for an entry of the language's `parts`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assist_server.results import Severity, WarningCode

NOTHING = r"(?!)"  # matches nowhere


@dataclass(frozen=True)
class Row:
    """Phrases of one code and severity.

    `unless` holds phrases that, in the same sentence, make it harmless ("how do I …"). A row that is not `negatable`
    carries its own negation ("never again"), so a "not" before it does not cancel it.
    """

    code: WarningCode
    severity: Severity
    phrases: tuple[str, ...]
    unless: tuple[str, ...] = ()
    negatable: bool = True


@dataclass(frozen=True)
class Language:
    """The rows of one language and how it negates.

    A negation counts only in the same clause: `breaks` part the clauses, `before` is looked for in front of the
    phrase and `after` behind it; `far` ("I don't think …") counts in the whole sentence before it. `common` are words
    of which nearly every message holds one: they tell the language where nobody has. `spaced` is false where words
    are written without spaces.
    """

    rows: tuple[Row, ...]
    parts: Mapping[str, str]
    breaks: str
    before: str
    far: str = NOTHING
    after: str = NOTHING
    common: frozenset[str] = frozenset()
    spaced: bool = True
