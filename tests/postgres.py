"""A real PostgreSQL of the tests' own on a free port, that a test may stop and start."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.support import free_port

OWNER = "tester"


class PostgresUnavailable(Exception):
    """PostgreSQL's programs are not installed, or nobody may run them."""


class Postgres:
    """A server in a folder of its own. Raises PostgresUnavailable where it cannot be had."""

    def __init__(self) -> None:
        programs = _programs()
        if programs is None:
            raise PostgresUnavailable("PostgreSQL's server programs are not installed")
        self._folder = Path(tempfile.mkdtemp(prefix="assist-pg-"))  # not below pytest's, which only this user may enter
        self._account = _account(self._folder)
        self._port = free_port()
        place = ["-D", str(self._folder / "data")]
        initdb = [str(programs / "initdb"), *place, "-U", OWNER, "-A", "trust", "-E", "UTF8", "--locale=C", "-N"]
        subprocess.run(initdb, check=True, stdout=subprocess.DEVNULL, **self._account)
        port = ["-p", str(self._port), "-h", "127.0.0.1", "-k", str(self._folder)]
        self._command = [str(programs / "postgres"), *place, *port, "-F"]
        self._server: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """Its address, without a database name."""
        return f"postgresql://{OWNER}@127.0.0.1:{self._port}"

    def start(self) -> None:
        """Start it and wait until it answers."""
        log = self._folder / "log"
        with log.open("ab") as file:
            self._server = subprocess.Popen(self._command, stdout=file, stderr=file, **self._account)
        for _ in range(300):
            try:
                psycopg.connect(f"{self.address}/postgres", connect_timeout=5).close()
                return
            except psycopg.OperationalError:
                time.sleep(0.1)
        raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text()}")

    def stop(self) -> None:
        """Stop it at once: connections break, nothing is written back."""
        assert self._server is not None
        self._server.send_signal(signal.SIGQUIT)
        self._server.wait(timeout=30)
        self._server = None

    def create_database(self, name: str) -> str:
        """Create a database and return its address."""
        with psycopg.connect(f"{self.address}/postgres", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return f"{self.address}/{name}"

    def remove(self) -> None:
        """Stop it and remove its folder."""
        if self._server is not None:
            self.stop()
        shutil.rmtree(self._folder)


def running() -> Iterator[Postgres]:
    """Yield a server that runs, for a fixture; skip the test where none can be had."""
    try:
        server = Postgres()
    except PostgresUnavailable as exc:
        pytest.skip(str(exc))
    try:
        server.start()
        yield server
    finally:
        server.remove()


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
    except KeyError as exc:
        raise PostgresUnavailable("PostgreSQL refuses to run as root, and no account is named postgres") from exc
    os.chown(folder, account.pw_uid, account.pw_gid)
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": [], "cwd": folder}
