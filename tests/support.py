"""What tests share beside fixtures: real parts on free ports, and how a missing one is said."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import redis
from sqlalchemy import Engine, select

from assist_server.services import secret_of
from assist_server.settings import Settings
from assist_server.store.tables import experiment_tickets
from assist_server.suggestion_ids import sign


def free_port() -> int:
    """Return a port of the loopback address that nobody uses at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class RedisServer:
    """A redis-server process on a free port of the loopback address."""

    def __init__(self, program: str, folder: Path) -> None:
        self._program, self._folder, self._port = program, folder, free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Its address, as REDIS_URL takes it."""
        return f"redis://127.0.0.1:{self._port}/0"

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = ["--port", str(self._port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        self._process = subprocess.Popen(
            [self._program, *options, "--dir", str(self._folder)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        client = redis.Redis.from_url(self.url)
        for _ in range(200):
            try:
                if client.ping():
                    break
            except redis.ConnectionError:
                time.sleep(0.02)
        client.close()

    def stop(self) -> None:
        """Stop it at once, as if it had died."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


class Client:
    """Asks a server on the loopback address with an admin's key."""

    def __init__(self, port: int, key: str) -> None:
        self.port, self._headers = port, {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}

    def ask(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """Return status and JSON of one answer over a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request(method, path, None if body is None else json.dumps(body), self._headers)
        answer = connection.getresponse()
        text = answer.read()
        connection.close()
        return answer.status, json.loads(text) if text and "json" in answer.headers["Content-Type"] else text

    def wait(self, path: str, seconds: float = 90) -> None:
        """Wait until the path answers 200."""
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            try:
                if self.ask("GET", path)[0] == 200:
                    return
            except OSError:
                pass
            time.sleep(0.1)
        raise TimeoutError(path)

    def finish(self, job: str, seconds: float = 120) -> dict[str, Any]:
        """Wait until a job has ended and return it."""
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            status, told = self.ask("GET", f"/v1/jobs/{job}")
            assert status == 200
            if told["state"] not in ("queued", "running"):
                return dict(told)
            time.sleep(0.1)
        raise TimeoutError(job)


def copied(settings: Settings, folder: Path) -> Settings:
    """Copy a data folder, since each is served by one server, and return the settings that name the copy.

    The database is copied by SQLite: to open and close its file here by other means would let go of the locks that this
    process holds on it, and what it writes afterwards would be lost.
    """
    shutil.copytree(settings.folder, folder, symlinks=True, ignore=shutil.ignore_patterns("assist.db*", "*.lock"))
    with (
        closing(sqlite3.connect(settings.folder / "assist.db")) as source,
        closing(sqlite3.connect(folder / "assist.db")) as copy,
    ):
        source.backup(copy)
    return settings.model_copy(update={"folder": folder})


@contextmanager
def serving(settings: Settings, key: str = "", port: int | None = None, **more: str) -> Iterator[Client]:
    """Run `assist serve` over a data folder until the block ends."""
    port = port or free_port()
    own = {"ASSIST_DATA": str(settings.folder), "ASSIST_SECRET": settings.secret, "WEB_CONCURRENCY": "2"}
    environment = {**os.environ, **own, **more}
    command = [sys.executable, "-m", "assist_server.cli", "serve", "--port", str(port)]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    client = Client(port, key)
    try:
        client.wait("/healthz")
        yield client
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)


def suggestion_id(settings: Settings, entry_pk: int, answer_id: str = "0123456789ab") -> str:
    """Return the id of a suggestion as the desk would have given it."""
    return sign(secret_of(settings), answer_id, entry_pk)


class DrawnTicket(NamedTuple):
    """A ticket as it was drawn, and what came of it; None where that is not known."""

    held: bool
    broken: bool
    key_id: str | None
    seconds: int | None
    bad: bool | None
    reopened: bool | None


def drawn_one_by_one(engine: Engine, id: str) -> list[DrawnTicket]:
    """Return the tickets of an experiment, which the product reads summed up."""
    c = experiment_tickets.c
    rows = select(*(c[name] for name in DrawnTicket._fields)).where(c.experiment_id == id)
    with engine.connect() as connection:
        return [DrawnTicket._make(row) for row in connection.execute(rows)]
