"""The running parts on a scratch data folder: server, jobs, Redis, database; each can be killed and started again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from assist_server import auth, store
from assist_server.settings import Settings
from tests.support import Client, RedisServer, free_port

PATIENCE = 300.0  # seconds for anything to come back; it takes two or three where the machine has nothing else to do


class House:
    """A server on a free port, and with a Redis a worker beside it. `away` are the times when the server was killed."""

    def __init__(self, settings: Settings, key: str, redis: RedisServer | None = None, **more: str) -> None:
        self.settings, self.redis = settings, redis
        self.client = Client(free_port(), key)
        self.key = key
        self.away: list[tuple[float, float]] = []
        self.engine = store.connect(settings.database)
        addresses = {"DATABASE_URL": settings.database_url, "REDIS_URL": redis.url if redis else ""}
        source = {"ASSIST_SOURCE_DESK_TOKEN": "a token for tests"}
        own = source | {"ASSIST_DATA": str(settings.folder), "ASSIST_SECRET": settings.secret, "WEB_CONCURRENCY": "2"}
        self._clock = settings.folder / "clock"
        clock = {"CHAOS_CLOCK": str(self._clock), "PYTHONPATH": f"{Path(__file__).parent / 'jumping'}:{Path.cwd()}"}
        self._environment = os.environ | own | {"OMP_NUM_THREADS": "1"} | addresses | clock | more
        self._agents: list[str] = []
        self._server: subprocess.Popen[bytes] | None = None
        self._worker: subprocess.Popen[bytes] | None = None

    def agents(self, count: int) -> list[str]:
        """Return the keys of so many agents, made when they are needed first."""
        while len(self._agents) < count:
            self._agents.append(auth.create_key(self.engine, "agent", f"agent {len(self._agents)}"))
        return self._agents[:count]

    def start(self) -> None:
        """Start what is not running and wait until the server can answer."""
        if self._server is None:
            self._server = self._assist("serve", "--port", str(self.client.port))
        if self.redis is not None and self._worker is None:
            self._worker = self._assist("worker")
        self.client.wait("/readyz", PATIENCE)
        if self.away and self.away[-1][1] == float("inf"):
            self.away[-1] = (self.away[-1][0], time.monotonic())

    def kill_server(self) -> None:
        """Kill the server with all its processes (SIGKILL); jobs in child processes go on."""
        assert self._server is not None
        self.away.append((time.monotonic(), float("inf")))
        _kill_group(self._server)
        self._server = None

    def kill_jobs(self) -> int:
        """Kill whatever runs jobs (SIGKILL); return how many processes that were."""
        mine = self._job_processes()
        for pid in mine:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        if self._worker is not None:
            self._worker.wait()
            self._worker = None
        return len(mine)

    def wait_for_jobs(self) -> None:
        """Wait until no process runs a job any more."""
        ends = time.monotonic() + PATIENCE
        while self._job_processes():
            if time.monotonic() > ends:
                raise TimeoutError("a job runs on and on")
            time.sleep(0.05)

    def set_clock(self, by: float) -> None:
        """Let the wall clock of all programs be off by so many seconds."""
        self._clock.write_text(str(by))

    def command(self, *arguments: str, blocks: int | None = None) -> subprocess.Popen[bytes]:
        """Start `assist` with these arguments beside the server; with `blocks` its files end after so many half KiB."""
        limited = () if blocks is None else ("sh", "-c", 'ulimit -f "$0" && exec "$@"', str(blocks))
        return self._assist(*arguments, before=limited)

    def stop(self) -> None:
        """Stop everything, at once."""
        self.kill_jobs()
        if self._server is not None:
            _kill_group(self._server)
            self._server = None
        self.engine.dispose()

    def was_away(self, since: float, until: float) -> bool:
        """Say whether the server was killed, or not back yet, at some moment between the two."""
        return any(start <= until and since <= end for start, end in self.away)

    def _job_processes(self) -> list[int]:
        pids = processes_with(b"assist_server.worker\0--job") if self._worker is None else _family(self._worker.pid)
        return [pid for pid in pids if _environment_of(pid).get("ASSIST_DATA") == str(self.settings.folder)]

    def _assist(self, *arguments: str, before: Sequence[str] = ()) -> subprocess.Popen[bytes]:
        log = self.settings.folder / "log"
        command = [*before, sys.executable, "-m", "assist_server.cli", *arguments]
        with log.open("ab") as file:
            return subprocess.Popen(command, stdout=file, stderr=file, start_new_session=True, env=self._environment)


def processes_with(words: bytes) -> list[int]:
    """Return the processes whose command line holds these words."""
    found = []
    for folder in Path("/proc").iterdir():
        with suppress(OSError):
            if folder.name.isdigit() and words in (folder / "cmdline").read_bytes():
                found.append(int(folder.name))
    return found


def _environment_of(pid: int) -> dict[str, str]:
    with suppress(OSError):
        pairs = Path(f"/proc/{pid}/environ").read_bytes().decode("utf-8", "replace").split("\0")
        return dict(pair.partition("=")[::2] for pair in pairs)
    return {}


def _family(pid: int) -> list[int]:
    """Return a process and its children, the children first."""
    with suppress(OSError):
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return [*map(int, children), pid]
    return [pid]


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
