from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import insert

from assist_server import store
from assist_server.store import Engine, Entry, Stats
from assist_server.store.tables import sources
from assist_server.store.transactions import writing

MakeEntry = Callable[..., Entry]


def test_it_works(engine: Engine, make: MakeEntry) -> None:
    entries = [make("1", brand="x"), make("2", brand="y", passages=("a", "b")), make("3", kind="article", brand="x")]
    store.save_entries(engine, [*entries, make("4", kind="macro", passages=())])
    assert store.stats(engine) == Stats(2, 1, 1, 4, {"": 1, "x": 2, "y": 1}, {})


def test_an_empty_store_counts_zero(engine: Engine) -> None:
    assert store.stats(engine) == Stats(0, 0, 0, 0, {}, {})


def test_sources_are_named_in_order(engine: Engine) -> None:
    empty: dict[str, Any] = {"options": {}, "cursor": {}, "report": {}}
    with writing(engine) as connection:
        for name in ("rt", "desk"):
            connection.execute(insert(sources).values(name=name, kind="jsonl", added_at=datetime.now(UTC), **empty))
    assert store.source_names(engine) == ["desk", "rt"]
