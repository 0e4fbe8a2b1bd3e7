from __future__ import annotations

from collections.abc import Callable

from assist_server import store
from assist_server.store import Engine, Entry, Stats

MakeEntry = Callable[..., Entry]


def test_it_works(engine: Engine, make: MakeEntry) -> None:
    entries = [make("1", brand="x"), make("2", brand="y", passages=("a", "b")), make("3", kind="article", brand="x")]
    store.save_entries(engine, [*entries, make("4", kind="macro", passages=())])
    assert store.stats(engine) == Stats(2, 1, 1, 4, {"": 1, "x": 2, "y": 1}, {})


def test_an_empty_store_counts_zero(engine: Engine) -> None:
    assert store.stats(engine) == Stats(0, 0, 0, 0, {}, {})
