"""The customer's questions, and whether a draft comes near to answering each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from assist_server.drafts.facts import amounts, times
from assist_server.drafts.phrases import Phrases
from assist_server.drafts.reading import Draft
from assist_server.sentiment.warning_rules import fold
from assist_server.text.patterns import bounded

FloatArray = npt.NDArray[np.float32]

MOST_QUESTIONS = 6
MOST_SENTENCES = 24
KNOWN_ENCODER = "all-MiniLM-L6-v2"  # whose cosines the next two were read from, on drafts of our own (docs/DRAFTS.md)
NEAR = 0.55  # likeness of a question and a sentence that answers it
FAR = 0.12  # likeness below which a sentence is about something else
LEAST_CLAUSE = 17  # letters of a clause that may answer something by itself; a Chinese character counts as three
SHORTEST = 8  # letters of a question; a Chinese character counts as three

_PIECE = re.compile(r"[^.!?。！？\n]{1,2000}[?？]?|[?？]")
_JOINT = re.compile(r"(?<=[;；，])|(?=\s(?:and|und|y)\s)", re.IGNORECASE)
_WORD = bounded(r"[a-zäöüß]{3,}|(?<!\w)(?:öl|tv|pc|id)(?!\w)|\d[\d.,-]*\d|\d")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_DONE = re.compile(r"(?<!\w)(?:again|already|wieder|schon|bereits|ya|vuelve|erledigt|done)(?!\w)|已经|恢复|已")
_LINK = bounded(r"https?://|www\.|(?<!\w)[a-z0-9-]+\.[a-z]{2,8}/")


@dataclass(frozen=True)
class Question:
    """A question as the customer wrote it, and its words that tell it from the others."""

    text: str
    folded: str
    own_words: frozenset[str]


def questions_of(asked: str, phrases: Phrases) -> list[Question]:
    """Split what the customer wrote into the questions that want an answer."""
    texts = [text for text in _asking(asked, phrases)][:MOST_QUESTIONS]
    words = [words_of(fold(text), phrases) for text in texts]
    found = []
    for at, text in enumerate(texts):
        others: set[str] = set().union(*words[:at], *words[at + 1 :])
        found.append(Question(text, fold(text), frozenset(one for one in words[at] if not _meet([one], others))))
    return found


def _asking(asked: str, phrases: Phrases) -> Iterator[str]:
    for piece in _PIECE.findall(asked):
        text, folded = piece.strip(), fold(piece).strip()
        if len(text) + 2 * len(_HAN.findall(text)) < SHORTEST:
            continue
        is_question = text.endswith(("?", "？")) or phrases.asks.search(folded)
        if is_question and not phrases.rhetorical.search(folded):
            yield text


def words_of(folded: str, phrases: Phrases) -> set[str]:
    """Return the words that say what a text is about; Chinese by pairs of characters."""
    if not phrases.spaced:
        for common in sorted(phrases.common, key=len, reverse=True):
            folded = folded.replace(common, " ")
        pairs = {folded[at : at + 2] for at in range(len(folded) - 1)}
        return {pair for pair in pairs if _HAN.fullmatch(pair[0]) and _HAN.fullmatch(pair[1])}
    return {word for word in _WORD.findall(folded) if word not in phrases.common}


def _meet(some: Iterable[str], others: Iterable[str]) -> bool:
    """Tell whether two texts share a word, whatever its ending."""
    return any(_akin(one, other) for one in some for other in others)


def _akin(one: str, other: str) -> bool:
    shortest = min(len(one), len(other))
    least = shortest if shortest < 4 or one[0].isdigit() else max(4, shortest - 2)
    return one[:least] == other[:least]


def clauses(sentence: str) -> list[str]:
    """Part a sentence where another thought may begin; what is too short to be one stays with the thought before."""
    parts: list[str] = []
    for part in _JOINT.split(sentence):
        weight = len(part) + 2 * len(_HAN.findall(part))
        if parts and weight < LEAST_CLAUSE:
            parts[-1] += part
        else:
            parts.append(part)
    return parts


def unanswered(
    questions: Sequence[Question], draft: Draft, sentences: Sequence[str], likeness: FloatArray | None, phrases: Phrases
) -> list[Question]:
    """Return the questions that no sentence of the draft is near: by a word of theirs, or by the kind of answer.

    A sentence near no question may answer any of them in other words; only where its meaning is far from a question
    (`likeness`, (questions, sentences), None where no encoder reads the language) does it leave that one open.
    """
    said = draft.folded[draft.body.start : draft.body.end]
    words = [words_of(fold(sentence), phrases) for sentence in sentences]
    spoken = set().union(*words)
    about = [any(_meet(question.own_words, one) for question in questions) for one in words]
    left = []
    for at, question in enumerate(questions):
        if _meet(question.own_words, spoken):
            continue
        if _of_its_kind(question.folded, said, phrases, tellable=bool(question.own_words)):
            continue
        free = [place for place in range(len(sentences)) if not about[place]]
        far = likeness is not None and all(likeness[at, place] < FAR for place in free)
        near = likeness is not None and float(likeness[at].max(initial=-1)) >= NEAR
        if not near and (not free or far):
            left.append(question)
    return left


def _of_its_kind(question: str, said: str, phrases: Phrases, *, tellable: bool) -> bool:
    """Tell whether a draft has the kind of thing that is asked for: a time, a sum, steps, a place.

    Of a question without words of its own ("what can I do?") any answer may be one.
    """
    if phrases.when.search(question):
        return any(times(said)) or phrases.timed.search(said) is not None or _DONE.search(said) is not None
    if phrases.cost.search(question):
        return any(amounts(said)) or phrases.free.search(said) is not None
    if not tellable:
        return True
    if phrases.how.search(question):
        return phrases.steps.search(said) is not None or " > " in said
    return _LINK.search(said) is not None and re.search(r"where|\bwo\b|donde|哪", question) is not None
