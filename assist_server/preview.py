"""What would be stored of a ticket, beside what came in: nothing is kept, and nothing is told to anybody else."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field, ValidationError

from assist_server import intake
from assist_server.errors import InvalidInput
from assist_server.requests import PastTicket
from assist_server.results import Answer, Result
from assist_server.sources.made import reason
from assist_server.store import Entry
from assist_server.text.beside import Piece, kept, originals, stored_pieces
from assist_server.text.clean import clean_message
from assist_server.text.redact import redact
from assist_server.ticket import Author, Message, Ticket

AS_IT_IS = ("status", "channel", "brand", "team", "category", "tags", "csat", "url", "created_at", "solved_at")


class Beside(Result):
    """A text as it came in and as it would be stored, both cut into pieces that say what became of each."""

    original: list[Piece]
    stored: list[Piece]


class TurnBeside(Beside):
    """A message. Where nothing of it is stored, `why` says so."""

    author: Author
    why: Annotated[
        str,
        Field(
            description="why nothing is stored: `internal`, `system`, `empty`, or `unread`, since of a very long ticket"
            " the first and the newest messages are read; else ''"
        ),
    ] = ""


class Preview(Answer):
    """What would be stored of a ticket."""

    subject: Beside
    turns: list[TurnBeside]
    placeholders: Annotated[dict[str, int], Field(description="how often each stands in subject and turns")]
    passages: Annotated[list[str], Field(description="what the ticket would be found by")]
    reply: Annotated[list[Piece], Field(description="what would be offered to others; empty: nothing")]
    language: str | None
    as_it_is: Annotated[dict[str, str], Field(description="fields that are stored unchanged: nothing is redacted")]
    hashed: Annotated[list[str], Field(description="who is stored as a keyed hash: `customer`, `agent`")]


def preview(ticket: Ticket, secret: bytes) -> Preview:
    """Return what would be stored of a ticket, by the same steps as when it is imported."""
    entry = intake.ticket_entry(ticket, secret)
    subject = clean_message(ticket.subject, None, email=False) if ticket.subject else ""
    words = {id(message): said for message, said in intake.words_read(ticket)}
    turns = [_turn(ticket, message, words.get(id(message), "")) for message in ticket.messages]
    shown = Beside(original=originals(ticket.subject or "", subject, entry.title), stored=stored_pieces(entry.title))
    counted = Counter(piece.text for part in (shown, *turns) for piece in part.stored if piece.what == "placeholder")
    return Preview(
        subject=shown,
        turns=turns,
        placeholders=dict(counted.most_common()),
        passages=list(entry.passages),
        reply=stored_pieces(entry.reply),
        language=entry.language,
        as_it_is=_unchanged(entry),
        hashed=[who for who, key in (("customer", entry.customer_key), ("agent", entry.agent_key)) if key],
    )


def past_ticket(fields: Mapping[str, Any]) -> Ticket:
    """Return the ticket of these fields, solved unless they say otherwise. Raises InvalidInput, which repeats none."""
    try:
        return Ticket.model_validate(PastTicket.model_validate(fields).model_dump())
    except ValidationError as exc:
        raise InvalidInput(f"It is no ticket: {reason(exc)}.", mend="See docs/FORMAT.md for a ticket as JSON.") from exc


def fields_of(text: str) -> dict[str, Any]:
    """Return the fields of a ticket as JSON, or of one in which a customer wrote the text. Raises InvalidInput."""
    text = text.strip()
    if not text.startswith("{"):
        return {"messages": [{"author": "customer", "text": text}]} if text else {}
    try:
        return dict(json.loads(text))
    except (ValueError, RecursionError) as exc:
        mend = "Correct it; or if it is no JSON, begin with a letter."
        raise InvalidInput("It begins as JSON does and is none.", mend=mend) from exc


def _turn(ticket: Ticket, message: Message, words: str) -> TurnBeside:
    """Return a message beside the turn that is stored of it, if any; `words` are those that are read of it."""
    raw = message.html if message.html and message.html.strip() else message.text or ""
    stored = redact(words, intake.people_of(ticket), desk=message.author == "agent")
    if not stored:
        return TurnBeside(author=message.author, why=_why(message), original=kept(raw, "left_out"), stored=[])
    return TurnBeside(author=message.author, original=originals(raw, words, stored), stored=stored_pieces(stored))


def _why(message: Message) -> str:
    """Say why nothing is stored of a message."""
    if message.internal:
        return "internal"
    if message.author == "system":
        return "system"
    return "unread" if clean_message(message.text, message.html) else "empty"


def _unchanged(entry: Entry) -> dict[str, str]:
    """Return the fields that no rule looks at, as they would be stored."""
    values = {name: getattr(entry, name) for name in AS_IT_IS}
    return {name: _written(value) for name, value in values.items() if value not in (None, "", ())}


def _written(value: object) -> str:
    return ", ".join(value) if isinstance(value, tuple) else json.dumps(value, default=str).strip('"')
