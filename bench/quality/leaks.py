"""A desk made of planted tickets is asked everything through the API; what it tells is searched for planted facts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from assist_server.intake import ticket_entry
from assist_server.ticket import Ticket
from bench.quality.planting import Fact, Planted

ASKER = {"name": "Quentin Ask", "email": "quentin@example.net"}  # another customer than all that are planted

_LETTER = "[0-9a-z\u00df-\u024f]"  # of a word; Chinese beside it doesn't count
_HAN = re.compile("[\u4e00-\u9fff]")


class Client(Protocol):
    """Posts to the API and returns its JSON; Flask's test client, wrapped."""

    def __call__(self, path: str, body: dict[str, Any]) -> dict[str, Any]: ...


@dataclass(frozen=True)
class Leak:
    """A planted fact, or a telling part of one, that is stored or told."""

    fact: Fact
    piece: str
    told: bool


def lines_of(planted: Sequence[Planted]) -> bytes:
    """Return the tickets as a file that is imported."""
    return "\n".join(json.dumps(one.ticket, ensure_ascii=False) for one in planted).encode()


def told(post: Client, planted: Sequence[Planted]) -> str:
    """Ask for suggestions on every ticket's question, search for it and for every fact; return all that came back."""
    texts: dict[str, None] = {}
    for body in (answer for one in planted for answer in _answers(post, one)):
        texts.update(dict.fromkeys(_strings(body)))
    return "\n".join(texts)


def _answers(post: Client, one: Planted) -> Iterator[dict[str, Any]]:
    messages = [{"author": "customer", "text": one.question}]
    yield post("/v1/suggestions", {"ticket": {"customer": ASKER, "messages": messages}, "limit": 10})
    yield post("/v1/search", {"q": one.question, "limit": 50})
    for fact in one.facts:
        yield post("/v1/search", {"q": fact.text, "limit": 5})


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)


def stored(one: Planted) -> str:
    """Return every text of a ticket as the database holds it."""
    entry = ticket_entry(Ticket.model_validate(one.ticket), b"")
    turns = [turn["text"] for turn in json.loads(entry.body)]
    return "\n".join([entry.title, entry.reply, *turns, *entry.passages])


def leaks(planted: Sequence[Planted], spoken: frozenset[str], told_text: str) -> list[Leak]:
    """Name the facts of which the ticket's own stored text still holds a piece, and whether it was told as well."""
    everything = told_text.casefold()
    found = []
    for one in planted:
        kept = stored(one).casefold()
        for fact in one.facts:
            piece = next((piece for piece in fact.pieces(spoken) if holds(kept, piece)), None)
            if piece is not None:
                found.append(Leak(fact, piece, holds(everything, piece)))
    return found


def holds(text: str, piece: str) -> bool:
    """Look for a piece of a fact: as a word of its own, except in Chinese, which has no blanks."""
    if piece not in text:
        return False
    return (
        _HAN.search(piece) is not None or re.search(rf"(?<!{_LETTER}){re.escape(piece)}(?!{_LETTER})", text) is not None
    )
