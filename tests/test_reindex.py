"""A generation is built beside the live one, checked, switched in one step, and can be rolled back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient

from assist_server import building, checking, imports, reindex, store, tasks
from assist_server.assistance import free_search
from assist_server.errors import NotFound
from assist_server.requests import SearchRequest
from assist_server.results import SearchHit
from assist_server.services import Services, build
from assist_server.store import Entry
from embeddings.errors import IndexUnusable

Reindexed = Callable[[Services], dict[str, Any]]


def find(services: Services, text: str) -> list[SearchHit]:
    """Return what a free search for tickets finds."""
    return free_search(services, SearchRequest(q=text, kind="ticket")).results


def entry(number: int, text: str) -> Entry:
    """Return a small entry."""
    return Entry(kind="ticket", id=f"E-{number}", title="", content_hash=text, reply=f"Answer {text}", passages=(text,))


def test_it_works(desk: Services) -> None:
    live = store.live_generation(desk.engine)
    assert live is not None and live.passages == store.stats(desk.engine).passages - 1  # of a ticket without an answer
    assert live.report["recall"] == 1.0


def test_what_is_left_out_is_told_before_anything_is_embedded(desk: Services, admin: FlaskClient) -> None:
    job, told = store.create_job(desk.engine, "reindex", {}), dict[str, Any]()

    def watch(stage: str, done: int, total: int) -> None:
        told.setdefault(stage, admin.get(f"/v1/jobs/{job.id}").json["result"])  # type: ignore[index]

    assert tasks.run(desk, job.id, watch) == "done"
    assert told["loading the encoder"] == {}
    assert told["embedding passages"] == {"left_out": {"not resolved": 1, "no answer": 1}}


def test_what_comes_in_while_texts_are_embedded_is_asked_about_too(
    desk: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    embed_missing = building.embed_missing

    def interrupted(*given: Any) -> int:
        imports.save(desk, [replace(entry(1, "the purple walrus valve leaks"), status="open")])
        return embed_missing(*given)

    monkeypatch.setattr(reindex, "embed_missing", interrupted)
    job = store.create_job(desk.engine, "reindex", {})
    assert tasks.run(desk, job.id) == "done"
    ended = store.job(desk.engine, job.id)
    assert ended is not None and ended.result["left_out"] == {"not resolved": 2, "no answer": 1}
    assert "E-1" not in [one.id for one in find(desk, "purple walrus valve")]


def test_nothing_is_embedded_twice(desk: Services, reindexed: Reindexed) -> None:
    assert reindexed(desk)["embedded"] == 0


def test_what_was_added_since_is_found_before_and_after_the_next_build(desk: Services, reindexed: Reindexed) -> None:
    imports.save(desk, [entry(1, "the purple walrus valve leaks")])
    assert find(desk, "purple walrus valve")[0].id == "E-1"
    reindexed(desk)
    assert find(desk, "purple walrus valve")[0].id == "E-1"


def test_what_was_deleted_since_is_gone_before_and_after_the_next_build(desk: Services, reindexed: Reindexed) -> None:
    store.delete_entries(desk.engine, "ticket", ["T-1"])
    assert "T-1" not in [one.id for one in find(desk, "parcel tracking has not moved")]
    reindexed(desk)
    assert "T-1" not in [one.id for one in find(desk, "parcel tracking has not moved")]


def test_what_is_hidden_from_a_view_is_hidden_among_the_newest_too(desk: Services) -> None:
    imports.save(desk, [entry(1, "the purple walrus valve leaks")])
    view, vector = desk.view(), desk.encode(["purple walrus valve"])[0]
    found = view.asked(vector, "purple walrus valve").best(5, view.groups_for("ticket", None, internal=False))
    hidden = replace(view, removed=view.removed | {int(found.ids[0])})
    left = hidden.asked(vector, "purple walrus valve").best(5, view.groups_for("ticket", None, internal=False))
    assert found.ids[0] in [row.id for row in view.added] and found.ids[0] not in left.ids


def test_another_process_follows_the_switch(desk: Services, reindexed: Reindexed) -> None:
    other = build(desk.settings)
    before = other.view().generation
    result = reindexed(desk)
    assert other.view().generation == result["generation"] != before
    other.close()


def test_two_generations_are_kept_and_older_ones_collected(desk: Services, reindexed: Reindexed) -> None:
    for _ in range(3):
        reindexed(desk)
    states = [one.state for one in store.generations(desk.engine)]
    assert sorted(states) == ["live", "retired"]


def test_rolling_back_puts_the_previous_one_live(desk: Services, reindexed: Reindexed) -> None:
    first = store.live(desk.engine).generation
    reindexed(desk)
    assert reindex.roll_back(desk) == first == desk.view().generation
    assert find(desk, "parcel tracking has not moved")


def test_changes_survive_a_roll_back(desk: Services, reindexed: Reindexed) -> None:
    imports.save(desk, [entry(1, "the purple walrus valve leaks")])
    store.delete_entries(desk.engine, "ticket", ["T-1"])
    reindexed(desk)
    reindex.roll_back(desk)
    assert find(desk, "purple walrus valve")[0].id == "E-1"
    assert "T-1" not in [one.id for one in find(desk, "parcel tracking has not moved")]


def test_there_is_nothing_to_roll_back_to_at_first(desk: Services) -> None:
    with pytest.raises(NotFound):
        reindex.roll_back(desk)


def test_a_build_that_fails_leaves_the_live_one_alone(desk: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    live = store.live(desk.engine).generation

    def broken(*_: Any, **__: Any) -> None:
        raise IndexUnusable("The disk is full.", mend="Make room.")

    monkeypatch.setattr(building, "build_index", broken)
    job = store.create_job(desk.engine, "reindex", {})
    assert tasks.run(desk, job.id) == "failed"
    ended = store.job(desk.engine, job.id)
    assert ended is not None and ended.message == "The disk is full. Make room."
    assert store.live(desk.engine).generation == live == desk.view().generation


def test_a_cancelled_build_stops_and_leaves_the_live_one_alone(desk: Services) -> None:
    live = store.live(desk.engine).generation
    job = store.create_job(desk.engine, "reindex", {})

    def cancel(*_: Any) -> None:
        store.cancel_job(desk.engine, job.id)

    assert tasks.run(desk, job.id, cancel) == "cancelled"
    assert store.live(desk.engine).generation == live


def test_a_build_that_finds_too_little_stays_out_unless_forced(desk: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    live = store.live(desk.engine).generation
    monkeypatch.setattr(checking, "_recall", lambda *_: 0.5)
    for force, state in ((False, "failed"), (True, "done")):
        job = store.create_job(desk.engine, "reindex", {"force": force})
        assert tasks.run(desk, job.id) == state
        assert (store.live(desk.engine).generation == live) is not force


def test_a_damaged_index_is_refused_with_what_mends_it(desk: Services) -> None:
    name = store.live(desk.engine).generation
    for path in (desk.settings.folder / "generations" / str(name)).rglob("*"):
        if path.is_file():
            path.write_bytes(b"")
    fresh = build(desk.settings)
    with pytest.raises(IndexUnusable, match="assist reindex"):
        fresh.view()
    fresh.close()


def test_an_empty_desk_can_be_indexed_and_asked(services: Services, reindexed: Reindexed) -> None:
    assert reindexed(services)["passages"] == 0
    assert find(services, "anything") == []
