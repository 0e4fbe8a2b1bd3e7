"""`make quality`: every figure beside its baselines, with its interval, printed and written to docs/QUALITY.md.

python -m bench.quality --data DIR [--only finding silence …] [--encoder MINUTES]
"""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from time import perf_counter

from bench.quality import choosing, drafts, feedback, finding, mood, privacy, silence
from bench.quality.figures import Figure, tables
from bench.report import REPORTS, machine, write

Part = Callable[[Path, Path], Iterable[Figure]]
PARTS: dict[str, Part] = {
    "finding": finding.figures,
    "choosing": choosing.figures,
    "silence": silence.figures,
    "mood": mood.figures,
    "feedback": feedback.figures,
    "privacy": lambda _, models: privacy.figures(models),
    "drafts": drafts.figures,
}


def main() -> None:
    """Measure the parts asked for; the report is written when all of them were."""
    parser = argparse.ArgumentParser(description="Measure the quality of what is suggested.")
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--models", type=Path, default=Path("data/models"), help="where prepared encoders are kept")
    parser.add_argument("--only", nargs="*", choices=list(PARTS), default=list(PARTS))
    parser.add_argument("--encoder", type=int, default=0, metavar="MINUTES", help="also teach an encoder, that long")
    arguments = parser.parse_args()
    parts = PARTS | {"choosing": partial(choosing.figures, minutes=arguments.encoder)}
    logging.getLogger().setLevel(logging.ERROR)
    if not arguments.data.exists():
        sys.exit(f"{arguments.data} is not there. Give the folder of the data with --data DIR.")
    found, took = [], []
    for name in arguments.only:
        started = perf_counter()
        found += list(parts[name](arguments.data, arguments.models))
        took.append(f"{name} {(perf_counter() - started) / 60:.1f}")
        sys.stderr.write(f"{took[-1]} min\n")
    report = "\n\n".join([f"{machine()} Minutes: {', '.join(took)}.", tables(sorted(found, key=lambda one: one.part))])
    sys.stdout.write(report + "\n")
    if arguments.only == list(PARTS):
        write(REPORTS / "QUALITY.md", report)


if __name__ == "__main__":
    main()
