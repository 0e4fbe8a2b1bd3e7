"""A draft as it is read: its text, its sentences with their places, what stands between greeting and close."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assist_server.sentiment.warning_rules import fold
from assist_server.text.answer import strip_courtesies
from assist_server.text.clean import clean_message
from assist_server.text.markup import looks_like_html
from assist_server.text.patterns import any_of, bounded
from assist_server.text.quotes import without_quotes
from assist_server.text.signatures import VALEDICTION_WORDS

MOST_READ = 12_000  # characters of a draft

_LINE_END = re.compile(r"\r\n?")
_STOP = bounded(r"[.!?]+(?=[\s\"'”»)]|$)|[。！？]+|\n+")
_ORDINAL = re.compile(r"(?:\b\d{1,2}|\b(?:mr|mrs|ms|dr|sr|sra|nr|no|st|bzw|z|e\.g|i\.e))$", re.IGNORECASE)
_CLOSES = any_of(*VALEDICTION_WORDS, "cheers", "thanks", "best", "danke", "gracias", "saludos")
_SIGNED = bounded(
    rf"\n[ \t]{{0,8}}(?:(?i:{_CLOSES})|祝好|此致|谢谢|顺祝|敬上)[^\n]{{0,40}}(?:\n[^\n]{{0,60}}){{0,5}}\s*$"
)
_QUOTED = re.compile(
    r"\"[^\"\n]{1,400}\"|“[^”\n]{1,400}”|„[^“”\n]{1,400}[“”]|«[^»\n]{1,400}»|「[^」\n]{1,400}」|^>.*", re.MULTILINE
)


@dataclass(frozen=True)
class Span:
    """A piece of a draft, by the places of its first character and behind its last."""

    start: int
    end: int


@dataclass(frozen=True)
class Draft:
    """A draft: `own` is its text with quotations blanked, `folded` the same in lower case without accents, both with
    each character in its place. `body` lies between greeting and close."""

    text: str
    own: str
    folded: str
    sentences: tuple[Span, ...]
    body: Span
    courteous: bool

    def words(self, span: Span) -> str:
        """Return a piece as it was written."""
        return self.text[span.start : span.end]

    def within(self, pattern: re.Pattern[str], *, folded: bool = True) -> Iterator[Span]:
        """Find what a pattern says, outside of quotations."""
        for found in pattern.finditer(self.folded if folded else self.own):
            if found.end() > found.start():
                yield Span(*found.span())

    def sentence_at(self, place: int) -> Span:
        """Return the sentence around a place."""
        return next((one for one in self.sentences if one.start <= place < one.end), Span(0, len(self.text)))


def read_draft(source: str) -> Draft:
    """Read a draft, plain or HTML. What was quoted below it is no part of it."""
    text = clean_message(None, source, email=False) if looks_like_html(source) else _LINE_END.sub("\n", source)
    text = _answered(text[:MOST_READ])
    own = _QUOTED.sub(lambda found: " " * len(found.group()), text)
    body, courteous = _body(own)
    return Draft(text, own, fold(own), tuple(sentences(own)), body, courteous)


def _answered(text: str) -> str:
    """Cut the message that is answered, where the helpdesk has put it under the draft."""
    kept = without_quotes(text).rstrip()
    return text[: len(kept)] if kept and text.startswith(kept) else text


def _body(text: str) -> tuple[Span, bool]:
    """Return what stands between greeting and close, and whether there is either."""
    signed = _SIGNED.search(text)
    end = signed.start() if signed else len(text)
    inner = strip_courtesies(text[:end]).strip()
    start = text.find(inner) if inner else -1
    if start < 0:
        return Span(len(text) - len(text.lstrip()), len(text[:end].rstrip())), True
    return Span(start, start + len(inner)), inner != text.strip()


def sentences(text: str) -> Iterator[Span]:
    """Yield the sentences of a text; a line's end ends one too."""
    start = 0
    for stop in _STOP.finditer(text):
        if stop.group() == "." and _ORDINAL.search(text, max(start, stop.start() - 8), stop.start()):
            continue
        yield from _trimmed(text, start, stop.end())
        start = stop.end()
    yield from _trimmed(text, start, len(text))


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    piece = text[start:end]
    if piece.strip():
        begin = start + len(piece) - len(piece.lstrip())
        yield Span(begin, begin + len(piece.strip()))
