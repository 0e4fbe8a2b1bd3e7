"""Silence: are questions that nothing fits left alone, and the others answered? And is a confidence a chance?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from assist_server.calibration import expected_error
from assist_server.results import Suggestions
from bench.quality.data import Row, beside, named, rows
from bench.quality.desks import Desk, desk, labelled_tickets
from bench.quality.figures import Figure, mean_figure, statistic_figure

PART = "4 Silence"


def figures(data: Path, models: Path) -> Iterator[Figure]:
    """Yield the figures of every set with questions out of scope, at the default threshold, told nothing about it."""
    for name, path in named(data, "category/*.test.jsonl.gz"):
        known = beside(path, ".test.", ".train.")
        outside = beside(path, ".test.", ".oos_test.")
        if known and outside:
            yield from _of(name, rows(known), rows(path), rows(outside), models)


def _of(
    name: str, known: Sequence[Row], inside: Sequence[Row], outside: Sequence[Row], models: Path
) -> Iterator[Figure]:
    labels = {row["id"]: row["label"] for row in known}
    with desk(models) as one:
        one.add("ticket", labelled_tickets(known))
        one.run("reindex")
        asked = [_asked(one, row, labels) for row in inside]
        lost, told = [], []
        for row in outside:
            answer = one.ask(row["text"])
            lost.append(_first(answer, row, labels))
            told.append(answer.category is not None)
        accuracy, recall = f"{name}: in scope, shown and right", f"{name}: out of scope, silent"
        yield mean_figure(PART, accuracy, "Agent Assist", [right for _, right in asked], "≥ 0.93")
        yield mean_figure(PART, recall, "Agent Assist", [chance == 0.0 for chance, _ in lost], "≥ 0.60")
        yield mean_figure("5 Category", f"{name}: out of scope, a category told all the same", "Agent Assist", told)
        yield from _plain(name, one, known, inside, outside)
        yield _error(name, asked + lost)


def _asked(one: Desk, row: Row, labels: dict[str, str]) -> tuple[float, bool]:
    """Return how sure the first suggestion is (0.0: silence) and whether its evidence has the question's label."""
    return _first(one.ask(row["text"]), row, labels)


def _first(answer: Suggestions, row: Row, labels: dict[str, str]) -> tuple[float, bool]:
    suggestions = answer.suggestions
    if not suggestions:
        return 0.0, False
    return suggestions[0].confidence, labels[suggestions[0].evidence[0].id] == row["label"]


def _plain(
    name: str, one: Desk, known: Sequence[Row], inside: Sequence[Row], outside: Sequence[Row]
) -> Iterator[Figure]:
    """Yield the nearest message by cosine, silent below the cosine that leaves one in ten known messages alone."""
    vectors = one.services.encoder().encode_passages([row["text"] for row in known])
    sample = np.arange(0, len(known), max(1, len(known) // 500))
    likeness = vectors[sample] @ vectors.T
    likeness[np.arange(len(sample)), sample] = -1.0
    least = float(np.percentile(likeness.max(axis=1), 10))
    near = [one.questions([row["text"] for row in part]) @ vectors.T for part in (inside, outside)]
    best, right = near[0].max(axis=1), [known[at]["label"] for at in near[0].argmax(axis=1)]
    hit = [like >= least and label == row["label"] for like, label, row in zip(best, right, inside, strict=True)]
    who = "nearest by MiniLM cosine, silent below the tenth percentile"
    yield mean_figure(PART, f"{name}: in scope, shown and right", who, hit)
    yield mean_figure(PART, f"{name}: out of scope, silent", who, near[1].max(axis=1) < least)


def _error(name: str, asked: Sequence[tuple[float, bool]]) -> Figure:
    """Return the calibration error over what was shown."""
    shown = [pair for pair in asked if pair[0] > 0]
    chances, right = (np.array(part, np.float64) for part in zip(*shown, strict=True))

    def error(picked: Any) -> float:
        return expected_error(chances[picked], right[picked], np.ones(len(picked)))

    what = f"{name}: calibration error of what was shown, those out of scope among it"
    return statistic_figure(PART, what, "Agent Assist", len(shown), error, "≤ 0.05 on replay")
