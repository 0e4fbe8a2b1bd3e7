from __future__ import annotations

from collections.abc import Callable

from assist_server import store
from assist_server.store import Engine, Entry, Group, text_hash

MakeEntry = Callable[..., Entry]


def _vectors(*texts: str, vector: bytes = b"v") -> dict[str, bytes]:
    return {text_hash(text): vector for text in texts}


def test_it_works(engine: Engine, make: MakeEntry) -> None:
    store.save_entries(engine, [make("T-1", passages=("a", "b"))])
    rows = store.passages_after(engine, 0, 10)
    assert [(row.text, row.text_hash) for row in rows] == [("a", text_hash("a")), ("b", text_hash("b"))]
    assert store.snapshot(engine) == (1, 2)


def test_an_empty_store_answers(engine: Engine) -> None:
    assert store.snapshot(engine) == (0, 0)
    assert store.live(engine) == store.Live(None, 0, 0)
    assert store.changed_since(engine, 0) == ([], [], 0)
    assert store.passages_after(engine, 0, 10) == store.sample_passages(engine, 5) == []
    assert store.groups(engine) == []


def test_a_group_is_one_kind_of_one_brand_public_or_internal(engine: Engine, make: MakeEntry) -> None:
    store.save_entries(engine, [make("1", brand="x"), make("2", brand="x"), make("3"), make("4")])
    store.save_entries(engine, [make("5", brand=""), make("6", kind="article", brand="x", internal=True), make("7")])
    groups = {(group.kind, group.brand, group.internal): group.id for group in store.groups(engine)}
    assert set(groups) == {
        ("ticket", "x", False),
        ("ticket", None, False),
        ("ticket", "", False),
        ("article", "x", True),
    }
    rows = {row.text: row.group for row in store.passages_after(engine, 0, 10)}
    assert rows["text of 1"] == rows["text of 2"] == groups["ticket", "x", False]
    assert rows["text of 3"] == rows["text of 7"] == groups["ticket", None, False]


def test_a_group_is_a_value(engine: Engine, make: MakeEntry) -> None:
    store.save_entries(engine, [make("1")])
    assert store.groups(engine) == [Group(1, "ticket", None, False)]


def test_all_passages_stream_by_id(engine: Engine, make: MakeEntry) -> None:
    store.save_entries(engine, [make(f"{number}", passages=("a", "b", "c")) for number in range(7)])
    streamed, after = [], 0
    while rows := store.passages_after(engine, after, 4):
        after = rows[-1].id
        streamed += [row.id for row in rows]
    assert streamed == sorted(set(streamed)) and len(streamed) == 21


def test_a_passage_id_is_never_given_twice(engine: Engine, make: MakeEntry) -> None:
    store.save_entries(engine, [make("1"), make("2")])
    last = store.passages_after(engine, 0, 10)[-1].id
    store.delete_entries(engine, "ticket", ["1", "2"])
    store.save_entries(engine, [make("3")])
    assert store.passages_after(engine, 0, 10)[0].id > last


def test_changes_are_told_from_a_sequence_on(engine: Engine, make: MakeEntry) -> None:
    store.save_entries(engine, [make("1"), make("2"), make("3")])
    first = {row.text: row.id for row in store.passages_after(engine, 0, 10)}
    store.save_entries(engine, [make("2", passages=("new",)), make("4")])
    store.delete_entries(engine, "ticket", ["3"])
    rows, removed, now = store.changed_since(engine, 1)
    assert [row.text for row in rows] == ["new", "text of 4"]
    assert removed == [first["text of 2"], first["text of 3"]] and now == 3
    assert store.changed_since(engine, now) == ([], [], now)


def test_what_came_and_went_since_is_not_added(engine: Engine, make: MakeEntry) -> None:
    store.save_entries(engine, [make("1")])
    store.delete_entries(engine, "ticket", ["1"])
    rows, removed, _ = store.changed_since(engine, 0)
    assert rows == [] and len(removed) == 1


def test_pending_is_what_is_newer_than_the_live_generation(engine: Engine, make: MakeEntry) -> None:
    store.save_entries(engine, [make("1"), make("2")])
    assert store.pending_count(engine) == 2
    store.create_generation(engine, "g", "m", store.snapshot(engine)[0])
    store.finish_building(engine, "g", 2, {})
    store.go_live(engine, "g")
    assert store.pending_count(engine) == 0
    store.save_entries(engine, [make("3")])
    assert store.pending_count(engine) == 1


