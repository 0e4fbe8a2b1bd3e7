"""What goes wrong while an index is built never hurts: it is told, tidied up, and the live one goes on answering."""

from __future__ import annotations

import importlib.util
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from assist_server import building, progress, queueing, reindex, store, sync, tasks
from assist_server.assistance import free_search
from assist_server.errors import Conflict
from assist_server.live_index import words_folder
from assist_server.requests import SearchRequest
from assist_server.services import Services
from assist_server.services import build as build_services
from assist_server.store import Job
from embeddings.index import build_index
from embeddings.lexical import build_lexical
from embeddings.sealed import verify_folder

Reindexed = Callable[[Services], dict[str, Any]]
SMALL_FILE = 4_096  # bytes that a file may have on the full disk


def run(desk: Services, task: str = "reindex", **arguments: Any) -> Job:
    """Run a job to its end and return it."""
    job = store.create_job(desk.engine, task, arguments)
    tasks.run(desk, job.id)
    ended = store.job(desk.engine, job.id)
    assert ended is not None
    return ended


def folders(desk: Services) -> set[str]:
    """Return the names of all generations that have files."""
    parts = [desk.settings.folder / part for part in ("generations", "words", "learnt")]
    return {path.name for part in parts if part.exists() for path in part.iterdir()}


def test_it_works(desk: Services) -> None:
    assert run(desk).state == "done"
    assert folders(desk) == {one.id for one in store.generations(desk.engine)}


def test_a_full_disk_is_said_so_and_leaves_nothing_behind(desk: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    live, there, limit = store.live(desk.engine).generation, folders(desk), resource.getrlimit(resource.RLIMIT_FSIZE)

    def on_a_full_disk(*args: Any, **kwargs: Any) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (SMALL_FILE, limit[1]))
        try:
            build_index(*args, **kwargs)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limit)

    with monkeypatch.context() as context:
        context.setattr(building, "build_index", on_a_full_disk)
        ended = run(desk)
    assert ended.state == "failed" and ended.message.startswith("There is no room left on the disk")
    assert store.live(desk.engine).generation == live == desk.view().generation and folders(desk) == there
    assert run(desk).state == "done"


def test_what_a_killed_build_left_is_removed_by_the_next(desk: Services, reindexed: Reindexed) -> None:
    left = half_written(desk)
    reindexed(desk)
    assert left not in folders(desk)
    (failed,) = [one for one in store.generations(desk.engine) if one.state == "failed"]
    assert failed.id == left and failed.report == {"message": "interrupted"}


def half_written(desk: Services) -> str:
    """Leave what a build that was killed leaves: a row, a folder half written, and another under its building name."""
    name = "20260101T000000-abcdef"
    store.create_generation(desk.engine, name, desk.model(), 1)
    (desk.settings.folder / "generations" / f"{name}.building").mkdir()
    words_folder(desk.settings, name).mkdir()
    (words_folder(desk.settings, name) / "part").write_bytes(b"x")
    return name


