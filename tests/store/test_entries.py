from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy.exc import IntegrityError

from assist_server import store
from assist_server.errors import InvalidInput
from assist_server.store import Engine, Entry, Saved

MakeEntry = Callable[..., Entry]
NOON = datetime(2024, 5, 1, 12, 0, 0, 123456, tzinfo=UTC)


def _full(make: MakeEntry, id: str = "T-1") -> Entry:
    return make(
        id,
        title="Wo ist mein Paket? 📦 包裹",
        body='{"messages": []}',
        reply="It's on its way, [name].",
        passages=("first", "second", "第三"),
        brand="lumio",
        language="de",
        internal=True,
        url="https://desk.example/1",
        status="solved",
        channel="email",
        category="delivery",
        tags=("späte Lieferung", "b"),
        csat=4,
        customer_key="abc",
        created_at=NOON - timedelta(days=1),
        solved_at=NOON,
    )


def _passages(engine: Engine) -> list[str]:
    return [row.text for row in store.passages_after(engine, 0, 100)]


def test_it_works(engine: Engine, make: MakeEntry) -> None:
    assert store.save_entries(engine, [_full(make)]) == Saved(1, 0, 0)
    assert store.entry(engine, "ticket", "T-1") == _full(make)


def test_an_entry_that_is_not_there_is_none(engine: Engine) -> None:
    assert store.entry(engine, "ticket", "T-1") is None


@pytest.mark.parametrize("csat", ["good", "bad", 1, 5, None])
def test_a_rating_keeps_its_type(engine: Engine, make: MakeEntry, csat: store.Csat | None) -> None:
    store.save_entries(engine, [make("T-1", csat=csat)])
    found = store.entry(engine, "ticket", "T-1")
    assert found is not None and found.csat == csat and type(found.csat) is type(csat)


def test_times_come_back_in_utc(engine: Engine, make: MakeEntry) -> None:
    abroad = NOON.astimezone(timezone(timedelta(hours=8)))
    store.save_entries(engine, [make("T-1", created_at=abroad, solved_at=datetime.max.replace(tzinfo=UTC))])
    found = store.entry(engine, "ticket", "T-1")
    assert found is not None and found.created_at == NOON and found.created_at.tzinfo is UTC
    assert found.solved_at == datetime.max.replace(tzinfo=UTC)


def test_the_same_content_is_left_untouched(engine: Engine, make: MakeEntry) -> None:
    store.save_entries(engine, [_full(make)])
    before = store.live(engine), store.passages_after(engine, 0, 100)
    assert store.save_entries(engine, [_full(make)]) == Saved(0, 0, 1)
    assert (store.live(engine), store.passages_after(engine, 0, 100)) == before


def test_changed_content_replaces_the_passages(engine: Engine, make: MakeEntry) -> None:
    store.save_entries(engine, [_full(make), make("T-2")])
    new = replace(_full(make), content_hash="other", title="New", passages=("only",), tags=(), brand=None)
    assert store.save_entries(engine, [new, make("T-2"), make("T-3")]) == Saved(1, 1, 1)
    assert store.entry(engine, "ticket", "T-1") == new
    assert _passages(engine) == ["text of T-2", "only", "text of T-3"]


def test_of_several_with_one_id_the_last_counts(engine: Engine, make: MakeEntry) -> None:
    assert store.save_entries(engine, [make("T-1", title="a"), make("T-1", title="b")]) == Saved(1, 0, 0)
    assert store.entry(engine, "ticket", "T-1") == make("T-1", title="b")


def test_kinds_do_not_share_ids(engine: Engine, make: MakeEntry) -> None:
    entries = [make("1", kind=kind) for kind in ("ticket", "article", "macro")]
    assert store.save_entries(engine, entries) == Saved(3, 0, 0)
    assert store.delete_entries(engine, "article", ["1"]) == 1
    assert [store.entry(engine, kind, "1") is None for kind in ("ticket", "article", "macro")] == [False, True, False]


def test_ids_are_told_apart_by_case_and_accent(engine: Engine, make: MakeEntry) -> None:
    assert store.save_entries(engine, [make(id) for id in ("a", "A", "á", "a ")]).added == 4


