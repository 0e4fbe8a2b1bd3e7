"""Every fault as a row: what it is called, which parts it needs, what is done, how often."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from assist_server.settings import Settings
from tests.chaos.damage import cut_under_the_server, damage_at_rest, jump
from tests.chaos.hosted import DEEDS, misbehave
from tests.chaos.hostile import send_hostile_text
from tests.chaos.house import House
from tests.chaos.kills import MOMENTS, kill
from tests.chaos.parts_fail import fill_the_disk, lose_redis, race, restart_postgres
from tests.chaos.scene import Scene
from tests.chaos.syncs import kill_sync, spoil_source
from tests.chaos.template import SECRET, Template, fresh_ledger, make_template
from tests.chaos.wayward import wayward
from tests.postgres import Postgres, PostgresUnavailable
from tests.support import RedisServer

Parts = Literal["files", "redis", "postgres", "small disk", "hosted"]
Inject = Callable[[Scene], None]
KILLS = 17  # rounds of each kill, of which there are five: 85 in all
ROOM = "48m"  # of the small disk: the desk, and a few generations


class Unavailable(Exception):
    """A part that a fault needs cannot be had here."""


@dataclass(frozen=True)
class Fault:
    """A fault, and the ways in which it is played, one after the other."""

    name: str
    what: str
    ways: tuple[Inject, ...]
    rounds: int
    parts: Parts = "files"


def _kills(name: str, what: str, target: str, parts: Parts = "files", rounds: int = KILLS) -> Fault:
    return Fault(name, what, tuple(kill(target, moment) for moment in MOMENTS), rounds, parts)


FAULTS = (
    _kills("kill-server", "kill -9 of the server", "server"),
    _kills("kill-jobs", "kill -9 of what runs the job", "jobs"),
    _kills("kill-both", "kill -9 of server and job", "both"),
    _kills("kill-worker", "kill -9 of server and RQ worker", "both", "redis"),
    Fault("kill-sync", "kill -9 of a sync", (kill_sync,), KILLS),
    Fault("source", "garbage, half a ticket and one of 50 MB in a source", (spoil_source,), 10),
    Fault("hosted", "a helpdesk that misbehaves in the middle of a sync", (), len(DEEDS), "hosted"),
    Fault("disk", "disk full during a build", (fill_the_disk,), 10, "small disk"),
    Fault("damage", "index files damaged while the server is down", (damage_at_rest,), 10),
    Fault("cut", "an index file cut short under the running server", (cut_under_the_server,), 5),
    Fault("redis", "Redis dies and comes back empty", (lose_redis,), 10, "redis"),
    Fault("postgres", "PostgreSQL is restarted", (), 10, "postgres"),
    Fault("race", "six ask for a reindex at once", (race,), 5),
    Fault("hostile", "hostile text by API, import and sync at once", (send_hostile_text,), 5),
    Fault("clock", "the clock jumps two hours ahead, back, or both", (jump,), 5),
)


class Workshop:
    """Where scenes are set: a folder, the prepared encoders, and the one desk that is copied for each scene."""

    def __init__(self, folder: Path, models_folder: Path) -> None:
        self._folder, self._models = folder, models_folder
        self._template: Template | None = None

    @contextmanager
    def scene(self, fault: Fault, clients: int, seed: str) -> Iterator[tuple[Scene, tuple[Inject, ...]]]:
        """Set a scene for a fault. Raises Unavailable where a part of it is missing."""
        folder = self._folder / fault.name
        with ExitStack() as stack:
            ways = fault.ways
            redis = stack.enter_context(_redis(self._folder)) if fault.parts == "redis" else None
            if fault.parts == "small disk":
                stack.enter_context(_small_disk(folder))
            if fault.parts == "hosted":
                helpdesk = stack.enter_context(wayward())
                ways = tuple(misbehave(helpdesk, deed) for deed in DEEDS)
            if fault.parts == "postgres":
                server = stack.enter_context(_postgres())
                made = make_template(folder / "desk", self._models, server.create_database("chaos"))
                settings = Settings(folder=made.folder, secret=SECRET, database_url=f"{server.address}/chaos")
                ways = (lambda scene: restart_postgres(scene, server),)
            else:
                made = self._made()
                settings = made.copy(folder / "desk")
            house = House(settings, made.key, redis)
            stack.callback(shutil.rmtree, folder / "desk", ignore_errors=True)
            stack.callback(house.stop)
            house.start()
            yield Scene(fault.name, house, fresh_ledger(), clients, seed), ways

    def _made(self) -> Template:
        if self._template is None:
            self._template = make_template(self._folder / "template", self._models)
        return self._template


@contextmanager
def _redis(folder: Path) -> Iterator[RedisServer]:
    program = shutil.which("redis-server")
    if program is None:
        raise Unavailable("redis-server is not installed")
    server = RedisServer(program, folder)
    server.start()
    yield server
    server.stop()


@contextmanager
def _postgres() -> Iterator[Postgres]:
    try:
        server = Postgres()
    except PostgresUnavailable as exc:
        raise Unavailable(str(exc)) from exc
    server.start()
    yield server
    server.remove()


@contextmanager
def _small_disk(folder: Path) -> Iterator[None]:
    """Mount a small file system in memory where that is allowed; elsewhere the fault limits the size of files."""
    folder.mkdir(parents=True)
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={ROOM}", "tmpfs", str(folder)], capture_output=True)
    yield
    if mounted.returncode == 0:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)
