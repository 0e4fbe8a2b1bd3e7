"""Kill -9 of server, jobs or both, at a random moment of an import, or of each step of a reindex."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Callable
from contextlib import closing, suppress

from assist_server import store
from tests.chaos.ledger import GONE
from tests.chaos.scene import Scene
from tests.chaos.template import packed

MOMENTS = ("import", "embedding", "building", "checking", "switching")
STEPS = {
    "embedding": ("embedding passages", "embedding replies"),
    "building": ("building the index", "building the word index"),
    "checking": ("checking",),
}
BULK = range(300, 480)  # tickets of one bulk import
AFTER = {"embedding": 0.4, "building": 0.1, "checking": 2.5}  # seconds at most from a step's beginning to the kill
LONGEST = 1.5  # seconds after an import was sent, at most


def kill(target: str, moment: str) -> Callable[[Scene], None]:
    """Return the round that kills `target` ("server", "jobs" or "both") at that moment."""

    def inject(scene: Scene) -> None:
        if moment == "import":
            _during_import(scene, target)
            return
        _forget_some_vectors(scene)
        job = scene.begin("reindex")
        _wait_for(scene, moment, job)
        _kill(scene, target)
        scene.finish(job, note=True)

    return inject


def _wait_for(scene: Scene, moment: str, job: str) -> None:
    engine = scene.house.engine
    if moment == "switching":
        before = _states(engine)
        scene.until(lambda _: "checked" in _states(engine).values() or _live(engine) not in before, job)
        time.sleep(scene.rng.uniform(0, 0.05))
    else:
        scene.until(lambda now: now.stage in STEPS[moment], job)
        time.sleep(scene.rng.uniform(0, AFTER[moment]))
    scene.note_moment(job)


def _states(engine: store.Engine) -> dict[str, str]:
    return {one.id: one.state for one in store.generations(engine)}


def _live(engine: store.Engine) -> str | None:
    return store.live(engine).generation


def _kill(scene: Scene, target: str) -> None:
    with scene.coming_back():
        if target in ("server", "both"):
            scene.house.kill_server()
        if target in ("jobs", "both"):
            scene.house.kill_jobs()


def _during_import(scene: Scene, target: str) -> None:
    """Kill during an import: through the API for the server's sake, by the command line for that of jobs."""
    version = max(scene.ledger.version(f"T-{BULK.start}"), GONE) + 1
    for number in BULK:
        scene.ledger.begins(f"T-{number}", version)
    scene.tally.moments["import"] += 1
    if target == "jobs":
        _kill_command(scene, version)
        return
    thread = threading.Thread(target=_post, args=(scene, version))
    thread.start()
    time.sleep(scene.rng.uniform(0, 2 * LONGEST))
    _kill(scene, target)
    thread.join()


def _post(scene: Scene, version: int) -> None:
    house = scene.house
    connection = http.client.HTTPConnection("127.0.0.1", house.client.port, timeout=60)
    headers = {"Authorization": f"Bearer {house.key}", "Content-Type": "application/x-ndjson"}
    with closing(connection), suppress(OSError, http.client.HTTPException):
        connection.request("POST", "/v1/tickets", packed(BULK, version), headers)
        if connection.getresponse().status == 200:
            for number in BULK:
                scene.ledger.acknowledges(f"T-{number}", version)


def _kill_command(scene: Scene, version: int) -> None:
    path = scene.house.settings.folder / "bulk.jsonl"
    path.write_bytes(packed(BULK, version))
    command = scene.house.command("import", "tickets", str(path))
    time.sleep(scene.rng.uniform(0, 4 * LONGEST))
    command.kill()
    if command.wait() == 0:
        for number in BULK:
            scene.ledger.acknowledges(f"T-{number}", version)


def _forget_some_vectors(scene: Scene) -> None:
    """Take away the vectors of some old texts, so that there is something to embed."""
    from sqlalchemy import text

    oldest = "SELECT text_hash FROM passages ORDER BY id LIMIT 150"
    with scene.house.engine.begin() as connection:
        connection.execute(text(f"DELETE FROM vectors WHERE text_hash IN ({oldest})"))
