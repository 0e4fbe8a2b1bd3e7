"""A passage that ends with a heading announces what stands in the next one: the heading is left out."""

from __future__ import annotations

import pytest

from assist_server.text.headings import LONGEST, without_last_headings


def test_it_works() -> None:
    assert without_last_headings("Switch it off and on.\n\nOther lamps") == "Switch it off and on."


@pytest.mark.parametrize(
    "text",
    [
        "Steps\n\n1. Press the button.",
        "Steps\n\n- Press the button",
        "Sizes\n\n41 cm S\n48 cm L",
        "Where it is\n\nApp → Hub → Network",
        "Ask us\n\nhttps://help.example/ask",
        "怎么做\n\n请重新启动网关。",
        "Only a heading",
        "Long\n\n" + "word " * LONGEST,
        "",
    ],
)
def test_what_says_something_stays(text: str) -> None:
    assert without_last_headings(text) == text.rstrip()


def test_several_headings_in_a_row_are_left_out() -> None:
    assert without_last_headings("It is free.\n\nReturns\n\nFrom abroad") == "It is free."
