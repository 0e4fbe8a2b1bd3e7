"""A text beside what is stored of it: which parts were kept, replaced or left out. For a reader, not for the store."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from assist_server.text.clean import clean_message
from assist_server.text.markup import html_to_text, looks_like_html
from assist_server.text.placeholders import PLACEHOLDER_PATTERN

What = Literal["kept", "replaced", "left_out", "placeholder"]
Span = tuple[int, int]


@dataclass(frozen=True)
class Piece:
    """A part of a text, and what became of it."""

    text: str
    what: What


def kept(text: str, what: What = "kept") -> list[Piece]:
    """Return the whole text as one piece, none for ''."""
    return [Piece(text, what)] if text else []


def stored_pieces(text: str) -> list[Piece]:
    """Cut a stored text at its placeholders."""
    pieces: list[Piece] = []
    at = 0
    for found in PLACEHOLDER_PATTERN.finditer(text):
        pieces += [*kept(text[at : found.start()]), Piece(found.group(), "placeholder")]
        at = found.end()
    return [*pieces, *kept(text[at:])]


def originals(raw: str, cleaned: str, redacted: str) -> list[Piece]:
    """Cut what came in (plain or HTML) into what was kept, what redaction replaced and what cleaning left out.

    Where the lines of `cleaned` can't be found in what came in, it is shown in its place.
    """
    spans = replaced(cleaned, redacted)
    source = html_to_text(raw) if looks_like_html(raw) else raw
    lines = [(at, line) for at, line in _lines(cleaned) if line]
    pieces: list[Piece] = []
    seen = 0
    for line in _paragraphs(source):
        words = clean_message(line, None, email=False)
        if seen < len(lines) and words == lines[seen][1]:
            at, _ = lines[seen]
            pieces += _cut(cleaned, at, at + len(words), spans)
            seen += 1
        else:
            pieces += kept(line if words else "", "left_out")
        pieces.append(Piece("\n", "kept"))
    return _joined(pieces[:-1] if seen == len(lines) else _cut(cleaned, 0, len(cleaned), spans))


def _paragraphs(text: str) -> Iterator[str]:
    """Yield the lines; of several empty ones the first, and none at either end."""
    before = ""
    for line in text.strip().splitlines():
        if line.strip() or before.strip():
            yield line
        before = line


def replaced(cleaned: str, redacted: str) -> list[Span]:
    """Return the spans of `cleaned` that stand behind the placeholders of `redacted`.

    What stands between two placeholders is looked for from left to right, as a pattern of `*` is matched: that finds
    a fit wherever there is one. Where there is none, all from the first difference to the last counts as replaced.
    """
    names, between = PLACEHOLDER_PATTERN.findall(redacted), PLACEHOLDER_PATTERN.split(redacted)
    last = len(cleaned) - len(between[-1])
    at = len(between[0])
    if not names or not cleaned.startswith(between[0]) or not cleaned.endswith(between[-1]):
        return _difference(cleaned, redacted)
    spans: list[Span] = []
    for number, name in enumerate(names, 1):
        end = last if number == len(names) else cleaned.find(between[number], at + 1)
        if end <= at:
            return _difference(cleaned, redacted)
        if cleaned[at:end] != name:
            spans.append((at, end))
        at = end + len(between[number])
    return spans


def _difference(cleaned: str, redacted: str) -> list[Span]:
    if cleaned == redacted:
        return []
    begin = next((at for at, (a, b) in enumerate(zip(cleaned, redacted, strict=False)) if a != b), 0)
    return [(begin, len(cleaned))] if begin < len(cleaned) else []


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield each line and where it begins."""
    at = 0
    for line in text.split("\n"):
        yield at, line
        at += len(line) + 1


def _cut(text: str, begin: int, end: int, spans: Sequence[Span]) -> list[Piece]:
    """Cut a part of the text at the spans that were replaced."""
    pieces: list[Piece] = []
    at, number = begin, bisect_right(spans, begin, key=lambda span: span[1])
    while number < len(spans) and spans[number][0] < end:
        first, last = max(spans[number][0], at), min(spans[number][1], end)
        pieces += [*kept(text[at:first]), Piece(text[first:last], "replaced")]
        at, number = last, number + 1
    return [*pieces, *kept(text[at:end])]


def _joined(pieces: Iterable[Piece]) -> list[Piece]:
    """Join neighbours of one kind."""
    return [Piece("".join(one.text for one in run), what) for what, run in groupby(pieces, lambda one: one.what)]