def test_nothing_is_saved_when_one_entry_fails(engine: Engine, make: MakeEntry) -> None:
    with pytest.raises(IntegrityError):
        store.save_entries(engine, [make("T-1"), make("T-2", kind="letter")])
    assert store.count_entries(engine) == 0 and store.live(engine).change_seq == 0


def test_more_entries_than_one_statement_takes(engine: Engine, make: MakeEntry) -> None:
    many = [make(f"T-{number}") for number in range(603)]
    assert store.save_entries(engine, many).added == 603
    assert store.save_entries(engine, many).unchanged == 603
    ids = [row.id for row in store.passages_after(engine, 0, 1_000)]
    assert len(store.cards(engine, "m", ids)) == 603
    assert store.delete_entries(engine, "ticket", [entry.id for entry in many]) == 603


def test_nothing_is_a_normal_input(engine: Engine) -> None:
    assert store.save_entries(engine, []) == Saved(0, 0, 0)
    assert store.delete_entries(engine, "ticket", []) == 0
    assert store.cards(engine, "m", []) == []


def test_entries_are_counted_by_kind(engine: Engine, make: MakeEntry) -> None:
    store.save_entries(engine, [make("1"), make("2"), make("3", kind="macro")])
    assert (store.count_entries(engine), store.count_entries(engine, "macro")) == (3, 1)


def test_deleting_takes_passages_and_feedback_along(engine: Engine, make: MakeEntry) -> None:
    store.save_entries(engine, [make("T-1"), make("T-2")])
    pks = [card.entry_pk for card in store.cards(engine, "m", [1, 2])]
    for pk in pks:
        store.add_feedback(
            engine,
            suggestion_id="s",
            event="shown",
            ticket_key=None,
            key_id=None,
            entry_pk=pk,
            similarity=None,
            reason=None,
        )
    assert store.delete_entries(engine, "ticket", ["T-1", "T-9", "T-1"]) == 1
    assert _passages(engine) == ["text of T-2"] and store.feedback_counts(engine) == {"shown": 1}


def test_deleting_what_is_not_there_changes_nothing(engine: Engine, make: MakeEntry) -> None:
    store.save_entries(engine, [make("T-1")])
    assert store.delete_entries(engine, "ticket", ["T-2"]) == 0
    assert store.live(engine).change_seq == 1


def test_cards_keep_the_order_and_leave_out_what_is_gone(engine: Engine, make: MakeEntry) -> None:
    store.save_entries(engine, [_full(make), make("T-2")])
    cards = store.cards(engine, "m", [4, 99, 1, 3])
    assert [(card.passage_id, card.id, card.text) for card in cards] == [
        (4, "T-2", "text of T-2"),
        (1, "T-1", "first"),
        (3, "T-1", "第三"),
    ]


def test_a_card_shows_its_entry(engine: Engine, make: MakeEntry) -> None:
    entry = _full(make)
    store.save_entries(engine, [entry])
    (card,) = store.cards(engine, "m", [2])
    for field in ("kind", "id", "title", "url", "brand", "language", "internal", "category", "csat", "solved_at"):
        assert getattr(card, field) == getattr(entry, field)
    assert (card.text, card.reply, card.vector) == ("second", entry.reply, None)


def test_a_card_brings_the_vector_of_the_reply_or_else_of_the_passage(engine: Engine, make: MakeEntry) -> None:
    store.save_entries(engine, [make("T-1"), make("T-2", reply="Turn it off.")])
    known = {"text of T-1": b"1", "text of T-2": b"2", "Turn it off.": b"3"}
    store.put_vectors(engine, "m", {store.text_hash(text): vector for text, vector in known.items()})
    assert [card.vector for card in store.cards(engine, "m", [1, 2])] == [b"1", b"3"]
    assert [card.vector for card in store.cards(engine, "another", [1, 2])] == [None, None]


def test_what_a_database_cannot_hold_is_invalid_input(engine: Engine) -> None:
    with pytest.raises(InvalidInput):
        store.entry(engine, "ticket", "\ud800")
    with pytest.raises(InvalidInput):
        store.passages_after(engine, 10**30, 10**30)


def test_a_time_without_zone_is_refused(engine: Engine, make: MakeEntry) -> None:
    with pytest.raises(Exception, match="needs a time zone"):
        store.save_entries(engine, [make("T-1", created_at=datetime(2024, 1, 1))])
