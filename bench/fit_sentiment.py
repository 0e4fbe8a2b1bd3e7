"""Fit the mood head of an encoder and say how well it reads: python bench/fit_sentiment.py --data ../shared/data

Prints a table (cross-validated, beside VADER and the majority class) and writes the head's weights. VADER is shown
where the package vaderSentiment is installed.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # so that the script runs from anywhere in a checkout

from assist_server.sentiment import MoodHead, Turn, read_sentiment  # noqa: E402
from assist_server.sentiment.heads import save_head  # noqa: E402
from bench.mood_scores import macro_f1, two_way, vader, vader_moods  # noqa: E402
from bench.mood_terms import train_terms  # noqa: E402
from bench.mood_texts import Rows, chinese_neutrals, labelled, near_duplicates, neutrals, rated, read_lines, seeds  # noqa: E402
from bench.mood_training import Recipe, soften, train  # noqa: E402
from embeddings.encoder import load_encoder, prepare  # noqa: E402

FOLDS = 5
WORDS = 0.45  # share of the words' say against the vector's; 0.4 to 0.6 made no difference beyond noise
STRENGTH = 4.0
NEUTRAL_WEIGHT = 0.25
SEED_WEIGHT = 3.0
DRAWS = 1_000  # of the bootstrap

Floats = npt.NDArray[np.float32]
Encode = Callable[[Sequence[str]], Floats]


def main() -> None:
    """Read, encode, cross-validate, fit on everything, write and print."""
    asked = _arguments()
    chinese = asked.model != "all-MiniLM-L6-v2"
    encode = encoder(asked.model, asked.models, asked.cache)
    sets = labelled(asked.data, chinese=chinese)
    extra = [neutrals(asked.data, weight=NEUTRAL_WEIGHT), seeds(SEED_WEIGHT, foreign=chinese)]
    if chinese:
        extra.append(chinese_neutrals(asked.data))
    rows, vectors = join([*sets, *extra]), np.vstack([encode(each.texts) for each in [*sets, *extra]])
    languages = ("*",) if chinese else ("en",)
    fit = fitter(asked.model, languages, rows, vectors)
    logits = cross_validate(fit, rows, vectors, measured=sum(len(each.texts) for each in sets))
    sharpness = _sharpness(logits, rows.labels[: len(logits)])
    head = _sharpen(fit(np.arange(len(rows.texts))), sharpness)
    asked.out.mkdir(parents=True, exist_ok=True)
    save_head(head, str(asked.out / f"{asked.model}.npz"))
    print(f"model {asked.model}, {len(rows.texts)} texts, sharpness {sharpness:.2f}")
    _print_labelled(sets, logits)
    _print_rated(head, encode, asked.data)
    _print_cases(head, encode)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Fit the mood head of an encoder.")
    parser.add_argument("--data", type=Path, required=True, help="the folder of labelled data")
    parser.add_argument("--model", default="all-MiniLM-L6-v2")
    parser.add_argument("--models", type=Path, default=ROOT / "data" / "models", help="where encoders are prepared")
    parser.add_argument("--cache", type=Path, help="keep vectors here between runs")
    parser.add_argument("--out", type=Path, default=ROOT / "assist_server" / "sentiment" / "weights")
    asked = parser.parse_args()
    if not asked.data.is_dir():
        parser.error(f"there is no folder {asked.data}")
    return asked


def encoder(model: str, models: Path, cache: Path | None) -> Encode:
    """Return what encodes queries as the server does, keeping vectors in `cache`."""
    prepare(model, models)
    loaded = load_encoder(model, models, threads=2)

    def encode(texts: Sequence[str]) -> Floats:
        if cache is None:
            return loaded.encode_queries(texts)
        kept = cache / f"{model}-{hashlib.sha256(chr(0).join(texts).encode()).hexdigest()[:16]}.npy"
        if not kept.exists():
            cache.mkdir(parents=True, exist_ok=True)
            np.save(kept, loaded.encode_queries(texts))
        return np.asarray(np.load(kept), dtype=np.float32)

    return encode


def join(sets: Sequence[Rows]) -> Rows:
    return Rows(
        "all",
        [text for each in sets for text in each.texts],
        np.concatenate([each.labels for each in sets]),
        np.concatenate([each.sureness for each in sets]),
        np.concatenate([each.weights for each in sets]),
    )


def fitter(
    model: str, languages: tuple[str, ...], rows: Rows, vectors: Floats
) -> Callable[[npt.NDArray[np.int64]], MoodHead]:
    """Return what fits a head on some of the rows: vector and words apart, then added in their shares."""

    def fit(chosen: npt.NDArray[np.int64]) -> MoodHead:
        labels, weights = rows.labels[chosen], rows.weights[chosen]
        layers = train(vectors[chosen], labels, soften(labels, rows.sureness[chosen]), weights, Recipe())
        terms, bias = train_terms(
            [rows.texts[place] for place in chosen], labels, weights * rows.sureness[chosen], STRENGTH
        )
        return MoodHead(
            model=model,
            weights=(1 - WORDS) * layers.weights,
            bias=(1 - WORDS) * layers.bias + WORDS * bias,
            hidden=layers.hidden,
            hidden_bias=layers.hidden_bias,
            terms=replace(terms, weights=WORDS * terms.weights),
            languages=languages,
        )

    return fit


def cross_validate(
    fit: Callable[[npt.NDArray[np.int64]], MoodHead], rows: Rows, vectors: Floats, *, measured: int
) -> Floats:
    """Return the log shares (measured, 3) of the labelled rows, each from a head that saw none of its group."""
    from sklearn.model_selection import GroupKFold

    groups = near_duplicates(rows.texts[:measured])
    others = np.arange(measured, len(rows.texts))
    logits = np.zeros((measured, 3), dtype=np.float32)
    for seen, held in GroupKFold(FOLDS).split(groups, groups=groups):
        head = fit(np.concatenate([seen, others]))
        logits[held] = np.log(head.moods(vectors[held], [rows.texts[place] for place in held]) + 1e-9)
    return logits


def _sharpness(logits: Floats, labels: npt.NDArray[np.int64]) -> float:
    """Return the factor on the logits with the least log loss on held-out folds (temperature scaling, Guo 2017)."""

    def loss(factor: float) -> float:
        scaled = logits * factor
        total = np.log(np.exp(scaled - scaled.max(axis=1, keepdims=True)).sum(axis=1)) + scaled.max(axis=1)
        return float((total - scaled[np.arange(len(labels)), labels]).mean())

    factors = [step / 20 for step in range(10, 61)]
    return min(factors, key=loss)


def _sharpen(head: MoodHead, factor: float) -> MoodHead:
    by = np.float32(factor)
    terms = replace(head.terms, weights=head.terms.weights * by)
    return replace(head, weights=head.weights * by, bias=head.bias * by, terms=terms)


def _interval(labels: npt.NDArray[np.int64], guesses: npt.NDArray[np.int64]) -> str:
    draws = np.random.default_rng(0)
    picks = [draws.integers(0, len(labels), len(labels)) for _ in range(DRAWS)]
    low, high = np.percentile([macro_f1(labels[pick], guesses[pick]) for pick in picks], [2.5, 97.5])
    return f"{macro_f1(labels, guesses):.3f} ({low:.3f} to {high:.3f})"


def _print_labelled(sets: Sequence[Rows], logits: Floats) -> None:
    print(f"{FOLDS}-fold cross-validation, near-duplicates kept together; macro-F1 (95 % interval), accuracy")
    start = 0
    for rows in sets:
        guesses = logits[start : start + len(rows.texts)].argmax(axis=1)
        if rows.name != "airlines":
            guesses = two_way(logits[start : start + len(rows.texts)])
        start += len(rows.texts)
        common = np.full(len(rows.labels), np.bincount(rows.labels).argmax())
        print(f"  {rows.name:10} head {_interval(rows.labels, guesses)}, {(guesses == rows.labels).mean():.3f}")
        print(f"  {'':10} majority {macro_f1(rows.labels, common):.3f}, {(common == rows.labels).mean():.3f}")
        compound = vader(rows.texts) if rows.name == "airlines" else None
        if compound is not None:
            answers = vader_moods(compound)
            print(f"  {'':10} VADER {macro_f1(rows.labels, answers):.3f}, {(answers == rows.labels).mean():.3f}")


def _print_rated(head: MoodHead, encode: Encode, data: Path) -> None:
    from sklearn.metrics import roc_auc_score

    print("dissatisfied turns of dialogues, AUROC")
    for turns in rated(data):
        shares = head.moods(encode(turns.texts), turns.texts)
        figures = {"head": shares[:, 0] - shares[:, 2], "length": np.array([len(text) for text in turns.texts])}
        compound = vader(turns.texts)
        if compound is not None:
            figures["VADER"] = -compound
        shown = ", ".join(f"{name} {roc_auc_score(turns.low, figure):.3f}" for name, figure in figures.items())
        print(f"  {turns.name:10} {shown} ({int(turns.low.sum())} of {len(turns.low)})")


def _print_cases(head: MoodHead, encode: Encode) -> None:
    """Measure on the project's own sentences of other trades, as the server would read them."""
    print("own sentences of other trades, right of all (dev: seen while the seeds and word lists were written)")
    for name in ("dev", "held_out"):
        cases = list(read_lines(ROOT / "tests" / "cases" / "mood" / f"{name}.jsonl"))
        print(
            f"  {name:10} " + ", ".join(_right(head, encode, cases, language) for language in ("en", "de", "es", "zh"))
        )


def _right(head: MoodHead, encode: Encode, cases: Sequence[dict[str, Any]], language: str) -> str:
    chosen = [case for case in cases if case["language"] == language]
    turns = [Turn("customer", case["text"], None, language) for case in chosen]
    moods = read_sentiment(turns, encode([case["text"] for case in chosen]), head, now=datetime.now(UTC)).trend
    right = sum(mood.label == case["label"] for mood, case in zip(moods, chosen, strict=True))
    return f"{language} {right} of {len(chosen)}"


if __name__ == "__main__":
    main()
