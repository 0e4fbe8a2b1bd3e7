"""Judgements move real answers: the good reply rises, one key that clicks without end does not sink it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assist_server import store
from assist_server.assistance import assist
from assist_server.requests import SuggestionRequest
from assist_server.services import Services, build
from assist_server.ticket import OpenTicket

QUESTION = OpenTicket(messages=[{"author": "customer", "text": "My parcel has not moved in the tracking for days."}])
AGENTS = 10


@pytest.fixture
def open_desk(desk: Services) -> Iterator[Services]:
    """The desk of the tests, saying all it knows."""
    told = build(desk.settings.model_copy(update={"threshold": 0.0}))
    yield told
    told.close()


def offered(desk: Services) -> list[int]:
    """Return the entries whose replies are offered, best first."""
    answer = assist(desk, SuggestionRequest(ticket=QUESTION, limit=10))
    return [int(one.id.partition(".")[2]) for one in answer.suggestions]


def stands_before(desk: Services, one: int, other: int) -> bool:
    order = offered(desk)
    return order.index(one) < order.index(other)


def key(desk: Services, name: str) -> str:
    return store.add_key(desk.engine, name, "agent", f"digest of {name}").id


def tell(desk: Services, entry_pk: int, event: str, key_id: str, ticket: str) -> None:
    store.add_feedback(
        desk.engine,
        suggestion_id=f"0123456789ab.{entry_pk}",
        event=event,
        ticket_key=ticket,
        key_id=key_id,
        entry_pk=entry_pk,
        similarity=None,
        reason=None,
    )


def judge(desk: Services, good: int, bad: int) -> None:
    """Let agents judge a reply well and another badly, one time in five the other way round."""
    for agent in range(AGENTS):
        of_agent = key(desk, f"agent {agent}")
        for number in range(5):
            right = number % 5 != agent % 5
            tell(desk, good, "up" if right else "down", of_agent, f"t{number}")
            tell(desk, bad, "down" if right else "up", of_agent, f"t{number}")


def test_it_works(open_desk: Services) -> None:
    better, worse = offered(open_desk)[1:3]
    judge(open_desk, worse, better)
    assert stands_before(open_desk, worse, better)


def test_one_key_that_clicks_without_end_cannot_sink_what_others_found_good(open_desk: Services) -> None:
    better, worse = offered(open_desk)[1:3]
    judge(open_desk, worse, better)
    spammer = key(open_desk, "spammer")
    for click in range(300):
        tell(open_desk, worse, "down", spammer, f"spam {click}")
    tell(open_desk, better, "up", spammer, "spam")
    assert stands_before(open_desk, worse, better)


def test_another_process_sees_it_with_its_next_answer(open_desk: Services) -> None:
    other = build(open_desk.settings)
    better, worse = offered(other)[1:3]
    judge(open_desk, worse, better)
    assert stands_before(other, worse, better)
    other.close()
