from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from assist_server import store
from assist_server.store import DrawnTickets, Engine, Entry, Experiment, findings
from tests.support import drawn_one_by_one

MakeEntry = Callable[..., Entry]
NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
FIRST = Experiment("a" * 12, 0.25, NOW, NOW + timedelta(days=7), None)


def _replied(engine: Engine, key_id: str, *, ticket_key: str | None = None, pk: int | None = None) -> None:
    used: store.Used = "inserted" if pk else "none"
    store.add_reply(engine, ticket_key=ticket_key, key_id=key_id, used=used, entry_pk=pk, seconds=40)


def test_it_works(engine: Engine) -> None:
    assert store.add_experiment(engine, FIRST) and store.experiments(engine) == [FIRST]
    key = store.add_key(engine, "a", "agent", "d").id
    for ticket, held in (("one", True), ("other", False)):
        store.note_drawn(engine, FIRST.id, ticket, held=held, broken=False)
    _replied(engine, key, ticket_key="one")
    assert store.count_drawn(engine, [FIRST.id, "b" * 12]) == {FIRST.id: (2, 1)}
    told = sorted((one.held, one.seconds) for one in drawn_one_by_one(engine, FIRST.id) if one.seconds)
    assert told == [(True, 40)]


def test_drawn_tickets_are_summed_up_by_side_and_seconds_and_only_those_of_one_experiment(engine: Engine) -> None:
    later = replace(FIRST, id="b" * 12, started_at=NOW + timedelta(days=8), ends_at=NOW + timedelta(days=9))
    for one in (FIRST, later):
        store.add_experiment(engine, one)
    key = store.add_key(engine, "a", "agent", "d").id
    for place, (held, broken) in enumerate(((True, True), (True, False), (True, False), (False, False))):
        store.note_drawn(engine, later.id, f"ticket {place}", held=held, broken=broken)
    store.note_drawn(engine, FIRST.id, "ticket 9", held=True, broken=False)
    for place in (0, 1, 3):
        _replied(engine, key, ticket_key=f"ticket {place}")
    store.put_outcomes(engine, later.id, [("ticket 0", True, None), ("ticket 1", False, True)])
    assert set(store.drawn_tickets(engine, later.id)) == {
        DrawnTickets(True, 40, tickets=2, broken=1, rated=2, bad=1, reopened_told=1, reopened=1),
        DrawnTickets(True, None, tickets=1, broken=0, rated=0, bad=0, reopened_told=0, reopened=0),
        DrawnTickets(False, 40, tickets=1, broken=0, rated=0, bad=0, reopened_told=0, reopened=0),
    }


def test_people_are_counted_by_their_keys_in_one_experiment(engine: Engine) -> None:
    store.add_experiment(engine, FIRST)
    assert store.has_people(engine, FIRST.id, 0) and not store.has_people(engine, FIRST.id, 1)
    for place, name in enumerate(("a", "b", "b")):
        store.note_drawn(engine, FIRST.id, f"ticket {place}", held=False, broken=False)
        known = {one.name: one.id for one in store.keys(engine)}
        key = known.get(name) or store.add_key(engine, name, "agent", name).id
        _replied(engine, key, ticket_key=f"ticket {place}")
    assert store.has_people(engine, FIRST.id, 2) and not store.has_people(engine, FIRST.id, 3)
    assert not store.has_people(engine, "b" * 12, 1)


def test_while_one_runs_no_other_is_kept(engine: Engine) -> None:
    second = replace(FIRST, id="b" * 12, started_at=NOW + timedelta(days=1), ends_at=NOW + timedelta(days=9))
    assert store.add_experiment(engine, FIRST) and not store.add_experiment(engine, second)
    store.stop_experiment(engine, FIRST.id, NOW + timedelta(hours=1))
    assert store.add_experiment(engine, second)
    assert store.running_experiment(engine, second.started_at) == second


