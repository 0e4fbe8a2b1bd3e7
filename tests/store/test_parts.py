"""Sums of one channel, one category, or both, week by week, on either database."""

from __future__ import annotations

from collections.abc import Callable

from assist_server import store
from assist_server.store import COUNTED, Engine, Entry, Facts, PartRow, SumRow, TimeRow, parts

MakeEntry = Callable[..., Entry]
ONES = (1,) * len(COUNTED)
TIMES = {"resolution": {"12": 3, "7": 1}}


def _week(engine: Engine, week: int) -> None:
    sums = [SumRow("channel", "chat", week, mood, ONES) for mood in ("", "negative")]
    times = [TimeRow("channel", "chat", measure, week, 7, 2) for measure in ("resolution", "first_response")]
    rows = [PartRow("chat", "pay", week, ONES, TIMES), PartRow("chat", "", week, ONES, {})]
    store.facts.put_sums(engine, week, sums, times, rows)


def test_it_works(engine: Engine) -> None:
    for week in (2, 1, 3):
        _week(engine, week)
    assert parts.parts(engine, "chat", "pay", 1) == [PartRow("chat", "pay", week, ONES, TIMES) for week in (2, 3)]
    assert parts.parts(engine, "chat", "", 2) == [PartRow("chat", "", 3, ONES, {})]
    assert parts.parts(engine, "pay", "chat", 0) == []
    assert {(row.week, row.mood) for row in parts.label_sums(engine, "channel", "chat", 2)} == {
        (3, ""),
        (3, "negative"),
    }
    assert parts.label_times(engine, "channel", "chat", ["resolution"], 2) == [
        TimeRow("channel", "chat", "resolution", 3, 7, 2)
    ]


def test_a_week_put_again_takes_the_place_of_what_was_there(engine: Engine) -> None:
    _week(engine, 1)
    store.facts.put_sums(engine, 1, [], [], [PartRow("mail", "pay", 1, ONES, {})])
    assert parts.parts(engine, "chat", "pay", 0) == []
    assert [row.week for row in parts.parts(engine, "mail", "pay", 0)] == [1]


def test_a_week_without_its_parts_is_to_be_summed_up(engine: Engine, make: MakeEntry) -> None:
    store.save_entries(engine, [make("T-1")])
    (lot,) = store.facts.facts_missing(engine, 5)
    store.facts.put_facts(engine, [Facts(lot[0].pk, lot[0].content_hash, 9, channel="chat")])
    assert store.facts.weeks_to_sum(engine) == [9]
    whole = [SumRow("all", "", 9, "", ONES)]
    store.facts.put_sums(engine, 9, whole, [], [])
    assert store.facts.weeks_to_sum(engine) == [9]
    store.facts.put_sums(engine, 9, whole, [], [PartRow("chat", "", 9, ONES, {})])
    assert store.facts.weeks_to_sum(engine) == []


def test_people_are_told_apart_by_part(engine: Engine, make: MakeEntry) -> None:
    store.save_entries(engine, [make(f"T-{number}") for number in range(4)])
    (lot,) = store.facts.facts_missing(engine, 9)
    told = (("chat", "pay", "a"), ("chat", "pay", "b"), ("chat", None, "a"), ("chat", "pay", None))
    facts = [
        Facts(one.pk, one.content_hash, 5, channel=channel, category=category, agent_key=agent)
        for one, (channel, category, agent) in zip(lot, told, strict=True)
    ]
    store.facts.put_facts(engine, facts)
    assert parts.people_of_parts(engine, 4) == {parts.part_key("chat", "pay"): 2, parts.part_key("chat", ""): 1}
    assert parts.people_of_parts(engine, 5) == {}
