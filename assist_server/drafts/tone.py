"""Friendliness and respect: curt, no word for an upset customer, blame, shouting, too much familiarity."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assist_server.drafts.case import Case
from assist_server.drafts.findings import finding
from assist_server.drafts.phrases import Phrases
from assist_server.drafts.reading import Draft, Span
from assist_server.results import Finding, Fix
from assist_server.text.answer import greet

CURT = 45  # characters of an answer; a Chinese one says three times as much
LONG = 280  # characters of a customer's message that want more than a line
PER_CHECK = 3
LEAST_SHOUTED = 12  # letters in capitals

_CAPITALS = re.compile(r"(?<![\w-])[A-ZÄÖÜÑÁÉÍÓÚ]{2,40}(?:[,;:]?\s[A-ZÄÖÜÑÁÉÍÓÚ]{1,40}(?![\w-])){3,60}")
_CRIED = re.compile(r"(?:[!！¡]\s?){2,200}")
_PICTURE = r"[\U0001f300-\U0001faff\u2600-\u27bf\u2764]\ufe0f?"
_PICTURES = re.compile(rf"{_PICTURE}(?:\s?{_PICTURE}){{1,60}}")
_ONE_PICTURE = re.compile(_PICTURE)


def read_tone(draft: Draft, case: Case) -> Iterator[Finding]:
    """Find what a customer would feel."""
    yield from _shouted(draft, case)
    yield from _pictures(draft, case)
    phrases = case.phrases
    if phrases is None:
        return
    yield from _felt(draft, case, phrases)
    yield from _blamed(draft, phrases)
    for span in list(draft.within(phrases.familiar))[:PER_CHECK]:
        yield finding("over_familiar", draft, span)
    yield from _too_close(draft, case, phrases)


def _felt(draft: Draft, case: Case, phrases: Phrases) -> Iterator[Finding]:
    """Say one thing of the three: curt, no word for the upset, no greeting."""
    if not draft.words(draft.body).strip():
        return
    acknowledged = phrases.acknowledges.search(draft.folded) is not None
    if _is_curt(draft, case) and not acknowledged:
        yield finding("curt", draft, draft.body, _sorry(draft, phrases) if case.upset else None)
        return
    if case.upset and not acknowledged:
        yield finding("no_acknowledgement", draft, draft.body, _sorry(draft, phrases))
    if case.channel == "email" and not draft.courteous:
        yield finding("no_greeting", draft, Span(draft.body.start, draft.body.start), _hello(draft, case, phrases))


def _is_curt(draft: Draft, case: Case) -> bool:
    weight = 3 if case.unspaced else 1
    said = (draft.body.end - draft.body.start) * weight
    asked = len(case.asked) * (3 if case.asked_in in ("zh", "ja") else 1)
    return said <= CURT and "?" not in draft.folded and (case.upset or asked >= LONG)


def _sorry(draft: Draft, phrases: Phrases) -> Fix:
    gap = "" if not phrases.spaced else " "
    return Fix(start=draft.body.start, end=draft.body.start, text=phrases.sorry + gap)


def _hello(draft: Draft, case: Case, phrases: Phrases) -> Fix:
    greeted = greet("·", case.name, case.written_in)
    return Fix(start=draft.body.start, end=draft.body.start, text=phrases.hello if greeted == "·" else greeted[:-1])


def _blamed(draft: Draft, phrases: Phrases) -> Iterator[Finding]:
    for row in phrases.blames:
        for span in list(draft.within(row.says))[:PER_CHECK]:
            yield finding("blaming", draft, span, _cut(draft, span) if row.cut else None)


def _cut(draft: Draft, span: Span) -> Fix:
    """Take words away with the space behind them; what follows begins the sentence if they did."""
    end = span.end
    while end < len(draft.text) and draft.text[end] in " ,，":
        end += 1
    begins = draft.sentence_at(span.start).start == span.start
    following = draft.text[end : end + 1]
    return Fix(start=span.start, end=min(end + 1, len(draft.text)), text=following.upper() if begins else following)


def _shouted(draft: Draft, case: Case) -> Iterator[Finding]:
    spans = [Span(*found.span()) for found in _CAPITALS.finditer(draft.own)]
    loud = [span for span in spans if sum(map(str.isalpha, draft.words(span))) >= LEAST_SHOUTED]
    for span in loud[:PER_CHECK]:
        yield finding("shouting", draft, span, None if case.written_in == "de" else _calm(draft, span))
    for found in list(_CRIED.finditer(draft.own))[: 0 if loud else PER_CHECK]:
        span = Span(found.start(), found.start() + len(found.group().rstrip()))
        yield finding("shouting", draft, span, Fix(start=span.start, end=span.end, text=found.group()[0]))


def _calm(draft: Draft, span: Span) -> Fix:
    words = draft.words(span).lower()
    begins = draft.sentence_at(span.start).start == span.start
    return Fix(start=span.start, end=span.end, text=words[:1].upper() + words[1:] if begins else words)


def _pictures(draft: Draft, case: Case) -> Iterator[Finding]:
    """Find strings of pictures; for an upset customer a single one is too many."""
    for found in list((_ONE_PICTURE if case.upset else _PICTURES).finditer(draft.own))[:1]:
        yield finding("over_familiar", draft, Span(*found.span()), Fix(start=found.start(), end=found.end(), text=""))


def _too_close(draft: Draft, case: Case, phrases: Phrases) -> Iterator[Finding]:
    """Find a "du" for a customer who writes "Sie"."""
    if case.asked_in != case.written_in or not phrases.formal.search(case.asked):
        return
    if phrases.informal.search(case.asked.lower()):
        return
    for span in list(draft.within(phrases.informal))[:1]:
        yield finding("over_familiar", draft, span)
