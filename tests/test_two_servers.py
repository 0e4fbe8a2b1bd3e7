"""Two servers on one PostgreSQL, each with a data folder of its own: no harm, and no advice that does harm."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from typing import Any

import psycopg
import pytest

from assist_server import create_app, erasure, health, imports, reindex, store, tasks
from assist_server.assistance import free_search
from assist_server.errors import Conflict, SecretRefused
from assist_server.requests import SearchRequest
from assist_server.services import Services, build
from assist_server.settings import Settings
from embeddings.errors import IndexUnusable
from tests.conftest import SECRET, settings_of
from tests.postgres import Postgres, running
from tests.support import serving

pytestmark = pytest.mark.postgres
Reindexed = Callable[[Services], dict[str, Any]]
QUESTION = "the walrus valve of my lantern drips"


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    """A PostgreSQL of these tests' own."""
    yield from running()


@pytest.fixture
def database(server: Postgres, request: pytest.FixtureRequest) -> str:
    """The address of a new, migrated database."""
    name = "d" + str(abs(hash(request.node.name)))
    with psycopg.connect(f"{server.address}/postgres", autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name}".encode())
    url = server.create_database(name)
    store.migrate(url)
    return url


@pytest.fixture
def opened(tmp_path: Path, models_folder: Path, database: str) -> Iterator[Callable[..., Services]]:
    """What starts a machine with a data folder of its own, by its name; all are closed in the end."""
    held: list[Services] = []

    def start(name: str, secret: str = SECRET) -> Services:
        folder = tmp_path / name
        settings = Settings(folder=folder) if folder.exists() else settings_of(folder, models_folder)
        held.append(build(settings.model_copy(update={"secret": secret, "database_url": database})))
        return held[-1]

    yield start
    for services in held:
        services.close()


Opened = Callable[..., Services]


def add(services: Services, count: int = 6) -> None:
    """Import a few solved tickets, the first of Ada's."""
    lines = [
        {
            "id": f"T-{number}",
            "status": "solved",
            "customer": {"email": "ada@example.org" if number == 0 else f"somebody{number}@example.org"},
            "messages": [
                {"author": "customer", "text": f"{QUESTION}, for the {number}th time"},
                {"author": "agent", "text": f"Tighten the walrus valve by {number + 2} turns, then wait an hour."},
            ],
        }
        for number in range(count)
    ]
    imports.import_lines(services, "ticket", BytesIO("\n".join(map(json.dumps, lines)).encode()))


def found(services: Services) -> set[str]:
    """Return the ids of what is found."""
    return {one.id for one in free_search(services, SearchRequest(q=QUESTION, kind="ticket")).results}


def reindex_here(services: Services) -> str:
    """Take the index over, and return the generation."""
    job = store.create_job(services.engine, "reindex", {"here": True})
    assert tasks.run(services, job.id) == "done", store.job(services.engine, job.id)
    return str(store.live(services.engine).generation)


def test_it_works(opened: Opened, reindexed: Reindexed) -> None:
    """The second machine says what to do, and a reindex there is refused, so that the first goes on answering."""
    first, second = opened("first"), opened("second")
    add(first)
    live = reindexed(first)["generation"]
    assert "T-0" in found(first)
    with pytest.raises(IndexUnusable, match="data folder of another server") as refused:
        second.view()
    assert "shared disk" in refused.value.mend and not refused.value.mend.startswith("Run: assist reindex")
    with pytest.raises(Conflict, match="data folder of another server"):
        reindex.reindex(second, lambda *_: None)  # type: ignore[arg-type]
    for task in ("reindex", "tune"):
        job = store.create_job(second.engine, task, {})
        assert tasks.run(second, job.id) == "failed"
        ended = store.job(second.engine, job.id)
        assert ended is not None and "--here" in ended.message
    with pytest.raises(Conflict):
        reindex.roll_back(second)
    assert store.live(first.engine).generation == live and "T-0" in found(first)


def test_both_answer_after_the_index_was_taken_over(opened: Opened, reindexed: Reindexed) -> None:
    """However often the other machine reindexes, the first answers from the generation it has, and what changed."""
    first, second = opened("first"), opened("second")
    add(first)
    old = reindexed(first)["generation"]
    assert first.view().generation == old
    taken = [reindex_here(second) for _ in range(4)]
    add(second, 9)
    assert second.view().generation == taken[-1] and first.view().generation == old
    assert "T-8" in found(first) and "T-8" in found(second)
    restarted = opened("first")
    assert restarted.view().generation == old
    told = {check.name: check for check in health.checks(restarted)}["index"]
    assert told.state == "warning" and "another server" in told.detail and "shared disk" in told.mend
    with pytest.raises(Conflict):
        reindex.reindex(first, lambda *_: None)  # type: ignore[arg-type]


