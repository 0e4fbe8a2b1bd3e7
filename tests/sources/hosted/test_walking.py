"""Ways through a list that changes while it is read: nothing is lost, nothing is read for ever."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assist_server.errors import SourceGone, SourceRefused, SourceUnusable
from assist_server.sources import Unread
from assist_server.sources.translating import Gone, Json
from assist_server.sources.walking import changed_since, shelf, still_there
from assist_server.ticket import Macro

START = datetime(2026, 3, 1, tzinfo=UTC)
SIZE = 3
OVERLAP = timedelta(seconds=30)


def walked(rows: list[dict[str, Any]], kept: dict[str, Any] | None = None) -> tuple[list[str], dict[str, Any]]:
    """Walk a list that does not change, and return what it told and the state it left."""
    steps = list(
        changed_since(lambda since, number: listed(rows, since, number), kept or {}, size=SIZE, overlap=OVERLAP)
    )
    return [row["id"] for found, _ in steps for row in found], steps[-1][1]


def listed(rows: list[dict[str, Any]], since: datetime, number: int) -> list[Json]:
    """Answer as a service does that is asked by time of change."""
    later = sorted(
        (row for row in rows if row["updated_at"] >= since.isoformat()), key=lambda row: str(row["updated_at"])
    )
    return list(later[(number - 1) * SIZE : number * SIZE])


def row(key: str, seconds: int) -> dict[str, Any]:
    """A row that changed so many seconds after the start."""
    return {"id": key, "updated_at": (START + timedelta(seconds=seconds)).isoformat()}


def test_it_works() -> None:
    rows = [row(str(number), number * 60) for number in range(10)]
    told, state = walked(rows)
    assert told == [str(number) for number in range(10)]
    assert walked(rows, state)[0] == []


def test_a_second_that_fills_pages_is_read_to_its_end() -> None:
    rows = [row(str(number), 5 if number < 11 else 60) for number in range(13)]
    told, state = walked(rows)
    assert sorted(told) == sorted(each["id"] for each in rows)
    assert walked(rows, state)[0] == []


def test_what_the_source_shows_late_is_found_by_the_next_run() -> None:
    rows = [row("1", 0), row("2", 60)]
    _, state = walked(rows)
    late = row("3", 45)
    assert walked([*rows, late], state)[0] == ["3"]


@given(
    burst=st.integers(1, 14),
    changes=st.lists(st.tuples(st.integers(0, 20), st.integers(0, 15), st.booleans()), max_size=10),
)
@settings(max_examples=200, deadline=None)
def test_rows_that_move_between_two_requests_are_met(burst: int, changes: list[tuple[int, int, bool]]) -> None:
    rows = {str(number): row(str(number), 5) for number in range(burst)} | {"late": row("late", 7)}
    latest: dict[str, str] = {}
    asked, clock = 0, 100

    def ask(since: datetime, number: int) -> list[Json]:
        nonlocal asked, clock
        for when, which, deleted in changes:
            if when == asked and str(which) in rows:
                clock += 1
                if deleted:
                    del rows[str(which)]
                else:
                    rows[str(which)] = row(str(which), clock)
        asked += 1
        return listed(list(rows.values()), since, number)

    state: dict[str, Any] = {}
    for _ in range(2):  # what changes after the last page was read is the next run's
        steps = list(changed_since(ask, state, size=SIZE, overlap=OVERLAP))
        latest |= {each["id"]: each["updated_at"] for found, _ in steps for each in found}
        state, asked = steps[-1][1], 100
    assert {key: latest.get(key) for key in rows} == {key: each["updated_at"] for key, each in rows.items()}


def test_answers_out_of_order_stop_the_run() -> None:
    rows = [row("1", 60), row("2", 0)]
    with pytest.raises(SourceUnusable, match="order"):
        list(changed_since(lambda since, number: list(rows), {}, size=SIZE, overlap=OVERLAP))


def test_the_same_page_for_ever_stops_the_run() -> None:
    rows = [row(str(number), 5) for number in range(SIZE)]
    with pytest.raises(SourceUnusable, match="again"):
        list(changed_since(lambda since, number: list(rows), {}, size=SIZE, overlap=OVERLAP))
    with pytest.raises(SourceUnusable, match="again"):
        list(still_there(lambda number: list(rows), lambda each: False))


def test_what_left_is_not_there_and_hides_nothing_behind_it() -> None:
    pages: list[list[Json]] = [[{"id": 1, "left": True}], [{"id": 2}], []]
    assert set(still_there(lambda number: pages[min(number, 3) - 1], lambda each: bool(each.get("left")))) == {"2"}


def test_a_list_that_is_refused_or_missing_keeps_what_was_known() -> None:
    known = {"macros": {"41": "abc"}, "tickets": {"since": "x"}}

    def refuse() -> list[Macro]:
        raise SourceRefused("no")

    def miss() -> list[Macro]:
        raise SourceGone("no")

    refused, missing = shelf(known, "macros", "macro", refuse), shelf(known, "macros", "macro", miss)
    assert refused.cursor == missing.cursor == known
    assert [thing.id for thing in refused.unread] == ["macros"] and not missing.unread
    assert not refused.gone and not missing.gone


def test_what_cannot_be_read_now_is_not_taken_for_gone() -> None:
    step = shelf(
        {"macros": {"41": "abc", "42": "def"}}, "macros", "macro", lambda: [Unread("41", "odd"), Gone("macro", "42")]
    )
    assert step.gone == (("macro", "42"),)
    assert step.cursor == {"macros": {"41": "abc"}}
