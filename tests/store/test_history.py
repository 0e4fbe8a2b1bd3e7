from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from assist_server import store
from assist_server.store import Engine, Entry
from assist_server.store import history as queries

MakeEntry = Callable[..., Entry]
BEGUN, SOLVED = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC)


def test_it_works(engine: Engine, make: MakeEntry) -> None:
    told = {"tags": ("a", "b"), "csat": 4, "team": "Repairs", "agent_key": "k", "reopened": True, "status": "solved"}
    store.save_entries(engine, [make("1", created_at=BEGUN, solved_at=SOLVED, **told), make("2", created_at=BEGUN)])
    first, second = store.history_rows(engine)
    assert (first.tags, first.csat, first.team, first.agent_key, first.reopened) == (
        ["a", "b"],
        4,
        "Repairs",
        "k",
        True,
    )
    assert (first.at, second.at, second.reopened) == (SOLVED, BEGUN, None)


def test_all_tickets_come_once_however_many_are_read_at_a_time(
    engine: Engine, make: MakeEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.save_entries(engine, [make(str(number)) for number in range(7)])
    monkeypatch.setattr(queries, "TICKETS", 3)
    assert [row.title for row in store.history_rows(engine)] == [f"about {number}" for number in range(7)]


def test_articles_and_macros_are_no_history(engine: Engine, make: MakeEntry) -> None:
    store.save_entries(engine, [make("1"), make("a", kind="article"), make("m", kind="macro")])
    rows = store.passages_after(engine, 0, 10)
    assert len(list(store.history_rows(engine))) == 1
    assert [id for id, _ in store.history_of(engine, [row.id for row in rows])] == [rows[0].id]


def test_passages_are_told_by_their_entries(engine: Engine, make: MakeEntry) -> None:
    store.save_entries(engine, [make("1", passages=("a", "b")), make("2")])
    first, *_ = store.history_rows(engine)
    assert store.passages_of(engine, [first.pk]) == {row.id for row in store.passages_after(engine, 0, 2)}
    assert store.newest_passage(engine) == max(store.passage_ids(engine))


def test_texts_without_a_vector_are_counted_once(engine: Engine, make: MakeEntry) -> None:
    store.save_entries(engine, [make("1", reply="x"), make("2", reply="x"), make("3", passages=("text of 1",))])
    assert store.missing_count(engine, "m") == 3
    store.put_vectors(engine, "m", {store.text_hash("x"): b"v"})
    assert (store.missing_count(engine, "m"), store.missing_count(engine, "n")) == (2, 3)
