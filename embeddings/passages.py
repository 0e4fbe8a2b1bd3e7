"""Cuts a text into passages: pieces of bounded length that are embedded and retrieved one by one."""

from __future__ import annotations

import re
from collections.abc import Iterator

_BORDERS = (
    re.compile(r"\n\s*\n"),  # between paragraphs
    re.compile(r"\n|(?<=[.!?…])[\"'”’)\]]*\s|(?<=[。！？；])[”’）」』]*"),  # between lines and sentences
    re.compile(r"\s"),  # between words
)
_TAIL = 10  # a tail of at most a tenth of a piece is joined to the piece before it
_TITLE = 3  # a title takes at most a third of a passage


def split_passages(text: str, *, title: str = "", max_chars: int = 600, limit: int = 40) -> list[str]:
    """Cut `text` into passages of at most `max_chars` characters, each headed by `title`; none of them is blank.

    A cut falls between paragraphs where it can, else between sentences, else between words. What lies beyond `limit`
    passages is left out. A blank text has no passages. Raises ValueError for a `max_chars` below 1.
    """
    if max_chars < 1:
        raise ValueError(f"max_chars is {max_chars}; it must be 1 or more")
    head = " ".join(title.split())[: max_chars // _TITLE].strip()
    room = max_chars - len(head) - 1 if head else max_chars
    passages: list[str] = []
    for piece in _pieces(text.strip(), room):
        if len(passages) == limit:
            break
        passages.append(f"{head}\n{piece}" if head else piece)
    return passages


def _pieces(text: str, room: int) -> Iterator[str]:
    """Yield the pieces of a text, in order, stripped."""
    start = 0
    while start < len(text):
        end = start + _length(text[start : start + room + 1], room)
        piece = text[start:end].strip()
        if piece:
            yield piece
        start = end


def _length(window: str, room: int) -> int:
    """Tell how much of the window, which shows one character more than there is room for, makes the next piece.

    Pieces are kept a little shorter than the room, so that a tiny tail still fits.
    """
    if len(window) <= room:
        return len(window)
    longest = max(1, room - room // _TAIL)
    for border in _BORDERS:
        ends = [match.end() for match in border.finditer(window, longest // 3, longest)]
        if ends:
            return ends[-1]
    return longest
