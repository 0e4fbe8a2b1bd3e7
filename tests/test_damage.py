from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from flask import Flask

from assist_server import reindex, store
from assist_server.assistance import free_search
from assist_server.errors import StoreAway
from assist_server.live_index import LiveIndex, recheck_generation, seen_folder
from assist_server.requests import SearchRequest
from assist_server.services import Services, build
from embeddings import sealed
from embeddings.errors import IndexUnusable
from embeddings.sealed import new_array
from tests.conftest import as_role

QUESTION = "parcel tracking has not moved"
Reindexed = Callable[[Services], dict[str, Any]]


def files_of(desk: Services, generation: str, room: str) -> list[Path]:
    """Return the files that a generation has in one room of the data folder."""
    return [path for path in (desk.settings.folder / room / generation).rglob("*") if path.is_file()]


def flip(path: Path) -> None:
    """Turn over the bits of one byte in the middle."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)


def long_ago(path: Path) -> None:
    """Let a file have been written some time ago."""
    os.utime(path, (1_700_000_000, 1_700_000_000))


def found(services: Services) -> list[str]:
    """Return the ids that a search finds."""
    return [one.id for one in free_search(services, SearchRequest(q=QUESTION, kind="ticket")).results]


@pytest.mark.parametrize("room", ["generations", "words"])
def test_it_works(desk: Services, reindexed: Reindexed, room: str) -> None:
    """A byte is flipped in the live generation: the one before it answers, whole, with what changed since."""
    before = desk.view().generation
    live = reindexed(desk)["generation"]
    flip(max(files_of(desk, live, room), key=lambda path: path.stat().st_size))
    store.delete_entries(desk.engine, "ticket", ["T-1"])
    fresh = build(desk.settings)
    assert fresh.view().generation == before
    assert "T-2" in found(fresh) and "T-1" not in found(fresh)
    assert fresh.view() is fresh.view()
    reindexed(desk)
    assert fresh.view().generation not in (before, live)
    fresh.close()


@pytest.mark.parametrize("room", ["generations", "words"])
def test_every_damaged_file_is_noticed(desk: Services, room: str) -> None:
    live = desk.view().generation
    for path in files_of(desk, live, room):
        whole = path.read_bytes()
        for damage in (flip, lambda path: os.truncate(path, path.stat().st_size // 2)):
            damage(path)
            fresh = build(desk.settings)
            with pytest.raises(IndexUnusable, match="assist reindex"):
                fresh.view()
            fresh.close()
            path.write_bytes(whole)


def test_nothing_damaged_is_rolled_back_to(desk: Services, reindexed: Reindexed) -> None:
    before = desk.view().generation
    live = reindexed(desk)["generation"]
    flip(files_of(desk, before, "words")[0])
    with pytest.raises(IndexUnusable):
        reindex.roll_back(desk)
    assert store.live(desk.engine).generation == live


def test_to_go_back_nothing_is_read_again_that_is_as_it_was(
    desk: Services, reindexed: Reindexed, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, live = desk.view().generation, reindexed(desk)["generation"]
    for room in ("generations", "words"):
        for path in files_of(desk, before, room):
            long_ago(path)
    read: list[Path] = []
    checksum = sealed._sha256
    monkeypatch.setattr(sealed, "_sha256", lambda path: read.append(path) or checksum(path))  # type: ignore[func-returns-value]
    assert reindex.roll_back(desk) == before
    assert {"ids.npy", "groups.npy"} <= {path.name for path in read}
    read.clear()
    store.go_live(desk.engine, live)
    assert reindex.roll_back(desk) == before
    assert {path.parent.name for path in read}.isdisjoint({before})


@pytest.mark.parametrize("room", ["generations", "words"])
def test_a_change_is_noticed_by_a_file_s_times_even_where_they_were_set_back(desk: Services, room: str) -> None:
    live = desk.view().generation
    for path in files_of(desk, live, room):
        long_ago(path)
    recheck_generation(desk.settings, live)
    for path in files_of(desk, live, room):
        whole, times = path.read_bytes(), path.stat()
        flip(path)
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
        with pytest.raises(IndexUnusable):
            recheck_generation(desk.settings, live)
        path.write_bytes(whole)
        long_ago(path)


def test_a_file_written_a_moment_ago_is_read_again(desk: Services) -> None:
    """Its times may not tell a second change, so that nothing is noted of it."""
    live = desk.view().generation
    for _ in range(2):
        recheck_generation(desk.settings, live)
    for path in files_of(desk, live, "words"):
        os.utime(path)
    recheck_generation(desk.settings, live)
    assert json.loads((seen_folder(desk.settings, live) / "words.json").read_text()) == {}


@pytest.mark.parametrize("notes", ["", "[]", '{"ids.npy"', "null"])
def test_notes_that_cannot_be_read_are_none(desk: Services, notes: str) -> None:
    live = desk.view().generation
    (seen_folder(desk.settings, live) / "words.json").write_text(notes)
    flip(files_of(desk, live, "words")[0])
    with pytest.raises(IndexUnusable):
        recheck_generation(desk.settings, live)


def test_what_is_removed_leaves_no_note(desk: Services, reindexed: Reindexed) -> None:
    first = desk.view().generation
    for _ in range(2):
        reindexed(desk)
    assert [path for path in desk.settings.folder.rglob("*") if first in path.name] == []


def test_a_new_array_has_all_its_room_at_once(tmp_path: Path) -> None:
    array = new_array(tmp_path / "a.npy", np.float32, (10_000, 100))
    assert os.stat(tmp_path / "a.npy").st_blocks * 512 >= array.nbytes


def test_an_answer_waits_for_a_database_that_is_restarted(
    app: Flask, desk: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    view, times = LiveIndex.view, []

    def away_at_first(index: LiveIndex) -> Any:
        times.append(1)
        if len(times) < 3:
            raise StoreAway("The database is away.")
        return view(index)

    client = as_role(app, "agent")
    monkeypatch.setattr(LiveIndex, "view", away_at_first)
    assert client.post("/v1/search", json={"q": QUESTION}).status_code == 200
    assert len(times) == 3
    times.clear()
    assert client.get("/readyz").status_code == 503  # it tells of the moment
