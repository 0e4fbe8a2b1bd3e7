"""A customer who asks to be forgotten is gone from database, cache, feedback and index, and the proof says so."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from assist_server import erasure, imports, reindex, store, tasks
from assist_server.assistance import assist, free_search
from assist_server.building import build as build_generation
from assist_server.cache import open_cache
from assist_server.requests import SearchRequest, SuggestionRequest
from assist_server.services import Services, build, keyed_hash, secret_of
from assist_server.store import Entry
from assist_server.ticket import Message, OpenTicket
from tests.support import RedisServer

Reindexed = Callable[[Services], dict[str, Any]]
WORDS = "The zebra crossing mode of my marmalade lantern flickers whenever the walrus valve is open"
REPLY = "Please update the marmalade lantern to version 3.2, which calms the zebra crossing mode for good"


@pytest.fixture
def known(desk: Services, reindexed: Reindexed) -> Iterator[Services]:
    """A desk with two tickets of one customer, in the index and beside it, and one of another customer."""
    add(desk, "ERASE-ME-1", {"email": "Ada@Example.org", "id": "customer-4711"}, WORDS, REPLY)
    add(desk, "STAYS-1", {"email": "bob@example.org"}, "My boots squeak on wet stones", "Wax the boots with beeswax.")
    reindexed(desk)
    add(desk, "ERASE-ME-2", {"id": "customer-4711"}, f"{WORDS} still, after weeks", f"{REPLY}, and again")
    yield desk


def add(desk: Services, id: str, customer: dict[str, str], asked: str, answered: str) -> None:
    """Import a solved ticket."""
    messages = [{"author": "customer", "text": asked}, {"author": "agent", "text": answered}]
    ticket = {"id": id, "status": "solved", "customer": customer, "messages": messages}
    imports.import_lines(desk, "ticket", io.BytesIO(json.dumps(ticket).encode()))


def rebuilding(desk: Services, reindexed: Reindexed) -> Callable[[], None]:
    """Return what reindexes."""
    return lambda: (reindexed(desk), None)[1]


def found(desk: Services) -> list[str]:
    """Return the ids of what is found for the lantern."""
    return [one.id for one in free_search(desk, SearchRequest(q="zebra crossing mode flickers", kind="ticket")).results]


def data(desk: Services) -> bytes:
    """Return the bytes of all files of the data folder but the models."""
    places = [place for place in desk.settings.folder.iterdir() if place.name != "models"]
    files = [path for place in places for path in ([place] if place.is_file() else place.rglob("*")) if path.is_file()]
    return b"".join(path.read_bytes() for path in files)


def test_it_works(known: Services, reindexed: Reindexed) -> None:
    assert WORDS.encode() in data(known)
    done = erasure.erase(known, "customer-4711", rebuild=rebuilding(known, reindexed))
    assert (done.tickets, done.found_in, done.remains) == (2, [], [])
    assert done.passages >= 2 and done.vectors >= 4 and done.columns_searched > 30 and done.files_searched > 3
    left = data(known)
    hashed = keyed_hash(secret_of(known.settings), "customer-4711").encode()
    for text in (WORDS.encode()[:40], REPLY.encode()[:40], b"ERASE-ME", b"marmalade", hashed):
        assert text not in left
    assert not {"ERASE-ME-1", "ERASE-ME-2"} & set(found(known))
    assert store.entry(known.engine, "ticket", "STAYS-1") is not None


def test_the_next_request_of_every_process_finds_nothing_of_it(known: Services) -> None:
    other = build(known.settings)
    assert "ERASE-ME-1" in found(other)
    erasure.erase(known, "customer-4711")
    assert not {"ERASE-ME-1", "ERASE-ME-2"} & {*found(other), *found(known)}
    other.close()


def test_an_address_is_as_good_as_an_id_however_it_is_written(known: Services) -> None:
    assert erasure.erase(known, " ada@example.ORG ").tickets == 1
    assert store.entry(known.engine, "ticket", "ERASE-ME-2") is not None


def test_a_stranger_has_nothing_to_forget_and_nothing_changes(known: Services) -> None:
    before = store.live(known.engine)
    done = erasure.erase(known, "nobody@example.org")
    assert (done.tickets, done.found_in) == (0, [])
    assert done.remains[0] == "No ticket is stored under this address or id."
    assert done.remains[1:] == ["Tickets stored without a customer, which nobody can match: 10."]
    assert store.live(known.engine) == before


def test_until_the_next_reindex_it_is_said_what_the_index_still_holds(known: Services, reindexed: Reindexed) -> None:
    done = erasure.erase(known, "customer-4711")
    assert len(done.remains) == 1 and "next reindex" in done.remains[0]
    assert [one.state for one in store.generations(known.engine)] == ["live"]  # the one to go back to held it too
    reindexed(known)
    assert not any("next reindex" in line for line in erasure.erase(known, "customer-4711").remains)
    assert b"marmalade" not in data(known)


def test_no_generation_from_before_is_kept_to_go_back_to(known: Services, reindexed: Reindexed) -> None:
    erasure.erase(known, "customer-4711")
    reindexed(known)
    assert [one.state for one in store.generations(known.engine)] == ["live"]
    reindexed(known)
    assert sorted(one.state for one in store.generations(known.engine)) == ["live", "retired"]


def test_an_erasure_while_an_index_is_built_has_it_built_again(
    known: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    def erased_meanwhile(*args: Any) -> Any:
        built = build_generation(*args)
        erasure.erase(known, "customer-4711")
        return built

    monkeypatch.setattr(reindex, "build", erased_meanwhile)
    job = store.create_job(known.engine, "reindex", {})
    assert tasks.run(known, job.id) == "done", store.job(known.engine, job.id)
    assert not reindex.holds_erased(known)
    assert b"marmalade" not in data(known)


def test_what_was_judged_is_forgotten_by_entry_and_by_open_ticket(known: Services) -> None:
    pk = int(suggestion(known).partition(".")[2])
    ticket_key = keyed_hash(secret_of(known.settings), "ERASE-ME-1")
    say(known, entry_pk=pk)
    say(known, entry_pk=pk, ticket_key=ticket_key)
    say(known, entry_pk=None, ticket_key=ticket_key)
    say(known, entry_pk=None, ticket_key="another")
    assert erasure.erase(known, "customer-4711", "ada@example.org").feedback == 3
    assert store.feedback_counts(known.engine) == {"inserted": 1}


def test_a_ticket_of_a_source_is_known_to_feedback_without_its_prefix(known: Services) -> None:
    add(known, "rt:88", {"id": "customer-4711"}, f"{WORDS} too", f"{REPLY} too")
    say(known, entry_pk=None, ticket_key=keyed_hash(secret_of(known.settings), "88"))
    assert erasure.erase(known, "customer-4711").feedback == 1


def suggestion(known: Services) -> str:
    """Return the id of the suggestion that comes from the customer's ticket."""
    question = Message(author="customer", text=WORDS)
    answer = assist(known, SuggestionRequest(ticket=OpenTicket(messages=[question])))
    return answer.suggestions[0].id


