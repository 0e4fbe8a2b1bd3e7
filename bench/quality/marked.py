"""Sentences in which brackets mark what redaction must take out, and what is left of it or lost beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from assist_server.text.redact import PLACEHOLDER_PATTERN, redact

_BRACKETS = re.compile(r"\[([^\]]+)\]")
_WORD = re.compile(r"[^\W_]{3,}|[\u3400-\u9fff]{2,}")


@dataclass(frozen=True)
class Marked:
    """A sentence, and the facts in it that are somebody's own; none where all of it must stay."""

    author: str
    language: str
    kind: str
    text: str
    facts: tuple[str, ...]

    def redacted(self) -> str:
        """Return the sentence as it would be stored."""
        return redact(self.text, desk=self.author == "a")

    def is_right(self) -> bool:
        """Say whether no word of a fact is left or, without facts, nothing is replaced."""
        stored = self.redacted()
        if not self.facts:
            return stored == self.text
        left = set(_WORD.findall(PLACEHOLDER_PATTERN.sub(" ", stored))) - set(_WORD.findall(self._beside()))
        return not any(word in left for fact in self.facts for word in _WORD.findall(fact))

    def _beside(self) -> str:
        text = self.text
        for fact in self.facts:
            text = text.replace(fact, " ")
        return text


def marked(path: Path) -> list[Marked]:
    """Read a file of lines "author language kind: sentence with [facts]"."""
    lines = path.read_text(encoding="utf-8").splitlines()
    heads = (line.split(": ", 1) for line in lines if line and not line.startswith("#"))
    return [_marked(head, text) for head, text in heads]


def _marked(head: str, text: str) -> Marked:
    author, language, kind = head.split(" ", 2)
    return Marked(author, language, kind, _BRACKETS.sub(r"\1", text), tuple(_BRACKETS.findall(text)))
