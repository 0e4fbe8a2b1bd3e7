"""A draft is read before it is sent: each rule by a sentence or two. No encoder is needed for these."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from assist_server.drafts.check import Reader, read_against
from assist_server.results import Finding
from assist_server.ticket import Agent, Customer, Message, OpenTicket

HELLO = "Hello, could you help me with my order?"
WORDS_ALONE = Reader(lambda texts: None, "none")


def found(
    draft: str, asked: str = "Hello, could you help me with my order?", evidence: str = "", **more: Any
) -> list[Finding]:
    """Return what is found in a draft that answers one message."""
    fields = {"channel": "chat", "customer": Customer(name="Ada Brook")} | more
    ticket = OpenTicket(messages=[Message(author="customer", text=asked)], **fields)
    return read_against(WORDS_ALONE, ticket, draft, [evidence]).findings


def codes(draft: str, *asked: str, **more: Any) -> set[str]:
    """Return the codes of what is found."""
    return {one.code for one in found(draft, *asked, **more)}


def mended(draft: str, one: Finding) -> str:
    """Return the draft with a fix put in."""
    assert one.fix is not None
    return draft[: one.fix.start] + one.fix.text + draft[one.fix.end :]


def test_it_works() -> None:
    only = found("Hi Ada, your order costs 12.99 EUR.")
    assert [(one.code, one.heading, one.words) for one in only] == [("unsupported_amount", "trust", "12.99 EUR")]


def test_a_finding_has_its_place_in_the_plain_draft() -> None:
    for draft in ("Well 😀, that is $20 more.", "<p>Well,</p><p>that is $20 more.</p>"):
        answer = read_against(WORDS_ALONE, OpenTicket(), draft, [])
        (one,) = [one for one in answer.findings if one.code == "unsupported_amount"]
        assert answer.draft[one.start : one.end] == "$20"


@pytest.mark.parametrize("bears_out", ["asked", "evidence", "note", "subject"])
def test_an_amount_is_borne_out_by_ticket_note_or_evidence(bears_out: str) -> None:
    note = [Message(author="agent", internal=True, text="1,200.50 EUR agreed")]
    ticket = OpenTicket(
        subject="1.200,50" if bears_out == "subject" else None,
        messages=[Message(author="customer", text="I paid 1.200,50 €" if bears_out == "asked" else "Hello")]
        + (note if bears_out == "note" else []),
    )
    evidence = ["1200.50 EUR"] if bears_out == "evidence" else []
    assert read_against(WORDS_ALONE, ticket, "The sum is 1200.50 euros.", evidence).findings == []


def test_a_day_is_the_same_in_any_notation() -> None:
    assert codes("We come on 3 May.", "Does 03.05. suit you") == set()
    assert codes("Am 3. Mai kommen wir gern zu Ihnen.", "Passt Ihnen der 3. Mai, bitte?") == set()
    assert "unsupported_date" in codes("We come on 4 May.", "Does 03.05. suit you")


def test_a_day_on_which_the_customer_wrote_is_known() -> None:
    ticket = OpenTicket(messages=[Message(author="customer", text="Hello", sent_at=datetime(2026, 5, 4, tzinfo=UTC))])
    assert read_against(WORDS_ALONE, ticket, "Thank you for writing on May 4.", []).findings == []


def test_when_the_agent_writes_again_is_theirs_to_say() -> None:
    assert codes("You will hear from us by Friday.") == set()
    assert codes("You will get the parcel by Friday.") == {"unsupported_date"}
    assert codes("We will get back to you.") == {"open_wait"}


def test_how_long_to_press_a_button_is_no_deadline() -> None:
    assert codes("Hold the button for 2 hours, then let go.") == set()


def test_a_link_of_a_known_place_is_borne_out() -> None:
    assert codes("See https://shop.example/help/a.", evidence="All of it: https://www.shop.example/help") == set()
    (one,) = found("See https://other.example/a.", evidence="https://www.shop.example/help")
    assert (one.code, one.words) == ("unsupported_link", "https://other.example/a")


def test_a_customer_who_asks_for_a_refund_does_not_bear_out_a_promise() -> None:
    draft = "We will refund the order."
    assert codes(draft, "I want a refund of my order") == {"unsupported_promise"}
    assert codes(draft, "I want a refund of my order", evidence="Orders are refunded.") == set()


@pytest.mark.parametrize("place", ["[order]", "{{ customer.name }}", "XXX", "TODO", "[your name]", "____"])
def test_a_place_to_be_filled_in_is_found(place: str) -> None:
    assert codes(f"It is about {place} then.") == {"placeholder"}


def test_codes_that_only_look_like_places_are_left_alone() -> None:
    assert codes("Size XXXL is sold out, and so is ERR-77.") == set()
    assert (
        codes("Claro, ya está todo listo y enviado, gracias por avisar.", "Hola, ¿está todo listo para el pedido?")
        == set()
    )


def test_the_customers_name_is_filled_in() -> None:
    draft = "Hi [customer], your order is on its way."
    (one,) = found(draft)
    assert mended(draft, one) == "Hi Ada, your order is on its way."


def test_somebody_elses_name_address_and_number_are_found() -> None:
    for words in ("Boris", "boris@mail.example", "77-1234"):
        draft = {"B": f"Hi {words}, thanks.", "b": f"I wrote to {words}.", "7": f"Your order {words} is here."}[
            words[0]
        ]
        assert [(one.code, one.words) for one in found(draft)] == [("other_customer", words)]


def test_own_signature_colleagues_and_new_orders_are_no_other_customers() -> None:
    draft = "Dear Ada,\n\nour colleague Boris Hale made the new order 77-1234.\n\nKind regards,\nCarl Moss\nLakeside"
    assert codes(draft, channel="email", agent=Agent(name="Carl Moss")) == set()


def test_an_upset_customer_wants_a_word() -> None:
    angry = "This is outrageous, I am furious about my order!"
    assert codes("The order left the warehouse and the carrier has it now.", angry) == {"no_acknowledgement"}
    assert codes("I am sorry. The order left the warehouse and the carrier has it now.", angry) == set()
    assert codes("It left already.", angry) == {"curt"}


def test_a_quoted_customer_is_not_the_agent() -> None:
    assert codes('You wrote: "YOU PEOPLE ALWAYS LOSE MY ORDERS!!!" I looked into your order and it is here.') == set()


def test_blame_can_be_cut_out() -> None:
    draft = "As I already told you, your order is here."
    (one,) = found(draft)
    assert (one.code, mended(draft, one)) == ("blaming", "Your order is here.")


def test_capitals_become_a_sentence() -> None:
    draft = "YOUR ORDER WAS SENT TODAY to you."
    (one,) = found(draft)
    assert (one.code, mended(draft, one)) == ("shouting", "Your order was sent today to you.")


def test_du_for_a_customer_who_says_sie() -> None:
    draft = "Klar, deine Bestellung kannst du in der App ansehen."
    assert codes(draft, "Können Sie mir bitte mit der Bestellung helfen?") == {"over_familiar"}
    assert codes(draft, "Kannst du mir bitte mit der Bestellung helfen?") == set()


def test_a_bare_mail_gets_a_greeting() -> None:
    draft = "Your order is on its way to the shop."
    (one,) = found(draft, channel="email")
    assert (one.code, mended(draft, one)) == ("no_greeting", f"Hi Ada,\n\n{draft}")
    assert codes(draft, channel="chat") == set()


def test_another_language_is_said_once() -> None:
    assert codes("Wir haben die Bestellung heute aus dem Lager geschickt.") == {"other_language"}
    both = "Wir haben die Bestellung heute geschickt.\n\nWe have sent the order from our warehouse today."
    assert codes(both) == set()


def test_a_second_question_left_out_is_said_in_the_customers_words() -> None:
    asked = "Is the tent waterproof in a storm? And which colours does the rug have?"
    only = [
        one for one in found("The tent is waterproof, also in a storm.", asked) if one.code == "unanswered_question"
    ]
    assert [one.words for one in only] == ["And which colours does the rug have?"]
    assert codes("The tent is waterproof. The rug is red or blue.", asked) == set()


def test_who_asks_back_leaves_nothing_open() -> None:
    asked = "Is the tent waterproof in a storm? And which colours does the rug have?"
    assert codes("Which tent do you mean?", asked) == set()


def test_a_wall_of_text_is_parted() -> None:
    draft = "The order was packed with care by us. " * 20
    (one,) = [one for one in found(draft) if one.code == "wall_of_text"]
    assert "us.\n\nThe" in mended(draft, one)


@pytest.mark.parametrize(
    "draft", ["", " ", "\n", "?", "👍" * 50, "[" * 500, "a" * 13_000, "\ud7ff\ue000", "1/1/1 " * 500, "!" * 3_000]
)
def test_any_text_is_read(draft: str) -> None:
    answer = read_against(WORDS_ALONE, OpenTicket(), draft, [])
    assert all(0 <= one.start <= one.end <= len(answer.draft) for one in answer.findings)
