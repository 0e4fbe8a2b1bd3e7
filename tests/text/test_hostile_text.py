"""Whatever a customer or an agent writes, reading it costs a fraction of a second of CPU."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assist_server import intake
from assist_server.assistance import read
from assist_server.intake import MAX_READ, MAX_READ_OPEN_TICKET, ticket_entry, turns_of
from assist_server.text.clean import LEFT_OUT, shorten
from assist_server.text.language import detect_language
from assist_server.ticket import OpenTicket, Ticket

T = TypeVar("T")
LENGTH = 60_000  # characters of a hostile message
MOST_SECONDS = 1.0  # of CPU for one, from message to Entry
MOST_SECONDS_TICKET = 1.5  # of CPU for an open ticket of 1 MB
MEGABYTE = 1_000_000

SLUG = "how-do-we-put-up-the-big-family-tent-when-it-is-windy-and-the-ground-is-hard-as-stone-all-over-again"

# What froze a server or took it seconds, and pieces of other kinds: names, numbers, marks, markup, other scripts.
SEEN = {
    "laughter with a vocative": "Well done, " + "ha-" * 40 + "ha",
    "laughter without end": "Well done, " + "ha-" * 20_000,
    "a slug": SLUG,
    "a slug behind a vocative": f"See here, {SLUG}",
    "a team again and again": "a-Team" * 10_000,
    "capitals of two scripts": "McÍƓ-ɂ'ĵb’Úg" * 5_000,
    "names": "Anna-Lena O'Brien-von der Heide " * 2_000,
    "numbers": "4111 1111 1111 1111 " * 3_000,
    "one number": "7" * LENGTH,
    "mail addresses": "a.b-c@d.e-f." * 5_000,
    "addresses": "Unter den Linden 12, 10117 Berlin, " * 1_800,
    "placeholders": "[name] [order], [" * 4_000,
    "quote marks": "> " * 30_000,
    "a table": "|-" * 30_000,
    "tags": "<div><b>" * 7_500,
    "entities": "&amp;#x26;" * 6_000,
    "blanks": " \n" * 30_000,
    "Chinese": "我叫王小明，收件人：" * 6_000,
    "wrongly decoded": "Ã¤Â¶Ã©" * 10_000,
    "passwords": "the code\n: 1771 " * 4_000,
}
PIECES = st.text(
    st.sampled_from("aAbéÍƓ中王我 .,;:!?-–_'’\"@#/\\()[]<>|*&0123789\n\t€ßİΣ") | st.characters(codec="utf-8"),
    min_size=1,
    max_size=24,
)


def _cpu(work: Callable[[], T]) -> tuple[float, T]:
    started = time.thread_time()
    result = work()
    return time.thread_time() - started, result


def _solved(text: str, author: str = "customer", **more: Any) -> Ticket:
    messages = [{"author": "customer", "text": "The lamp is dark."}, {"author": author, "text": text}]
    return Ticket.model_validate({"id": "T-1", "status": "solved", "messages": messages, **more})


@pytest.fixture(scope="module", autouse=True)
def _loaded() -> None:
    detect_language("The model of languages takes a second to load.")


def test_it_works() -> None:
    assert [turn.text for turn in turns_of(_solved("It flickers."))] == ["The lamp is dark.", "It flickers."]


@pytest.mark.parametrize("author", ["customer", "agent"])
@pytest.mark.parametrize("text", SEEN.values(), ids=SEEN)
def test_a_hostile_message_becomes_an_entry_in_a_fraction_of_a_second(text: str, author: str) -> None:
    seconds, _ = _cpu(lambda: ticket_entry(_solved(text, author), b"secret"))
    assert seconds < MOST_SECONDS


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(PIECES, min_size=1, max_size=3), st.sampled_from(["customer", "agent"]))
def test_any_message_of_60000_characters_takes_less_than_a_second_of_cpu(pieces: list[str], author: str) -> None:
    text = "".join(piece * (LENGTH // len(pieces) // len(piece) + 1) for piece in pieces)[:LENGTH]
    seconds, _ = _cpu(lambda: ticket_entry(_solved(text, author, customer={"name": "Anna Berg"}), b"secret"))
    assert seconds < MOST_SECONDS


@pytest.mark.parametrize("count", [1, 5, 480, 500])
@pytest.mark.parametrize("name", ["laughter without end", "numbers", "passwords", "names"])
def test_an_open_ticket_of_a_megabyte_is_read_in_time(name: str, count: int) -> None:
    each = min(MEGABYTE // count, 200_000)
    text = (SEEN[name] * (each // len(SEEN[name]) + 1))[:each]
    messages = [{"author": ("customer", "agent")[at % 2], "text": f"{at} {text}"[:each]} for at in range(count)]
    ticket = OpenTicket.model_validate({"subject": text[:2_000], "messages": messages})
    seconds, reading = _cpu(lambda: read(ticket))
    assert seconds < MOST_SECONDS_TICKET
    assert sum(len(turn.text) for turn in reading.turns) <= 2 * MAX_READ_OPEN_TICKET


def test_of_a_long_ticket_the_first_and_the_newest_messages_are_read() -> None:
    messages = [{"author": "customer", "text": f"Number {at} says: " + "word " * 400} for at in range(300)]
    turns = turns_of(OpenTicket.model_validate({"messages": messages}))
    read_ones = [int(turn.text.split()[1]) for turn in turns if turn.text.startswith("Number")]
    assert read_ones[: intake.FIRST_READ] == list(range(intake.FIRST_READ))
    assert read_ones[intake.FIRST_READ :] == list(range(300 - len(read_ones) + intake.FIRST_READ, 300))
    assert sum(len(turn.text) for turn in turns) <= MAX_READ_OPEN_TICKET


def test_of_a_long_message_the_beginning_and_the_end_are_read() -> None:
    text = "Where is my parcel?\n" + "log line without a meaning\n" * 5_000 + "Please answer today."
    (_, turn) = turns_of(_solved(text))
    assert turn.text.startswith("Where is my parcel?")
    assert turn.text.endswith("Please answer today.")
    assert len(turn.text) <= MAX_READ + len(LEFT_OUT) + 4


@given(st.text(max_size=400), st.integers(min_value=20, max_value=200))
def test_shortening_keeps_both_ends_and_the_limit(text: str, most: int) -> None:
    short = shorten(text, most)
    assert short == text if len(text) <= most else len(short) <= most + len(LEFT_OUT) + 4
    begin, _, end = short.partition(f"\n\n{LEFT_OUT}\n\n")
    assert text.startswith(begin)
    assert text.endswith(end)


def test_a_long_number_is_not_left_in_halves() -> None:
    text = "card 4111 1111 1111 1111.\n" * 3_000
    (_, turn) = turns_of(_solved(text))
    assert "4111" not in turn.text
    assert "1111" not in turn.text
