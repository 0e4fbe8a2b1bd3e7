"""What holds for every hosted helpdesk, shown on the stub of each."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from itertools import count
from unittest import mock

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assist_server.errors import SourceGone, SourceUnusable
from assist_server.sources import Needed, Page
from tests.sources.hosted.desk import Desk, Store
from tests.sources.hosted.stub_chatwoot import ChatwootDesk
from tests.sources.hosted.stub_freshdesk import FreshdeskDesk
from tests.sources.hosted.stub_helpscout import HelpscoutDesk
from tests.sources.hosted.stub_zammad import ZammadDesk
from tests.sources.hosted.stub_zendesk import ZendeskDesk

STUBS: list[Callable[[], Desk]] = [ZendeskDesk, FreshdeskDesk, ZammadDesk, ChatwootDesk, HelpscoutDesk]
COUNT = 8  # tickets, on pages of three


@contextmanager
def opened(stub: Callable[[], Desk], tickets: int = COUNT) -> Iterator[Desk]:
    """A filled desk, its source reading small pages by the desk's own clock."""
    desk = stub()
    desk.fill(tickets)
    with ExitStack() as patched:
        if hasattr(desk.module, "SIZE"):
            patched.enter_context(mock.patch.object(desk.module, "SIZE", desk.size))
        if isinstance(desk, HelpscoutDesk):
            patched.enter_context(mock.patch.object(desk.module, "now", desk.now))
        yield desk


@pytest.fixture(params=STUBS, ids=lambda stub: str(stub.__name__))
def desk(request: pytest.FixtureRequest) -> Iterator[Desk]:
    """Each desk in turn."""
    with opened(request.param) as made:
        yield made


def test_it_works(desk: Desk) -> None:
    store = Store()
    steps = store.sync(desk)
    assert store.subjects() == desk.truth()
    assert not [thing for step in steps for thing in step.unread]
    assert [macro.id for step in steps for macro in step.macros] == ["61"]
    assert [article.id for step in steps for article in step.articles] == [str(row["id"]) for row in desk.articles[:1]]  # type: ignore[attr-defined]


def test_a_source_says_what_it_is_and_what_it_needs(desk: Desk) -> None:
    assert desk.module.TITLE and "never run" in desk.module.EVIDENCE
    assert "From documentation; never run" in (desk.module.__doc__ or "").splitlines()[0]
    assert all(isinstance(needed, Needed) for needed in desk.module.NEEDED)
    assert any(needed.secret for needed in desk.module.NEEDED)


def test_every_field_that_the_service_tells_arrives(desk: Desk) -> None:
    store = Store()
    store.sync(desk)
    ticket = store.tickets["1"]
    assert ticket.status in ("solved", "closed") and ticket.created_at and ticket.solved_at
    assert ticket.customer and (ticket.customer.name, ticket.customer.email) == ("Ruth Amsel", "ruth@customer.example")
    assert ticket.agent and (ticket.agent.id, ticket.agent.name) == ("8", "Tom Weber")
    assert (ticket.team, ticket.tags, ticket.channel) == ("Shipping", ["parcel"], "email")
    assert ticket.url and ticket.url.startswith("https://")
    said = [(message.author, message.internal) for message in ticket.messages]
    assert said == [("customer", False), ("agent", False), ("agent", True)]


def test_a_second_run_brings_only_what_changed(desk: Desk) -> None:
    store = Store()
    store.sync(desk)
    store.sync(desk)
    assert all(step == Page(cursor=step.cursor) for step in store.sync(desk))
    desk.touch(2)
    new = desk.add()
    steps = store.sync(desk)
    assert {ticket.id for step in steps for ticket in step.tickets} == {"2", str(new)}
    assert store.subjects() == desk.truth()


def test_a_run_goes_on_from_any_page_and_loses_nothing(desk: Desk) -> None:
    whole = len(Store().sync(desk))
    assert whole > 2
    for died in range(1, whole):
        store = Store()
        store.sync(desk, most=died)
        desk.touch(1 + died % COUNT)
        store.sync(desk)
        store.sync(desk)
        assert store.subjects() == desk.truth(), f"died after page {died}"


def test_what_is_deleted_leaves(desk: Desk) -> None:
    store = Store()
    store.sync(desk)
    desk.delete(3)
    desk.delete(7)
    store.sync(desk)
    store.sweep(desk)
    assert store.subjects() == desk.truth()
    assert "3" not in store.tickets


def test_what_is_deleted_while_it_is_read_stops_nothing(desk: Desk) -> None:
    desk.meanwhile = lambda number: desk.delete(5) if number == len(desk.asked) and len(desk.asked) > 6 else None
    store = Store()
    store.sync(desk)
    store.sync(desk)
    store.sweep(desk)
    assert store.subjects() == desk.truth()


def test_a_ticket_that_cannot_be_read_is_told_by_its_id_and_without_its_text(desk: Desk) -> None:
    desk.spoilt = {4}
    store = Store()
    unread = [thing for step in store.sync(desk) for thing in step.unread]
    assert [thing.id for thing in unread] == ["4"]
    assert "Parcel" not in unread[0].reason and "unheard" not in unread[0].reason
    assert store.subjects() == desk.truth()


def test_fields_that_are_missing_are_done_without(desk: Desk) -> None:
    desk.bare = {2}
    store = Store()
    steps = store.sync(desk)
    assert not [thing for step in steps for thing in step.unread]
    assert store.tickets["2"].subject is None and store.tickets["2"].team is None