def say(known: Services, *, entry_pk: int | None, ticket_key: str | None = None) -> None:
    """Add one event of feedback."""
    store.add_feedback(
        known.engine,
        suggestion_id=f"0123456789ab.{entry_pk or 999_999}",
        event="inserted",
        ticket_key=ticket_key,
        key_id=None,
        entry_pk=entry_pk,
        similarity=None,
        reason=None,
    )


def test_what_a_job_told_of_the_tickets_is_taken_out(known: Services) -> None:
    job = store.create_job(known.engine, "replay", {})
    misses = [{"ticket": "ERASE-ME-1", "from": {"id": "STAYS-1"}}, {"ticket": "T-1", "from": {"id": "x"}}]
    store.end_job(known.engine, job.id, "done", "", {"misses": misses, "tickets": 2})
    done = erasure.erase(known, "customer-4711")
    kept = store.job(known.engine, job.id)
    assert kept is not None and kept.result == {"misses": misses[1:], "tickets": 2}
    assert done.found_in == []


def test_a_text_that_another_customer_has_too_stays_theirs(known: Services) -> None:
    add(known, "STAYS-2", {"email": "eve@example.org"}, WORDS, REPLY)
    done = erasure.erase(known, "customer-4711")
    assert done.found_in == [] and "STAYS-2" in found(known) and "ERASE-ME-1" not in found(known)


def test_what_is_left_somewhere_is_found(known: Services, tmp_path: Path) -> None:
    """The search is no formality: a copy that somebody left in the data folder is named."""
    (known.settings.folder / "export.txt").write_text(f"a copy: {WORDS}")
    new = Entry("article", "a-1", "Written to customer-4711", "h", body="", passages=("x",))
    store.save_entries(known.engine, [new])
    assert erasure.erase(known, "customer-4711").found_in == ["entries.title", "assist.db", "export.txt"]


def test_kept_answers_are_forgotten_in_redis_too(known: Services, redis_server: RedisServer) -> None:
    shared = build(known.settings.model_copy(update={"redis_url": redis_server.url}))
    suggestion(shared)
    assert list(shared.cache._redis.scan_iter("assist:*"))  # type: ignore[attr-defined]
    erasure.erase(shared, "customer-4711")
    assert not list(shared.cache._redis.scan_iter("assist:*"))  # type: ignore[attr-defined]
    shared.close()


def test_a_redis_that_is_away_is_told_of(known: Services) -> None:
    away = build(known.settings)
    away.cache = open_cache("redis://127.0.0.1:1/0", 600)
    done = erasure.erase(away, "customer-4711")
    assert done.tickets == 2 and "Redis is away" in done.remains[0]
    away.close()


def test_another_process_forgets_its_kept_answers_with_its_next_request(known: Services) -> None:
    other = build(known.settings)
    suggestion(other)
    kept = other.cache._kept  # type: ignore[attr-defined]
    assert any(b"marmalade" in value for _, value in kept.values())
    erasure.erase(known, "customer-4711")
    other.view()
    assert not kept
    other.close()
