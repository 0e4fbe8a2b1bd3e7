"""The live generation's model decides: changed by a reindex, put back by a roll back, never mixed with another."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assist_server import imports, plan, reindex, services, store, tasks
from assist_server.assistance import assist, free_search
from assist_server.requests import SearchRequest, SuggestionRequest
from assist_server.services import Services, build
from assist_server.store import Entry
from assist_server.ticket import Message, OpenTicket
from embeddings.encoder import Encoder, FloatArray, Progress, load_encoder

Reindexed = Callable[[Services], dict[str, Any]]
ASKED = "parcel tracking has not moved"


class Twin:
    """The same vectors read from the other end: of no use with those of the model it stands beside."""

    def __init__(self, other: Encoder) -> None:
        self._other, self.model = other, replace(other.model, name="twin")

    def encode_queries(self, texts: Sequence[str]) -> FloatArray:
        """Give the vectors of questions, turned round."""
        return np.ascontiguousarray(self._other.encode_queries(texts)[:, ::-1])

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> FloatArray:
        """Give the vectors of passages, turned round."""
        return np.ascontiguousarray(self._other.encode_passages(texts, progress)[:, ::-1])


@pytest.fixture(autouse=True)
def twin(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a second model be had, without its weights."""

    def load(name: str, folder: Path, *, threads: int = 1) -> Encoder:
        usual = load_encoder("all-MiniLM-L6-v2", folder, threads=threads)
        return Twin(usual) if name == "twin" else usual

    for module in (services, reindex, plan):
        monkeypatch.setattr(module, "load_encoder", load)
    monkeypatch.setattr(reindex, "prepare", lambda *_: None)


def switch(desk: Services, model: str = "twin") -> dict[str, Any]:
    """Reindex for another model."""
    job = store.create_job(desk.engine, "reindex", {"model": model})
    assert tasks.run(desk, job.id) == "done", store.job(desk.engine, job.id)
    ended = store.job(desk.engine, job.id)
    assert ended is not None
    return ended.result


def first(desk: Services) -> str:
    """Return the id of the ticket found first."""
    return free_search(desk, SearchRequest(q=ASKED, kind="ticket")).results[0].id


def test_it_works(desk: Services) -> None:
    before = first(desk)
    assert switch(desk)["embedded"] > 0
    assert desk.model() == desk.view().encoder.model.name == "twin"
    assert first(desk) == before


def test_the_setting_only_says_what_the_first_build_takes(desk: Services) -> None:
    switch(desk)
    other = build(desk.settings)
    assert other.settings.model != "twin" and other.view().encoder.model.name == "twin"
    other.close()


def test_a_later_reindex_keeps_to_the_live_model(desk: Services, reindexed: Reindexed) -> None:
    switch(desk)
    assert reindexed(desk)["embedded"] == 0
    assert desk.model() == "twin"


def test_rolling_back_goes_back_to_the_model_before(desk: Services) -> None:
    usual, before = desk.model(), first(desk)
    switch(desk)
    reindex.roll_back(desk)
    assert desk.model() == desk.view().encoder.model.name == usual
    assert first(desk) == before


def test_the_vectors_of_both_kept_generations_are_kept(desk: Services) -> None:
    usual = desk.model()
    switch(desk)
    assert switch(desk, usual)["embedded"] == 0
    assert switch(desk, "twin")["embedded"] == 0


def test_the_encoder_before_is_let_go(desk: Services) -> None:
    desk.view()
    before = weakref.ref(desk.encoder())
    switch(desk)
    desk.view()
    gc.collect()
    assert before() is None


def test_what_is_written_after_the_switch_is_found_by_the_new_model(desk: Services) -> None:
    switch(desk)
    new = Entry(kind="ticket", id="E-1", title="", content_hash="1", reply="Oil it.", passages=("the walrus valve",))
    imports.save(desk, [new])
    hashes = {store.text_hash(text) for text in ("the walrus valve", "Oil it.")}
    assert store.vectors(desk.engine, "twin", hashes).keys() == hashes
    assert free_search(desk, SearchRequest(q="walrus valve", kind="ticket")).results[0].id == "E-1"


def cut_short(desk: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    """Begin to reindex for the twin, and be stopped when all is embedded and nothing built."""

    def killed(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as context:
        context.setattr(reindex, "build", killed)
        job = store.create_job(desk.engine, "reindex", {"model": "twin"})
        with pytest.raises(KeyboardInterrupt):
            tasks.run(desk, job.id)
    ended = store.job(desk.engine, job.id)
    assert ended is not None and ended.state == "interrupted" and desk.model() != "twin"


def test_what_was_embedded_before_a_build_was_cut_short_is_not_embedded_again(
    desk: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut_short(desk, monkeypatch)
    assert switch(desk)["embedded"] == 0


def test_nor_after_a_build_for_the_usual_model_in_between(
    desk: Services, reindexed: Reindexed, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut_short(desk, monkeypatch)
    reindexed(desk)
    assert switch(desk)["embedded"] == 0


def test_vectors_of_a_model_long_given_up_are_dropped(
    desk: Services, reindexed: Reindexed, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut_short(desk, monkeypatch)
    monkeypatch.setattr(reindex, "FAILED_KEPT", timedelta(seconds=-1))
    reindexed(desk)
    assert switch(desk)["embedded"] > 0


def test_no_answer_fails_or_mixes_two_models_while_they_are_switched(desk: Services) -> None:
    """With vectors of one and an index of the other the right ticket would come last: their cosines are noise."""
    question = Message(author="customer", text="There is no tracking movement, where is my parcel?")
    asked = SuggestionRequest(ticket=OpenTicket(messages=[question]))
    right = {one.evidence[0].id for one in assist(desk, asked).suggestions[:1]}
    found, trouble, done = [], [], threading.Event()

    def ask() -> None:
        while not done.is_set():
            try:
                found.append(assist(desk, asked).suggestions[0].evidence[0].id)
            except Exception as exc:  # whatever it is, the test tells
                trouble.append(repr(exc))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for _ in range(2):
        switch(desk)
        reindex.roll_back(desk)
        switch(desk, "all-MiniLM-L6-v2")
    done.set()
    for thread in threads:
        thread.join()
    assert trouble == [] and set(found) == right
