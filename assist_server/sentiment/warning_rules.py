"""Find the words of one customer message that warn. The words themselves are rows of warning_phrases."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from assist_server.results import Severity, WarningCode
from assist_server.sentiment.warning_phrases import LANGUAGES, Language, Row
from assist_server.text.patterns import bounded

MAX_WINDOW = 4_000  # characters read at each end of a message: what lies between is pasted logs, not a mood
SENTENCE = 240  # characters looked back and ahead for the sentence around a phrase
SHORT = 80  # below this many characters a detected language is a guess, so others are tried too
MAX_EVIDENCE = 160
MAX_PER_ROW = 3

_ENDS = re.compile(r"[.!?\n。！？]")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_WORD = re.compile(r"[^\W\d_]+")
_LATIN = tuple(name for name in LANGUAGES if name != "zh")
_THANKS = re.compile(r"thank|great|love|best|awesome|danke|super|toll|gracias|genial|excelente", re.IGNORECASE)
_FOLDS = str.maketrans(
    "áàâãéèêíìîóòôõúùûñçÁÀÂÉÈÊÍÌÓÒÔÚÙÑÇ’‘`´！？，；：律師訴訟檢舉報評記體對變騙嗎麼還沒電話個幾說過務氣賬帳戶買們換別見",
    "aaaaeeeiiioooouuuncaaaeeeiiooouunc''''!?,;:律师诉讼检举报评记体对变骗吗么还没电话个几说过务气账账户买们换别见",
)


@dataclass(frozen=True)
class Finding:
    """One phrase that warns; `words` is a piece of the text as the customer wrote it."""

    code: WarningCode
    severity: Severity
    words: str


@dataclass(frozen=True)
class _Rule:
    row: Row
    says: re.Pattern[str]
    unless: re.Pattern[str] | None


@dataclass(frozen=True)
class _Reader:
    """One language's rows, compiled."""

    rules: tuple[_Rule, ...]
    breaks: re.Pattern[str]
    before: re.Pattern[str]
    far: re.Pattern[str]
    after: re.Pattern[str]


def fold(text: str) -> str:
    """Return `text` in lower case without accents, one character for each, so that positions stay true."""
    lowered = text.lower()
    if len(lowered) != len(text):  # "İ".lower() has two characters
        lowered = "".join(char.lower() if len(char.lower()) == 1 else char for char in text)
    return lowered.translate(_FOLDS)


def find_words(text: str, language: str | None = None) -> list[Finding]:
    """Return what one message says that warns: any string is read, in time bounded by MAX_WINDOW.

    `language` (a code such as "de" or "pt-BR") narrows the rows tried for a longer text; None tries all of its script.
    """
    found: dict[Finding, None] = {}
    for window in _windows(text):
        folded = fold(window)
        for name in _languages(folded, language):
            for finding in _read(_reader(name), window, folded):
                found[finding] = None
        for finding in _shouting(window):
            found[finding] = None
    return list(found)


def _windows(text: str) -> tuple[str, ...]:
    if len(text) <= 2 * MAX_WINDOW:
        return (text,)
    return text[:MAX_WINDOW], text[-MAX_WINDOW:]


def _languages(folded: str, language: str | None) -> tuple[str, ...]:
    """Choose the rows to try: Chinese by its script; else the language given, and for a short text or an unknown
    language those of which a common word occurs, or all."""
    han = ("zh",) if _HAN.search(folded) else ()
    name = (language or "")[:2].lower()
    if name in _LATIN and len(folded) >= SHORT:
        return (name, *han)
    words = set(_WORD.findall(folded))
    likely = [other for other in _LATIN if other == name or not LANGUAGES[other].common.isdisjoint(words)]
    if han or likely:
        return (*likely, *han)
    return _LATIN


def _read(reader: _Reader, window: str, folded: str) -> Iterator[Finding]:
    for rule in reader.rules:
        count = 0
        for match in rule.says.finditer(folded):
            if _harmless(reader, rule, folded, match.start(), match.end()):
                continue
            yield Finding(rule.row.code, rule.row.severity, window[match.start() : match.end()][:MAX_EVIDENCE].strip())
            count += 1
            if count == MAX_PER_ROW:
                break


def _harmless(reader: _Reader, rule: _Rule, folded: str, start: int, end: int) -> bool:
    """Tell whether the sentence around a phrase takes it back: by an `unless` of its row, or by a negation."""
    first, last = _sentence(folded, start, end)
    if rule.unless is not None and rule.unless.search(folded, first, last):
        return True
    if not rule.row.negatable:
        return False
    clause = first
    for cut in reader.breaks.finditer(folded, first, start):
        clause = cut.end()
    cut_after = reader.breaks.search(folded, end, last)
    return bool(
        reader.before.search(folded, clause, start)
        or reader.far.search(folded, first, start)
        or reader.after.match(folded, end, cut_after.start() if cut_after else last)
    )


def _sentence(folded: str, start: int, end: int) -> tuple[int, int]:
    first = max(0, start - SENTENCE)
    for stop in _ENDS.finditer(folded, first, start):
        first = stop.end()
    after = _ENDS.search(folded, end, end + SENTENCE)
    return first, after.start() if after else min(len(folded), end + SENTENCE)


def _shouting(window: str) -> Iterator[Finding]:
    """Find capital letters throughout, with an exclamation mark and without thanks."""
    if "!" not in window:
        return
    letters = [char for char in window if char.isalpha()]
    loud = sum(map(str.isupper, letters))
    if loud >= 20 and loud >= 0.8 * len(letters) and len(window.split()) >= 4:
        if not _THANKS.search(window):
            yield Finding("anger", "notice", window.strip()[:MAX_EVIDENCE])


@cache
def _reader(name: str) -> _Reader:
    language = LANGUAGES[name]
    return _Reader(
        tuple(_Rule(row, _any_of(row.phrases, language), _any_of(row.unless, language)) for row in language.rows),
        bounded(language.breaks),
        bounded(_expand(language.before, language) + (r"(?:\W+\w+){0,3}\W*$" if language.spaced else r".{0,4}$")),
        bounded(_expand(language.far, language)),
        bounded(_expand(language.after, language)),
    )


def _any_of(phrases: tuple[str, ...], language: Language) -> re.Pattern[str]:
    """Compile phrases to one pattern; none compile to one that never matches."""
    if not phrases:
        return re.compile(r"(?!)")
    joined = "|".join(_expand(phrase, language) for phrase in phrases)
    return bounded(rf"(?<!\w)(?:{joined})(?!\w)" if language.spaced else f"(?:{joined})")


def _expand(phrase: str, language: Language) -> str:
    """Write a phrase out: parts by name, `…` as a bounded gap, a space as bounded white space."""
    while (
        "{" in (named := re.sub(r"\{([a-z]+)\}", lambda part: language.parts[part.group(1)], phrase))
        and named != phrase
    ):
        phrase = named
    if not language.spaced:
        return named.replace("…", r"[^，。！？,.!?\n]{0,8}?")
    gap = r"(?:\s{1,3}[\w'-]{1,30}){0,4}?\s{1,3}"
    return named.replace(" … ", gap).replace(" ", r"\s{1,3}")


def _named(phrase: str, language: Language) -> str:
    """Put the language's parts in for their names, parts of parts too."""
    return re.sub(r"\{([a-z]+)\}", lambda part: _named(language.parts[part.group(1)], language), phrase)
