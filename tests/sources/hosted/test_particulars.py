"""What holds for one hosted helpdesk alone: its limits, its way to sign in, what it does without."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any
from unittest import mock

import pytest

from assist_server.errors import SourceGone, SourceRefused, SourceUnusable
from assist_server.sources import chatwoot, freshdesk, helpscout, helpscout_docs, zammad, zendesk
from tests.sources.hosted import stub_freshdesk
from tests.sources.hosted.desk import Desk, Store
from tests.sources.hosted.stub_chatwoot import ChatwootDesk
from tests.sources.hosted.stub_freshdesk import FreshdeskDesk
from tests.sources.hosted.stub_helpscout import HelpscoutDesk
from tests.sources.hosted.stub_zammad import ZammadDesk
from tests.sources.hosted.stub_zendesk import ZendeskDesk


def filled(desk: Desk, count: int = 8) -> Desk:
    """Return the desk with some tickets."""
    desk.fill(count)
    return desk


def test_it_works() -> None:
    secret = {"email": "mara@alder.example", "token": "t0ken"}
    told = zendesk.headers(secret)["Authorization"].removeprefix("Basic ")
    assert base64.b64decode(told).decode() == "mara@alder.example/token:t0ken"
    assert base64.b64decode(freshdesk.headers(secret)["Authorization"][6:]).decode() == "t0ken:X"
    assert base64.b64decode(helpscout_docs.headers(secret)["Authorization"][6:]).decode() == "t0ken:X"
    assert zammad.headers(secret) == {"Authorization": "Token token=t0ken"}
    assert chatwoot.headers(secret) == {"api_access_token": "t0ken"}


def test_zendesk_that_gives_one_cursor_for_ever_stops_the_run() -> None:
    desk = filled(ZendeskDesk())

    def stuck(path: str, query: Mapping[str, str | int] | None = None) -> Any:
        if path != zendesk.EXPORT:
            return desk.fetch(path, query)
        return {"tickets": [], "after_cursor": "MTAx", "end_of_stream": False}

    with pytest.raises(SourceUnusable, match="cursor"):
        list(zendesk.pages(stuck, {}, desk.options))


@pytest.mark.parametrize("exclusive", [False, True])
def test_freshdesk_reads_a_burst_of_one_second_however_since_is_meant(exclusive: bool) -> None:
    desk = FreshdeskDesk()
    desk.exclusive = exclusive
    for number in range(20):
        desk.add(seconds=60 if number in (0, 15) else 0)
    store = Store()
    with mock.patch.object(freshdesk, "SIZE", 3):
        store.sync(desk)
        desk.touch(4)
        store.sync(desk)
    assert store.subjects() == desk.truth()


def test_freshdesk_is_never_asked_for_a_page_beyond_its_last() -> None:
    desk = FreshdeskDesk()
    desk.fill(40)
    with mock.patch.object(freshdesk, "SIZE", 2), mock.patch.object(stub_freshdesk, "MOST_PAGES", 5):
        store = Store()
        store.sync(desk)
    assert len(store.tickets) == 40


def test_freshdesk_believes_only_rows_that_say_of_themselves_that_they_are_deleted() -> None:
    desk = filled(FreshdeskDesk())

    def deaf(path: str, query: Mapping[str, str | int] | None = None) -> Any:
        return desk.fetch(path, {key: value for key, value in (query or {}).items() if key != "filter"})

    assert not [gone for step in freshdesk.pages(deaf, {}, desk.options) for gone in step.gone]


def test_zammad_without_its_search_says_what_mends_it() -> None:
    desk = ZammadDesk()
    desk.searches = False
    assert not [ticket for step in Store().sync(desk) for ticket in step.tickets]
    desk.fill(2)
    with pytest.raises(SourceUnusable, match="Elasticsearch"):
        Store().sync(desk)


def test_zammad_tells_no_merged_ticket_as_present() -> None:
    desk = filled(ZammadDesk(), 2)

    def merged(path: str, query: Mapping[str, str | int] | None = None) -> Any:
        answer = desk.fetch(path, query)
        return (
            [{**row, "state": "merged"} if row["id"] == 1 else row for row in answer]
            if path.endswith("tickets")
            else answer
        )

    assert set(zammad.present(merged, desk.options)) == {"2"}


def test_chatwoot_that_answers_one_page_for_ever_stops_the_run() -> None:
    desk = filled(ChatwootDesk(), 3)

    def stuck(path: str, query: Mapping[str, str | int] | None = None) -> Any:
        return desk.fetch(path, {**(query or {}), "page": 1} if query and "status" in query else query)

    with mock.patch.object(chatwoot, "SIZE", 3), pytest.raises(SourceUnusable, match="again"):
        list(chatwoot.pages(stuck, {}, desk.options))


@pytest.mark.parametrize("times", [1, 3, 9])
def test_chatwoot_that_gives_a_part_of_a_page_is_asked_for_the_whole(times: int) -> None:
    desk, left = filled(ChatwootDesk()), [times]

    def cut(path: str, query: Mapping[str, str | int] | None = None) -> Any:
        answer = desk.fetch(path, query)
        if path.endswith("/conversations") and left[0]:
            left[0] -= 1
            answer["data"]["payload"] = answer["data"]["payload"][:1]
        return answer

    kept = Store()
    with mock.patch.object(chatwoot, "SIZE", 3):
        for step in chatwoot.pages(cut, {}, desk.options):
            kept.take(step)
    # a count that stays too high is not believed for ever
    assert (len(kept.tickets) == 8) == (times <= chatwoot.CUT_SHORT) and left[0] == max(0, times - 4)


def test_helpscout_changes_its_secret_for_a_token() -> None:
    sent: list[tuple[str, Mapping[str, str]]] = []

    def post(path: str, form: Mapping[str, str]) -> Any:
        sent.append((path, form))
        return {"token_type": "bearer", "access_token": "abc", "expires_in": 172800}

    assert helpscout.sign_in(post, {"app_id": "me", "app_secret": "hush"}) == {"Authorization": "Bearer abc"}
    form = {"grant_type": "client_credentials", "client_id": "me", "client_secret": "hush"}
    assert sent == [("/v2/oauth2/token", form)]
    with pytest.raises(SourceRefused) as refused:
        helpscout.sign_in(lambda path, form: {"error": "invalid_client"}, {"app_id": "me", "app_secret": "hush"})
    assert "hush" not in str(refused.value)


def test_helpscout_survives_a_clock_that_ran_ahead() -> None:
    desk = HelpscoutDesk()
    desk.fill(4)
    store = Store()
    with mock.patch.object(helpscout, "now", desk.now):
        desk.clock += 365 * 86_400
        store.sync(desk)
        desk.clock -= 366 * 86_400
        desk.touch(2)
        desk.add()
        store.sync(desk)
        store.sync(desk)
    assert store.subjects() == desk.truth()


def test_helpscout_docs_ask_only_for_articles_that_are_new() -> None:
    items = [
        {"id": "a1", "status": "published", "updatedAt": "1"},
        {"id": "a2", "status": "published", "updatedAt": "1"},
    ]
    asked: list[str] = []

    def fetch(path: str, query: Mapping[str, str | int] | None = None) -> Any:
        asked.append(path)
        if path == "/v1/collections":
            return {"collections": {"pages": 1, "items": [{"id": "c1"}]}}
        if path == "/v1/collections/c1/articles":
            return {"articles": {"pages": 1, "items": items}}
        if path.rpartition("/")[2] in {item["id"] for item in items}:
            return {"article": {"name": "Returns", "text": "<p>Thirty days.</p>"}}
        raise SourceGone(path)

    store = Store()
    desk = mock.Mock(module=helpscout_docs, fetch=fetch, options={}, clock=0)
    store.sync(desk)
    assert [path for path in asked if path.startswith("/v1/articles/")] == ["/v1/articles/a1", "/v1/articles/a2"]
    asked.clear()
    items[1]["updatedAt"] = "2"
    del items[0]
    steps = store.sync(desk)
    assert [path for path in asked if path.startswith("/v1/articles/")] == ["/v1/articles/a2"]
    assert [gone for step in steps for gone in step.gone] == [("article", "a1")]


@pytest.mark.parametrize("stub", [ZendeskDesk, FreshdeskDesk, ZammadDesk, ChatwootDesk])
def test_a_cursor_holds_nothing_that_was_said(stub: type[Desk]) -> None:
    desk = filled(stub())  # type: ignore[call-arg]
    store = Store()
    store.sync(desk)
    kept = json.dumps(store.cursor)
    assert not any(word in kept for word in ("Parcel", "Ruth", "Amsel", "Sorry", "Thirty"))


@pytest.mark.parametrize("answer", [[], {}, "half a pa", None, {"tickets": "none"}])
def test_garbage_is_said_to_be_garbage(answer: Any) -> None:
    def fetch(path: str, query: Mapping[str, str | int] | None = None) -> Any:
        return answer if path in (zendesk.EXPORT, "/api/v1/tickets/search", "/api/v1/accounts/5/conversations") else []

    for source in (zendesk, chatwoot):
        with pytest.raises(SourceUnusable):
            list(source.pages(fetch, {"articles": {}, "macros": {}}, {"account": "5", "url": ""}))
