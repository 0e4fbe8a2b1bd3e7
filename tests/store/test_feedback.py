from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from assist_server import store
from assist_server.errors import InvalidInput
from assist_server.judgement import Standing
from assist_server.store import Engine, Entry

MakeEntry = Callable[..., Entry]


def _tell(engine: Engine, event: str = "shown", entry_pk: int | None = None, key_id: str | None = None) -> None:
    store.add_feedback(
        engine,
        suggestion_id="s.1",
        event=event,
        ticket_key="abc",
        key_id=key_id,
        entry_pk=entry_pk,
        similarity=0.5,
        reason="wrong product",
    )


def test_it_works(engine: Engine, make: MakeEntry) -> None:
    store.save_entries(engine, [make("T-1")])
    key = store.add_key(engine, "a", "agent", "digest")
    _tell(engine, entry_pk=store.cards(engine, "m", [1])[0].entry_pk, key_id=key.id)
    assert store.feedback_counts(engine) == {"shown": 1}


def test_events_are_counted_each(engine: Engine) -> None:
    for event in ("shown", "inserted", "shown"):
        _tell(engine, event)
    assert store.feedback_counts(engine) == {"inserted": 1, "shown": 2}


def test_feedback_on_an_entry_that_is_gone_still_counts(engine: Engine) -> None:
    _tell(engine, entry_pk=12345)
    assert store.feedback_counts(engine) == {"shown": 1}


def test_a_number_no_entry_can_have_is_no_fault(engine: Engine) -> None:
    try:
        _tell(engine, entry_pk=10**30)
    except InvalidInput:
        assert store.feedback_counts(engine) == {}
    else:
        assert store.feedback_counts(engine) == {"shown": 1}


def test_nothing_told_counts_nothing(engine: Engine) -> None:
    assert store.feedback_counts(engine) == {}
    with pytest.raises(TypeError):
        store.add_feedback(engine, suggestion_id="s")  # type: ignore[call-arg]


def _judge(engine: Engine, event: str, key_id: str | None = None, *, ticket: str = "t", similarity: float = 1) -> None:
    store.add_feedback(
        engine,
        suggestion_id="s.1",
        event=event,
        ticket_key=ticket,
        key_id=key_id,
        entry_pk=1,
        similarity=similarity,
        reason=None,
    )


def _standing(engine: Engine) -> Standing | None:
    return store.cards(engine, "m", [1])[0].standing


def test_a_judgement_is_read_with_the_card_and_is_a_change(engine: Engine, make: MakeEntry) -> None:
    store.save_entries(engine, [make("T-1"), make("T-2")])
    seq = store.live(engine).change_seq
    assert _standing(engine) is None
    _judge(engine, "up")
    known = _standing(engine)
    assert known is not None and known.evidence > 0
    assert store.live(engine).change_seq == seq + 1
    assert store.cards(engine, "m", [2])[0].standing is None


def test_what_moves_no_rank_is_no_change(engine: Engine, make: MakeEntry) -> None:
    store.save_entries(engine, [make("T-1")])
    _judge(engine, "up")
    seq = store.live(engine).change_seq
    for event in ("shown", "edited", "up"):
        _judge(engine, event)
    assert store.live(engine).change_seq == seq


def test_a_key_that_clicks_without_end_weighs_little(engine: Engine, make: MakeEntry) -> None:
    store.save_entries(engine, [make("T-1")])
    for number in range(4):
        key = store.add_key(engine, f"agent {number}", "agent", f"digest {number}")
        _judge(engine, "sent", key.id, similarity=0.9)
    spammer = store.add_key(engine, "spammer", "agent", "digest")
    for number in range(120):
        _judge(engine, "down", spammer.id, ticket=f"t{number}")
    known = _standing(engine)
    assert known is not None and known.evidence > 0


def test_a_standing_goes_with_its_entry(engine: Engine, make: MakeEntry) -> None:
    store.save_entries(engine, [make("T-1")])
    _judge(engine, "up")
    assert store.delete_entries(engine, "ticket", ["T-1"]) == 1
    _judge(engine, "up")
    assert store.feedback_counts(engine) == {"up": 1}


def test_feedback_is_counted_since_a_moment(engine: Engine) -> None:
    _tell(engine)
    now = datetime.now(UTC)
    assert sum(store.feedback_counts(engine, now - timedelta(minutes=1)).values()) == 1
    assert store.feedback_counts(engine, now + timedelta(minutes=1)) == {}
