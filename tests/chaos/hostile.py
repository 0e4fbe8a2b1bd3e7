"""Rounds in which hostile text comes in by every road at once: the API, an import and a sync."""

from __future__ import annotations

import http.client
import json
import multiprocessing
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import quantiles
from typing import Any

from assist_server import auth, pulse
from tests.chaos.crowd import Line
from tests.chaos.house import House
from tests.chaos.scene import Scene

SOURCE = "hostile"
ATTACKERS = 4  # clients that send hostile questions without a pause
TICKETS = 40  # hostile ones in each file
LONG = 60_000  # characters of a message
WARM_UP = 3.0  # seconds in which the server gets used to the clients
CALM = 15.0  # seconds without an attack, and at least as many with one
SLOWER = 2.0  # times the 95th percentile beside harmless messages of the same length: what hostile ones may make of it
HARMLESS = "The tent pole snapped on the first night and I would like to know how I get a new one. "
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
    """Clients ask in calm; then long messages come by API, import and sync, harmless ones first, then hostile ones."""
    time.sleep(WARM_UP)
    calm = _p95(scene.latencies(CALM))
    harmless, hostile = (_p95(_amid(scene, pieces)) for pieces in ((HARMLESS,), PIECES))
    scene.tally.compare(calm, harmless, hostile, SLOWER * harmless)


def message(number: int, pieces: Sequence[str] = PIECES) -> str:
    """Return a message of LONG characters, another one for each number."""
    piece = pieces[number % len(pieces)]
    return f"Well done, {number} " + piece * (LONG // len(piece))


def _amid(scene: Scene, pieces: Sequence[str]) -> list[float]:
    """Return how many seconds the clients' answers take while messages of these pieces come in by every road."""
    with _attack(scene.house, pieces) as answered:
        started = time.monotonic()
        programs = [scene.house.command(*command) for command in _commands(scene, pieces)]
        seconds = scene.latencies(CALM, until=lambda: all(program.poll() is not None for program in programs))
        scene.tally.moments["seconds until both files were in"] += round(time.monotonic() - started)
    assert all(program.wait() == 0 for program in programs), "an import or a sync of such text ended with an error"
    assert answered and set(answered) <= {200, 429}, f"such questions were answered {sorted(set(answered))}"
    scene.tally.moments["questions of the attacker"] += len(answered)
    return seconds


def _p95(seconds: list[float]) -> float:
    return quantiles(seconds, n=20)[-1]


@contextmanager
def _attack(house: House, pieces: Sequence[str]) -> Iterator[list[int]]:
    """Let clients with a key of their own ask one after the other; the list has the answers' statuses afterwards.

    They run in a program of their own, which gives way: elsewhere they would be another machine.
    """
    key = auth.create_key(house.engine, "agent", "attacker")
    answered = list[int]()
    ends, other = multiprocessing.Pipe()
    attackers = multiprocessing.get_context("spawn").Process(
        target=_ask_all, args=(house.client.port, key, other, pieces)
    )
    attackers.start()
    try:
        yield answered
        ends.send(None)
        answered += ends.recv()
    finally:
        ends.close()
        other.close()
        attackers.terminate()
        attackers.join()


def _ask_all(port: int, key: str, ends: Connection, pieces: Sequence[str]) -> None:
    """Ask with ATTACKERS clients at once until something comes from the other end; send it the statuses."""
    pulse.give_way()
    over, answered = threading.Event(), list[int]()
    words = [message(number, pieces) for number in range(ATTACKERS * len(PIECES))]
    shares = [words[at::ATTACKERS] for at in range(ATTACKERS)]
    threads = [threading.Thread(target=_ask_on, args=(port, key, over, answered, share)) for share in shares]
    for thread in threads:
        thread.start()
    ends.recv()
    over.set()
    for thread in threads:
        thread.join()
    ends.send(answered)


def _ask_on(port: int, key: str, over: threading.Event, answered: list[int], texts: Sequence[str]) -> None:
    with closing(Line(port, key)) as line:
        for number in count():
            if over.is_set():
                break
            said = f"{number} {texts[number % len(texts)]}"  # never the same twice: no cache answers it
            messages = [{"author": "customer", "text": said}]
            try:
                status, _ = line.ask("POST", "/v1/suggestions", {"ticket": {"messages": messages}})
            except (OSError, http.client.HTTPException):
                status = 0
            answered.append(status)
            if status != 200:
                over.wait(1.0)


def _commands(scene: Scene, pieces: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Write both files, add the source where it is new, and return the two commands to be run beside the server."""
    folder = scene.house.settings.folder
    imported, synced = folder / "hostile.jsonl", folder / f"{SOURCE}.jsonl"
    known = synced.exists()
    for path, prefix in ((imported, "hostile:H"), (synced, "hostile:S")):
        _write(path, prefix, scene.tally.rounds, pieces)
    if not known:
        add = ("sources", "add", "jsonl", SOURCE, "--file", str(synced), "--yes")
        assert scene.house.command(*add).wait() == 0, "the source cannot be added"
    return ("import", "tickets", str(imported)), ("sync", SOURCE)


def _write(path: Path, prefix: str, version: int, pieces: Sequence[str]) -> None:
    with path.open("w", encoding="utf-8") as file:
        for number in range(TICKETS):
            file.write(json.dumps(_ticket(f"{prefix}-{number}", number, version, pieces)) + "\n")


def _ticket(id: str, number: int, version: int, pieces: Sequence[str]) -> dict[str, Any]:
    said = [f"Round {version}: {message(number, pieces)}", message(number + 1, pieces)]
    authors = ("customer", "agent")
    messages = [{"author": author, "text": text} for author, text in zip(authors, said, strict=True)]
    return {"id": id, "status": "solved", "messages": messages}
