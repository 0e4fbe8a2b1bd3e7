"""What is nobody's own, sentence by sentence, and whether it survives redaction."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from assist_server.text.redact import redact


@dataclass(frozen=True)
class Survivor:
    """A sentence in which redaction must replace nothing."""

    author: str
    language: str
    kind: str
    text: str

    def survives(self) -> bool:
        """Say whether redaction leaves the sentence as it is."""
        return redact(self.text, desk=self.author == "a") == self.text


def survivors(path: Path) -> list[Survivor]:
    """Read a file of lines "author language kind: sentence"."""
    lines = path.read_text(encoding="utf-8").splitlines()
    heads = (line.split(": ", 1) for line in lines if line and not line.startswith("#"))
    return [_survivor(head, text) for head, text in heads]


def _survivor(head: str, text: str) -> Survivor:
    author, language, kind = head.split(" ", 2)
    return Survivor(author, language, kind, text)
