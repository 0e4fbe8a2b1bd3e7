"""The words that warn, in rows: which phrase of which language speaks for which warning. Reading them is elsewhere."""

from __future__ import annotations

from collections.abc import Mapping

from assist_server.sentiment.warning_phrases.chinese import CHINESE
from assist_server.sentiment.warning_phrases.english import ENGLISH
from assist_server.sentiment.warning_phrases.german import GERMAN
from assist_server.sentiment.warning_phrases.rows import Language, Row
from assist_server.sentiment.warning_phrases.spanish import SPANISH

__all__ = ["LANGUAGES", "Language", "Row"]

LANGUAGES: Mapping[str, Language] = {"en": ENGLISH, "de": GERMAN, "es": SPANISH, "zh": CHINESE}