def test_one_that_has_ended_stays_as_it_ended(engine: Engine) -> None:
    store.add_experiment(engine, FIRST)
    store.stop_experiment(engine, FIRST.id, FIRST.ends_at + timedelta(days=1))
    assert store.experiments(engine) == [FIRST]


def test_a_broken_ticket_stays_broken(engine: Engine) -> None:
    store.add_experiment(engine, FIRST)
    for broken in (False, True, False):
        store.note_drawn(engine, FIRST.id, "one", held=True, broken=broken)
    assert [one.broken for one in drawn_one_by_one(engine, FIRST.id)] == [True]


def test_a_reply_counts_in_the_newest_experiment_alone(engine: Engine) -> None:
    later = replace(FIRST, id="b" * 12, started_at=NOW + timedelta(days=8), ends_at=NOW + timedelta(days=9))
    for one in (FIRST, later):
        store.add_experiment(engine, one)
        store.note_drawn(engine, one.id, "one", held=True, broken=False)
    _replied(engine, store.add_key(engine, "a", "agent", "d").id, ticket_key="one")
    assert [one.seconds for one in drawn_one_by_one(engine, FIRST.id)] == [None]
    assert [one.seconds for one in drawn_one_by_one(engine, later.id)] == [40]


def test_what_came_of_tickets_solved_since_is_kept_with_them(engine: Engine, make: MakeEntry) -> None:
    old, new = (make(id, csat=2, reopened=True, solved_at=at) for id, at in (("T-1", NOW), ("T-2", FIRST.ends_at)))
    store.save_entries(engine, [old, new, make("A-1", kind="article", solved_at=FIRST.ends_at)])
    store.add_experiment(engine, FIRST)
    store.note_drawn(engine, FIRST.id, "two", held=True, broken=False)
    assert store.outcomes(engine, NOW + timedelta(seconds=1)) == [("T-2", 2, True)]
    store.put_outcomes(engine, FIRST.id, [("two", True, False), ("not drawn", True, True)])
    assert [(one.bad, one.reopened) for one in drawn_one_by_one(engine, FIRST.id)] == [(True, False)]


def test_a_reply_outlives_the_entry_that_it_used(engine: Engine, make: MakeEntry) -> None:
    store.save_entries(engine, [make("T-1", source="rt")])
    (pk,) = (card.entry_pk for card in store.cards(engine, "m", [1]))
    _replied(engine, store.add_key(engine, "a", "agent", "d").id, pk=pk)
    assert [one.source for one in store.newest_replies(engine, NOW - timedelta(days=900), 5)] == ["rt"]
    store.delete_entries(engine, "ticket", ["T-1"])
    (reply,) = store.newest_replies(engine, NOW - timedelta(days=900), 5)
    assert (reply.seconds, reply.used, reply.source) == (40, "inserted", None)


def test_events_are_summed_by_label_and_key_and_taken_out_with_an_erased_customer(
    engine: Engine, make: MakeEntry
) -> None:
    store.save_entries(engine, [make("T-1", source="rt", customer_key="c"), make("T-2", source="rt")])
    keys = [store.add_key(engine, name, "agent", name).id for name in ("a", "b")]
    for pk, key, similarity in ((1, keys[0], 0.4), (1, keys[1], None), (2, keys[1], 0.8)):
        store.add_feedback(
            engine,
            suggestion_id=f"0123456789ab.{pk}",
            event="sent",
            ticket_key=None,
            key_id=key,
            entry_pk=pk,
            similarity=similarity,
            reason=None,
        )
    (row,) = findings.usage(engine, "source")
    assert (row.value, row.times, row.told, round(row.kept or 0, 6)) == ("rt", 3, 2, 0.6)
    assert findings.people_judging(engine, "source") == {"rt": 2}
    store.erase_customer(engine, ["c"], lambda id_: id_)
    (row,) = findings.usage(engine, "source")
    assert (row.times, row.told, round(row.kept or 0, 6)) == (1, 1, 0.8)
    assert findings.people_judging(engine, "source") == {"rt": 1}
