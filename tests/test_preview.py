"""What would be stored of a ticket is what an import would store, and looking at it stores nothing."""

from __future__ import annotations

from typing import Any

from assist_server.intake import ticket_entry, turns_of
from assist_server.preview import Beside, Preview, preview
from assist_server.ticket import Ticket

SECRET = b"a secret for tests"
FIELDS: dict[str, Any] = {
    "id": "T-1",
    "status": "solved",
    "subject": "Order number 998877665",
    "brand": "Lumio",
    "tags": ["lamp", "late"],
    "customer": {"name": "Ada Lovelace", "email": "ada@example.org"},
    "agent": {"name": "Bob Miller"},
    "messages": [
        {"author": "customer", "text": "I am Ada Lovelace and my lamp stays dark.\n\n> quoted\n> mail"},
        {"author": "agent", "text": "She called twice from +44 20 7946 0958", "internal": True},
        {"author": "system", "text": "Assigned to Bob"},
        {"author": "agent", "html": "<p>Please hold the button for ten seconds, Ada.</p>"},
        {"author": "customer", "text": "> nothing but a quotation"},
    ],
}


def shown(**more: Any) -> Preview:
    """Return the preview of the ticket, some of its fields changed."""
    return preview(Ticket.model_validate(FIELDS | more), SECRET)


def stored(part: Beside) -> str:
    """Return a stored text whole."""
    return "".join(piece.text for piece in part.stored)


def test_it_works() -> None:
    told = shown()
    assert stored(told.subject) == "Order number [order]"
    assert stored(told.turns[0]) == "I am [customer] and my lamp stays dark."
    assert [piece.text for piece in told.turns[0].original if piece.what == "replaced"] == ["Ada Lovelace"]
    assert told.placeholders == {"[customer]": 2, "[order]": 1}


def test_it_is_what_an_import_would_store() -> None:
    ticket, told = Ticket.model_validate(FIELDS), shown()
    entry = ticket_entry(ticket, SECRET)
    assert [stored(turn) for turn in told.turns if turn.stored] == [turn.text for turn in turns_of(ticket)]
    assert (list(entry.passages), entry.reply) == (told.passages, "".join(piece.text for piece in told.reply))
    assert (entry.title, entry.language) == (stored(told.subject), told.language)


def test_what_is_not_stored_says_why() -> None:
    left = [(turn.why, [piece.what for piece in turn.original]) for turn in shown().turns if not turn.stored]
    assert left == [("internal", ["left_out"]), ("system", ["left_out"])]


def test_a_quotation_alone_is_shown_as_it_is_stored() -> None:
    ticket = Ticket.model_validate(FIELDS)
    assert stored(shown().turns[-1]) == turns_of(ticket)[-1].text


def test_fields_that_no_rule_looks_at_are_told() -> None:
    assert shown().as_it_is == {"status": "solved", "brand": "Lumio", "tags": "lamp, late"}
    assert shown().hashed == ["customer", "agent"] and shown(customer=None, agent=None).hashed == []


def test_a_ticket_that_is_not_solved_is_not_found_and_offers_nothing() -> None:
    told = shown(status="open")
    assert (told.passages, told.reply) == ([], [])
