"""How the word lists of this room become patterns: one row a language or a thought, joined as alternatives."""

from __future__ import annotations


def any_of(*rows: str) -> str:
    """Join rows of alternatives ("a|b", "c") to one group: `(?:a|b|c)`."""
    return f"(?:{'|'.join(rows)})"


def words(*rows: str) -> str:
    """Join rows of alternatives to one group that matches whole words only; Chinese beside it does not count as one."""
    return f"(?<![A-Za-zÀ-ÿ]){any_of(*rows)}(?![A-Za-zÀ-ÿ])"
