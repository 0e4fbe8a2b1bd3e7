"""The runner: what changed comes in, what vanished leaves, and a sync killed at any moment loses nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from assist_server import store, sync
from assist_server.errors import NotFound, SourceGone, SourceRefused, SourceUnusable
from assist_server.services import Services
from assist_server.sources import Cursor, Fetch, Needed, Page, Unread, catalogue
from assist_server.ticket import Article, Ticket


def ticket(number: int, answer: str = "Press the small button for ten seconds.") -> Ticket:
    """Return a solved ticket."""
    said = [
        {"author": "customer", "text": f"The lamp number {number} stays dark, what can I do?"},
        {"author": "agent", "text": answer},
    ]
    return Ticket.model_validate({"id": number, "status": "solved", "messages": said})


class Desk(ModuleType):
    """A source in memory, in the shape of a module."""

    TITLE, EVIDENCE = "A desk", "made up"
    NEEDED = (Needed("file", "anything"),)

    def __init__(self) -> None:
        super().__init__("desk")
        self.script: list[Page] = []
        self.there: list[list[str]] = []
        self.asked: list[Cursor] = []

    def pages(self, fetch: Fetch, cursor: Cursor, options: Mapping[str, str]) -> Iterator[Page]:
        """Yield the pages after the cursor; where the script holds an error, raise it."""
        self.asked.append(dict(cursor))
        for page in self.script[cursor.get("at", 0) :]:
            if isinstance(page, Exception):
                raise page
            yield page

    def present(self, fetch: Fetch, options: Mapping[str, str]) -> list[str] | None:
        """Return the next listing, the last one again and again."""
        if not self.there:
            return None
        return self.there.pop(0) if len(self.there) > 1 else self.there[0]


@pytest.fixture
def source(services: Services, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A source named lamps, added."""
    desk = Desk()
    monkeypatch.setattr(catalogue, "kinds", lambda: {"desk": desk})
    store.put_source(services.engine, "lamps", "desk", {"file": "x"})
    return desk


def nothing(stage: str, done: int, total: int) -> None:
    """Hear nothing."""


def run(services: Services, **more: Any) -> dict[str, Any]:
    """Sync the source."""
    return sync.sync(services, nothing, "lamps", **more)


def ids(services: Services) -> set[str]:
    """Return what is stored."""
    return store.ids_of_source(services.engine, "lamps", "ticket")


def page(at: int, *numbers: int, **more: Any) -> Page:
    """Return a page of tickets, after which the next one is number `at`."""
    return Page({"at": at}, tuple(ticket(number) for number in numbers), **more)


def test_it_works(services: Services, source: Desk) -> None:
    source.script = [page(1, 1, 2), page(2, 3, unread=(Unread("9", "no status"),))]
    told = run(services)
    assert (told["added"], told["unread"], told["reindex_due"]) == (3, {"no status": 1}, True)
    kept = store.source(services.engine, "lamps")
    assert kept and kept.cursor == {"at": 2} and kept.report["added"] == 3 and kept.synced_at is not None


def test_it_goes_on_from_the_cursor(services: Services, source: Desk) -> None:
    source.script = [page(1, 1)]
    run(services)
    source.script.append(page(2, 2))
    assert run(services)["added"] == 1 and source.asked == [{}, {"at": 1}]


def test_what_was_saved_before_an_error_stays_and_is_not_asked_again(services: Services, source: Desk) -> None:
    source.script = [page(1, 1, 2), SourceUnusable("away")]  # type: ignore[list-item]
    with pytest.raises(SourceUnusable):
        run(services)
    kept = store.source(services.engine, "lamps")
    assert kept and kept.report["error"] == "away" and kept.report["added"] == 2 and kept.synced_at is None
    source.script[1] = page(2, 3)
    assert run(services)["added"] == 1 and source.asked[-1] == {"at": 1}


