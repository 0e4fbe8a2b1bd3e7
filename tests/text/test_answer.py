"""The decisive reply is found, stripped of its courtesies, and addressed to the customer at hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assist_server.text.answer import decisive_reply, greet, is_holding, strip_courtesies

TABLE: dict[str, Any] = json.loads((Path(__file__).parent / "answers.json").read_text(encoding="utf-8"))


def test_it_works() -> None:
    replies = [
        "Hi [customer], one moment please. ^[agent]",
        "Hi [customer],\n\nhold the button for ten seconds.\n\nBest,\n[agent]",
    ]
    assert decisive_reply(replies) == "Hold the button for ten seconds."


@pytest.mark.parametrize(("reply", "bare"), TABLE["courtesies"])
def test_courtesies_are_taken_off(reply: str, bare: str) -> None:
    assert strip_courtesies(reply) == bare


@pytest.mark.parametrize("reply", TABLE["holding"])
def test_a_reply_that_only_holds_the_line_is_known(reply: str) -> None:
    assert is_holding(reply)


@pytest.mark.parametrize("reply", TABLE["answers"])
def test_a_reply_that_answers_is_not_holding(reply: str) -> None:
    assert not is_holding(reply)
    assert decisive_reply([reply]) != ""


@pytest.mark.parametrize(("replies", "decisive"), TABLE["decisive"])
def test_the_reply_that_answers_is_chosen(replies: list[str], decisive: str) -> None:
    assert decisive_reply(replies) == decisive


@pytest.mark.parametrize(("name", "language", "greeted"), TABLE["greetings"])
def test_the_customer_is_greeted_in_the_replys_language(name: str, language: str, greeted: str) -> None:
    assert greet("X, [customer].", name, language) == greeted


@pytest.mark.parametrize(
    "name", [None, "", "  ", "anna@example.com", "user4711", "[customer]", "https://x.example", "x" * 80]
)
def test_without_a_usable_name_nothing_is_filled(name: str | None) -> None:
    assert greet("Done, [customer].", name, "en") == "Done, [customer]."


def test_a_reply_that_greets_is_not_greeted_again() -> None:
    assert greet("Hi [customer], it is done.", "Anna Berg", "en") == "Hi Anna, it is done."


def test_other_placeholders_stay_for_the_agent() -> None:
    assert greet("Order [order] left.", "Anna", "en") == "Hi Anna,\n\nOrder [order] left."


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_any_reply_is_handled(reply: str) -> None:
    assert isinstance(strip_courtesies(reply), str)
    assert isinstance(is_holding(reply), bool)
    assert isinstance(decisive_reply([reply, reply]), str)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60), st.text(max_size=40))
def test_any_name_is_handled(reply: str, name: str) -> None:
    greeted = greet(reply, name, "en")
    assert greeted == reply or greeted.endswith(reply) or "[customer]" in reply
