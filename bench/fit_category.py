"""Fits when to tell a category: by what speaks for the best label, and by how near the nearest ticket is.

    python -m bench.fit_category --data ../shared/data

Desks are made of labelled messages, and asked later ones and such as fit no label, which count as half: nobody knows
how many of a desk's questions do. Fitted on clinc alone, over all of its history and a tenth; the other sets show
whether that holds elsewhere. Training and validation parts only; test parts are left to `make quality`.
"""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from assist_server.knowledge import Query, search
from assist_server.suggest import LABEL_SURE, NEIGHBOURS, label_shares
from bench.quality.data import Row, rows
from bench.quality.desks import desk, labelled_tickets

FITTED = 2  # of the sets, the first ones
Array = npt.NDArray[np.float64]


def main() -> None:
    """Print the fitted weights, and what they do on each set."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--models", type=Path, default=Path("data/models"))
    arguments = parser.parse_args()
    logging.getLogger().setLevel(logging.ERROR)
    folder = arguments.data / "category"
    outside = rows(folder / "clinc.oos_val.jsonl.gz") + rows(folder / "clinc.oos_train.jsonl.gz")
    found = [(name, *_asked(arguments.models, known, later, outside)) for name, known, later in _sets(folder)]
    weights = _fit(*(np.concatenate(part) for part in list(zip(*found[:FITTED], strict=True))[1:]))
    sys.stdout.write(f"bias {weights[0]:.2f}  share {weights[1]:.2f}  nearest {weights[2]:.2f}\n")
    for name, inputs, right, counts in found:
        told = 1 / (1 + np.exp(-inputs @ weights)) >= LABEL_SURE
        lost = counts == counts[-1]  # the last one is out of scope
        sys.stdout.write(
            f"{name}: told rightly {(told & (right > 0))[~lost].mean():.3f},"
            f" wrongly {(told & (right == 0))[~lost].mean():.3f}; out of scope {told[lost].mean():.3f}\n"
        )


def _sets(folder: Path) -> Iterator[tuple[str, list[Row], list[Row]]]:
    """Yield names, histories and later messages."""
    clinc, later = rows(folder / "clinc.train.jsonl.gz"), rows(folder / "clinc.val.jsonl.gz")[::3]
    yield "clinc", clinc, later
    yield "a tenth of clinc", clinc[::10], later
    for name in ("banking77", "multidogo"):
        known = rows(folder / f"{name}.train.jsonl.gz")
        yield name, [row for at, row in enumerate(known) if at % 5], known[::10]


def _asked(models: Path, known: list[Row], inside: Sequence[Row], outside: Sequence[Row]) -> tuple[Array, Array, Array]:
    """Return inputs (n, 3) of the best labels, whether each is right (n,), and how much each counts (n,)."""
    inputs, right = [], []
    with desk(models) as one:
        one.add("ticket", labelled_tickets(known))
        one.run("reindex")
        view = one.services.view()
        for row in (*inside, *outside):
            vector = one.questions([row["text"]])[0]
            query = Query(row["text"], vector, view.encoder.model.name)
            found = search(one.services.engine, view, query, {"ticket": NEIGHBOURS})["ticket"]
            shares = label_shares(found, view.learnt.read(vector, row["text"]).categories)
            label = max(shares, key=lambda name: shares[name])
            share = min(max(shares[label], 0.001), 0.999)
            inputs.append((1.0, np.log(share / (1 - share)), found[0].score))
            right.append(label == row["label"])
    counts = np.repeat([0.5 / len(inside), 0.5 / len(outside)], [len(inside), len(outside)])
    return np.array(inputs), np.array(right, np.float64), counts


def _fit(inputs: Array, right: Array, counts: Array) -> Array:
    """Return the weights (3,) of a logistic regression."""

    def loss(weights: Array) -> float:
        logits = inputs @ weights
        return float((counts * (np.logaddexp(0, logits) - right * logits)).sum())

    return np.asarray(minimize(loss, np.zeros(3), method="BFGS").x)


if __name__ == "__main__":
    main()
