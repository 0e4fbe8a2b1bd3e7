"""What slow clients and a greedy key cost the others: python -m bench.connections [--tree CHECKOUT].

Serves the demo company as `assist serve` does, straight to its port, and asks it while others misbehave. Prints a
table; with --tree the server is that of another checkout (the commit before, say) over the same data.
"""

from __future__ import annotations

import argparse
import http.client
import itertools
import json
import math
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bench import load, parts
from bench.report import machine
from bench.slow_clients import (
    HALF_HEADER,
    MANY_SILENT,
    NOT_READING,
    SILENT,
    SLOW_BODY,
    SLOW_CHUNKS,
    SLOW_FORM,
    Slow,
    slow_clients,
)

DEMO = Path(__file__).parent.parent / "assist_server" / "demo"
KINDS = ("tickets", "articles", "macros")
PATIENCE = 10.0  # seconds that somebody waits for an answer; one that does not come counts as that
GREEDY = 64
ROUNDS = 3
SCENES: dict[str, tuple[Slow, ...]] = {
    "nobody else": (),
    "300 silent connections": (SILENT,),
    "50 with half a header": (HALF_HEADER,),
    "50 slow bodies without a key": (SLOW_BODY,),
    "50 slow chunked bodies": (SLOW_CHUNKS,),
    "50 slow sign-in forms": (SLOW_FORM,),
    "all of these": (SILENT, HALF_HEADER, SLOW_BODY, SLOW_CHUNKS, SLOW_FORM),
    "1,000 silent connections": (MANY_SILENT,),
    "50 that read no answer": (NOT_READING,),
}


@dataclass(frozen=True)
class Seen:
    """How one kind of request fared: how many were asked, how many answered in time, and milliseconds."""

    asked: int
    answered: int
    p50: float
    p95: float


def main() -> None:
    """Measure and print."""
    arguments = _arguments()
    with tempfile.TemporaryDirectory() as folder:
        data = arguments.keep or Path(folder) / "data"
        environment = _desk(data, arguments)
        print(machine(), "\n")
        print("| meanwhile | /healthz p95 ms | answered | suggestions p50 ms | p95 ms | answered |")
        print("|---|---|---|---|---|---|")
        for name, groups in SCENES.items():
            print(_row(name, *_with_slow(environment, groups, arguments.seconds)), flush=True)
        _with_greedy(environment, arguments.seconds)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure what slow clients and a greedy key cost the others.")
    parser.add_argument("--tree", type=Path, help="serve with the code of this checkout")
    parser.add_argument("--models", type=Path, default=Path("data/models"), help="prepared encoders to use")
    parser.add_argument("--seconds", type=float, default=10.0, help="of asking in each scene")
    parser.add_argument("--keep", type=Path, help="keep the data folder here and use it again")
    return parser.parse_args()


def _desk(data: Path, arguments: argparse.Namespace) -> dict[str, str]:
    """Make the demo company's index where there is none, and return the environment that serves it."""
    environment = {"ASSIST_DATA": str(data.absolute()), "ASSIST_ALLOWED_HOSTS": "localhost,127.0.0.1"}
    if not (data / "assist.db").exists():
        data.mkdir(parents=True, exist_ok=True)
        if arguments.models.exists():
            (data / "models").symlink_to(arguments.models.absolute())
        parts.run(parts.assist("migrate"), environment)
        parts.run(parts.assist("prepare"), environment)
        for kind, file in itertools.product(KINDS, sorted(DEMO.glob("*.jsonl"))):
            if file.name.endswith(f".{kind}.jsonl"):
                parts.run(parts.assist("import", kind, str(file)), environment)
        parts.run(parts.assist("reindex"), environment)
    if arguments.tree:
        environment |= {"PYTHONPATH": str(arguments.tree.absolute()), "PYTHONSAFEPATH": "1"}  # not this folder's code
    return environment | {"ASSIST_CACHE_SECONDS": "0"}


def _key(environment: dict[str, str], name: str) -> dict[str, str]:
    made = parts.run(parts.assist("keys", "create", "--role", "agent", "--name", name), environment)
    return {"Authorization": f"Bearer {made.output.strip()}", "Content-Type": "application/json", "Host": "localhost"}


@contextmanager
def _served(environment: dict[str, str]) -> Iterator[int]:
    port = parts.free_port()
    with parts.serving(parts.assist("serve", "--port", str(port)), port, environment, "/healthz"):
        yield port


