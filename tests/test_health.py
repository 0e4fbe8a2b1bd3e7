"""Health looks where things lie."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from assist_server import health, store
from assist_server.learnt import MATCHING
from assist_server.results import HealthCheck
from assist_server.services import Services
from embeddings.index import index_root


class Usage(NamedTuple):
    """What a disk has."""

    total: int
    used: int
    free: int


def disk(services: Services) -> HealthCheck:
    """Return the check of the disk."""
    return next(check for check in health.checks(services) if check.name == "disk")


@pytest.fixture
def apart(desk: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A desk whose index lies on another disk; returns what sets how much is free on each."""
    index = tmp_path / "other" / "index"
    shutil.copytree(desk.settings.folder / "generations", index)
    desk.settings = desk.settings.model_copy(update={"index_url": f"faiss:{index}"})
    monkeypatch.setattr(health, "_device", lambda folder: 2 if index in (folder, *folder.parents) else 1)
    free: dict[str, int] = {"data": 10**12, "index": 10**12}

    def usage(folder: Path) -> Usage:
        return Usage(10**12, 0, free["index" if folder == index else "data"])

    monkeypatch.setattr("assist_server.health.shutil.disk_usage", usage)
    return free


def test_it_works(desk: Services, apart: dict[str, int]) -> None:
    assert disk(desk).state == "ok"


def test_an_index_of_an_older_release_asks_for_one_reindex(desk: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    def index() -> HealthCheck:
        return next(check for check in health.checks(desk) if check.name == "index")

    assert index().state == "ok"
    view = desk.view()
    assert store.live(desk.engine).generation == view.generation
    older = {name: value for name, value in view.report.items() if name != MATCHING}
    monkeypatch.setattr(desk.index, "_view", replace(view, report=older))
    assert (index().state, index().mend) == ("warning", "Run: assist reindex")


@pytest.mark.parametrize(("free", "state"), [(5 * 10**8, "warning"), (10**6, "broken")])
@pytest.mark.parametrize(("place", "named"), [("index", "the folder of the index"), ("data", "the data folder")])
def test_the_disk_that_is_full_is_named_wherever_it_is(
    desk: Services, apart: dict[str, int], place: str, named: str, free: int, state: str
) -> None:
    apart[place] = free
    found = disk(desk)
    assert (found.state, named in found.detail, bool(found.mend)) == (state, True, True)


def test_the_worse_of_two_is_told(desk: Services, apart: dict[str, int]) -> None:
    apart.update(data=5 * 10**8, index=10**6)
    assert disk(desk).state == "broken"


def test_a_live_index_needs_room_for_another_where_its_vectors_are(
    desk: Services, apart: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = index_root(desk.settings.index)
    assert root is not None
    vectors = sum(path.stat().st_size for path in root.rglob("*") if path.is_file())
    monkeypatch.setattr(health, "SPARE", 0)
    apart["index"] = vectors // 2
    assert disk(desk).state != "ok"


def test_a_folder_that_is_not_there_yet_is_looked_for_above(desk: Services, tmp_path: Path) -> None:
    desk.settings = desk.settings.model_copy(update={"index_url": f"faiss:{tmp_path}/not/there/yet"})
    assert disk(desk).detail.endswith("GB")


@pytest.mark.parametrize(
    ("url", "root"),
    [("faiss:/a/b", "/a/b"), ("milvus:/a/b.db", "/a"), ("milvus:http://milvus:19530", None)],
)
def test_the_index_lies_where_its_address_says(url: str, root: str | None) -> None:
    assert index_root(url) == (Path(root) if root else None)
