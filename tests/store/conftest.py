"""One migrated database for each test, on SQLite and on a real PostgreSQL that the tests start themselves."""

from __future__ import annotations

import hashlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from assist_server import store
from assist_server.store import Engine, Entry
from assist_server.store.tables import metadata

MakeEntry = Callable[..., Entry]
OWNER = "tester"


@pytest.fixture(scope="session")
def make() -> MakeEntry:
    """Return a function that makes an entry from its id and some fields, with the hash of its content."""

    def entry(id: str, **fields: Any) -> Entry:
        full: dict[str, Any] = {"kind": "ticket", "title": f"about {id}", "passages": (f"text of {id}",)} | fields
        return Entry(id=id, content_hash=hashlib.sha256(repr(full).encode()).hexdigest(), **full)

    return entry


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The address of a PostgreSQL server of the tests' own, without a database name."""
    programs = _programs()
    if programs is None:
        pytest.skip("PostgreSQL's server programs are not installed")
    folder = Path(tempfile.mkdtemp(prefix="assist-pg-"))  # not below pytest's folder, which only this user may enter
    account = _account(folder)
    port = _free_port()
    place = ["-D", str(folder / "data")]
    initdb = [str(programs / "initdb"), *place, "-U", OWNER, "-A", "trust", "-E", "UTF8", "--locale=C", "-N"]
    subprocess.run(initdb, check=True, stdout=subprocess.DEVNULL, **account)
    postgres = [str(programs / "postgres"), *place, "-p", str(port), "-h", "127.0.0.1", "-k", str(folder), "-F"]
    log = (folder / "log").open("wb")
    server = subprocess.Popen(postgres, stdout=log, stderr=log, **account)
    try:
        address = f"postgresql://{OWNER}@127.0.0.1:{port}"
        _wait_for(f"{address}/postgres", folder / "log")
        yield address
    finally:
        server.send_signal(signal.SIGQUIT)  # at once, writing nothing back: the folder goes anyway
        server.wait(timeout=30)
        log.close()
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def postgresql_database(postgresql: str) -> str:
    """The address of a migrated PostgreSQL database, emptied before every test."""
    url = _create_database(postgresql, "migrated")
    store.migrate(url)
    return url


@pytest.fixture(scope="session")
def postgresql_blank(postgresql: str) -> str:
    """The address of a PostgreSQL database that is never migrated for longer than a test."""
    return _create_database(postgresql, "blank")


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


def _programs() -> Path | None:
    """Return the folder of the newest PostgreSQL; Debian keeps it off the search path."""
    found = shutil.which("initdb")
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: float(folder.parent.name))
    return Path(found).parent if found else folders[-1] if folders else None


def _account(folder: Path) -> dict[str, Any]:
    """Return who is to run the server: it refuses to run as root, so root hands the folder to another account."""
    if os.geteuid() != 0:
        return {}
    try:
        account = pwd.getpwnam("postgres")
    except KeyError:
        pytest.skip("PostgreSQL refuses to run as root, and there is no account named postgres")
    os.chown(folder, account.pw_uid, account.pw_gid)
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": [], "cwd": folder}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(address: str, log: Path) -> None:
    for _ in range(300):
        try:
            psycopg.connect(address, connect_timeout=5).close()
            return
        except psycopg.OperationalError:
            time.sleep(0.1)
    raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text()}")


def _create_database(address: str, name: str) -> str:
    with psycopg.connect(f"{address}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    return f"{address}/{name}"


def _empty(address: str) -> None:
    """Put a migrated database back to how the migration left it."""
    names = ", ".join(table.name for table in metadata.sorted_tables)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"TRUNCATE {names} RESTART IDENTITY".encode())
        connection.execute("INSERT INTO state (id, change_seq) VALUES (1, 0)")