def test_a_shared_folder_is_one_folder(opened: Opened, reindexed: Reindexed, tmp_path: Path) -> None:
    first = opened("first")
    add(first)
    (tmp_path / "mounted").symlink_to(tmp_path / "first")
    second = opened("mounted")
    assert reindexed(first)["generation"] == second.view().generation
    assert reindexed(second)["generation"] == first.view().generation


def test_a_copied_folder_is_another_one(opened: Opened, reindexed: Reindexed, tmp_path: Path) -> None:
    first = opened("first")
    add(first)
    live = reindexed(first)["generation"]
    shutil.copytree(tmp_path / "first", tmp_path / "copy", symlinks=True)
    copied = opened("copy")
    assert copied.view().generation == live
    with pytest.raises(Conflict):
        reindex.reindex(copied, lambda *_: None)  # type: ignore[arg-type]
    for _ in range(3):
        reindex_here(copied)
    assert "T-0" in found(opened("first"))


def test_of_a_generation_by_an_older_release_the_files_tell_where_it_lies(opened: Opened, reindexed: Reindexed) -> None:
    first, second = opened("first"), opened("second")
    add(first)
    reindexed(first)
    with psycopg.connect(str(first.settings.database_url), autocommit=True) as connection:
        connection.execute("UPDATE generations SET folder = NULL")
    assert reindex.is_elsewhere(second) and not reindex.is_elsewhere(first)
    with pytest.raises(IndexUnusable, match="data folder of another server"):
        second.view()
    assert reindexed(first)["generation"] == first.view().generation


def test_an_encoder_that_is_missing_here_is_not_what_is_told(
    opened: Opened, reindexed: Reindexed, tmp_path: Path
) -> None:
    first, second = opened("first"), opened("second")
    add(first)
    reindexed(first)
    (tmp_path / "second" / "models").unlink()
    with pytest.raises(IndexUnusable, match="data folder of another server"):
        second.view()


def test_an_erasure_tells_of_the_files_that_it_cannot_reach(opened: Opened, reindexed: Reindexed) -> None:
    first, second = opened("first"), opened("second")
    add(first)
    for _ in range(2):
        reindexed(first)
    done = erasure.erase(second, "ada@example.org")
    assert done.tickets == 1 and any("files were not searched" in line for line in done.remains)
    assert any("assist reindex has run there" in line for line in done.remains)
    assert "T-0" not in found(first)
    reindexed(first)
    assert not [path for path in first.settings.folder.rglob("*") if path.is_file() and b"2 turns" in path.read_bytes()]
    assert all(one.seq >= store.erased_seq(first.engine) for one in store.generations(first.engine))


def test_a_second_server_with_another_secret_starts_not(opened: Opened) -> None:
    first = opened("first")
    add(first)
    second = opened("second", "another secret")
    with pytest.raises(SecretRefused):
        create_app(second.settings)
    with pytest.raises(SecretRefused):
        erasure.erase(second, "ada@example.org")
    assert store.stats(first.engine).tickets == 6


def test_of_two_that_start_at_the_same_moment_one_makes_the_secret(opened: Opened, tmp_path: Path) -> None:
    """The other one keeps no secret of its own, so that copying the right one is all there is to do."""
    machines = [opened(name, "") for name in ("a", "a", "b", "b", "c", "c")]
    for name in ("a", "b", "c"):
        (tmp_path / name / "secret").unlink()

    def start(services: Services) -> bytes | None:
        try:
            return services.secret()
        except SecretRefused:
            return None

    with ThreadPoolExecutor(len(machines)) as pool:
        secrets = list(pool.map(start, machines))
    assert len(set(secrets) - {None}) == 1 and secrets.count(None) == 4
    assert len(list(tmp_path.glob("*/secret"))) == 1


def test_as_served_the_second_machine_sends_nobody_in_a_circle(opened: Opened, reindexed: Reindexed) -> None:
    first, second = opened("first"), opened("second")
    add(first)
    reindexed(first)
    with serving(second.settings, DATABASE_URL=first.settings.database_url, WEB_CONCURRENCY="1") as client:
        status, problem = client.ask("GET", "/readyz")
        assert status == 503 and "another server" in problem["detail"] and "shared disk" in problem["mend"]
