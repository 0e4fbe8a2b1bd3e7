"""The closed list of typed placeholders that stand where a person's own facts stood."""

from __future__ import annotations

import re

PLACEHOLDERS: tuple[str, ...] = (
    "[name]",  # somebody's name
    "[customer]",  # the name of this ticket's customer
    "[agent]",  # the name of this ticket's agent
    "[email]",
    "[phone]",
    "[card]",
    "[iban]",
    "[address]",
    "[order]",  # order, invoice, shipment of goods
    "[booking]",
    "[ticket]",
    "[tracking]",
    "[account]",  # customer, account, member, contract
    "[id]",  # passport, identity card, tax, social security, device
    "[plate]",
    "[birthdate]",
    "[secret]",  # password, PIN, one-time code
    "[number]",  # a long number of unknown kind
    "[link]",
    "[ip]",
    "[handle]",
    "[date]",  # a fact of one ticket only; made in replies (`particulars.py`), never by redaction
    "[amount]",  # likewise
    "[check]",  # likewise: the sentence behind it says what was done for one customer
)
PLACEHOLDER_PATTERN: re.Pattern[str] = re.compile("|".join(re.escape(name) for name in PLACEHOLDERS))

_FIRST_MARK = 0xE000  # Unicode's private use area: no text means anything by these characters
_FIRST_SHIELD = 0xF0000  # the supplementary private use area, one character for each shielded piece
_MARKS = {name: chr(_FIRST_MARK + i) for i, name in enumerate(PLACEHOLDERS)}
_NAMES = {ord(mark): name for name, mark in _MARKS.items()}
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")
_SHIELDED = re.compile("[\U000f0000-\U0010ffff]")
_MOST_SHIELDS = 0x10FFFF - _FIRST_SHIELD


def placeholders_in(text: str) -> list[str]:
    """Name the placeholders of `text` in the order of their first appearance, each once."""
    return list(dict.fromkeys(PLACEHOLDER_PATTERN.findall(text)))


def mark(name: str) -> str:
    """Give the single private character that stands for a placeholder while a text is being worked on."""
    return _MARKS[name]


def to_marks(text: str) -> str:
    """Drop private-use characters, then turn every placeholder into its mark, which no pattern can match by chance."""
    text = _PRIVATE.sub("", text)
    return PLACEHOLDER_PATTERN.sub(lambda found: _MARKS[found.group()], text) if "[" in text else text


def from_marks(text: str) -> str:
    """Turn marks back into placeholders."""
    return text if text.isascii() else text.translate(_NAMES)


def shield(text: str, pattern: re.Pattern[str], kept: list[str]) -> str:
    """Hide what `pattern` finds (its group `keep`) behind single characters, so that no later pattern sees it.

    The hidden pieces are appended to `kept`; `unshield` puts them back.
    """

    def hide(found: re.Match[str]) -> str:
        if len(kept) >= _MOST_SHIELDS:
            return found.group()
        kept.append(found.group("keep"))
        begin, end = found.span("keep")
        whole, offset = found.group(), found.start()
        return whole[: begin - offset] + chr(_FIRST_SHIELD + len(kept) - 1) + whole[end - offset :]

    return pattern.sub(hide, text)


def unshield(text: str, kept: list[str]) -> str:
    """Put the hidden pieces back."""
    return _SHIELDED.sub(lambda found: kept[ord(found.group()) - _FIRST_SHIELD], text) if kept else text
