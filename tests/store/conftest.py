"""One migrated database for each test, on SQLite and on a real PostgreSQL that the tests start themselves."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from assist_server import store
from assist_server.store import Engine, Entry
from assist_server.store.tables import metadata
from tests.postgres import Postgres, running

MakeEntry = Callable[..., Entry]


@pytest.fixture(scope="session")
def make() -> MakeEntry:
    """Return a function that makes an entry from its id and some fields, with the hash of its content."""

    def entry(id: str, **fields: Any) -> Entry:
        full: dict[str, Any] = {"kind": "ticket", "title": f"about {id}", "passages": (f"text of {id}",)} | fields
        return Entry(id=id, content_hash=hashlib.sha256(repr(full).encode()).hexdigest(), **full)

    return entry


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Postgres]:
    """A PostgreSQL server of the tests' own."""
    yield from running()


@pytest.fixture(scope="session")
def postgresql_database(postgresql: Postgres) -> str:
    """The address of a migrated PostgreSQL database, emptied before every test."""
    url = postgresql.create_database("migrated")
    store.migrate(url)
    return url


@pytest.fixture(scope="session")
def postgresql_blank(postgresql: Postgres) -> str:
    """The address of a PostgreSQL database that is never migrated for longer than a test."""
    return postgresql.create_database("blank")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file to copy."""
    path = tmp_path_factory.mktemp("template") / "assist.db"
    store.migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def backend(request: pytest.FixtureRequest) -> str:
    """Each of the two databases in turn."""
    return str(request.param)


@pytest.fixture
def new_url(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database that was never migrated."""
    if backend == "sqlite":
        return f"sqlite:///{tmp_path}/new folder/assist.db"
    address = str(request.getfixturevalue("postgresql_blank"))
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
    return address


@pytest.fixture
def url(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a migrated, empty database."""
    if backend == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "assist.db")
        return f"sqlite:///{tmp_path}/assist.db"
    address = str(request.getfixturevalue("postgresql_database"))
    _empty(address)
    return address


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    """An engine of a migrated, empty database."""
    engine = store.connect(url)
    yield engine
    engine.dispose()


def _empty(address: str) -> None:
    """Put a migrated database back to how the migration left it."""
    names = ", ".join(table.name for table in metadata.sorted_tables)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"TRUNCATE {names} RESTART IDENTITY".encode())
        connection.execute("INSERT INTO state (id, change_seq) VALUES (1, 0)")
