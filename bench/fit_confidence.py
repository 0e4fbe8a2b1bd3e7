"""Fits the default confidence: how likely the best group of answers is right, before a desk has a history of its own.

    python -m bench.fit_confidence --data ../shared/data

History are messages labelled with an intent; all messages of an intent stand for tickets that got the same answer. A
later message is looked up; the answer is right when the best-voted intent is the true one. Messages out of scope have
no right answer. Features are those of `assist_server.suggest`: similarity of the nearest, and its group's share of the
nearest tickets' votes. Fitted on training and validation parts; test parts are left to `make quality`.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
from pathlib import Path

import numpy as np

from assist_server.suggest import NEIGHBOURS, VOTE_SHARPNESS
from embeddings.encoder import Encoder, FloatArray, load_encoder

STEPS, RATE, RIDGE = 4_000, 0.5, 1e-4  # plain gradient descent on three weights converges long before


def main() -> None:
    """Print the fitted weights, and how well they are calibrated."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--models", type=Path, default=Path("data/models"))
    arguments = parser.parse_args()
    encoder = load_encoder("all-MiniLM-L6-v2", arguments.models, threads=2)
    found = [_looked_up(encoder, *part) for part in _parts(arguments.data / "category")]
    features = np.concatenate([features for features, _ in found])
    right = np.concatenate([right for _, right in found])
    weights = _fit(features, right, np.concatenate([np.full(len(r), 1 / len(r)) for _, r in found]))
    sys.stdout.write(f"bias {weights[0]:.2f}  similarity {weights[1]:.2f}  agreement {weights[2]:.2f}\n")
    for (part, labels), name in zip(found, ("clinc", "banking77", "multidogo"), strict=True):
        sys.stdout.write(f"{name}: {_calibration(part, labels, weights)}\n")


def _parts(folder: Path) -> list[tuple[list[dict[str, str]], list[dict[str, str]]]]:
    """Return (history, later messages) for each set; later ones come from the training and validation parts only."""
    clinc_later = _rows(folder, "clinc.val") + _rows(folder, "clinc.oos_val") + _rows(folder, "clinc.oos_train")
    banking, dogs = _rows(folder, "banking77.train"), _rows(folder, "multidogo.train")
    return [
        (_rows(folder, "clinc.train"), clinc_later),
        ([row for at, row in enumerate(banking) if at % 5], banking[::5]),
        ([row for at, row in enumerate(dogs) if at % 5], dogs[::5]),
    ]


def _rows(folder: Path, name: str) -> list[dict[str, str]]:
    with gzip.open(folder / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _looked_up(
    encoder: Encoder, history: list[dict[str, str]], later: list[dict[str, str]]
) -> tuple[FloatArray, FloatArray]:
    """Return the features (n, 2) of the later messages' best answers and whether each was right (n,)."""
    known = encoder.encode_passages([row["text"] for row in history])
    asked = encoder.encode_queries([row["text"] for row in later])
    labels = np.array([row["label"] for row in history])
    features, right = [], []
    for vector, row in zip(asked, later, strict=True):
        scores = known @ vector
        nearest = np.argsort(-scores)[:NEIGHBOURS]
        votes = np.exp(VOTE_SHARPNESS * scores[nearest])
        shares = {label: votes[labels[nearest] == label].sum() / votes.sum() for label in set(labels[nearest])}
        best = max(shares, key=lambda label: shares[label])
        features.append((scores[nearest][labels[nearest] == best].max(), shares[best]))
        right.append(best == row["label"])
    return np.array(features, np.float32), np.array(right, np.float32)


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


def _calibration(features: FloatArray, right: FloatArray, weights: FloatArray) -> str:
    """Say how far the chance is from the truth (expected calibration error over ten bins) and what a threshold does."""
    chance = 1 / (1 + np.exp(-(weights[0] + features @ weights[1:])))
    bins = np.minimum((chance * 10).astype(int), 9)
    gaps = [abs(chance[bins == b].mean() - right[bins == b].mean()) * (bins == b).mean() for b in set(bins)]
    shown = chance >= 0.5
    told = f"at 0.5 shown {shown.mean():.2f}, right of the shown {right[shown].mean():.2f}"
    return f"calibration error {sum(gaps):.3f}; {told}"


if __name__ == "__main__":
    main()
