"""Speed: a wait without a time, and text that takes long to read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from assist_server.drafts.case import Case
from assist_server.drafts.facts import Fact, times
from assist_server.drafts.findings import finding
from assist_server.drafts.phrases import Phrases
from assist_server.drafts.reading import Draft, Span
from assist_server.results import Finding, Fix
from assist_server.text.patterns import bounded

LONG_PARAGRAPH = 700  # characters without a line break
LONG_SENTENCE = 330
CHINESE = 2.6  # Chinese characters say as much as so many letters

_UNTIL = re.compile(
    r"(?:\bby|until|before|within|\bin|bis(?: zum| spätestens)?|innerhalb von|antes del?|(?<!por )el|am|on"
    r"|hasta el) $|^$"
)
_LINE = re.compile(r"[^\n]+")
_BULLET = bounded(r"\s*(?:[-•*–]|\d{1,2}[.)])\s")


def read_pace(draft: Draft, case: Case) -> Iterator[Finding]:
    """Find what makes a customer wait or labour."""
    if case.phrases is not None:
        yield from _waits(draft, case, case.phrases)
    yield from _walls(draft, CHINESE if case.unspaced else 1.0)


def _waits(draft: Draft, case: Case, phrases: Phrases) -> Iterator[Finding]:
    """Find the first wait that is not given a time or an event in its sentence."""
    for span in draft.within(phrases.waits):
        around = draft.sentence_at(span.start)
        said = draft.folded[around.start : around.end]
        if "?" not in said and not phrases.timed.search(said) and not any(map(partial(_ends, said, case), times(said))):
            yield finding("open_wait", draft, span)
            return


def _ends(said: str, case: Case, time: Fact) -> bool:
    """Tell whether a time ends the wait: one that the customer named may only be what is spoken of."""
    return not time.values <= case.known.values or _UNTIL.search(said[: time.span.start]) is not None


def _walls(draft: Draft, weight: float) -> Iterator[Finding]:
    for found in _LINE.finditer(draft.own):
        if not _BULLET.match(found.group()) and len(found.group().strip()) * weight >= LONG_PARAGRAPH:
            span = Span(*found.span())
            yield finding("wall_of_text", draft, span, _parted(draft, span))
            return
    for span in draft.sentences:
        if (span.end - span.start) * weight >= LONG_SENTENCE:
            yield finding("wall_of_text", draft, span)
            return


def _parted(draft: Draft, span: Span) -> Fix | None:
    """Part a paragraph between two sentences, as near to its middle as can be."""
    middle = (span.start + span.end) / 2
    starts = [one.start for one in draft.sentences if span.start < one.start < span.end]
    if not starts:
        return None
    place = min(starts, key=lambda start: abs(start - middle))
    before = draft.text[:place].rstrip()
    return Fix(start=len(before), end=place, text="\n\n")