def test_it_is_removed_when_a_server_starts_and_the_job_said_to_be_interrupted(
    desk: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = half_written(desk)
    dead = store.create_job(desk.engine, "reindex", {})
    store.start_job(desk.engine, dead.id)
    reindex.tidy(desk)
    assert f"{left}.building" in folders(desk)  # as far as anybody knows it is still being built
    monkeypatch.setattr(progress, "STALE", timedelta(seconds=-1))
    reindex.tidy(desk)
    ended = store.job(desk.engine, dead.id)
    assert ended is not None and ended.state == "interrupted"
    assert not {left, f"{left}.building"} & folders(desk)


def test_a_dead_job_says_so_when_it_is_asked_about(
    desk: Services, admin: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    dead = store.create_job(desk.engine, "reindex", {})
    store.start_job(desk.engine, dead.id)
    path = f"/v1/jobs/{dead.id}"
    asked: Any = admin.get(path).json
    assert asked["state"] == "running"
    monkeypatch.setattr(progress, "STALE", timedelta(seconds=-1))
    asked = admin.get(path).json
    assert asked["state"] == "interrupted" and asked["message"]


def test_a_job_shows_that_it_lives_while_a_step_takes_long(desk: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Any] = []

    def one_long_step(services: Services, arguments: dict[str, Any], report: Any) -> dict[str, Any]:
        (begun,) = store.recent_jobs(services.engine, 1)
        while (now := store.recent_jobs(services.engine, 1)[0]).heartbeat_at == begun.heartbeat_at:
            pass
        seen.extend([begun.heartbeat_at, now.heartbeat_at])
        return {}

    monkeypatch.setattr(tasks, "BEAT", 0.01)
    monkeypatch.setitem(tasks.TASKS, "replay", one_long_step)
    assert run(desk, "replay").state == "done" and seen[1] > seen[0]


@pytest.mark.parametrize(("under_way", "asked"), [("reindex", "reindex"), ("tune", "reindex"), ("reindex", "tune")])
def test_of_two_that_build_one_wins_and_the_other_is_told(desk: Services, under_way: str, asked: str) -> None:
    first = queueing.take(desk, under_way, {})
    with pytest.raises(Conflict, match=first.id):
        queueing.take(desk, asked, {})
    store.end_job(desk.engine, first.id, "done")
    assert queueing.take(desk, asked, {}).id != first.id


def test_a_replay_may_run_beside_a_build(desk: Services) -> None:
    queueing.take(desk, "reindex", {})
    assert queueing.take(desk, "replay", {}).state == "queued"


def test_damaged_words_never_go_live(desk: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    live = store.live(desk.engine).generation

    def flipped(folder: Any, *args: Any) -> None:
        build_lexical(folder, *args)
        verify_folder(folder)
        largest = max(
            (path for path in folder.iterdir() if path.suffix == ".npy"), key=lambda path: path.stat().st_size
        )
        content = bytearray(largest.read_bytes())
        content[-1] ^= 0xFF
        largest.write_bytes(content)

    monkeypatch.setattr(building, "build_lexical", flipped)
    ended = run(desk)
    assert ended.state == "failed" and "checksum" in ended.message
    assert store.live(desk.engine).generation == live


def test_damage_to_what_was_learnt_is_learnt_anew(desk: Services, reindexed: Reindexed) -> None:
    live = store.live(desk.engine).generation
    learnt = desk.settings.folder / "learnt" / str(live) / "categories"
    learnt.mkdir(parents=True)
    (learnt / "manifest.json").write_text("{}")
    assert reindexed(desk)["before"] is None
    assert not learnt.exists()


def test_a_source_that_nobody_added_cannot_be_synced(desk: Services) -> None:
    live = store.live(desk.engine).generation
    ended = run(desk, source="unheard-of")
    assert ended.state == "failed" and "unheard-of" in ended.message
    assert store.live(desk.engine).generation == live


def test_a_source_is_synced_first(desk: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sync, "sync", lambda services, report, source, **_: {"of": source})
    ended = run(desk, source="rt")
    assert ended.state == "done" and ended.result["synced"] == {"of": "rt"}


@pytest.mark.skipif(importlib.util.find_spec("milvus_lite") is None, reason="milvus-lite, an extra, is not installed")
def test_a_reindex_beside_a_server_with_a_file_of_milvus_is_refused_and_harms_nothing(
    desk: Services, reindexed: Reindexed
) -> None:
    url = f"milvus:{desk.settings.folder / 'lite.db'}"
    served = build_services(desk.settings.model_copy(update={"index_url": url}))
    live = reindexed(served)["generation"]
    assert served.view().generation == live
    environment = {**os.environ, "ASSIST_DATA": str(desk.settings.folder), "INDEX_URL": url, "COLUMNS": "300"}
    command = [sys.executable, "-m", "assist_server.cli", "reindex"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 1 and "Another process has the file of Milvus open" in done.stderr
    assert "Traceback" not in done.stderr and {one.state for one in store.generations(desk.engine)} <= {
        "live",
        "retired",
    }
    assert free_search(served, SearchRequest(q="my parcel does not move", kind="ticket")).results
    served.close()
