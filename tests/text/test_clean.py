"""Mail bodies as people send them: a folder each, with the body and what is expected. A new case is a new folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assist_server.text.clean import clean_body, clean_message
from assist_server.text.language import detect_language
from assist_server.text.redact import People, redact

CASES = sorted(path for path in (Path(__file__).parent / "cases").iterdir() if path.is_dir())
HOSTILE = 60_000  # characters


def expected(case: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((case / "expected.json").read_text(encoding="utf-8"))
    return read


def cleaned(case: Path, *, email: bool) -> str:
    html, text = case / "body.html", case / "body.txt"
    if html.exists():
        return clean_message(None, html.read_text(encoding="utf-8"), email=email)
    return clean_message(text.read_bytes().decode("utf-8"), None, email=email)


def test_it_works() -> None:
    assert clean_message("Hello  there,\n\n\n\nit is broken.\n\n-- \nAnna", None) == "Hello there,\n\nit is broken."


def test_there_are_cases_of_every_mail_program_and_language() -> None:
    assert len(CASES) >= 30


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_case_is_cleaned_as_expected(case: Path) -> None:
    wanted = expected(case)
    text = cleaned(case, email=wanted.get("email", True))
    assert text == wanted["text"]
    if "language" in wanted:
        assert detect_language(text) == wanted["language"]
    if "redacted" in wanted:
        people = wanted.get("people", {})
        known = People(tuple(people.get("customer", ())), tuple(people.get("agents", ())))
        assert redact(text, known) == wanted["redacted"]


def test_nothing_gives_nothing() -> None:
    assert clean_message(None, None) == clean_message("", "") == clean_message(" \n ", None) == ""


def test_html_is_preferred_and_an_empty_one_ignored() -> None:
    assert clean_message("plain", "<p>rich</p>") == "rich"
    assert clean_message("plain", "<p> </p><img src='x'>") == "plain"


def test_a_message_that_is_only_a_signature_is_kept() -> None:
    assert clean_message("Thanks,\nAnna", None) == "Thanks,\nAnna"


def test_a_question_below_a_thanks_is_not_taken_for_a_signature() -> None:
    text = "It broke.\n\nThanks,\nand can I get a new one?"
    assert clean_message(text, None) == text


def test_entities_in_plain_text_are_read() -> None:
    assert clean_message("Fish &amp; Chips &lt;3", None, email=False) == "Fish & Chips <3"


def test_markdown_articles_become_text_with_paragraphs() -> None:
    body = "# Reset\n\nHold **the button**, see [the page](https://www.example.com/x).\n\n"
    body += "| LED | Meaning |\n|---|---|\n| red | error |\n\n* one\n* two"
    text = "Reset\n\nHold the button, see the page (https://www.example.com/x).\n\n"
    assert clean_body(body) == text + "LED Meaning\n\nred error\n\n- one\n- two"


def test_html_articles_become_text_with_paragraphs() -> None:
    assert (
        clean_body("<h2>Reset</h2><p>Hold it.</p><ol><li>One</li><li>Two</li></ol>")
        == "Reset\n\nHold it.\n\n- One\n- Two"
    )


def test_names_with_underscores_in_articles_stay() -> None:
    assert clean_body("Call `my_func(a_b)` and __init__, 2 * 3 * 4.") == "Call my_func(a_b) and __init__, 2 * 3 * 4."


@pytest.mark.parametrize(
    "unit",
    [
        "<div>",
        "<blockquote>",
        "<p><font a=1>",
        "<table><tr><td>",
        "> \n",
        "On 1\n",
        "[a](",
        "**a",
        " ",
        "Ã¼",
        "&#1",
        "<",
    ],
)
def test_hostile_input_of_the_longest_kind_is_answered(unit: str) -> None:
    hostile = (unit * HOSTILE)[:HOSTILE]
    for text in (clean_message(hostile, None), clean_message(None, hostile), clean_body(hostile)):
        assert len(text) <= 2 * HOSTILE


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=400), st.booleans())
def test_any_text_is_answered_without_hidden_characters(text: str, email: bool) -> None:
    for result in (clean_message(text, None, email=email), clean_message(None, text, email=email), clean_body(text)):
        assert result == result.strip()
        assert not any(sign in result for sign in "\u200b\u202e\u2066\ufeff\x00\x1b\r\t")
        result.encode("utf-8")


MARKUP = st.sampled_from(
    ["<p>", "</p>", "<b>", "<br>", "<div class=gmail_quote>", "</div>", "> ", "\n", "On 1 wrote:", "x", "-- "]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(MARKUP, max_size=40).map("".join))
def test_any_heap_of_marks_is_answered(text: str) -> None:
    assert isinstance(clean_message(text, text), str)
