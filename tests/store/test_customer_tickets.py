"""A customer's tickets are found by index alone, newest first, and counted, in both databases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event

from assist_server import store
from assist_server.store import CustomerCount, Engine, Entry, Whose

MakeEntry = Callable[..., Entry]
BEGAN = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
MAIL, IDENT = "m" * 32, "i" * 32
ADA = Whose(frozenset({MAIL, IDENT}), frozenset({MAIL}))


def fill(engine: Engine, make: MakeEntry) -> None:
    """Store three tickets of one customer, one of another, and an article."""
    rows = (
        make("old", customer_key=MAIL, customer_id_key=IDENT, status="solved", csat="bad", created_at=BEGAN),
        make("undated", customer_key=IDENT, customer_id_key=IDENT, status="open"),
        make("new", customer_key="x", customer_id_key=MAIL, status="solved", csat="bad", brand="fernway",
             solved_at=BEGAN + timedelta(days=1)),
        make("other", customer_key="x", customer_id_key=IDENT),
        make("old", kind="article"),
    )  # fmt: skip
    store.save_entries(engine, rows)


def found(engine: Engine, whose: Whose, limit: int = 9) -> list[str]:
    """Return the ids of the tickets."""
    return [one.id for one in store.tickets_of_customer(engine, whose, limit)]


def test_it_works(engine: Engine, make: MakeEntry) -> None:
    fill(engine, make)
    assert found(engine, ADA) == ["new", "old", "undated"] and found(engine, ADA, 1) == ["new"]
    assert sorted(store.count_of_customer(engine, ADA, None), key=lambda one: one.tickets) == [
        CustomerCount("open", None, None, 1),
        CustomerCount("solved", "bad", None, 2),
    ]


def test_the_open_ticket_is_not_counted_with_or_without_its_source(engine: Engine, make: MakeEntry) -> None:
    store.save_entries(engine, [make(id, customer_key=MAIL) for id in ("7", "rt:7", "17", "rt:%")])
    assert [one.tickets for one in store.count_of_customer(engine, ADA, "7")] == [2]
    assert [one.tickets for one in store.count_of_customer(engine, ADA, "%")] == [3]


def test_a_brand_is_shown_its_own_and_those_of_none(engine: Engine, make: MakeEntry) -> None:
    fill(engine, make)
    assert found(engine, Whose(ADA.keys, ADA.id_keys, "lumio")) == ["old", "undated"]


def test_nobody_has_no_tickets(engine: Engine, make: MakeEntry) -> None:
    fill(engine, make)
    assert found(engine, Whose(frozenset(), frozenset())) == []


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)  # PostgreSQL plans by what it has counted
@pytest.mark.parametrize("brand", [None, "fernway"])
def test_no_query_walks_through_all_tickets(engine: Engine, make: MakeEntry, brand: str | None) -> None:
    fill(engine, make)
    asked: list[tuple[str, tuple[object, ...]]] = []
    event.listen(engine, "before_cursor_execute", lambda _c, _cur, text, values, *_: asked.append((text, values)))
    whose = Whose(ADA.keys, ADA.id_keys, brand)
    store.tickets_of_customer(engine, whose, 9)
    store.count_of_customer(engine, whose, "old")
    queries = [one for one in asked if "FROM entries" in one[0]]
    with engine.connect() as connection:
        for text, values in queries:
            plan = [str(row[3]) for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", values)]
            used = [step for step in plan if "entries" in step]
            allowed = ("INTEGER PRIMARY KEY", "ix_entries_customer_key", "ix_entries_customer_id_key")
            assert used and all(any(name in step for name in allowed) for step in used), plan
    assert len(queries) == 2
