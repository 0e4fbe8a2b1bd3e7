"""What was promised: found in four languages, open until it is kept, and no promise in what only sounds like one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from assist_server.customer.promises import promises_of
from assist_server.insights.reading import Said
from assist_server.text.language import detect_language

BEGAN = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
WAIT = "We are looking into it and will get back to you."
GIFT = "We will refund the full amount."


def replies(*texts: str, hours: float = 24) -> list[Said]:
    """Return a ticket in which the desk replied so many hours apart."""
    asked = Said("customer", "The walrus valve drips. We will refund the full amount, you said!", BEGAN)
    return [asked, *(Said("agent", text, BEGAN + place * timedelta(hours=hours)) for place, text in enumerate(texts))]


def test_it_works() -> None:
    found = promises_of(replies(f"Dear Ada,\n\nthat is our fault. {GIFT} Sorry again!"), "en", solved=False)
    assert [(one.text, one.said_at, one.open) for one in found] == [(GIFT, BEGAN, True)]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("We will send you a replacement tomorrow.", "en"),
        ("You will hear from us by Friday.", "en"),
        ("Wir erstatten Ihnen den vollen Betrag.", "de"),
        ("Wir melden uns bei Ihnen.", "de"),
        ("Le reembolsaremos el importe completo.", "es"),
        ("Sí, nos pondremos en contacto con usted.", "es"),
        ("我们会给您退款。", "zh"),
        ("我们会尽快联系您。", "zh"),
    ],
)
def test_promises_are_known_in_four_languages(text: str, language: str) -> None:
    assert [one.text for one in promises_of(replies(text), language, solved=False)] == [text]


def test_the_language_is_told_by_the_words_where_nothing_declares_it() -> None:
    text = "Das tut uns leid, und wir verstehen Ihren Ärger sehr gut. Wir erstatten Ihnen den vollen Betrag."
    assert [one.text for one in promises_of(replies(text), None, solved=False)] == [text.split(". ")[1]]


@pytest.mark.parametrize(
    "text",
    [
        "You can return it within 60 days.",
        "Shall we look into it?",
        "Thank you for your message. We have received your request and will get back to you.",
        "If we refund it twice, the bank asks for it back.",
        "If it is not there by Friday, write to us and we will let you know.",
        "Falls es bis Freitag nicht da ist, melden wir uns.",
        "Si no llega el viernes, nos pondremos en contacto con usted.",
        "Please bear with us.",
        "We can look into this for you.",
        "Sorry for taking so long to get back to you.",
        "Gracias por su paciencia, y disculpe las molestias.",
        "",
    ],
)
def test_what_only_sounds_like_one_is_none(text: str) -> None:
    assert promises_of(replies(text), detect_language(text), solved=False) == []


def test_what_was_promised_in_a_solved_ticket_is_kept() -> None:
    assert [one.open for one in promises_of(replies(GIFT), "en", solved=True)] == [False]


def test_a_wait_stays_open_even_in_a_solved_ticket_until_the_desk_writes() -> None:
    assert [one.open for one in promises_of(replies(WAIT), "en", solved=True)] == [True]
    assert [one.open for one in promises_of(replies(WAIT, "It was the seal."), "en", solved=False)] == [False]


def test_a_wait_that_ended_within_the_chat_is_not_told() -> None:
    assert promises_of(replies(WAIT, "It was the seal.", hours=0.2), "en", solved=True) == []
    assert [one.text for one in promises_of(replies(GIFT, "Done.", hours=0.2), "en", solved=True)] == [GIFT]


def test_open_promises_come_first_then_the_newest() -> None:
    found = promises_of(replies(WAIT, GIFT, "You will hear from us by Friday."), "en", solved=True)
    assert [one.text for one in found] == ["You will hear from us by Friday.", GIFT, WAIT]


def test_a_reply_without_times_and_a_language_nobody_knows_are_read_without_error() -> None:
    assert promises_of([Said("agent", GIFT, None)], "en", solved=False)[0].said_at is None
    assert promises_of(replies("Refunderemos o valor."), "pt", solved=False) == []
