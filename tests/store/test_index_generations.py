from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from assist_server import store
from assist_server.errors import Conflict, NotFound
from assist_server.store import Engine, Entry

MakeEntry = Callable[..., Entry]


def _checked(engine: Engine, id: str, seq: int = 0) -> str:
    store.create_generation(engine, id, "m", seq)
    store.finish_building(engine, id, 3, {"recall": 1.0})
    return id


def _states(engine: Engine) -> dict[str, str]:
    return {generation.id: generation.state for generation in store.generations(engine)}


def test_it_works(engine: Engine) -> None:
    assert store.live_generation(engine) is None
    assert store.go_live(engine, _checked(engine, "a", seq=7)) is None
    live = store.live_generation(engine)
    assert live is not None and live.live_at is not None and live.live_at >= live.created_at
    assert (live.id, live.state, live.model, live.passages, live.seq) == ("a", "live", "m", 3, 7)
    assert live.report == {"recall": 1.0} and store.live(engine) == store.Live("a", 7, 0)


def test_going_live_retires_the_one_before(engine: Engine) -> None:
    store.go_live(engine, _checked(engine, "a"))
    assert store.go_live(engine, _checked(engine, "b")) == "a"
    assert _states(engine) == {"a": "retired", "b": "live"}


def test_a_retired_one_can_come_back(engine: Engine) -> None:
    store.go_live(engine, _checked(engine, "a"))
    store.go_live(engine, _checked(engine, "b"))
    assert store.go_live(engine, "a") == "b"
    assert _states(engine) == {"a": "live", "b": "retired"} and store.live(engine).generation == "a"


def test_only_a_checked_or_retired_one_goes_live(engine: Engine) -> None:
    store.go_live(engine, _checked(engine, "live"))
    store.create_generation(engine, "building", "m", 0)
    store.create_generation(engine, "failed", "m", 0)
    store.fail_generation(engine, "failed", "no room left")
    for id in ("live", "building", "failed"):
        with pytest.raises(Conflict, match=id):
            store.go_live(engine, id)
    with pytest.raises(NotFound):
        store.go_live(engine, "unheard of")
    assert store.live(engine).generation == "live"


def test_of_two_at_once_one_is_live_in_the_end(engine: Engine) -> None:
    ids = [_checked(engine, f"g{number}") for number in range(4)]
    with ThreadPoolExecutor(4) as pool:
        previous = list(pool.map(lambda id: store.go_live(engine, id), ids))
    live = store.live(engine).generation
    assert {*previous, live} == {None, *ids}
    assert sorted(_states(engine).values()) == ["live", "retired", "retired", "retired"]


def test_a_failure_is_kept_with_its_reason(engine: Engine) -> None:
    store.create_generation(engine, "a", "m", 0)
    store.fail_generation(engine, "a", "no room left")
    (failed,) = store.generations(engine)
    assert (failed.state, failed.report) == ("failed", {"message": "no room left"})
    with pytest.raises(Conflict):
        store.finish_building(engine, "a", 1, {})


def test_what_serves_cannot_fail(engine: Engine) -> None:
    store.go_live(engine, _checked(engine, "a"))
    with pytest.raises(Conflict):
        store.fail_generation(engine, "a", "too late")


def test_the_newest_comes_first(engine: Engine) -> None:
    for id in ("b", "c", "a"):
        store.create_generation(engine, id, "m", 0)
    assert [generation.id for generation in store.generations(engine)] == ["a", "c", "b"]


def test_all_but_the_live_one_can_be_forgotten(engine: Engine) -> None:
    store.go_live(engine, _checked(engine, "a"))
    store.go_live(engine, _checked(engine, "b"))
    store.forget_generation(engine, "a")
    with pytest.raises(Conflict, match="live"):
        store.forget_generation(engine, "b")
    with pytest.raises(NotFound):
        store.forget_generation(engine, "a")
    assert _states(engine) == {"b": "live"}


def test_removals_stay_while_a_generation_needs_them(engine: Engine, make: MakeEntry) -> None:
    for id in ("1", "2"):
        store.save_entries(engine, [make(id)])
        store.delete_entries(engine, "ticket", [id])
    assert store.prune_removals(engine) == 0  # there is no generation
    store.create_generation(engine, "failed", "m", 4)
    store.fail_generation(engine, "failed", "no room left")
    assert store.prune_removals(engine) == 0  # none that could serve
    _checked(engine, "old", seq=2)
    _checked(engine, "new", seq=4)
    assert store.prune_removals(engine) == 1
    assert len(store.changed_since(engine, 2)[1]) == 1
