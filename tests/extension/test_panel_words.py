"""The panel's texts: each language says everything, with the same values in it, and nothing is asked for in vain."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

EXTENSION = Path(__file__).parent.parent.parent / "extension"
LANGUAGES = ("en", "de", "es", "zh_CN")


def texts(language: str) -> dict[str, str]:
    """Return the panel's texts in a language."""
    path = EXTENSION / "_locales" / language / "messages.json"
    messages = json.loads(path.read_text("utf-8"))
    return {key: row["message"] for key, row in messages.items() if key.startswith("panel_")}


def values(text: str) -> list[str]:
    """Return what is filled into a text."""
    return sorted(re.findall(r"\$\d", text))


def asked_for() -> set[str]:
    """Return the keys that the panel's modules name."""
    sources = [path.read_text("utf-8") for path in (EXTENSION / "src" / "panel").glob("*.js")]
    return {key for source in sources for key in re.findall(r"words\('([^']+)'", source)}


def test_it_works() -> None:
    assert texts("de")["panel_insert"] == "Einfügen"


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_every_key_with_the_same_values(language: str) -> None:
    english, other = texts("en"), texts(language)
    assert set(other) == set(english)
    assert {key: values(text) for key, text in other.items()} == {key: values(text) for key, text in english.items()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_empty(language: str) -> None:
    assert [key for key, text in texts(language).items() if not text.strip()] == []


def test_every_key_asked_for_exists_and_none_is_left_over() -> None:
    assert asked_for() == set(texts("en"))
