"""What many tests need: a small desk, its settings and services, and the real parts (Redis) on free ports."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from assist_server import auth, create_app, imports, store, tasks
from assist_server.insights.refresh import refresh
from assist_server.services import Services, build
from assist_server.settings import Settings
from assist_server.store import Engine, Role
from embeddings.encoder import prepare
from tests.support import RedisServer
from tests.tiny_model import tiny_model

__all__ = ["tiny_model"]  # a fixture of every test

REPOSITORY = Path(__file__).parent.parent
SECRET = "a secret for tests"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Count a skip as a failure where CI=true: there every real part can be had."""
    report = yield
    if report.skipped and os.environ.get("CI") == "true":
        report.outcome, report.longrepr = "failed", f"skipped, and CI=true allows no skip: {item.nodeid}"
    return report


@pytest.fixture(scope="session")
def models_folder() -> Path:
    """The serving form of the default encoder, made once and kept between runs (git ignores the folder)."""
    folder = REPOSITORY / "data" / "models"
    prepare("all-MiniLM-L6-v2", folder)
    return folder


def settings_of(folder: Path, models: Path) -> Settings:
    """Make the data folder with the prepared encoder in it, and return settings that name it.

    The secret lies in the folder too: for programs that are started over it without these settings.
    """
    folder.mkdir(exist_ok=True)
    (folder / "models").symlink_to(models)
    (folder / "secret").write_text(SECRET)
    return Settings(folder=folder, secret=SECRET, allowed_hosts=["localhost", "127.0.0.1"])


@pytest.fixture
def settings(tmp_path: Path, models_folder: Path) -> Settings:
    """Settings with a data folder of the test's own, and the prepared encoder in it."""
    return settings_of(tmp_path / "data", models_folder)


@pytest.fixture(scope="session")
def empty_folder(tmp_path_factory: pytest.TempPathFactory, models_folder: Path) -> Path:
    """A data folder with a migrated, empty database, to copy."""
    settings = settings_of(tmp_path_factory.mktemp("empty"), models_folder)
    store.migrate(settings.database)
    return settings.folder


@pytest.fixture(scope="session")
def desk_folder(tmp_path_factory: pytest.TempPathFactory, models_folder: Path) -> Path:
    """The data folder of a desk with a little history, indexed and live, to copy."""
    settings = settings_of(tmp_path_factory.mktemp("seeded"), models_folder)
    store.migrate(settings.database)
    services = build(settings)
    for part, kind in imports_of():
        with (REPOSITORY / "tests" / "cases" / "desk" / f"{part}.jsonl").open("rb") as lines:
            assert imports.import_lines(services, kind, lines).rejected == 0  # type: ignore[arg-type]
    reindex_now(services)
    services.close()
    return settings.folder


@pytest.fixture
def engine(settings: Settings, request: pytest.FixtureRequest) -> Iterator[Engine]:
    """A database of the test's own: that of the desk where the test works on one, else a migrated, empty one."""
    made = request.getfixturevalue("desk_folder" if "desk" in request.fixturenames else "empty_folder")
    shutil.copytree(made, settings.folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("models"))
    engine = store.connect(settings.database)
    yield engine
    engine.dispose()


@pytest.fixture
def app(settings: Settings, engine: Engine) -> Iterator[Flask]:
    """The web application over an empty, migrated database."""
    app = create_app(settings)
    yield app
    app.extensions["assist"].close()


@pytest.fixture
def services(app: Flask) -> Services:
    """What the application holds open."""
    held: Services = app.extensions["assist"]
    return held


def as_role(app: Flask, role: Role) -> FlaskClient:
    """Return a client whose every request carries a fresh key of the role."""
    client = app.test_client()
    key = auth.create_key(app.extensions["assist"].engine, role, f"{role} of the tests")
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {key}"
    return client


@pytest.fixture
def agent(app: Flask) -> FlaskClient:
    """An agent's client."""
    return as_role(app, "agent")


@pytest.fixture
def admin(app: Flask) -> FlaskClient:
    """An admin's client."""
    return as_role(app, "admin")


@pytest.fixture
def desk(services: Services) -> Services:
    """A desk with a little history, indexed and live."""
    assert store.live_generation(services.engine) is not None, "a test must name the desk among its arguments"
    return services


def imports_of() -> tuple[tuple[str, str], ...]:
    """Return the files of a desk and the kind of what is in each."""
    return (("tickets", "ticket"), ("articles", "article"), ("macros", "macro"))


def reindex_now(services: Services) -> dict[str, Any]:
    """Run a reindex to its end here and return its result."""
    job = store.create_job(services.engine, "reindex", {})
    state = tasks.run(services, job.id)
    ended = store.job(services.engine, job.id)
    assert ended is not None and state == "done", ended
    refresh(services, lambda *_: None)
    return ended.result


@pytest.fixture(scope="session")
def reindexed() -> Callable[[Services], dict[str, Any]]:
    """The function that reindexes, for tests that call it themselves."""
    return reindex_now


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real Redis of the tests' own."""
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("redis-server is not installed")
    server = RedisServer(program, tmp_path_factory.mktemp("redis"))
    server.start()
    yield server.url
    server.stop()


@pytest.fixture
def redis_server(tmp_path: Path) -> Iterator[RedisServer]:
    """A real Redis that a test may stop and start."""
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("redis-server is not installed")
    server = RedisServer(program, tmp_path)
    server.start()
    yield server
    server.stop()