@pytest.mark.parametrize("desk", [ZammadDesk, ChatwootDesk, HelpscoutDesk], indirect=True)
def test_a_ticket_asked_for_alone_tells_whether_it_is_gone(desk: Desk) -> None:
    assert not desk.module.gone(desk.fetch, "4", desk.options)
    desk.delete(4)
    with pytest.raises(SourceGone):
        desk.module.gone(desk.fetch, "4", desk.options)


def test_one_ticket_that_always_fails_is_unread_and_a_dead_server_stops_the_run(desk: Desk) -> None:
    paths = {ZendeskDesk: "/api/v2/tickets/4/comments", FreshdeskDesk: "/api/v2/tickets/4/conversations"}
    paths |= {
        ZammadDesk: "/api/v1/ticket_articles/by_ticket/4",
        ChatwootDesk: "/api/v1/accounts/5/conversations/4/messages",
    }
    paths |= {HelpscoutDesk: "/v2/conversations/4/threads"}
    desk.tickets[4].messages = 4  # more than come with the list, where any do
    desk.failing = {paths[type(desk)]}
    store = Store()
    unread = [thing.id for step in store.sync(desk) for thing in step.unread]
    assert unread == ["4"] and len(store.tickets) == COUNT - 1
    desk.failing |= {desk.module.ALIVE}
    with pytest.raises(SourceUnusable):
        Store().sync(desk)


def test_what_fails_once_is_asked_for_again(desk: Desk) -> None:
    right, failed = desk.answer, list[str]()

    def answer(path: str, query: Mapping[str, str]) -> object:
        if re.search(r"/6(/|$)", path) and not failed:
            failed.append(path)
            return {"error": "try later"}
        return right(path, query)

    desk.tickets[6].messages = 4
    desk.answer = answer  # type: ignore[method-assign]
    store = Store()
    assert not [thing for step in store.sync(desk) for thing in step.unread]
    assert failed and store.subjects() == desk.truth()


def test_a_server_whose_answers_make_no_sense_stops_the_run_and_the_next_one_reads_all(desk: Desk) -> None:
    right, asked = desk.answer, count()

    def answer(path: str, query: Mapping[str, str]) -> object:
        return {"error": "try later"} if next(asked) > COUNT else right(path, query)

    for kept in desk.tickets.values():
        kept.messages = 4
    desk.answer = answer  # type: ignore[method-assign]
    store = Store()
    with pytest.raises(SourceUnusable):
        store.sync(desk)
    desk.answer = right  # type: ignore[method-assign]
    assert not [thing for step in store.sync(desk) for thing in step.unread]
    assert store.subjects() == desk.truth()


def test_a_long_conversation_is_read_to_its_end(desk: Desk) -> None:
    desk.tickets[2].messages = 130
    store = Store()
    store.sync(desk)
    assert len(store.tickets["2"].messages) == 130


def test_an_endless_conversation_keeps_its_question_and_its_end(desk: Desk) -> None:
    desk.tickets[2].messages = 620
    store = Store()
    store.sync(desk)
    told = [message.html or message.text or "" for message in store.tickets["2"].messages]
    assert len(told) == 500 and "number 0" in told[0] and "number 619" in told[-1]


def test_an_address_that_is_not_safe_becomes_no_link(desk: Desk) -> None:
    desk.options["url"] = "http://desk.example"
    store = Store()
    store.sync(desk)
    url = store.tickets["1"].url
    assert url is None or (isinstance(desk, HelpscoutDesk) and url.startswith("https://"))  # that has one for all


def test_macros_and_articles_that_change_or_go_are_told(desk: Desk) -> None:
    store = Store()
    store.sync(desk)
    desk.macros.append({**desk.macros[0], "id": 63, "content": "New.", "text": "New."})  # type: ignore[attr-defined]
    if isinstance(desk, FreshdeskDesk):
        desk.macros[-1]["content"] = "New."
    steps = store.sync(desk)
    assert [macro.id for step in steps for macro in step.macros] == ["63"]
    del desk.macros[:]  # type: ignore[attr-defined]
    steps = store.sync(desk)
    assert {gone for step in steps for gone in step.gone} == {("macro", "61"), ("macro", "63")}
    assert store.subjects() == desk.truth()


EVENTS = st.lists(
    st.tuples(
        st.integers(0, 60), st.sampled_from(["touch", "touch", "at once", "add", "delete"]), st.integers(1, COUNT + 2)
    ),
    max_size=12,
)


@pytest.mark.parametrize("stub", STUBS, ids=lambda stub: str(stub.__name__))
@given(events=EVENTS, died=st.integers(1, 12))
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_happens_between_two_requests_nothing_is_lost(
    stub: Callable[[], Desk], events: list[tuple[int, str, int]], died: int
) -> None:
    with opened(stub) as desk:
        acts: dict[str, Callable[[int], object]] = {
            "add": lambda _: desk.add(),
            "delete": desk.delete,
            "touch": desk.touch,
            "at once": lambda key: desk.touch(key, seconds=0),
        }

        def happen(number: int) -> None:
            for when, what, ticket in events:
                if when == number:
                    acts[what](ticket)

        desk.meanwhile = happen
        store = Store()
        store.sync(desk, most=died)
        store.sync(desk)
        desk.meanwhile = lambda number: None
        store.sync(desk)
        store.sweep(desk)
        assert store.subjects() == desk.truth()
