"""Are drafts read well? Drafts of our own in four languages, half of them clean: precision and recall of each check.

python -m bench.quality.drafts [--dev] [--models DIR]
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

import numpy as np

from assist_server.drafts.check import Reader, read_against
from assist_server.results import DraftCode
from assist_server.ticket import Customer, Message, OpenTicket
from bench.fit_sentiment import Encode, encoder
from bench.mood_texts import read_lines
from bench.quality.figures import Figure, mean_figure, tables
from embeddings.models import DEFAULT_MODEL, MODELS

PART = "8 Drafts checked"
OURS = "Agent Assist"
CASES = Path(__file__).parent.parent.parent / "tests" / "cases" / "drafts"


@dataclass(frozen=True)
class Read:
    """One draft, what should be found in it and what was."""

    language: str
    text: str
    should: frozenset[str]
    found: frozenset[str]
    milliseconds: float


def figures(_: Path, models: Path) -> list[Figure]:
    """Measure every check on the held-out drafts."""
    return figures_of(read_cases("held_out", Timed(encoder(DEFAULT_MODEL, models, None))))


class Timed:
    """An encoder that counts its own time, so that the rest can be told apart."""

    def __init__(self, encode: Encode) -> None:
        self._encode, self.seconds = encode, 0.0

    def __call__(self, texts: Sequence[str]) -> Any:
        """Encode, and add up the time that it took."""
        started = time.thread_time()
        vectors = self._encode(texts)
        self.seconds += time.thread_time() - started
        return vectors


def read_cases(name: str, encode: Timed) -> list[Read]:
    """Read every draft of a file of cases as the server would."""
    reader = Reader(encode, DEFAULT_MODEL, MODELS[DEFAULT_MODEL].blind)
    return [
        _read(reader, encode, case, draft) for case in read_lines(CASES / f"{name}.jsonl") for draft in case["drafts"]
    ]


def _read(reader: Reader, encode: Timed, case: dict[str, Any], draft: dict[str, Any]) -> Read:
    ticket, before, started = ticket_of(case), encode.seconds, time.thread_time()
    findings = read_against(reader, ticket, draft["text"], case["evidence"]).findings
    took = time.thread_time() - started - (encode.seconds - before)
    found = frozenset(one.code for one in findings)
    return Read(case["language"], draft["text"], frozenset(draft["codes"]), found, took * 1000)


def ticket_of(case: dict[str, Any]) -> OpenTicket:
    """Return the ticket of a case: what the customer wrote, and the notes of the desk."""
    asked = [Message(author="customer", text=text) for text in case["customer"]]
    notes = [Message(author="agent", internal=True, text=text) for text in case["notes"]]
    return OpenTicket(
        subject=case["subject"], channel=case["channel"], customer=Customer(name=case["name"]), messages=asked + notes
    )


def figures_of(drafts: Sequence[Read]) -> list[Figure]:
    """Return precision and recall of every check, and how many clean drafts are left alone."""
    found = [figure for code in get_args(DraftCode) for figure in _of_code(code, drafts)]
    clean = [not one.found for one in drafts if not one.should]
    return [*found, mean_figure(PART, f"clean drafts left alone, {len(clean)}", OURS, clean)]


def _of_code(code: str, drafts: Sequence[Read]) -> list[Figure]:
    should = np.array([code in one.should for one in drafts])
    does = np.array([code in one.found for one in drafts])
    hits = int((should & does).sum())
    return [
        mean_figure(PART, f"{code}, precision, {hits} of {int(does.sum())} found", OURS, should[does], "≥ 0.9"),
        mean_figure(PART, f"{code}, recall, {hits} of {int(should.sum())} planted", OURS, does[should]),
    ]


def main() -> None:
    """Print the table, the time a draft takes, and with --dev every draft that is read otherwise than it should."""
    parser = argparse.ArgumentParser(description="Measure the checks of drafts.")
    parser.add_argument("--models", type=Path, default=Path("data/models"), help="where prepared encoders are kept")
    parser.add_argument("--dev", action="store_true", help="read the drafts that the rules were written with")
    arguments = parser.parse_args()
    drafts = read_cases("dev" if arguments.dev else "held_out", Timed(encoder(DEFAULT_MODEL, arguments.models, None)))
    if arguments.dev:
        for one in drafts:
            if one.should != one.found:
                print(
                    one.language, "MISSED", *(one.should - one.found), "TOO MUCH", *(one.found - one.should), one.text
                )
    middle, late = np.percentile([one.milliseconds for one in drafts], [50, 95])
    sys.stdout.write(
        f"{tables(figures_of(drafts))}\n\n{len(drafts)} drafts; CPU time without the encoder p50 {middle:.1f} ms, "
    )
    sys.stdout.write(f"p95 {late:.1f} ms a draft.\n")


if __name__ == "__main__":
    main()
