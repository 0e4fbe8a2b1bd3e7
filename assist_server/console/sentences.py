"""What errors and checks say in English, in the reader's language: each sentence is known by its fixed words.

`translations/LANGUAGE.json` has each sentence as it is raised, its blanks numbered, with its translation. Where a page
shows one, its values are read out of it and put into the translation. What nobody translated stays as it is, marked so.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from string import Formatter
from typing import NamedTuple

from assist_server.console.words import DEFAULT, Words

ENDS = re.compile(r"(?<=[.!?])\s+")
LONGEST = 6  # sentences that one text of the file may be
MOST = 2_000  # characters; what is longer is no sentence
DEPTH = 4  # sentences within the blanks of others
PROSE = re.compile(r"[A-Za-z]{2,},? [a-z]{2,}")
COMMAND = re.compile(r"(assist|pip) [a-z]|\S*[/\\]")
DECIMAL = re.compile(r"[0-9]{1,12}\.[0-9]{1,6}%?|[0-9]{1,12}%")
UNSPACED = "。！？："  # after which Chinese writes no space


class Said(NamedTuple):
    """A part of what is said; `foreign` where it is English in a page of another language."""

    text: str
    foreign: bool = False


class Sentence(NamedTuple):
    """A sentence that is known: what it looks like, and how it is said."""

    looks: re.Pattern[str]
    told: str


@cache
def translations(language: str) -> dict[str, str]:
    """Return the translations of a language by the English sentences; none for English itself."""
    if language == DEFAULT:
        return {}
    file = files("assist_server.console") / "translations" / f"{language}.json"
    return dict(json.loads(file.read_text(encoding="utf-8")))


def said(text: str, say: Words) -> list[Said]:
    """Return a text of one or more English sentences in the reader's language, part by part."""
    if say.language == DEFAULT or not text.strip():
        return [Said(text)] if text else []
    if len(text) > MOST:
        return [Said(text, True)]
    return _joined(list(_sentences(text, say, DEPTH)))


def plain(text: str, say: Words) -> str:
    """Return the same as one text."""
    return "".join(part.text for part in said(text, say))


@cache
def _known(language: str) -> list[Sentence]:
    """Return the sentences of a language; those with the most fixed words are looked for first, being the surest."""
    told = translations(language)
    return [Sentence(pattern(one), told[one]) for one in sorted(told, key=_fixed, reverse=True)]


def _fixed(sentence: str) -> tuple[int, str]:
    return sum(len(literal) for literal, *_ in Formatter().parse(sentence)), sentence


def pattern(sentence: str) -> re.Pattern[str]:
    """Return what matches the sentence with values in it; one at its very beginning is a word, or a number and one."""
    parts = ""
    for literal, name, _, _ in Formatter().parse(sentence):
        parts += re.escape(literal)
        if name is not None:
            parts += f"(?P<v{name}>.*?)" if parts else rf"(?P<v{name}>(?:\d\S* )?\S+)"
    return re.compile(parts, re.DOTALL)


def _sentences(text: str, say: Words, depth: int) -> Iterator[list[Said]]:
    """Yield each sentence of a text, told where it is known; neighbours that only together are one are taken so."""
    text = text.strip()
    gaps = [found.span() for found in ENDS.finditer(text)]
    begins, ends = [0, *(end for _, end in gaps)], [*(begin for begin, _ in gaps), len(text)]
    at = 0
    while at < len(begins):
        rows = ((end, _told(text[begins[at] : ends[end]], say, depth)) for end in range(at, len(ends))[:LONGEST])
        one = text[begins[at] : ends[at]]
        end, told = next(((end, told) for end, told in rows if told), (at, [Said(one, _is_prose(one))]))
        yield told
        at = end + 1


def _told(text: str, say: Words, depth: int) -> list[Said] | None:
    """Return a sentence in the reader's language, None for one that is not known."""
    for sentence in _known(say.language):
        values = sentence.looks.fullmatch(text)
        if values is not None:
            return list(_filled(sentence.told, values, say, depth))
    return None


def _filled(told: str, values: re.Match[str], say: Words, depth: int) -> Iterator[Said]:
    for literal, name, _, _ in Formatter().parse(told):
        yield Said(literal)
        if name is not None:
            yield from _value(values[f"v{name}"], say, depth - 1)


def _value(value: str, say: Words, depth: int) -> list[Said]:
    """Return what stands in a blank: itself a sentence, a number, or something that has no language."""
    number = DECIMAL.fullmatch(value)
    if number:
        return [Said(_number(value, say))]
    if depth <= 0 or COMMAND.match(value):
        return [Said(value)]
    told = _joined(list(_sentences(value, say, depth))) if value.strip() else []
    same = "".join(part.text for part in told).split() == value.split()
    return [Said(value, _is_prose(value))] if same else told


def _number(value: str, say: Words) -> str:
    digits = len(value.rstrip("%").partition(".")[2])
    number = float(value.rstrip("%"))
    written = say.number(number, digits)
    return f"{written}{say.manner.before_percent}%" if value.endswith("%") else written


def _is_prose(text: str) -> bool:
    return PROSE.search(text) is not None and COMMAND.match(text) is None


def _joined(sentences: list[list[Said]]) -> list[Said]:
    """Return the parts of sentences as one row of as few parts as can be, spaces between the sentences."""
    row: list[Said] = []
    for parts in sentences:
        if row and not row[-1].text.endswith(tuple(UNSPACED)):
            row.append(Said(" ", row[-1].foreign))
        row += parts
    merged: list[Said] = []
    for part in row:
        if merged and merged[-1].foreign == part.foreign:
            merged[-1] = Said(merged[-1].text + part.text, part.foreign)
        elif part.text:
            merged.append(part)
    return merged
