"""What is nobody's own survives: products, error codes, models, prices, quantities, hours, phrases, the desk's help."""

from __future__ import annotations

from pathlib import Path

import pytest

from assist_server.text.redact import People, redact
from bench.quality.survivors import survivors

CASES = Path(__file__).parent.parent / "cases" / "redaction"
DEVELOPMENT = survivors(CASES / "survivors.dev.txt") + survivors(CASES / "survivors.more.txt")
HELD_OUT = survivors(CASES / "survivors.heldout.txt")  # only counted here; `bench.quality.privacy` measures it
LEAST_SHARE = 0.97


def test_it_works() -> None:
    assert redact("Hold the button of the KGN39VLEB for 10 seconds.", desk=True) == (
        "Hold the button of the KGN39VLEB for 10 seconds."
    )


def test_enough_sentences_of_every_language_and_kind_are_looked_at() -> None:
    everything = DEVELOPMENT + HELD_OUT
    assert len(everything) >= 300
    assert len({one.text for one in everything}) == len(everything)
    assert {(one.language, one.kind) for one in DEVELOPMENT} == {(one.language, one.kind) for one in HELD_OUT}


@pytest.mark.parametrize("language", ["en", "de", "es", "zh"])
def test_nearly_all_survive(language: str) -> None:
    asked = [one for one in DEVELOPMENT if one.language == language]
    lost = [one.text for one in asked if not one.survives()]
    assert len(lost) <= (1 - LEAST_SHARE) * len(asked), lost


def test_the_desks_own_mailbox_stays_only_where_the_desk_speaks() -> None:
    text = "Write to support@example.com please."
    assert redact(text, desk=True) == text
    assert redact(text) == "Write to [email] please."


def test_a_mailbox_of_the_customers_own_firm_goes_even_where_the_desk_speaks() -> None:
    people = People(customer=("Ada Byron", "ada@firm.example"))
    assert redact("I wrote to support@firm.example.", people, desk=True) == "I wrote to [email]."


def test_a_persons_address_goes_even_where_the_desk_speaks() -> None:
    assert redact("I wrote to ada.byron@example.com.", desk=True) == "I wrote to [email]."
