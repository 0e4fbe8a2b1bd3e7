"""Trust: amounts, dates, links and promises that nothing bears out, and places still to be filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from assist_server.drafts.case import Case
from assist_server.drafts.facts import Fact, amounts, times
from assist_server.drafts.findings import finding
from assist_server.drafts.reading import Draft, Span
from assist_server.results import Finding, Fix
from assist_server.text.answer import greet
from assist_server.text.patterns import bounded
from assist_server.text.placeholders import PLACEHOLDER_PATTERN

MOST_FACTS = 60  # amounts, and times, of one draft
PER_CHECK = 3

_PLACE = bounded(
    PLACEHOLDER_PATTERN.pattern
    + r"|\{\{[^{}\n]{0,60}\}\}|\{%[^{}\n]{0,60}%\}|(?<!\w)\$\{[^{}\n]{0,60}\}|<(?:name|date|order|amount|link"
    r"|customer)>"
    r"|\[(?:your|insert|add|fill|first|last|product|ihr|hier|vorname|nachname|datum|betrag|nombre|fecha|importe|pedido|xx+|姓名|日期|金额|订单)[^\]\n]{0,40}\]"
    r"|(?<![\w-])(?:X{3}(?!L)|X{4,}|TODO|TBD|FIXME|tbd|n\.n\.)(?![\w-])|_{4,}|\?{4,}",
    re.IGNORECASE,
)
_CASED = re.compile(r"todo|tbd|x{3,}", re.IGNORECASE)
_LINK = re.compile(r"(?:https?://|www\.)(?:www\.)?([a-z0-9.-]{1,120}[a-z0-9])[^\s<>\"'()，。]{0,300}")


def read_trust(draft: Draft, case: Case) -> Iterator[Finding]:
    """Find what the customer would rely on and nothing bears out."""
    yield from _places(draft, case)
    for fact in islice(amounts(draft.folded), MOST_FACTS):
        if not fact.values <= case.known.values:
            yield finding("unsupported_amount", draft, fact.span)
    for fact in _widest(islice(times(draft.folded), MOST_FACTS)):
        if not fact.values <= case.known.values and not _of_our_next_word(draft, case, fact.span):
            yield finding("unsupported_date", draft, fact.span)
    for found in _LINK.finditer(draft.folded):
        if found.group(1) not in case.known.hosts:
            span = Span(found.start(), found.start() + len(found.group().rstrip(".,;:!?")))
            yield finding("unsupported_link", draft, span)
    yield from _promises(draft, case)


def _widest(facts: Iterator[Fact]) -> list[Fact]:
    """Leave out facts inside of other ones ("Friday, 3 May" says one thing)."""
    kept: list[Fact] = []
    for fact in facts:
        if not any(other.span.start - 3 <= fact.span.end and fact.span.start <= other.span.end + 3 for other in kept):
            kept.append(fact)
    return kept


def _of_our_next_word(draft: Draft, case: Case, span: Span) -> bool:
    """Tell whether a time says when the agent will write again: that is theirs to give."""
    around = draft.sentence_at(span.start)
    return case.phrases is not None and case.phrases.hears.search(draft.folded, around.start, around.end) is not None


def _places(draft: Draft, case: Case) -> Iterator[Finding]:
    for found in _PLACE.finditer(draft.text):
        if _CASED.fullmatch(found.group()) and not found.group().isupper():
            continue  # "todo" is a word of Spanish
        yield finding("placeholder", draft, Span(*found.span()), _filled(found, case))


def _filled(found: re.Match[str], case: Case) -> Fix | None:
    """Fill the customer's name in, and take a mark to check away; nothing else is known."""
    if found.group() == "[check]":
        return Fix(start=found.start(), end=found.end() + found.string[found.end() :].startswith(" "), text="")
    if found.group() != "[customer]":
        return None
    named = greet("[customer]", case.name, None)
    called = named.split("\n\n")[-1]
    return None if "[customer]" in called else Fix(start=found.start(), end=found.end(), text=called)


def _promises(draft: Draft, case: Case) -> Iterator[Finding]:
    for promise in case.phrases.promises if case.phrases else ():
        if promise.supports.search(case.known.desk):
            continue
        for span in islice(draft.within(promise.says), PER_CHECK):
            yield finding("unsupported_promise", draft, span)
