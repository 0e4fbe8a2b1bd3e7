"""The third development file: forms, forwarded mails, notes and hurried chats, of which nearly nothing is stored."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.quality.leaks import leaks
from bench.quality.planting import LANGUAGES, Planted, Words, plant

WORDS = Words(Path(__file__).parent.parent / "cases" / "redaction" / "planted.third.txt")
LEAST_SHARE = (
    0.985  # what is left has no cue at all: "ordered twice, 300078 is the wrong one", six small letters as a code
)


@pytest.fixture(scope="module")
def planted() -> list[Planted]:
    return plant(WORDS, 240, 7)


def test_it_works(planted: list[Planted]) -> None:
    assert sum(len(one.facts) for one in planted) >= 2_400


@pytest.mark.parametrize("language", LANGUAGES)
def test_hardly_any_fact_is_stored_even_in_part(planted: list[Planted], language: str) -> None:
    asked = [one for one in planted if one.facts[0].language == language]
    stored = {leak.fact.text for leak in leaks(asked, WORDS.spoken(), "")}
    assert len(stored) <= (1 - LEAST_SHARE) * sum(len(one.facts) for one in asked), stored
