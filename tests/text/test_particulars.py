"""What held for one customer only is a placeholder, or marked to be checked, before it is offered to another."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assist_server.intake import ticket_entry
from assist_server.text.particulars import without_particulars
from assist_server.text.placeholders import PLACEHOLDERS
from assist_server.ticket import Ticket

CASES = Path(__file__).parent.parent / "cases" / "composing"
DEVELOPMENT: dict[str, list[tuple[str, str]]] = json.loads((CASES / "dev.json").read_text(encoding="utf-8"))
HELD_OUT: dict[str, list[tuple[str, str]]] = json.loads((CASES / "heldout.json").read_text(encoding="utf-8"))


def resolved(reply: str) -> Ticket:
    """Return a solved ticket with this answer."""
    messages = [{"author": "customer", "text": "Where is my parcel?"}, {"author": "agent", "text": reply}]
    return Ticket.model_validate({"id": "T-1", "status": "solved", "language": "en", "messages": messages})


def test_it_works() -> None:
    assert without_particulars("I refunded 43.50 EUR yesterday.", "en") == "[check] I refunded [amount] [date]."


def test_there_are_cases_in_four_languages_and_two_halves() -> None:
    assert set(DEVELOPMENT) == set(HELD_OUT) == {"en", "de", "es", "zh"}
    assert all(len(cases) >= 10 for half in (DEVELOPMENT, HELD_OUT) for cases in half.values())


@pytest.mark.parametrize(
    ("language", "reply", "offered"), [(language, *case) for language, cases in DEVELOPMENT.items() for case in cases]
)
def test_a_reply_is_made_fit_to_send(language: str, reply: str, offered: str) -> None:
    assert without_particulars(reply, language) == offered


@pytest.mark.parametrize("language", list(DEVELOPMENT))
def test_a_reply_made_fit_is_left_as_it_is(language: str) -> None:
    for _, offered in DEVELOPMENT[language]:
        assert without_particulars(offered, language) == offered


def test_its_marks_are_placeholders_that_an_agent_is_shown() -> None:
    assert {"[check]", "[date]", "[amount]"} <= set(PLACEHOLDERS)


def test_what_is_stored_for_offering_is_fit_to_send_and_the_turns_stay_as_they_were() -> None:
    entry = ticket_entry(resolved("I have sent a new lid on 14 March. It fits all kettles."), b"")
    assert entry.reply == "[check] I have sent a new lid on [date]. It fits all kettles."
    assert "14 March" in entry.body


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=300), st.sampled_from(["en", "de", "es", "zh", "fr", None]))
def test_any_reply_is_answered_and_nothing_is_lost_but_facts(reply: str, language: str | None) -> None:
    offered = without_particulars(reply, language)
    assert offered.count("\n") == reply.count("\n")


def test_the_same_file_imported_again_after_better_rules_changes_the_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    ticket = resolved("I have sent a new lid on 14 March. It fits all kettles.")
    now = ticket_entry(ticket, b"").content_hash
    assert ticket_entry(ticket, b"").content_hash == now
    monkeypatch.setattr("assist_server.intake.without_particulars", lambda reply, language: reply)
    assert ticket_entry(ticket, b"").content_hash != now
