"""The people a ticket knows, found in its text by whole name and by each part of it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from assist_server.text.given_names import COMMON_WORDS, NOT_NAMES
from assist_server.text.introductions import redact_introduced
from assist_server.text.patterns import bounded
from assist_server.text.placeholders import mark

SHORTEST_LOCAL_PART = 5  # of an e-mail address, to be taken for a user name by itself
SHORTEST_WITH_GENITIVE = 4  # letters: "Lenas Paket" is Lena's, "Tims" may be anything

_HAN = re.compile("[\u3400-\u9fff]")
_PART = bounded(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"})
_NO_ARTICLE = "".join(
    f"(?<!{article} )" for article in "the The a A an der die das dem den ein eine el la los un una".split()
)
_SHORT_WORDS = frozenset("an do le so to al de la el am im es er du no si".split())


@dataclass(frozen=True)
class People:
    """Who takes part in a ticket: full names and e-mail addresses, as far as they are known."""

    customer: tuple[str, ...] = ()
    agents: tuple[str, ...] = ()


def redact_names(text: str, people: People) -> str:
    """Replace the ticket's people by [customer] and [agent], everybody else who is named by [name]."""
    text = _redact_known(text, people.customer, mark("[customer]"))
    text = _redact_known(text, people.agents, mark("[agent]"))
    return redact_introduced(text)


def _redact_known(text: str, names: tuple[str, ...], by: str) -> str:
    if not names:
        return text
    folded = text.casefold()
    for form, exact in _forms(names):
        if form.casefold() in folded:
            text = _pattern(form, exact).sub(by, text)
    return text


@lru_cache(maxsize=4096)
def _forms(names: tuple[str, ...]) -> tuple[tuple[str, bool], ...]:
    """List what to look for, longest first, and whether its capitals must agree."""
    forms = {form: exact for name in names for form, exact in _forms_of(" ".join(name.split()))}
    return tuple(sorted(forms.items(), key=lambda pair: (-len(pair[0]), pair[0])))


def _forms_of(name: str) -> Iterator[tuple[str, bool]]:
    if "@" in name:
        local = name.split("@", 1)[0]
        if len(local) >= SHORTEST_LOCAL_PART and local.casefold() not in NOT_NAMES | COMMON_WORDS:
            yield local, False
        return
    if " " in name or (len(name) >= 2 and _HAN.search(name)):
        yield from ((form, False) for form in _spellings(name))
    if "," in name:
        yield " ".join(part.strip() for part in reversed(name.split(",", 1))), False
    if _HAN.search(name):
        if len(name) in (3, 4):
            yield name[1:], False  # the given name, behind a family name of one character
        return
    for part in _PART.findall(name):
        yield from _forms_of_part(part)


def _forms_of_part(part: str) -> Iterator[tuple[str, bool]]:
    """Give a part of a name as people spell it: with and without accents; everyday words only as they are."""
    folded = part.casefold()
    if len(part) < 2 or (len(part) == 2 and folded in _SHORT_WORDS):
        return
    exact = len(part) == 2 or folded in COMMON_WORDS
    for form in _spellings(part):
        yield (form.capitalize() if exact else form), exact


def _spellings(name: str) -> set[str]:
    """Give a name as it is, without its marks (Muller), and with umlauts spelt out (Mueller)."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", name) if not unicodedata.combining(sign))
    return {name, plain, name.translate(_UMLAUTS)}


@lru_cache(maxsize=1024)
def _pattern(form: str, exact: bool) -> re.Pattern[str]:
    """Match a name that stands by itself; an everyday word only with its capital and within a sentence."""
    if _HAN.search(form):
        return re.compile(re.escape(form))
    spaced = r"\s{1,3}".join(re.escape(word) for word in form.split(" "))
    if exact:
        return re.compile(rf"(?:(?<=[^\W\d_] )|(?<=[^\W\d_][,;:] )){_NO_ARTICLE}{spaced}(?![^\W_])")
    genitive = "(?:['’]?s)?" if len(form) >= SHORTEST_WITH_GENITIVE else ""
    return re.compile(rf"(?<![^\W_]){spaced}{genitive}(?![^\W_])", re.IGNORECASE)
