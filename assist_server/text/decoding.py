"""Text that was decoded with the wrong character set, put right."""

from __future__ import annotations

import re

import ftfy

# A byte C2–F4 that opens a UTF-8 sequence, then a continuation byte 80–BF, both read as Latin-1 or Windows-1252.
_SUSPECT = re.compile(
    "[\u00c2-\u00f4\u0102\u0103\u0393\u2514\u251c]"
    "[\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013\u2014\u2018-\u2022\u2026\u2030\u2039"
    "\u203a\u20ac\u2122\u2551-\u2593]"
)
_HIGH_LATIN_RUN = re.compile("[\u00a1-\u00fe]{2}")
_COMMON_HAN = re.compile("[\u4e00-\u9fff\u3000-\u303f\uff00-\uffef]")
LEAST_HAN_SHARE = 0.8
LEAST_LATIN_SHARE = 0.7

_CONFIG = ftfy.TextFixerConfig(uncurl_quotes=False, fix_character_width=False, unescape_html=False, explain=False)


def repair(text: str) -> str:
    """Mend mojibake: GB 18030 read as Latin-1, and UTF-8 read as a one-byte set (by ftfy). Other text is unchanged."""
    chinese = _from_gb18030(text) if _HIGH_LATIN_RUN.search(text) else None
    if chinese is not None:
        return chinese
    return ftfy.fix_text(text, _CONFIG) if _SUSPECT.search(text) else text


def _from_gb18030(text: str) -> str | None:
    """Decode Chinese that was read as Latin-1: mostly accented letters, no UTF-8, and nearly all Han once decoded."""
    letters = [character for character in text if not character.isascii()]
    visible = sum(1 for character in text if not character.isspace())
    if len(letters) < LEAST_LATIN_SHARE * visible or len(letters) < 4:
        return None
    decoded = _decoded(text, "gb18030")
    if decoded is None or _decoded(text, "utf-8") is not None:
        return None
    wide = [character for character in decoded if not character.isascii()]
    han = sum(1 for character in wide if _COMMON_HAN.match(character))
    return decoded if han >= LEAST_HAN_SHARE * len(wide) else None


def _decoded(text: str, charset: str) -> str | None:
    try:
        return text.encode("latin-1").decode(charset)
    except UnicodeError:
        return None
