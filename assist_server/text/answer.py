"""What an agent answered: the decisive reply without its courtesies, and a greeting for the customer at hand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assist_server.text.courtesies import strip_courtesies
from assist_server.text.holding import Part, has_action, parts
from assist_server.text.patterns import bounded

__all__ = ["decisive_reply", "greet", "is_holding", "strip_courtesies"]

FEWEST_LETTERS = 8  # of an answer; a Chinese character counts as three
FULL_LENGTH = 240  # characters after which more length is no more answer
ACTION_BONUS = 0.4
LATER_COST = 0.12  # a later reply answers a later question, unless it says clearly more
LONGEST_NAME = 60

_GREETINGS: dict[str, str] = {
    "en": "Hi {},",
    "de": "Hallo {},",
    "es": "Hola {}:",
    "zh": "{}，您好：",
    "fr": "Bonjour {},",
    "it": "Buongiorno {},",
    "nl": "Hallo {},",
    "pt": "Olá, {}!",
    "pl": "Dzień dobry,",
    "sv": "Hej {},",
    "da": "Hej {},",
    "nb": "Hei {},",
    "ja": "{}様",
}
_BARE_BULLET = re.compile(r"\d{1,2}[.)]|[-•*]")  # what is left of a list's line without its sentence
_FIRST_OF = bounded(r"\(?\b1/[2-4]\b\)?\s*$")
_HAN = re.compile("[\u3400-\u9fff]")
_LETTER = re.compile(r"[^\W\d_]")
_NO_NAME = re.compile(r"[\d@\[\]<>/\\{}_|=]|https?:")
_OPENS_WITH_GREETING = bounded(
    r"\s*(?:hi|hello|hey|dear|hallo|liebe[rs]?|sehr geehrte|guten|hola|estimad|bonjour|您好|你好|尊敬|亲爱)\b",
    re.IGNORECASE,
)
_TITLE = re.compile(r"(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Herrn?|Frau|Sra?|Srta|Don|Doña)\.?\s+", re.IGNORECASE)


def is_holding(text: str) -> bool:
    """Say whether a reply only holds the line: it checks, waits, apologises or asks, and answers nothing."""
    said = [part for part, _ in parts(strip_courtesies(text))]
    return Part.ANSWER not in said and (Part.HOLDING in said or Part.REQUEST in said)


def decisive_reply(replies: Sequence[str]) -> str:
    """Choose among an agent's replies, in their order, the one that answers, without courtesies; '' where none does.

    The replies are cleaned and redacted. The first that says enough wins, unless a later one says clearly more; where
    none says anything, thanks and joy are taken, which answer praise.
    """
    answers = [_judged(reply) for reply in _joined(replies)]
    scored = [(answer.weight - LATER_COST * at, answer.text) for at, answer in enumerate(answers) if answer.answers]
    if scored:
        return max(scored, key=lambda pair: pair[0])[1]
    return next((answer.text for answer in answers if answer.thanks), "")


@dataclass(frozen=True)
class _Judged:
    """A reply without courtesies and holding sentences, and what it is worth."""

    text: str
    weight: float
    answers: bool
    thanks: bool


def _judged(reply: str) -> _Judged:
    text = strip_courtesies(reply)
    sentences = parts(text)
    kinds = {part for part, _ in sentences}
    said = " ".join(sentence for part, sentence in sentences if part is Part.ANSWER)
    answers = _letters(said) >= FEWEST_LETTERS
    if Part.HOLDING in kinds and answers:
        text = _without([sentence for part, sentence in sentences if part is Part.HOLDING], text)
    weight = min(len(said) + 2 * len(_HAN.findall(said)), FULL_LENGTH) / FULL_LENGTH
    return _Judged(
        text=text,
        weight=weight + (ACTION_BONUS if has_action(said) else 0.0),
        answers=answers,
        thanks=kinds <= {Part.COURTESY, Part.ANSWER} and _letters(text) >= FEWEST_LETTERS,
    )


def _letters(text: str) -> int:
    return len(_LETTER.findall(text)) + 2 * len(_HAN.findall(text))


def _without(sentences: Sequence[str], text: str) -> str:
    for sentence in sentences:
        text = text.replace(sentence, "", 1)
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n".join(line for line in lines if not _BARE_BULLET.fullmatch(line)).strip()


def _joined(replies: Sequence[str]) -> list[str]:
    """Put together what was sent in pieces marked "1/2" and "2/2"."""
    joined: list[str] = []
    for reply in replies:
        if joined and _FIRST_OF.search(joined[-1]):
            before = strip_courtesies(_FIRST_OF.sub("", joined.pop()))
            reply = f"{before} {reply.strip()}"
        joined.append(reply)
    return joined


def greet(reply: str, customer_name: str | None, language: str | None) -> str:
    """Address a reply to the present customer: fill [customer], and greet in the reply's language if it does not yet.

    Without a usable name the reply is given back unchanged.
    """
    name = _usable(customer_name)
    if not name:
        return reply
    called = _called(name)
    filled = reply.replace("[customer]", called)
    greeting = _GREETINGS.get((language or "en").split("-")[0].lower())
    if greeting is None or not filled.strip() or _OPENS_WITH_GREETING.match(filled):
        return filled
    return f"{greeting.format(called)}\n\n{filled}"


def _usable(name: str | None) -> str:
    """Tidy a name, and refuse what is none: an address, a number, a handle, a whole sentence."""
    tidy = " ".join((name or "").split())
    if not _LETTER.search(tidy) or len(tidy) > LONGEST_NAME or _NO_NAME.search(tidy):
        return ""
    return "".join(character for character in tidy if character.isprintable())


def _called(name: str) -> str:
    """Take the given name: "Berg, Anna" and "ANNA BERG" are both Anna; a Chinese name stays whole."""
    if _HAN.search(name):
        return name
    if "," in name:
        name = name.split(",", 1)[1].strip() or name
    first = (_TITLE.sub("", name).split(" ") or [name])[0]
    return first.capitalize() if first.isupper() or first.islower() else first
