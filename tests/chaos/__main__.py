"""make chaos: every fault in its full number of rounds, and what came of it in docs/RELIABILITY.md."""

from __future__ import annotations

import argparse
import logging
import sys
import tempfile
import time
from pathlib import Path

from bench.report import REPORTS, write
from embeddings.encoder import prepare
from tests.chaos.catalogue import FAULTS, Fault, Unavailable, Workshop
from tests.chaos.report import report
from tests.chaos.scene import Tally

log = logging.getLogger("chaos")
MODELS = Path("data") / "models"


def main() -> int:
    """Play the faults; return 1 where a promise was not kept."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(message)s")
    log.setLevel(logging.INFO)
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--rounds", type=int, default=100, help="of each fault, at most")
    parser.add_argument("--clients", type=int, default=32)
    parser.add_argument("--seed", default="1")
    parser.add_argument(
        "--only", action="append", choices=[fault.name for fault in FAULTS], help="this fault (again for more)"
    )
    parser.add_argument("--dry", action="store_true", help="leave docs/RELIABILITY.md as it is")
    asked = parser.parse_args()
    prepare("all-MiniLM-L6-v2", MODELS)
    tallies: list[Tally] = []
    with tempfile.TemporaryDirectory(prefix="assist-chaos-") as folder:
        workshop = Workshop(Path(folder), MODELS)
        for fault in FAULTS:
            if not asked.only or fault.name in asked.only:
                tallies += _played(workshop, fault, min(asked.rounds, fault.rounds), asked.clients, asked.seed)
                _tell(tallies, asked.seed, dry=asked.dry)
    return int(not all(tally.held and not tally.slowed for tally in tallies))


def _tell(tallies: list[Tally], seed: str, *, dry: bool) -> None:
    """Write down what is known so far: the whole takes long, and may be cut short."""
    text = report(tallies, seed)
    if dry:
        sys.stdout.write(text + "\n")
    else:
        write(REPORTS / "RELIABILITY.md", text)


def _played(workshop: Workshop, fault: Fault, rounds: int, clients: int, seed: str) -> list[Tally]:
    started = time.monotonic()
    try:
        with workshop.scene(fault, clients, seed) as (scene, ways):
            for number in range(rounds):
                scene.play(ways[number % len(ways)])
                log.info(
                    "%s %d/%d %.0f s %s",
                    fault.name,
                    number + 1,
                    rounds,
                    time.monotonic() - started,
                    _state(scene.tally),
                )
            scene.tidied()
    except Unavailable as exc:
        log.warning("%s is left out: %s", fault.name, exc)
        return []
    return [scene.tally]


def _state(tally: Tally) -> str:
    return (
        "held"
        if tally.held
        else f"NOT HELD {dict(tally.failed)} {tally.broken} {tally.lost_writes} {tally.stale[:5]} {tally.missed[:5]}"
    )


if __name__ == "__main__":
    sys.exit(main())
