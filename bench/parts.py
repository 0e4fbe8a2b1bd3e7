"""Programs under measurement: started, waited for, weighed, stopped."""

from __future__ import annotations

import http.client
import os
import resource
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Run:
    """A program that ran to its end: seconds it took, megabytes of its largest process, what it printed."""

    seconds: float
    megabytes: float
    output: str


def run(command: Sequence[str], environment: Mapping[str, str]) -> Run:
    """Run a program to its end. Raises subprocess.CalledProcessError when it fails."""
    started = time.perf_counter()
    done = subprocess.run(command, env={**os.environ, **environment}, check=True, capture_output=True, text=True)
    took = time.perf_counter() - started
    return Run(took, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024, done.stdout)


def assist(*arguments: str) -> list[str]:
    """Return the command line of the product."""
    return [sys.executable, "-m", "assist_server.cli", *arguments]


def free_port() -> int:
    """Return a port of the loopback address that nobody uses at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(command: Sequence[str], port: int, environment: Mapping[str, str], path: str) -> Iterator[int]:
    """Start a server, wait until it answers on the path, yield its process id, and stop it."""
    process = subprocess.Popen(
        command, env={**os.environ, **environment}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait(port, path)
        yield process.pid
    finally:
        process.terminate()
        process.wait(timeout=60)


def _wait(port: int, path: str, seconds: float = 120) -> None:
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", path)
            connection.getresponse().read()
            return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(f"nothing answers on port {port}")


def worker_megabytes(pid: int) -> list[tuple[float, float]]:
    """Return (resident, proportional) megabytes of each child process: the second counts shared pages only once."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [_memory(int(child)) for child in children]


def _memory(pid: int) -> tuple[float, float]:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    found = {line.split(":")[0]: int(line.split()[1]) / 1024 for line in lines[1:]}
    return found["Rss"], found["Pss"]
