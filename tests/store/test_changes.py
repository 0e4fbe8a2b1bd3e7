from __future__ import annotations

from collections.abc import Callable

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assist_server import store
from assist_server.store import Engine, Entry, text_hash

MakeEntry = Callable[..., Entry]
Texts = tuple[str, ...]
Step = dict[str, Texts | None]  # what becomes of each id: its new passages, or None for deletion

IDS = st.sampled_from(["a", "b", "c", "d"])
TEXTS = st.lists(st.sampled_from(["eins", "zwei", "drei", "四"]), max_size=3).map(tuple)
STEPS = st.lists(st.dictionaries(IDS, st.one_of(st.none(), TEXTS), max_size=3), max_size=8)


def _apply(engine: Engine, make: MakeEntry, step: Step) -> None:
    saved = [make(id, passages=texts, reply=" ".join(texts)) for id, texts in step.items() if texts is not None]
    store.save_entries(engine, saved)
    store.delete_entries(engine, "ticket", [id for id, texts in step.items() if texts is None])


def _texts(engine: Engine) -> dict[int, str]:
    return {row.id: row.text for row in store.passages_after(engine, 0, 1_000)}


def _caught_up(engine: Engine, copy: dict[int, str], seq: int) -> dict[int, str]:
    rows, removed, _ = store.changed_since(engine, seq)
    now = copy | {row.id: row.text for row in rows}
    return {id: text for id, text in now.items() if id not in set(removed)}


def test_it_works(engine: Engine, make: MakeEntry) -> None:
    _apply(engine, make, {"a": ("eins",), "b": ("zwei",)})
    copy, (seq, _) = _texts(engine), store.snapshot(engine)
    _apply(engine, make, {"a": ("drei", "四"), "b": None})
    assert sorted(_caught_up(engine, copy, seq).values()) == ["drei", "四"]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_any_copy_catches_up_with_the_present(engine: Engine, make: MakeEntry, steps: list[Step]) -> None:
    store.delete_entries(engine, "ticket", "abcd")
    expected: dict[str, Texts] = {}
    copies = [(_texts(engine), store.snapshot(engine)[0])]
    for step in steps:
        _apply(engine, make, step)
        expected |= {id: texts for id, texts in step.items() if texts is not None}
        expected = {id: texts for id, texts in expected.items() if step.get(id, texts) is not None}
        copies.append((_texts(engine), store.snapshot(engine)[0]))
    present = _texts(engine)
    assert sorted(present.values()) == sorted(text for texts in expected.values() for text in texts)
    for copy, seq in copies:
        assert _caught_up(engine, copy, seq) == present


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=st.dictionaries(IDS, TEXTS), step=st.dictionaries(IDS, st.one_of(st.none(), TEXTS)))
def test_no_vector_outlives_its_text(engine: Engine, make: MakeEntry, before: Step, step: Step) -> None:
    store.delete_entries(engine, "ticket", "abcd")
    _apply(engine, make, before)
    store.put_vectors(engine, "m", {row.text_hash: b"v" for row in store.missing_vectors(engine, "m", "", 1_000)})
    had = {text_hash(text) for texts in before.values() if texts for text in (*texts, " ".join(texts))}
    _apply(engine, make, step)
    after = {id: texts for id, texts in (before | step).items() if texts}
    used = {text_hash(text) for texts in after.values() for text in (*texts, " ".join(texts))}
    assert set(store.vectors(engine, "m", had)) == had & used
