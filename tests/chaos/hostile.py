"""Rounds in which hostile text comes in by every road at once: the API, an import and a sync."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from statistics import quantiles
from typing import Any

from assist_server import auth
from tests.chaos.crowd import Line
from tests.chaos.house import House
from tests.chaos.scene import Scene

SOURCE = "hostile"
ATTACKERS = 4  # clients that send hostile questions without a pause
TICKETS = 40  # hostile ones in each file
LONG = 60_000  # characters of a message
WARM_UP = 3.0  # seconds in which the server gets used to the clients
CALM = 15.0  # seconds without an attack, and at least as many with one
SLOWER = 2.0  # times the 95th percentile in calm: what an attack may make of it
SLUG = "how-do-we-put-up-the-big-family-tent-when-it-is-windy-and-the-ground-is-hard-"
PIECES = (
    "ha-",
    "a-Team",
    "McÍƓ-ɂ'ĵb’Úg",
    SLUG,
    "the code\n: 1771 ",
    "4111 1111 1111 1111 ",
    "Anna-Lena O'Brien-von der Heide ",
    "我叫王小明，收件人：",
    "> <div>[name] ",
    " \n",
)


def send_hostile_text(scene: Scene) -> None:
    """Clients ask in calm; then hostile messages come by API, import and sync, and those clients may hardly notice."""
    time.sleep(WARM_UP)
    calm = scene.latencies(CALM)
    with _attack(scene.house) as answered:
        started = time.monotonic()
        programs = [scene.house.command(*command) for command in _commands(scene)]
        amid = scene.latencies(CALM, until=lambda: all(program.poll() is not None for program in programs))
        scene.tally.moments[f"{time.monotonic() - started:.0f} s, {2 * TICKETS} hostile tickets"] += 1
    assert all(program.wait() == 0 for program in programs), "an import or a sync of hostile text ended with an error"
    assert answered and set(answered) <= {200, 429}, f"hostile questions were answered {sorted(set(answered))}"
    scene.tally.moments["hostile questions"] += len(answered)
    scene.tally.compare(_p95(calm), _p95(amid), SLOWER)


def message(number: int) -> str:
    """Return a hostile message of LONG characters, another one for each number."""
    piece = PIECES[number % len(PIECES)]
    return f"Well done, {number} " + piece * (LONG // len(piece))


def _p95(seconds: list[float]) -> float:
    return quantiles(seconds, n=20)[-1]


@contextmanager
def _attack(house: House) -> Iterator[list[int]]:
    """Let clients with a key of their own ask hostile questions one after the other; yield the answers' statuses."""
    key = auth.create_key(house.engine, "agent", "attacker")
    over, answered = threading.Event(), list[int]()
    threads = [threading.Thread(target=_ask_on, args=(house, key, over, answered, at)) for at in range(ATTACKERS)]
    for thread in threads:
        thread.start()
    try:
        yield answered
    finally:
        over.set()
        for thread in threads:
            thread.join()


def _ask_on(house: House, key: str, over: threading.Event, answered: list[int], number: int) -> None:
    with closing(Line(house, key)) as line:
        while not over.is_set():
            number += ATTACKERS
            messages = [{"author": "customer", "text": message(number)}]
            try:
                status, _ = line.ask("POST", "/v1/suggestions", {"ticket": {"messages": messages}})
            except (OSError, http.client.HTTPException):
                status = 0
            answered.append(status)
            if status != 200:
                over.wait(1.0)


def _commands(scene: Scene) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Write both files, add the source where it is new, and return the two commands to be run beside the server."""
    folder = scene.house.settings.folder
    imported, synced = folder / "hostile.jsonl", folder / f"{SOURCE}.jsonl"
    known = synced.exists()
    for path, prefix in ((imported, "hostile:H"), (synced, "S")):
        _write(path, prefix, scene.tally.rounds)
    if not known:
        add = ("sources", "add", "jsonl", SOURCE, "--file", str(synced), "--yes")
        assert scene.house.command(*add).wait() == 0, "the source cannot be added"
    return ("import", "tickets", str(imported)), ("sync", SOURCE)


def _write(path: Path, prefix: str, version: int) -> None:
    with path.open("w", encoding="utf-8") as file:
        for number in range(TICKETS):
            file.write(json.dumps(_ticket(f"{prefix}-{number}", number, version)) + "\n")


def _ticket(id: str, number: int, version: int) -> dict[str, Any]:
    said = [f"Round {version}: {message(number)}", message(number + 1)]
    authors = ("customer", "agent")
    messages = [{"author": author, "text": text} for author, text in zip(authors, said, strict=True)]
    return {"id": id, "status": "solved", "messages": messages}
