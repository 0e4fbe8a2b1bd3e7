"""What the console says, in the reader's language, with numbers and times written as there."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import NamedTuple

HARD_SPACE = "\u00a0"
SECONDS = (("h", 3600), ("min", 60), ("s", 1))


class Manner(NamedTuple):
    """How a language writes: its own name, its tag, what parts thousands and decimals, what stands before a %."""

    name: str
    tag: str
    thousands: str
    decimal: str
    before_percent: str


LANGUAGES = {
    "en": Manner("English", "en", ",", ".", ""),
    "de": Manner("Deutsch", "de", ".", ",", HARD_SPACE),
    "es": Manner("Español", "es", HARD_SPACE, ",", HARD_SPACE),
    "zh": Manner("简体中文", "zh-Hans", ",", ".", ""),
}
DEFAULT = "en"


@cache
def texts(language: str) -> dict[str, str]:
    """Return all texts of a language by their names; each file of its folder belongs to one page."""
    found: dict[str, str] = {}
    for file in (files("assist_server.console") / "texts" / language).iterdir():
        found |= json.loads(file.read_text(encoding="utf-8"))
    return found


def chosen(asked: str | None, kept: str | None, accepted: Iterable[str]) -> str:
    """Return the language to speak: the one asked for, else the one kept, else the first accepted that we have."""
    wanted = [value for value in (asked, kept) if value]
    wanted += [tag.replace("_", "-").split("-")[0].lower() for tag in accepted]
    return next((one for one in wanted if one in LANGUAGES), DEFAULT)


class Words:
    """The texts of one language, and its way with numbers."""

    def __init__(self, language: str) -> None:
        self.language, self.manner = language, LANGUAGES[language]
        self._texts = texts(language)

    def __call__(self, name: str, /, **values: object) -> str:
        """Return a text, with its {places} filled."""
        return self._texts[name].format_map(values) if values else self._texts[name]

    def of(self, room: str, name: str) -> str:
        """Return the text of a thing that other parts name (a stage, a reason); its own name where there is none."""
        return self._texts.get(f"{room}.{name}", name)

    def number(self, value: float, digits: int = 0) -> str:
        """Write a number with so many decimals."""
        plain = f"{value:,.{digits}f}"
        marks = {",": self.manner.thousands, ".": self.manner.decimal}
        return "".join(marks.get(letter, letter) for letter in plain)

    def percent(self, share: float, digits: int = 0) -> str:
        """Write a share of 1; one that falls short of the whole is never rounded up to it."""
        value = round(share * 100, digits)
        if share < 1 and value >= 100:
            value = 100 - 10.0**-digits
        return f"{self.number(value, digits)}{self.manner.before_percent}%"

    def seconds(self, value: float) -> str:
        """Write a length of time in its two largest units."""
        whole = max(0, round(value))
        if whole < 1:
            return self("time.moment")
        parts = []
        for unit, length in SECONDS:
            if whole >= length:
                parts.append(f"{self.number(whole // length)}{HARD_SPACE}{self('unit.' + unit)}")
                whole %= length
        return " ".join(parts[:2])

    def moment(self, time: datetime) -> str:
        """Write a moment, in UTC; the page turns it into the reader's own time where it can."""
        return f"{time.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
