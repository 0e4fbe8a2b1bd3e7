"""The last lines of a redacted message that only say whose it is are no part of the question."""

from __future__ import annotations

import pytest

from assist_server.text.signatures import without_signed_off


def test_it_works() -> None:
    assert without_signed_off("Where is it?\n\nR. [customer]\n[phone]") == "Where is it?"


@pytest.mark.parametrize(
    "text",
    [
        "Please call [phone]",
        "Where is it?\nMy number is [phone]",
        "[customer]",
        "Regards",
        "Ring me\n[order]",
        "",
    ],
)
def test_what_says_more_stays(text: str) -> None:
    assert without_signed_off(text) == text


def test_the_formula_above_goes_with_it() -> None:
    assert without_signed_off("Is it free?\n\nWith warmest thanks,\n[customer]\n[address]") == "Is it free?"
