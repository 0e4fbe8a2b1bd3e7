"""Rounds in which files of the live generation are damaged, and rounds in which the clock jumps."""

from __future__ import annotations

import os
import time
from pathlib import Path

from assist_server import store
from assist_server.learnt import learnt_folder
from assist_server.live_index import words_folder
from tests.chaos.scene import Scene

FLIPPED = 16  # bytes in one file
JUMP = 7_200  # seconds
SETTLING = (0.2, 1.5)  # seconds between two jumps


def damage_at_rest(scene: Scene) -> None:
    """The server dies, a file of its live generation is damaged, it starts again; then an admin reindexes."""
    _have_two(scene)
    with scene.coming_back():
        scene.house.kill_server()
        _damage(scene, flipping=scene.rng.random() < 0.5)
    time.sleep(scene.rng.uniform(*SETTLING))
    scene.succeed(scene.begin("reindex"), note=True)


def cut_under_the_server(scene: Scene) -> None:
    """A mapped file is cut short: the kernel ends who reads what is gone, and new processes take their place."""
    _have_two(scene)
    with scene.excused(), scene.coming_back():
        _damage(scene, flipping=False)
        time.sleep(max(SETTLING))
    scene.succeed(scene.begin("reindex"), note=True)


def _have_two(scene: Scene) -> None:
    """See to it that there is a generation before the live one, as there is from the second reindex on."""
    if not any(one.state == "retired" for one in store.generations(scene.house.engine)):
        scene.succeed(scene.begin("reindex"))


def _damage(scene: Scene, *, flipping: bool) -> None:
    path = scene.rng.choice(_files(scene))
    scene.tally.moments[f"{path.name} {'flipped' if flipping else 'cut'}"] += 1
    size = path.stat().st_size
    if not flipping:
        os.truncate(path, scene.rng.randrange(size))
        return
    with path.open("r+b") as file:
        for _ in range(FLIPPED):
            place = scene.rng.randrange(size)
            file.seek(place)
            byte = file.read(1)[0]
            file.seek(place)
            file.write(bytes([byte ^ scene.rng.randrange(1, 256)]))


def _files(scene: Scene) -> list[Path]:
    """Return the files of the live generation that hold something, in an order of their own."""
    settings, live = scene.house.settings, str(store.live(scene.house.engine).generation)
    folders = (settings.folder / "generations" / live, words_folder(settings, live), learnt_folder(settings, live))
    paths = (path for folder in folders for path in folder.rglob("*"))
    return sorted(path for path in paths if path.is_file() and path.stat().st_size)


def jump(scene: Scene) -> None:
    """The clock of all programs jumps two hours ahead and back, or back and ahead, while a reindex runs."""
    job = scene.begin("reindex")
    scene.until(lambda now: now.state == "running", job)
    for by in scene.rng.choice([(JUMP, 0), (-JUMP, 0), (JUMP, -JUMP, 0)]):
        time.sleep(scene.rng.uniform(*SETTLING))
        scene.note_moment(job)
        scene.house.set_clock(by)
        told = scene.house.client.ask("GET", f"/v1/jobs/{job}")[1]
        assert told["state"] in ("queued", "running", "done"), f"a live job is called {told['state']}"
    scene.succeed(job, note=True)
