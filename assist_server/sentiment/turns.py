"""One public turn of a conversation as mood is read from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from assist_server.ticket import Author


@dataclass(frozen=True)
class Turn:
    """What one side said: `text` is cleaned, `language` a code such as "de" (None where it was not detected)."""

    author: Author
    text: str
    sent_at: datetime | None = None
    language: str | None = None
