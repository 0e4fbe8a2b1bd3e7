from __future__ import annotations

from collections.abc import Callable

from assist_server import store
from assist_server.store import Engine, Entry
from assist_server.store.customers import without

MakeEntry = Callable[..., Entry]


def _fill(engine: Engine, make: MakeEntry) -> None:
    ours = {"customer_key": "k" * 32, "customer_id_key": "i" * 32, "reply": "an answer"}
    store.save_entries(
        engine, [make("1", **ours), make("2", customer_id_key="i" * 32), make("3", customer_key="other")]
    )
    hashes = [store.text_hash(text) for text in ("text of 1", "text of 2", "text of 3", "an answer")]
    store.put_vectors(engine, "m", {key: b"v" for key in hashes})


def _erase(engine: Engine, *keys: str) -> store.Erased:
    return store.erase_customer(engine, keys, lambda id: f"hash of {id}")


def test_it_works(engine: Engine, make: MakeEntry) -> None:
    _fill(engine, make)
    erased = _erase(engine, "i" * 32)
    assert (erased.ids, erased.passages, erased.vectors) == (("1", "2"), 2, 3)
    assert set(erased.texts) == {"text of 1", "text of 2", "an answer"}
    assert store.erased_seq(engine) == erased.seq == store.live(engine).erased_seq
    assert store.entry(engine, "ticket", "3") is not None and store.count_entries(engine) == 1


def test_what_was_removed_is_told_to_every_process(engine: Engine, make: MakeEntry) -> None:
    _fill(engine, make)
    before = store.live(engine).change_seq
    _erase(engine, "k" * 32)
    assert len(store.changed_since(engine, before)[1]) == 1


def test_nobody_leaves_everything_as_it_was(engine: Engine, make: MakeEntry) -> None:
    _fill(engine, make)
    before = store.live(engine)
    assert _erase(engine, "unheard of").ids == ()
    assert store.live(engine) == before


def test_nothing_is_found_afterwards_and_everything_before(engine: Engine, make: MakeEntry) -> None:
    _fill(engine, make)
    hashes = [store.text_hash("text of 1"), store.text_hash("an answer")]
    assert set(store.traces(engine, ["1"], hashes, ["k" * 32])) == {
        "entries.id",
        "entries.customer_key",
        "entries.reply_hash",
        "passages.text_hash",
        "vectors.text_hash",
    }
    _erase(engine, "k" * 32)
    assert store.traces(engine, ["1"], hashes, ["k" * 32]) == []


def test_an_article_of_the_same_id_is_another_thing(engine: Engine, make: MakeEntry) -> None:
    _fill(engine, make)
    store.save_entries(engine, [make("1", kind="article")])
    _erase(engine, "k" * 32)
    assert store.traces(engine, ["1"], [], []) == [] and store.entry(engine, "article", "1") is not None


def test_space_is_let_go_of_on_both_databases(engine: Engine, make: MakeEntry) -> None:
    _fill(engine, make)
    _erase(engine, "k" * 32)
    store.purge(engine)
    store.purge(engine, rewrite=True)
    assert store.count_entries(engine) == 2


def test_a_told_result_loses_only_what_names_the_ticket() -> None:
    told = {"misses": [{"ticket": "1", "n": 1}, {"ticket": "11"}, "1", 1], "tickets": 2, "by": {"1": 3, "x": "1"}}
    assert without(told, {"1"}) == {"misses": [{"ticket": "11"}, 1], "tickets": 2, "by": {"x": None}}
