"""Rounds in which a sync is killed, and rounds with a source that misbehaves in every way it can."""

from __future__ import annotations

import json
import time
from pathlib import Path

from tests.chaos.invented import lines
from tests.chaos.scene import Scene
from tests.chaos.template import packed

SOURCE = "bulk"
SYNCED = range(500, 1100)  # tickets of the source: several pages
LONGEST = 8.0  # seconds after the program was started, at most, that the kill comes
HUGE = 50_000_000  # bytes of one ticket


def kill_sync(scene: Scene) -> None:
    """A sync is killed at a random moment; the next one goes on and brings in all of it."""
    version = _write_source(scene)
    command = scene.house.command("sync", SOURCE)
    time.sleep(scene.rng.uniform(0, LONGEST))
    ended = command.poll()
    command.kill()
    command.wait()
    scene.tally.moments["before its end" if ended is None else "after its end"] += 1
    _sync_to_the_end(scene, version)


def spoil_source(scene: Scene) -> None:
    """The source holds garbage, half a ticket and one of 50 MB among good ones: these come in, those are left out."""
    version = _write_source(scene)
    good = [json.dumps(one).encode() for one in lines(SYNCED, "T", version)]
    bad = scene.rng.choice(
        [b"\xff\xfe garbage", good[0][: len(good[0]) // 2], b'{"id": "T-0", "messages": 7}', _huge()]
    )
    scene.tally.moments["a ticket of 50 MB" if len(bad) > HUGE else "garbage"] += 1
    good.insert(scene.rng.randrange(len(good)), bad)
    _path(scene).write_bytes(b"\n".join(good) + b"\n")
    _sync_to_the_end(scene, version)


def _huge() -> bytes:
    return json.dumps(
        {"id": "T-0", "status": "solved", "messages": [{"author": "customer", "text": "x" * HUGE}]}
    ).encode()


def _path(scene: Scene) -> Path:
    return scene.house.settings.folder / f"{SOURCE}.jsonl"


def _write_source(scene: Scene) -> int:
    """Write the source's tickets anew, all changed, and note that they may come in; return their version."""
    version = scene.ledger.version(f"T-{SYNCED.start}") + 1
    for number in SYNCED:
        scene.ledger.begins(f"T-{number}", version)
    path = _path(scene)
    known = path.exists()
    path.write_bytes(packed(SYNCED, version))
    if not known:
        add = ("sources", "add", "jsonl", SOURCE, "--file", str(path), "--set", "prefix=", "--yes")
        assert scene.house.command(*add).wait() == 0, "the source cannot be added"
    return version


def _sync_to_the_end(scene: Scene, version: int) -> None:
    assert scene.house.command("sync", SOURCE).wait() == 0, "the sync after the fault did not succeed"
    for number in SYNCED:
        scene.ledger.acknowledges(f"T-{number}", version)
