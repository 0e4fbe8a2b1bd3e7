"""A text to the words it is found by: rules and no model, so every language works, offline, in microseconds."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

RULES = 1
"""Counts up when these rules change: words split by other rules no longer match, so an index must be built anew."""

_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
"""Scripts without spaces (Thai, Lao, Burmese, Khmer, kana, Han), and Hangul, whose endings cling to the words."""
_INDIC = "\u0900-\u0963\u0966-\u0dff"
"""Letters with vowel signs that `\\w` would break a word at."""

_WORD = rf"(?:[^\W_{_UNSPACED}]|[{_INDIC}])+"
_RUN = re.compile(rf"[{_UNSPACED}]+|{_WORD}(?:[-._/'+&]{_WORD})*")
_ASCII_RUN = re.compile(r"[a-z0-9]+(?:[-._/'+&][a-z0-9]+)*")  # the same for plain English, in a third of the time
_UNSPACED_RUN = re.compile(f"[{_UNSPACED}]+")
_PART = re.compile(r"\d+|[^\W\d_]+")
_ACCENTS = re.compile("[\u0300-\u036f]")
_ONE_SIGN = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "‐": "-", "‑": "-", "–": "-"})

STOP_WORDS = frozenset(
    # English
    "a an and are as at be been but by can could did do does for from had has have he her him his how i if in into is"
    " it its just me my of on or our please she should so some than that the their them then there these they this"
    " those to up us was we were what when where which who will with would you your im ive id ill dont didnt doesnt"
    " isnt wasnt youre thats"
    # German, without the words that mean something else in English (die, war, hat, bin, man)
    " aber als auch auf aus bei bitte da das dass dem den der des du ein eine einem einen einer es fur habe haben ich"
    " ihr im ist kann konnen mein meine meinen meiner mich mir mit nach nicht noch oder sich sie sind und uns von vom"
    " wann warum was wenn wer wie wir wird wo zu zum zur"
    # Spanish
    " al como con cual cuando de del donde el ella en eres es esta estan este esto favor ha han hay la las le les lo"
    " los mas mi mis muy no nos o para pero por porque puedo que se ser si sin sobre soy su sus te tengo tiene tu un"
    " una unos y ya yo".split()
)


def tokenize(text: str) -> list[str]:
    """Return the words a text is found by, in order, repeated as often as they occur.

    Lower-cased, accents folded, plural s and stop words off. A word with digits or joints is kept whole, joined, and
    in parts of two signs or more: "E-104" gives e-104, e104, 104. Scripts without spaces give single signs and pairs.
    """
    folded = fold(text)
    runs = (_ASCII_RUN if folded.isascii() else _RUN).findall(folded)
    return [word for run in runs for word in _words_of(run)]


def fold(text: str) -> str:
    """Return the text in lower case with one form for each letter: no accents, no full-width forms, one apostrophe."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text.translate(_ONE_SIGN).casefold()).casefold()  # again: 𝘼 is an A only now
    return unicodedata.normalize("NFC", _ACCENTS.sub("", apart))


def is_code(word: str) -> bool:
    """Return whether a word looks like an error code, a model or an order number: digits with letters, or four digits.

    >>> [is_code(word) for word in ("e104", "48213", "12", "refund")]
    [True, True, False, False]
    """
    digits = sum(map(str.isdigit, word))
    return digits >= 4 or 0 < digits < len(word)


@lru_cache(maxsize=16_384)
def _words_of(run: str) -> tuple[str, ...]:
    if _UNSPACED_RUN.fullmatch(run):
        return (*run, *(run[at : at + 2] for at in range(len(run) - 1)))
    run = run.removesuffix("'s").replace("'", "")
    if run.isalpha():
        return () if run in STOP_WORDS else (_singular(run),)
    parts = [part for part in _PART.findall(run) if len(part) > 1 and part not in STOP_WORDS]
    wholes = [run, re.sub(r"[-._/+&]", "", run)]
    return tuple(dict.fromkeys([*wholes, *map(_singular, parts)]))


def _singular(word: str) -> str:
    """Take a plural s off (flights, Pedidos), as Harman's S-stemmer does (1991): endings that say more stay."""
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    return word[:-2] + "y" if len(word) > 4 and word.endswith("ie") else word
