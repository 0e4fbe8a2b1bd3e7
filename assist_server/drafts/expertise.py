"""Expertise: questions left unanswered, and a draft in another language than the customer's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Protocol

from assist_server.drafts.case import Case
from assist_server.drafts.findings import finding
from assist_server.drafts.phrases import Phrases
from assist_server.drafts.questions import MOST_SENTENCES, FloatArray, clauses, questions_of, unanswered
from assist_server.drafts.reading import Draft, Span
from assist_server.drafts.tone import CURT
from assist_server.results import Finding
from assist_server.text.language import detect_language

LEAST_TOLD = 24  # characters of a paragraph whose language is told


class Encoding(Protocol):
    """What turns texts to vectors, where it knows their language."""

    def vectors(self, language: str | None, texts: Sequence[str]) -> FloatArray | None:
        """Return the vectors (n, dim) of the texts, or None."""


_CLOSING_QUESTION = re.compile(
    r"(?:anything else|noch etwas|sonst noch|algo mas|其他(?:问题|需要)|help you (?:with )?any)"
)


def read_expertise(draft: Draft, case: Case, encoding: Encoding) -> Iterator[Finding]:
    """Find what was asked and not answered; a draft in another language is only said to be that."""
    if case.asked_in and case.written_in and case.asked_in != case.written_in:
        if not _speaks(draft, case.asked_in):
            yield finding("other_language", draft, draft.body)
        return
    if case.phrases is not None and not _puts_off(draft, case.phrases):
        yield from _unanswered(draft, case, case.phrases, encoding)


def _speaks(draft: Draft, language: str) -> bool:
    """Tell whether a paragraph of the draft is in a language: drafts in two languages answer in both."""
    paragraphs = [part for part in draft.own.split("\n\n") if len(part.strip()) >= LEAST_TOLD // 3]
    return any(detect_language(paragraph) == language for paragraph in paragraphs)


def _puts_off(draft: Draft, phrases: Phrases) -> bool:
    """Tell whether the draft asks back, or says that the answer comes later: nothing is left unanswered yet."""
    said = draft.folded[draft.body.start : draft.body.end]
    if phrases.waits.search(said):
        return True
    asks = [draft.folded[one.start : one.end] for one in draft.sentences if "?" in draft.folded[one.start : one.end]]
    return any(not _CLOSING_QUESTION.search(one) for one in asks)


def _unanswered(draft: Draft, case: Case, phrases: Phrases, encoding: Encoding) -> Iterator[Finding]:
    questions = questions_of(case.asked, phrases)
    sentences = [one for one in draft.sentences if one.start < draft.body.end and one.end > draft.body.start][
        :MOST_SENTENCES
    ]
    if not questions or not sentences or (case.upset and draft.body.end - draft.body.start <= CURT):
        return
    said = [clause for one in sentences for clause in clauses(draft.words(one))][:MOST_SENTENCES]
    vectors = encoding.vectors(case.written_in, [*(one.text for one in questions), *said])
    likeness = None if vectors is None else vectors[: len(questions)] @ vectors[len(questions) :].T
    for question in unanswered(questions, draft, said, likeness, phrases):
        yield finding("unanswered_question", draft, Span(draft.body.end, draft.body.end), words=question.text)
