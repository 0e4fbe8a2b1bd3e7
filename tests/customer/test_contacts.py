"""How often a customer got in touch: counted once per silence, whatever the order, the tickets and the clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assist_server.customer.contacts import LATELY, contacts_of, lately
from assist_server.customer.shown import Contacts
from assist_server.insights.reading import SESSION, Said

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
MINUTES = st.integers(0, 60 * 24 * 40)
TIMES = st.lists(MINUTES.map(lambda minutes: NOW - timedelta(minutes=minutes)), max_size=30)


def said(*turns: tuple[str, float]) -> list[Said]:
    """Return turns given as author and hours after the beginning."""
    return [Said(author, "", NOW + timedelta(hours=hours)) for author, hours in turns]  # type: ignore[arg-type]


def test_it_works() -> None:
    times = [NOW - timedelta(days=days) for days in (5, 2, 0)]
    assert lately(times, NOW) == Contacts(count=3, days=5)


def test_nobody_who_never_wrote_got_in_touch() -> None:
    assert lately([], NOW) == Contacts(count=0, days=0)
    assert contacts_of([], solved=False) == []


@pytest.mark.parametrize(
    ("turns", "solved", "contacts"),
    [
        ([("customer", 0), ("customer", 0.5), ("agent", 2)], True, 1),
        ([("customer", 0), ("agent", 20), ("customer", 20.5)], False, 1),
        ([("customer", 0), ("agent", 20), ("customer", 40), ("agent", 41)], True, 2),
        ([("customer", 0), ("agent", 20), ("customer", 40)], True, 1),
        ([("customer", 0), ("agent", 20), ("customer", 40)], False, 2),
        ([("customer", 0), ("customer", 40)], True, 2),
        ([("agent", 0), ("customer", 3), ("agent", 4)], True, 1),
    ],
)
def test_a_contact_is_a_word_after_silence_and_thanks_are_none(
    turns: list[tuple[str, float]], solved: bool, contacts: int
) -> None:
    assert len(contacts_of(said(*turns), solved=solved)) == contacts


def test_turns_without_a_time_are_no_contacts() -> None:
    assert contacts_of([Said("customer", "", None), Said("customer", "", NOW)], solved=False) == [NOW]


@given(TIMES, st.randoms(use_true_random=False))
def test_order_and_repetition_do_not_matter(times: list[datetime], chance: object) -> None:
    shuffled = [*times, *times]
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert lately(shuffled, NOW) == lately(times, NOW)


@given(TIMES, st.integers(0, 60 * 24 * 3_000))
def test_the_clock_does_not_matter(times: list[datetime], minutes: int) -> None:
    shift = timedelta(minutes=minutes)
    assert lately([time + shift for time in times], NOW + shift) == lately(times, NOW)


@given(TIMES)
def test_there_is_a_silence_before_every_contact(times: list[datetime]) -> None:
    found = lately(times, NOW)
    first = {time for time in times if not any(timedelta(0) < time - other <= SESSION for other in times)}
    assert found.count == sum(max(first) - time <= LATELY for time in first)
    assert found.days <= LATELY.days and (found.days == 0) == (not times)


@given(TIMES.filter(bool), st.integers(61, 60 * 24))
def test_another_contact_after_a_silence_is_one_more_or_ends_older_ones(times: list[datetime], minutes: int) -> None:
    later = max(times) + timedelta(minutes=minutes)
    before, after = lately(times, later), lately([*times, later], later)
    old = sum(max(times) - time <= LATELY < later - time for time in times)
    assert before.count + 1 - old <= after.count <= before.count + 1


@given(TIMES.filter(bool))
def test_a_time_still_to_come_is_no_contact(times: list[datetime]) -> None:
    assert lately([*times, NOW + timedelta(days=2)], NOW) == lately(times, NOW)


@given(st.lists(st.tuples(st.sampled_from(["customer", "agent"]), st.integers(0, 3_000)), max_size=20), st.booleans())
def test_a_ticket_has_no_more_contacts_than_words_of_the_customer(turns: list[tuple[str, int]], solved: bool) -> None:
    told = said(*sorted(((author, minutes / 60) for author, minutes in turns), key=lambda turn: turn[1]))
    found = contacts_of(told, solved=solved)
    assert len(found) <= sum(turn.author == "customer" for turn in told)
    assert found == sorted(found) and set(found) <= {turn.at for turn in told if turn.author == "customer"}
