"""Fits the default confidence: how likely the best group of answers is right, before a desk has a history of its own.

    python -m bench.fit_confidence --data ../shared/data

History are messages labelled with an intent; all messages of an intent stand for tickets that got the same answer. A
later message is looked up; the answer is right when the best-voted intent is the true one. Messages out of scope have
no right answer, and count as a third of each set: of the questions of a day more fit nothing than of a labelled set.
Features are those of `assist_server.suggest`: similarity of the nearest, and its group's share of the votes' weight
(`assist_server.consensus`), for the whole history and for a tenth of it, as a young desk has. Fitted on training and
validation parts; test parts are left to `make quality`.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
from pathlib import Path

import numpy as np

from assist_server.consensus import LIKENESS
from assist_server.knowledge import NEAR
from embeddings.encoder import Encoder, FloatArray, load_encoder

YOUNG, OUTSIDE = 10, 1 / 3
STEPS, RATE, RIDGE = 4_000, 0.5, 1e-4  # plain gradient descent on three weights converges long before


def main() -> None:
    """Print the fitted weights, and how well they are calibrated."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--models", type=Path, default=Path("data/models"))
    arguments = parser.parse_args()
    encoder = load_encoder("all-MiniLM-L6-v2", arguments.models, threads=2)
    parts = _parts(arguments.data / "category")
    parts += [(history[::YOUNG], later) for history, later in parts]
    found = [_looked_up(encoder, *part) for part in parts]
    weights = _fit(*(np.concatenate(part) for part in zip(*found, strict=True)))
    sys.stdout.write(f"bias {weights[0]:.2f}  similarity {weights[1]:.2f}  agreement {weights[2]:.2f}\n")
    names = ("clinc", "banking77", "multidogo")
    for part, name in zip(found, (*names, *(f"a tenth of {one}" for one in names)), strict=True):
        sys.stdout.write(f"{name}: {_calibration(*part, weights)}\n")


def _parts(folder: Path) -> list[tuple[list[dict[str, str]], list[dict[str, str]]]]:
    """Return (history, later messages) for each set; later ones come from the training and validation parts only.

    What is out of the scope of an assistant with 150 intents is out of a bank's and a shop's too.
    """
    outside = _rows(folder, "clinc.oos_val") + _rows(folder, "clinc.oos_train")
    banking, dogs = _rows(folder, "banking77.train"), _rows(folder, "multidogo.train")
    return [
        (_rows(folder, "clinc.train"), _rows(folder, "clinc.val") + outside),
        ([row for at, row in enumerate(banking) if at % 5], banking[::5] + outside),
        ([row for at, row in enumerate(dogs) if at % 5], dogs[::5] + outside),
    ]


def _rows(folder: Path, name: str) -> list[dict[str, str]]:
    with gzip.open(folder / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _looked_up(
    encoder: Encoder, history: list[dict[str, str]], later: list[dict[str, str]]
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return the features (n, 2) of the later messages' best answers, whether each was right (n,), and how much each
    counts (n,): 1 altogether."""
    known = encoder.encode_passages([row["text"] for row in history])
    asked = encoder.encode_queries([row["text"] for row in later])
    labels = np.array([row["label"] for row in history])
    features, right = [], []
    for vector, row in zip(asked, later, strict=True):
        scores = known @ vector
        nearest = np.argsort(-scores)[:NEAR]
        votes = np.exp(LIKENESS * scores[nearest])
        shares = {label: votes[labels[nearest] == label].sum() / votes.sum() for label in set(labels[nearest])}
        best = max(shares, key=lambda label: shares[label])
        features.append((scores[nearest][labels[nearest] == best].max(), shares[best]))
        right.append(best == row["label"])
    lost = np.array([row["label"] not in set(labels) for row in later])
    counts = np.where(lost, OUTSIDE / lost.sum(), (1 - OUTSIDE) / (~lost).sum())
    return np.array(features, np.float32), np.array(right, np.float32), counts.astype(np.float32)


def _fit(features: FloatArray, right: FloatArray, share: FloatArray) -> FloatArray:
    """Return bias and weights (3,) of a logistic regression in which each set counts alike."""
    mean, spread = features.mean(axis=0), features.std(axis=0)
    inputs = np.hstack([np.ones((len(features), 1)), (features - mean) / spread])
    weights = np.zeros(3)
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-inputs @ weights))
        weights -= RATE * (inputs.T @ (share * (chance - right)) / share.sum() + RIDGE * weights)
    slopes = weights[1:] / spread
    return np.array([weights[0] - slopes @ mean, *slopes], np.float32)


def _calibration(features: FloatArray, right: FloatArray, counts: FloatArray, weights: FloatArray) -> str:
    """Say how far the chance is from the truth (expected calibration error over ten bins) and what a threshold does."""
    chance = 1 / (1 + np.exp(-(weights[0] + features @ weights[1:])))
    bins = np.minimum((chance * 10).astype(int), 9)
    gaps = [abs((counts * (chance - right))[bins == b].sum()) for b in set(bins)]
    told = []
    for threshold in (0.2, 0.5):
        shown = chance >= threshold
        good = (counts * right)[shown].sum() / counts[shown].sum()
        told.append(f"at {threshold} shown {counts[shown].sum():.2f}, right of the shown {good:.2f}")
    return f"calibration error {sum(gaps):.3f}; {'; '.join(told)}"


if __name__ == "__main__":
    main()
