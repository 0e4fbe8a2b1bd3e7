"""A text beside what is stored of it: every part is accounted for, and nothing replaced looks kept."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assist_server.text.beside import originals, replaced, stored_pieces
from assist_server.text.clean import clean_message
from assist_server.text.redact import redact

WORDS = (
    "Hello",
    "my parcel",
    "ada@example.org",
    "+44 20 7946 0958",
    "order number 998877665",
    "[name]",
    ",",
    "\n",
    "\n\n",
)
TEXTS = st.lists(st.sampled_from(WORDS) | st.text(max_size=12), max_size=20).map(" ".join)


def cut(raw: str) -> list[tuple[str, str]]:
    """Return the pieces of what came in as a mail."""
    cleaned = clean_message(raw, None)
    return [(piece.text, piece.what) for piece in originals(raw, cleaned, redact(cleaned))]


def test_it_works() -> None:
    raw = "Call +44 20 7946 0958, please.\n\n> You wrote:\n> wait"
    assert cut(raw) == [
        ("Call ", "kept"),
        ("+44 20 7946 0958", "replaced"),
        (", please.\n\n", "kept"),
        ("> You wrote:", "left_out"),
        ("\n", "kept"),
        ("> wait", "left_out"),
    ]
    assert [(one.text, one.what) for one in stored_pieces("Call [phone]!")] == [
        ("Call ", "kept"),
        ("[phone]", "placeholder"),
        ("!", "kept"),
    ]


@settings(deadline=None, derandomize=True, database=None)
@given(TEXTS)
def test_what_is_kept_and_replaced_is_what_cleaning_left(raw: str) -> None:
    cleaned = clean_message(raw, None)
    said = "".join(text for text, what in cut(raw) if what != "left_out")
    assert "".join(said.split()) == "".join(cleaned.split())


@settings(deadline=None, derandomize=True, database=None)
@given(TEXTS)
def test_putting_the_placeholders_in_gives_what_is_stored(raw: str) -> None:
    cleaned = clean_message(raw, None)
    stored = redact(cleaned)
    literal = "".join(one.text for one in stored_pieces(stored) if one.what == "kept")
    spans = replaced(cleaned, stored)
    rest = "".join(sign for at, sign in enumerate(cleaned) if not any(begin <= at < end for begin, end in spans))
    assert rest.replace("[name]", "") == literal


@pytest.mark.parametrize(
    ("cleaned", "redacted", "spans"),
    [
        ("Ada", "[name]", [(0, 3)]),
        ("Ada Lovelace +44", "[name] [phone]", [(0, 3), (4, 16)]),
        ("a [name] stays", "a [name] stays", []),
        ("AdaBob", "[name][customer]", [(0, 1), (1, 6)]),
        ("changed in another way", "not a [name] at all", [(0, 22)]),
        ("the same", "the same", []),
    ],
)
def test_a_replaced_part_is_found_or_all_from_the_first_difference_on_counts(
    cleaned: str, redacted: str, spans: list[tuple[int, int]]
) -> None:
    assert replaced(cleaned, redacted) == spans


def test_html_is_shown_as_its_text() -> None:
    raw = "<p>Dear Ada,</p><p>press the <b>button</b></p>"
    assert "".join(text for text, _ in cut(raw)) == "Dear Ada,\n\npress the button"