def test_a_kill_between_a_page_and_its_cursor_loses_nothing(
    services: Services, source: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    source.script = [page(1, 1, 2), page(2, 3)]
    with monkeypatch.context() as patched:
        patched.setattr(store, "keep_cursor", _killed)
        with pytest.raises(KeyboardInterrupt):
            run(services)
    told = run(services)
    assert (told["added"], told["unchanged"]) == (1, 2) and len(ids(services)) == 3


def _killed(*_: Any) -> None:
    raise KeyboardInterrupt


def test_ids_of_two_sources_stay_apart(services: Services, source: Desk) -> None:
    store.put_source(services.engine, "heaters", "desk", {"file": "x"})
    source.script = [page(1, 1, 2)]
    run(services)
    sync.sync(services, nothing, "heaters")
    assert ids(services) == {"lamps:1", "lamps:2"} and store.count_entries(services.engine, "ticket") == 4


def test_what_the_pages_tell_as_gone_leaves_and_nothing_of_another_source(services: Services, source: Desk) -> None:
    store.put_source(services.engine, "heaters", "desk", {"file": "x", "prefix": "lamps:h"})
    source.script = [page(1, 1, 2)]
    run(services)
    sync.sync(services, nothing, "heaters")
    source.script.append(page(2, gone=(("ticket", "1"), ("ticket", "h1"), ("ticket", "77"))))
    assert run(services)["gone"] == 1 and ids(services) == {"lamps:2"}
    assert store.ids_of_source(services.engine, "heaters", "ticket") == {"lamps:h1", "lamps:h2"}


def test_what_a_listing_no_longer_has_leaves(services: Services, source: Desk) -> None:
    source.script, source.there = [page(1, 1, 2, 3)], [["1", "3"]]
    assert run(services)["gone"] == 1 and ids(services) == {"lamps:1", "lamps:3"}


def test_a_ticket_missed_by_one_listing_alone_stays(services: Services, source: Desk) -> None:
    source.script, source.there = [page(1, 1, 2, 3)], [["1", "3"], ["1", "2"]]
    assert run(services)["gone"] == 0 and len(ids(services)) == 3


def test_half_a_list_told_twice_takes_out_nothing_that_still_answers(services: Services, source: Desk) -> None:
    source.script, source.there = [page(1, *range(9))], [[str(number) for number in range(4)]]
    answers = {"4": False, "5": False, "6": True, "7": SourceGone("nothing there"), "8": SourceRefused("not for us")}

    def gone(fetch: Fetch, id: str, options: Mapping[str, str]) -> bool:
        if isinstance(answer := answers[id], Exception):
            raise answer
        return bool(answer)

    source.gone = gone  # type: ignore[attr-defined]
    assert run(services)["gone"] == 3 and ids(services) == {f"lamps:{number}" for number in range(6)}


def test_many_that_vanish_at_once_are_held_back_unless_forced(services: Services, source: Desk) -> None:
    source.script, source.there = [page(1, *range(40))], [[]]
    told = run(services)
    assert (told["gone"], told["held_back"], len(ids(services))) == (0, 40, 40)
    assert run(services, force=True)["gone"] == 40 and ids(services) == set()


def test_a_listing_that_breaks_off_deletes_nothing(services: Services, source: Desk) -> None:
    def broken(fetch: Fetch, options: Mapping[str, str]) -> Iterator[str]:
        yield "1"
        raise SourceUnusable("half a list")

    source.script = [page(1, 1, 2, 3)]
    source.present = broken  # type: ignore[method-assign, assignment]
    with pytest.raises(SourceUnusable):
        run(services)
    assert len(ids(services)) == 3


def test_what_is_gone_may_be_kept(services: Services, source: Desk) -> None:
    store.put_source(services.engine, "lamps", "desk", {"file": "x", "keep_vanished": "yes"})
    source.script, source.there = [page(1, 1, 2, 3)], [["1"]]
    assert run(services)["gone"] == 0 and len(ids(services)) == 3


def test_the_same_page_for_ever_ends_with_an_error(services: Services, source: Desk) -> None:
    source.script = [page(at, 1, 2) for at in range(1, 1000)]
    with pytest.raises(SourceUnusable, match="same page"):
        run(services)
    assert len(ids(services)) == 2


def test_empty_pages_that_go_nowhere_end_with_an_error(services: Services, source: Desk) -> None:
    source.script = [page(1) for _ in range(1000)]
    with pytest.raises(SourceUnusable, match="same page"):
        run(services)


@pytest.mark.parametrize("stumble", [KeyError("a customer's words"), TypeError("x"), ValueError("x"), IndexError()])
def test_an_answer_of_another_shape_is_told_without_its_words(
    services: Services, source: Desk, stumble: Exception
) -> None:
    source.script = [page(1, 1), stumble]  # type: ignore[list-item]
    with pytest.raises(SourceUnusable, match="shape") as told:
        run(services)
    assert "words" not in str(told.value) and len(ids(services)) == 1


def test_an_id_that_does_not_fit_is_unread(services: Services, source: Desk) -> None:
    long = ticket(1).model_copy(update={"id": "x" * 200})
    source.script = [Page({"at": 1}, (long, ticket(2)))]
    assert run(services)["unread"] == {"its id is too long": 1} and ids(services) == {"lamps:2"}


def test_articles_come_in_too(services: Services, source: Desk) -> None:
    source.script = [Page({"at": 1}, articles=(Article(id="a", title="Dark lamps", body="Press the button."),))]
    run(services)
    assert store.entry(services.engine, "article", "lamps:a") is not None


def test_a_ticket_that_changes_hands_counts_as_changed(services: Services, source: Desk) -> None:
    from assist_server import imports

    imports.save(services, [imports.entry_of("ticket", ticket(1), services)])
    store.put_source(services.engine, "lamps", "desk", {"file": "x", "prefix": ""})
    source.script = [page(1, 1)]
    assert run(services)["changed"] == 1 and ids(services) == {"1"}


def test_an_unknown_source_is_not_found(services: Services) -> None:
    with pytest.raises(NotFound):
        sync.sync(services, nothing, "nobody")


def test_what_is_new_is_found_at_once(desk: Services, source: Desk) -> None:
    from assist_server.assistance import free_search
    from assist_server.requests import SearchRequest

    source.script = [page(1, 41)]
    told = run(desk)
    assert told["reindex_due"] is False
    found = free_search(desk, SearchRequest(q="my lamp stays dark", kind="ticket")).results
    assert found[0].id == "lamps:41"


def test_a_trial_shows_redacted_tickets_and_saves_nothing(services: Services, source: Desk) -> None:
    spoken = ticket(1, "Write to eva.muster@example.org, she will send a new button to you.")
    source.script = [Page({"at": 1}, (spoken, *(ticket(number) for number in range(2, 30))))]
    entries, unread = sync.trial(services, "lamps", "desk", {"file": "x"})
    assert len(entries) == 10 and unread == [] and "eva.muster" not in entries[0].body
    assert store.count_entries(services.engine) == 0


def test_a_file_of_json_lines_is_followed(services: Services, tmp_path: Path) -> None:
    path = tmp_path / "tickets.jsonl"

    def write(*tickets: Ticket, rest: str = "") -> None:
        path.write_text("".join(one.model_dump_json(exclude_none=True) + "\n" for one in tickets) + rest)

    write(*map(ticket, range(600)))
    store.put_source(services.engine, "lamps", "jsonl", {"file": str(path)})
    assert run(services)["added"] == 600
    assert run(services)["unchanged"] == 0
    write(*map(ticket, range(1, 600)), ticket(600), rest='{"id": 7, "status": "odd"}\n')
    told = run(services)
    assert (told["added"], told["gone"], told["unread"].popitem()[1]) == (1, 1, 1) and len(ids(services)) == 600
    write(ticket(1), rest="half a line")
    told = run(services)
    assert told["gone"] == 0 and told["unread"] == {"not JSON": 1}


def test_a_sync_killed_in_a_file_is_resumed(services: Services, tmp_path: Path) -> None:
    path = tmp_path / "tickets.jsonl"
    path.write_text("".join(ticket(n).model_dump_json(exclude_none=True) + "\n" for n in range(600)))
    store.put_source(services.engine, "lamps", "jsonl", {"file": str(path)})
    told: list[int] = []

    def stop(stage: str, done: int, total: int) -> None:
        told.append(done)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sync.sync(services, stop, "lamps")
    assert json.dumps(store.source(services.engine, "lamps").cursor) and 0 < len(ids(services)) < 600  # type: ignore[union-attr]
    again = run(services)
    assert again["added"] + told[-1] == 600 and again["unchanged"] == 0