def test_replies_stream_without_the_empty_ones(engine: Engine, make: MakeEntry) -> None:
    store.save_entries(engine, [make("1", reply="a"), make("2"), make("3", reply="b"), make("4", reply="a")])
    first, second = store.replies_after(engine, 0, 2)
    (third,) = store.replies_after(engine, second.entry_pk, 2)
    assert [row.reply for row in (first, second, third)] == ["a", "b", "a"]
    assert first.reply_hash == third.reply_hash == text_hash("a")
    assert store.reply_count(engine) == 3


def test_a_sample_is_spread_evenly(engine: Engine, make: MakeEntry) -> None:
    store.save_entries(engine, [make(f"{number}") for number in range(100)])
    ids = [row.id for row in store.sample_passages(engine, 10)]
    assert ids == list(range(1, 101, 10)) and len(store.sample_passages(engine, 1_000)) == 100


def test_vectors_are_kept_by_model(engine: Engine) -> None:
    store.put_vectors(engine, "m", _vectors("a", "b", vector=b"\x00\xff"))
    store.put_vectors(engine, "n", _vectors("a", vector=b"n"))
    assert store.vectors(engine, "m", [text_hash(text) for text in "abc"]) == _vectors("a", "b", vector=b"\x00\xff")
    assert store.vectors(engine, "n", [text_hash("a")]) == _vectors("a", vector=b"n")
    assert store.vectors(engine, "m", []) == {}


def test_a_vector_that_is_there_stays(engine: Engine) -> None:
    store.put_vectors(engine, "m", _vectors("a", vector=b"old"))
    store.put_vectors(engine, "m", _vectors("a", vector=b"new") | _vectors("b"))
    store.put_vectors(engine, "m", {})
    assert store.vectors(engine, "m", [text_hash("a")]) == _vectors("a", vector=b"old")


def test_passages_stream_with_their_vectors(engine: Engine, make: MakeEntry) -> None:
    store.save_entries(engine, [make("1", passages=("a", "b")), make("2", passages=("a",))])
    store.put_vectors(engine, "m", _vectors("a"))
    store.put_vectors(engine, "other", _vectors("b"))
    rows = store.vectors_for_passages(engine, "m", 0, 10)
    assert [(row.text, vector) for row, vector in rows] == [("a", b"v"), ("b", None), ("a", b"v")]
    assert store.vectors_for_passages(engine, "m", 1, 1) == rows[1:2]


def test_missing_vectors_are_told_once_each(engine: Engine, make: MakeEntry) -> None:
    texts = [f"text {number}" for number in range(25)]
    store.save_entries(engine, [make(text, passages=(text, "shared"), reply="shared") for text in texts])
    store.save_entries(engine, [make("reply only", passages=(), reply="a reply")])
    store.put_vectors(engine, "m", _vectors(*texts[:10]))
    told, after = [], ""
    while rows := store.missing_vectors(engine, "m", after, 4):
        after = rows[-1].text_hash
        told += rows
    assert sorted(row.text for row in told) == sorted([*texts[10:], "shared", "a reply"])
    assert all(row.text_hash == text_hash(row.text) for row in told)


def test_a_vector_goes_with_the_last_of_its_text(engine: Engine, make: MakeEntry) -> None:
    store.save_entries(engine, [make("1", passages=("a", "b"), reply="c"), make("2", passages=("b",))])
    store.put_vectors(engine, "m", _vectors("a", "b", "c"))
    store.put_vectors(engine, "n", _vectors("a"))
    store.delete_entries(engine, "ticket", ["1"])
    assert store.vectors(engine, "m", list(_vectors("a", "b", "c"))) == _vectors("b")
    assert store.vectors(engine, "n", list(_vectors("a"))) == {}


def test_a_changed_entry_keeps_the_vectors_it_still_needs(engine: Engine, make: MakeEntry) -> None:
    store.save_entries(engine, [make("1", passages=("a", "b"), reply="c")])
    store.put_vectors(engine, "m", _vectors("a", "b", "c"))
    store.save_entries(engine, [make("1", passages=("a",), reply="b")])
    assert store.vectors(engine, "m", list(_vectors("a", "b", "c"))) == _vectors("a", "b")


def test_vectors_of_other_models_and_gone_texts_are_pruned(engine: Engine, make: MakeEntry) -> None:
    store.save_entries(engine, [make("1", passages=("a",))])
    store.put_vectors(engine, "m", _vectors("a", "gone"))
    store.put_vectors(engine, "old", _vectors("a"))
    assert store.prune_vectors(engine, keep=["m"]) == 2
    assert store.vectors(engine, "m", list(_vectors("a", "gone"))) == _vectors("a")
