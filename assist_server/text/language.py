"""Which language a text is written in, or None when it does not say enough."""

from __future__ import annotations

import re
from functools import cache
from threading import Lock
from typing import Protocol

# The languages support desks meet most; fewer candidates make short texts surer and the model a sixth of its size.
LANGUAGES = tuple("ar cs da de el en es fi fr he hu it ja ko nb nl pl pt ro ru sv tr uk zh".split())
MOST_CHARACTERS = 400  # more does not change the answer, only the time
LEAST_LETTERS = 6
SURE = 0.6  # probability asked for from four words on
VERY_SURE = 0.75  # and below

_LOCK = Lock()
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_KANA = re.compile("[\u3041-\u30ff]")
_HANGUL = re.compile("[\uac00-\ud7a3]")
_WORD = re.compile(r"[^\W\d_]+")
_NOT_PROSE = re.compile(r"[\d@\[\]#_/\\]|\w\.\w")  # a code, version, address, handle, tag, placeholder or link


class _Identifier(Protocol):
    def classify(self, text: str) -> tuple[str, float]: ...


def detect_language(text: str) -> str | None:
    """Name the language of `text` by its ISO 639-1 code; None when it is too short, only codes, or unsure."""
    text = text[: MOST_CHARACTERS * 2]
    by_script = None if text.isascii() else _by_script(text)
    if by_script:
        return by_script
    words = _WORD.findall(_prose(text))
    if sum(map(len, words)) < LEAST_LETTERS:
        return None
    return _by_letters(" ".join(words)[:MOST_CHARACTERS], len(words))


def _prose(text: str) -> str:
    """Keep the words that tell a language: no codes, no links, no abbreviations."""
    if text.isupper():
        text = text.lower()
    return " ".join(
        word for word in text.split() if not _NOT_PROSE.search(word) and not (word.isupper() and len(word) > 1)
    )


def _by_script(text: str) -> str | None:
    """Tell Japanese, Korean and Chinese by their characters; one of theirs weighs as much as three Latin letters."""
    han, kana, hangul = (len(script.findall(text)) for script in (_HAN, _KANA, _HANGUL))
    if han + kana + hangul < 2:
        return None
    letters = sum(map(str.isalpha, _prose(text)))
    if 3 * (han + kana + hangul) < letters:
        return None
    if hangul > han + kana:
        return "ko"
    return "ja" if kana * 8 >= han else "zh"


def _by_letters(text: str, words: int) -> str | None:
    with _LOCK:
        model = _identifier()
    language, probability = model.classify(text if words > 1 else text.lower())
    return language if probability >= (SURE if words >= 4 else VERY_SURE) else None


@cache
def _identifier() -> _Identifier:
    """Load py3langid's model and keep only the columns of LANGUAGES (about 60 MB resident, 2 s, once a process)."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # type: ignore[import-untyped, unused-ignore]

    whole = LanguageIdentifier.from_model_file(MODEL_FILE)
    names = list(whole.nb_classes)
    columns = [column for column, name in enumerate(names) if name in LANGUAGES]
    identifier: _Identifier = LanguageIdentifier(
        whole.nb_ptc[:, columns],
        whole.nb_pc[columns],
        [names[column] for column in columns],
        whole.tk_nextmove,
        whole.tk_output,
        norm_probs=True,
        tk_row=whole.tk_row,
    )
    return identifier
