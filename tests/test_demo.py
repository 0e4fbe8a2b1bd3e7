"""The demo company is whole, and nothing of its customers is left in what is stored of them."""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta
from importlib.resources import files

import pytest

from assist_server import demo
from assist_server.intake import ticket_entry
from assist_server.store import Entry
from assist_server.ticket import Article, Macro, OpenTicket, Ticket

FOLDER = files("assist_server.demo")
BRANDS = ("fernway", "lumio")
OWN_NUMBERS = re.compile(r"\b(?:FN-\d{6}|LO-\d{6}|LB-\d{6,9}|RB-\d{5}|RL-\d{5})\b|[\w.]+@\w[\w.]+")
DESKS_OWN = re.compile(r"(?:support|service|returns|privacy)@(?:fernway|lumio|northlight)\.example\.?")


def lines(part: str) -> list[str]:
    """Return the lines of one part of both brands."""
    return [line for brand in BRANDS for line in (FOLDER / f"{brand}.{part}.jsonl").read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def stored() -> list[tuple[Ticket, Entry]]:
    """Every solved ticket with what is stored of it."""
    tickets = [Ticket.model_validate_json(line) for line in lines("tickets")]
    return [(ticket, ticket_entry(ticket, b"secret")) for ticket in tickets]


def text_of(entry: Entry) -> str:
    """Return all text that is stored of an entry."""
    return "\n".join((entry.title, entry.body, entry.reply, *entry.passages))


def test_it_works(stored: list[tuple[Ticket, Entry]]) -> None:
    assert len(stored) >= 200 and all(entry.passages for _, entry in stored)
    assert len([Article.model_validate_json(line) for line in lines("articles")]) >= 40
    assert len([Macro.model_validate_json(line) for line in lines("macros")]) >= 20
    assert len([OpenTicket.model_validate_json(line) for line in lines("open")]) >= 25


def test_both_brands_speak_four_languages(stored: list[tuple[Ticket, Entry]]) -> None:
    spoken = Counter((ticket.brand, entry.language) for ticket, entry in stored)
    assert all(spoken[brand, language] >= 5 for brand in BRANDS for language in ("en", "de", "es", "zh"))


def test_no_customer_is_named_in_what_is_stored(stored: list[tuple[Ticket, Entry]]) -> None:
    named = [
        ticket.id
        for ticket, entry in stored
        for part in ((ticket.customer.name or "").split() if ticket.customer else ())
        if len(part) > 2 and re.search(rf"\b{re.escape(part)}\b", text_of(entry))
    ]
    assert named == []


def test_no_address_or_number_of_a_customer_is_stored(stored: list[tuple[Ticket, Entry]]) -> None:
    assert sum(len(OWN_NUMBERS.findall(ticket.model_dump_json())) for ticket, _ in stored) > 100
    found = [(ticket.id, number) for ticket, entry in stored for number in OWN_NUMBERS.findall(text_of(entry))]
    assert [(id, number) for id, number in found if not DESKS_OWN.fullmatch(number)] == []


@pytest.mark.parametrize("days", [-400, 0, 27, 28, 29, 800])
def test_the_demo_never_looks_older_than_a_month_more_than_it_was_written(days: int) -> None:
    now = demo.WRITTEN + timedelta(days=days)
    for brand in BRANDS:
        source = (FOLDER / f"{brand}.tickets.jsonl").read_bytes()
        before, after = (
            [Ticket.model_validate_json(line) for line in part.splitlines()]
            for part in (source, demo.moved(source, now))
        )
        gaps = {
            new.solved_at - old.solved_at
            for old, new in zip(before, after, strict=True)
            if old.solved_at and new.solved_at
        }
        assert gaps == {max(0, days // 28) * timedelta(days=28)}
        assert [[m.text for m in one.messages] for one in before] == [[m.text for m in one.messages] for one in after]
        times = [message.sent_at for one in after for message in one.messages if message.sent_at]
        assert days < 0 or timedelta() <= now - max(times) < timedelta(days=35)
