from __future__ import annotations

from collections.abc import Callable

import pytest

from assist_server import store
from assist_server.errors import InvalidInput
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
