from __future__ import annotations

from collections.abc import Callable

from assist_server import store
from assist_server.store import Engine, Entry, Held, Stats

MakeEntry = Callable[..., Entry]


def test_it_works(engine: Engine, make: MakeEntry) -> None:
    entries = [make("1", brand="x"), make("2", brand="y", passages=("a", "b")), make("3", kind="article", brand="x")]
    store.save_entries(engine, [*entries, make("4", kind="macro", passages=())])
    assert store.stats(engine) == Stats(2, 1, 1, 4, {"": 1, "x": 2, "y": 1}, {})


def test_tickets_are_counted_by_whether_they_are_solved(engine: Engine, make: MakeEntry) -> None:
    states = ("solved", "closed", "open", "pending", None)
    store.save_entries(engine, [make(str(n), status=state) for n, state in enumerate(states)])
    store.save_entries(engine, [make("5", kind="article"), make("6", kind="article"), make("7", kind="macro")])
    assert store.held(engine) == Held(solved=2, open=3, articles=2, macros=1)


def test_an_empty_store_counts_zero(engine: Engine) -> None:
    assert store.held(engine) == Held(0, 0, 0, 0)
    assert store.stats(engine) == Stats(0, 0, 0, 0, {}, {})
