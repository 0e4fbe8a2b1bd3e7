"""`make bench`: import, index and answer over real tickets, beside a plain baseline in the same run.

python -m bench --data DIR      prints the tables and writes docs/BENCHMARKS.md
"""

from __future__ import annotations

import argparse
import gzip
import itertools
import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import extension, load, parts, stages
from bench.report import REPORTS, machine, write

CLIENTS = (1, 8, 32)
WORKERS, THREADS = 2, 4


@dataclass(frozen=True)
class Row:
    """One line of the table of loads."""

    name: str
    load: load.Load


def main() -> None:
    """Measure and report."""
    arguments = _arguments()
    tickets = arguments.data / "tickets" / "airlines.train.jsonl.gz"
    if not tickets.exists():
        sys.exit(f"{tickets} is not there. Give the folder of the data with --data DIR.")
    questions = _questions(arguments.data / "tickets" / "airlines.dev.jsonl.gz")
    with tempfile.TemporaryDirectory() as folder:
        report = _measure(Path(folder), arguments, tickets, questions)
    sys.stdout.write(report)
    write(REPORTS / "BENCHMARKS.md", report.rstrip())


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure import, index and answers.")
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--models", type=Path, default=Path("data/models"), help="prepared encoders to use")
    parser.add_argument("--seconds", type=float, default=15.0, help="of load at each number of clients")
    parser.add_argument("--keep", type=Path, help="keep the data folder here and use it again")
    return parser.parse_args()


def _questions(path: Path) -> list[dict[str, Any]]:
    """Return what the clients ask: the first customer message of each later ticket."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        tickets = [json.loads(line) for line in lines]
    return [{"ticket": {"channel": "social", "messages": ticket["messages"][:1]}} for ticket in tickets]


def _measure(folder: Path, arguments: argparse.Namespace, tickets: Path, questions: Sequence[dict[str, Any]]) -> str:
    data = arguments.keep or folder / "data"
    data.mkdir(parents=True, exist_ok=True)
    if arguments.models.exists() and not (data / "models").exists():
        (data / "models").symlink_to(arguments.models.absolute())
    environment = {"ASSIST_DATA": str(data), "WEB_CONCURRENCY": str(WORKERS), "ASSIST_WEB_THREADS": str(THREADS)}
    lines = [_imports(arguments, environment, tickets), stages.report(data, questions[:400])]
    own, memory = _own_load(environment, arguments.seconds, questions)
    base = _baseline_load(data, tickets, arguments.seconds, questions)
    lines += [_loads(own + base), _ratio(own, base), memory]
    lines.append(extension.report(arguments.models))
    return "\n\n".join([machine(), *lines]) + "\n"


def _imports(arguments: argparse.Namespace, environment: dict[str, str], tickets: Path) -> str:
    if (Path(environment["ASSIST_DATA"]) / "assist.db").exists():
        return "(import and index: kept from an earlier run)"
    parts.run(parts.assist("prepare"), environment)
    done = {
        "import of the tickets": parts.run(parts.assist("import", "tickets", str(tickets)), environment),
        "the same file again": parts.run(parts.assist("import", "tickets", str(tickets)), environment),
        "import of the articles": parts.run(
            parts.assist("import", "articles", str(arguments.data / "kb" / "stackfaq.articles.jsonl.gz")), environment
        ),
        "reindex": parts.run(parts.assist("reindex"), environment),
        "reindex again, nothing new": parts.run(parts.assist("reindex"), environment),
    }
    with gzip.open(tickets) as lines:
        count = sum(1 for _ in lines)
    rows = [f"| {name} | {run.seconds:.1f} | {run.megabytes:.0f} |" for name, run in done.items()]
    head = f"{count} tickets.\n\n| step | seconds | largest process so far, MB |\n|---|---|---|\n"
    return "### Import and index\n\n" + head + "\n".join(rows)


def _own_load(
    environment: dict[str, str], seconds: float, questions: Sequence[dict[str, Any]]
) -> tuple[list[Row], str]:
    key = parts.run(parts.assist("keys", "create", "--role", "agent", "--name", "bench"), environment).output.strip()
    # every answer is worked out, asked before or not, and counted, but never too many
    environment = environment | {"ASSIST_CACHE_SECONDS": "0", "ASSIST_KEY_RATE": "1000000"}
    port = parts.free_port()
    headers = {"Authorization": f"Bearer {key}"}
    fresh = itertools.cycle(_slices(questions, len(CLIENTS) + 1))
    with parts.serving(parts.assist("serve", "--port", str(port)), port, environment, "/readyz") as pid:
        load.run(port, "/v1/suggestions", next(fresh), 4, 5, headers)
        rows = [
            Row("Agent Assist", load.run(port, "/v1/suggestions", next(fresh), clients, seconds, headers))
            for clients in CLIENTS
        ]
        memory = parts.worker_megabytes(pid)
    told = ", ".join(f"{rss:.0f} MB resident ({pss:.0f} MB with shared pages counted once)" for rss, pss in memory)
    return rows, f"Web workers after the load: {told}."


def _baseline_load(folder: Path, tickets: Path, seconds: float, questions: Sequence[dict[str, Any]]) -> list[Row]:
    kept = folder / "baseline"
    if not (kept / "replies.json").exists():
        parts.run([sys.executable, "-m", "bench.baseline", "build", str(tickets), str(kept)], {})
    rows = []
    for name, threads in (("baseline, torch's own threads", 0), ("baseline, one torch thread a worker", 1)):
        port = parts.free_port()
        server = [sys.executable, "-m", "gunicorn", "-w", str(WORKERS), "--threads", str(THREADS)]
        command = [*server, "-b", f"127.0.0.1:{port}", f"bench.baseline:app('{kept}', {threads})"]
        with parts.serving(command, port, {}, "/"):
            load.run(port, "/suggestions", questions, 4, 5, {})
            rows += [Row(name, load.run(port, "/suggestions", questions, n, seconds, {})) for n in CLIENTS]
    return rows


def _slices(questions: Sequence[dict[str, Any]], count: int) -> list[Sequence[dict[str, Any]]]:
    """Return the questions in so many parts, so that no load asks what an earlier one left in the cache."""
    size = len(questions) // count
    return [questions[place * size : (place + 1) * size] for place in range(count)]


def _loads(rows: Sequence[Row]) -> str:
    head = "| server | clients | answers/s | p50 ms | p95 ms | p99 ms | failures |\n|---|---|---|---|---|---|---|\n"
    lines = [
        f"| {row.name} | {row.load.clients} | {row.load.per_second:.1f} | {row.load.p50:.1f} | {row.load.p95:.1f} "
        f"| {row.load.p99:.1f} | {row.load.failures} |"
        for row in rows
    ]
    setup = f"gunicorn, {WORKERS} workers of {THREADS} threads, clients on the same machine; our cache is off."
    return f"### Answers under load\n\n{setup}\n\n{head}" + "\n".join(lines)


def _ratio(own: Sequence[Row], base: Sequence[Row]) -> str:
    ours = next(row.load.per_second for row in own if row.load.clients == 8)
    theirs = {row.name: row.load.per_second for row in base if row.load.clients == 8}
    told = "; ".join(f"{ours / rate:.1f} times the {name}" for name, rate in theirs.items())
    return f"Throughput at 8 clients: {told}."


if __name__ == "__main__":
    main()
