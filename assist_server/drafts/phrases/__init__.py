"""What is found fault with, and what makes it good, as rows of data for each language."""

from __future__ import annotations

from collections.abc import Mapping

from assist_server.drafts.phrases.chinese import CHINESE
from assist_server.drafts.phrases.english import ENGLISH
from assist_server.drafts.phrases.german import GERMAN
from assist_server.drafts.phrases.rows import Phrase, Phrases, Promise
from assist_server.drafts.phrases.spanish import SPANISH

__all__ = ["LANGUAGES", "Phrase", "Phrases", "Promise"]

LANGUAGES: Mapping[str, Phrases] = {"en": ENGLISH, "de": GERMAN, "es": SPANISH, "zh": CHINESE}
