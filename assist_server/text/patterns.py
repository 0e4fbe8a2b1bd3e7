"""How the word lists of this room become patterns: one row a language or a thought, joined as alternatives.

Text from outside meets these patterns, and Python's engine backtracks and can't be interrupted. So no repetition in
them is open: a pattern reads a bounded stretch from each place of a text, and its time grows with the length alone.
"""

from __future__ import annotations

import re

MOST_SPACES = 9  # of a run of white space or punctuation; cleaned text has two at most
MOST_LETTERS = 40  # of a word, or of what else is one class of characters
MOST_GROUPS = 8  # repetitions of a group

_PIECE = re.compile(
    r"\\.|\[\^?\]?[^\]\\]{0,400}+(?:\\.[^\]\\]{0,400}+){0,60}+\]"
    r"|[?}]\+"  # what a sign means itself in, and repetitions that have a limit
    r"|(?P<open>[*+]|\{(?P<least>\d{1,3}),\})(?P<possessive>\+?)",
    re.DOTALL,
)
_BLANK = (r"\s", r"\W", "[ \\t]", "[ \t]")


def bounded(pattern: str, flags: int = 0) -> re.Pattern[str]:
    r"""Compile a pattern whose open repetitions are closed: `\s*` reads 9 characters, `\w+` 40, `(…)*` 8 groups.

    For patterns that are written with `*` and `+` for legibility. A repetition at the very end, where nothing behind it
    can send the engine back, may stay open: such a pattern is compiled by `re.compile` itself.
    """
    return re.compile(close(pattern), flags)


def close(pattern: str) -> str:
    """Return the pattern with a limit in place of each open repetition: `*`, `+` and `{3,}`, possessive ones too."""
    return _PIECE.sub(_closed, pattern)


def _closed(piece: re.Match[str]) -> str:
    if not piece["open"]:
        return piece.group()
    least = int(piece["least"] or piece["open"] == "+")
    return f"{{{least},{max(_most(piece.string, piece.start()), 2 * least)}}}{piece['possessive']}"


def _most(pattern: str, end: int) -> int:
    """Return the limit of a repetition by what stands before it."""
    if pattern[end - 1] == ")" and pattern[end - 2] != "\\":
        return MOST_GROUPS
    return MOST_SPACES if any(pattern.endswith(blank, 0, end) for blank in _BLANK) else MOST_LETTERS


def any_of(*rows: str) -> str:
    """Join rows of alternatives ("a|b", "c") to one group: `(?:a|b|c)`."""
    return f"(?:{'|'.join(rows)})"


def words(*rows: str) -> str:
    """Join rows of alternatives to one group that matches whole words only; Chinese beside it does not count as one."""
    return f"(?<![A-Za-zÀ-ÿ]){any_of(*rows)}(?![A-Za-zÀ-ÿ])"
