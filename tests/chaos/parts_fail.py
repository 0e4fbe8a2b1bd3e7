"""Rounds in which a part fails: Redis or PostgreSQL goes and comes back, the disk is full, two reindexes at once."""

from __future__ import annotations

import os
import threading
import time
from collections import Counter

from tests.chaos.scene import Scene, under_way
from tests.postgres import Postgres

RACERS = 6  # requests for a reindex at the same moment
GONE_FOR = (0.2, 2.0)  # seconds that a part is away
INTO = 4.0  # seconds into a reindex, at most, that a fault comes
PAGE = 4096


def lose_redis(scene: Scene) -> None:
    """Redis dies during a reindex and comes back empty; the worker waits for it."""
    redis = scene.house.redis
    assert redis is not None
    job = _under_way(scene)
    redis.stop()
    time.sleep(scene.rng.uniform(*GONE_FOR))
    with scene.coming_back():
        redis.start()
    scene.finish(job, note=True)


def restart_postgres(scene: Scene, server: Postgres) -> None:
    """PostgreSQL stops at once during a reindex, every connection broken, and is started again."""
    job = _under_way(scene)
    with scene.coming_back():
        server.stop()
        time.sleep(scene.rng.uniform(*GONE_FOR))
        server.start()
    scene.finish(job, note=True)


def _under_way(scene: Scene) -> str:
    """Begin a reindex and let a random part of it be done; return the job's id."""
    job = scene.begin("reindex")
    scene.until(lambda now: now.state == "running", job)
    time.sleep(scene.rng.uniform(0, INTO))
    scene.note_moment(job)
    return job


def fill_the_disk(scene: Scene) -> None:
    """The disk of the data folder has room for only a part of a new generation; later there is room again."""
    folder = scene.house.settings.folder
    if not folder.parent.is_mount():
        _limit_files(scene)
        return
    scene.tally.moments["full disk"] += 1
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file:
        file.write(b"\0" * max(0, _room(scene) - PAGE * scene.rng.randrange(0, 400)))
    status, told = scene.house.client.ask("POST", "/v1/reindex", {})
    if status == 202:
        scene.house.wait_for_jobs()
    filler.unlink()
    if status == 202:
        scene.finish(told["id"], note=True)
    else:
        assert status == 503, told
    scene.succeed(scene.begin("reindex"))


def _limit_files(scene: Scene) -> None:
    """Let a reindex write no file beyond a size, which fails it as a full disk does. It takes no root."""
    scene.tally.moments["limited size of files"] += 1
    scene.house.command("reindex", blocks=scene.rng.randrange(8, 800)).wait()
    scene.succeed(scene.begin("reindex"), note=True)


def _room(scene: Scene) -> int:
    """Return the bytes that are free where the data folder is."""
    found = os.statvfs(scene.house.settings.folder)
    return found.f_bavail * found.f_frsize


def race(scene: Scene) -> None:
    """Several ask for a reindex at the same moment: one gets it, every other one is told."""
    answers: Counter[int] = Counter()
    together = threading.Barrier(RACERS)

    def ask() -> None:
        together.wait()
        answers[scene.house.client.ask("POST", "/v1/reindex", {})[0]] += 1

    threads = [threading.Thread(target=ask) for _ in range(RACERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == {202: 1, 409: RACERS - 1}, answers
    scene.succeed(under_way(scene.house.engine), note=True)
