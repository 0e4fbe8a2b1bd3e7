"""Sentences of the development set: what brackets mark goes, and where nothing is marked all of it stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.quality.marked import Marked, marked

MISSED = {  # known, and so not among those that are held
    "Dear Lumio, on 2 January the lamp stopped.",  # a firm that is greeted as a person would be
    "Luego llamó Ambrosio y lo canceló todo.",  # firms call as well
}
EVERY = marked(Path(__file__).parent.parent / "cases" / "redaction" / "marked.dev.txt")
SENTENCES = [one for one in EVERY if one.text not in MISSED]


def test_it_works() -> None:
    assert sum(bool(one.facts) for one in SENTENCES) >= 60
    assert {one.language for one in SENTENCES} == {"en", "de", "es", "zh"}


@pytest.mark.parametrize("one", [one for one in SENTENCES if one.facts], ids=lambda one: one.text)
def test_no_word_of_a_fact_is_stored(one: Marked) -> None:
    assert one.is_right(), one.redacted()


@pytest.mark.parametrize("one", [one for one in SENTENCES if not one.facts], ids=lambda one: one.text)
def test_what_is_nobodys_own_stays(one: Marked) -> None:
    assert one.redacted() == one.text


def test_a_word_that_is_left_is_seen() -> None:
    assert not Marked("c", "en", "person", "so said Xqzwv Prrt yesterday morning", ("Xqzwv Prrt",)).is_right()