def _questions() -> Iterator[bytes]:
    """Return what is asked: the first message of the demo's solved tickets, one after the other."""
    lines = [line for file in sorted(DEMO.glob("*.tickets.jsonl")) for line in file.read_text("utf-8").splitlines()]
    asked = [{"ticket": {"messages": json.loads(line)["messages"][:1]}} for line in lines]
    return itertools.cycle([json.dumps(one).encode() for one in asked])


def _with_slow(environment: dict[str, str], groups: Sequence[Slow], seconds: float) -> tuple[Seen, Seen]:
    headers = _key(environment, "polite")
    with _served(environment) as port:
        _ask(port, "POST", "/v1/suggestions", 2, headers, _questions())
        with slow_clients(port, groups):
            time.sleep(2)
            health: list[Seen] = []
            asking = threading.Thread(target=lambda: health.append(_ask(port, "GET", "/healthz", seconds, {})))
            asking.start()
            answers = _ask(port, "POST", "/v1/suggestions", seconds, headers, _questions())
            asking.join()
    return health[0], answers


def _ask(
    port: int, method: str, path: str, seconds: float, headers: dict[str, str], bodies: Iterator[bytes] | None = None
) -> Seen:
    return _seen(_times(port, method, path, seconds, headers, bodies))


def _times(
    port: int, method: str, path: str, seconds: float, headers: dict[str, str], bodies: Iterator[bytes] | None = None
) -> list[float]:
    """Ask over and over, each time by a new connection, with a short pause; infinite is what had no good answer."""
    times, ends = [], time.perf_counter() + seconds
    while time.perf_counter() < ends:
        started = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        try:
            connection.request(method, path, next(bodies) if bodies else None, headers)
            answer = connection.getresponse()
            answer.read()
            times.append(time.perf_counter() - started if answer.status == 200 else math.inf)
        except OSError:
            times.append(math.inf)
        finally:
            connection.close()
        time.sleep(0.02)
    return times


def _seen(times: Sequence[float]) -> Seen:
    p50, p95 = (float(np.percentile(np.minimum(times, PATIENCE), q)) * 1000 for q in (50, 95))
    return Seen(len(times), sum(map(math.isfinite, times)), p50, p95)


def _row(name: str, health: Seen, answers: Seen) -> str:
    return (
        f"| {name} | {health.p95:.0f} | {health.answered} of {health.asked} | {answers.p50:.0f} | {answers.p95:.0f} "
        f"| {answers.answered} of {answers.asked} |"
    )


def _with_greedy(environment: dict[str, str], seconds: float) -> None:
    """Print how a polite key fares alone and beside one that asks over many connections at once."""
    polite, greedy = (_key(environment, name) for name in ("polite", "greedy"))
    bodies: list[Any] = [json.loads(body) for body in itertools.islice(_questions(), 200)]
    print("\n| a polite key, one connection | p50 ms | p95 ms | answered |\n|---|---|---|---|")
    alone, beside = [], []
    with _served(environment) as port, ProcessPoolExecutor(1) as other:
        _ask(port, "POST", "/v1/suggestions", 2, polite, _questions())
        for _ in range(ROUNDS):  # in turn, so that whatever else the machine does falls on both
            alone += _times(port, "POST", "/v1/suggestions", seconds, polite, _questions())
            crowd = other.submit(load.run, port, "/v1/suggestions", bodies, GREEDY, seconds + 3, greedy)
            time.sleep(2)
            beside += _times(port, "POST", "/v1/suggestions", seconds, polite, _questions())
            seen = crowd.result()
    before, after = _seen(alone), _seen(beside)
    print(f"| alone | {before.p50:.0f} | {before.p95:.0f} | {before.answered} of {before.asked} |")
    print(f"| beside a greedy one | {after.p50:.0f} | {after.p95:.0f} | {after.answered} of {after.asked} |")
    print(f"\np95 beside the greedy key: {after.p95 / before.p95:.1f} times that alone.")
    print(_crowd(seen))


def _crowd(seen: load.Load) -> str:
    return (
        f"The greedy key, {seen.clients} connections: {seen.per_second:.0f} answers/s, p95 {seen.p95:.0f} ms, "
        f"{seen.failures} refused."
    )


if __name__ == "__main__":
    main()
