"""Is the mood read well? Labelled messages, rated dialogues, and sentences of our own that warn or only seem to."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from assist_server.results import WarningCode
from assist_server.sentiment import Head, Turn, load_head, read_sentiment
from assist_server.sentiment.warning_rules import find_words
from bench.fit_sentiment import NEUTRAL_WEIGHT, SEED_WEIGHT, Encode, cross_validate, encoder, fitter, join
from bench.mood_scores import Floats, Ints, macro_f1, two_way, vader, vader_moods
from bench.mood_texts import Rated, Rows, chinese_neutrals, labelled, neutrals, rated, read_lines, seeds
from bench.quality.figures import Figure, mean_figure, statistic_figure
from embeddings.errors import ModelUnavailable

PART = "6 Mood"
OURS = "Agent Assist"
ENGLISH, MULTILINGUAL = "all-MiniLM-L6-v2", "multilingual-e5-small"
CASES = Path(__file__).parent.parent.parent / "tests" / "cases"
REVIEWS = 4_000  # of each Chinese set: all 24,530 would take four times as long
QUESTIONS = 1_500  # Chinese ones, as neutrals


def figures(data: Path, models: Path) -> list[Figure]:
    """Measure every figure of the part; the Chinese ones only where the multilingual model can be had."""
    encode = encoder(ENGLISH, models, None)
    head = load_head(ENGLISH)
    seen = [*_english(data, encode), *_dissatisfied(data, encode, head), *_own(encode, head)]
    try:
        seen += _chinese(data, encoder(MULTILINGUAL, models, None))
    except ModelUnavailable:
        pass  # the table then has no row for it, and docs/SENTIMENT.md says what to install
    return [*seen, *_warnings(), *_turned(encode, head)]


def _english(data: Path, encode: Encode) -> list[Figure]:
    """Cross-validate on tweets to airlines, three-way."""
    rows, *extra = (*labelled(data, chinese=False), neutrals(data, weight=NEUTRAL_WEIGHT))
    extra.append(seeds(SEED_WEIGHT, foreign=False))
    guesses = _held_out(ENGLISH, ("en",), [rows], extra, encode).argmax(axis=1)
    who = {OURS: guesses, "majority class": np.full(len(rows.labels), np.bincount(rows.labels).argmax())}
    compound = vader(rows.texts)
    if compound is not None:
        who["VADER"] = vader_moods(compound)
    what = f"three-way macro-F1, {len(rows.texts)} tweets to airlines, 5-fold cross-validation"
    return [_macro(what, name, rows.labels, answers, "≥ 0.78") for name, answers in who.items()]


def _macro(what: str, who: str, labels: Ints, guesses: Ints, aim: str) -> Figure:
    def statistic(picked: Ints) -> float:
        return macro_f1(labels[picked], guesses[picked])

    return statistic_figure(PART, what, who, len(labels), statistic, aim if who == OURS else "")


def _held_out(
    model: str, languages: tuple[str, ...], sets: Sequence[Rows], extra: Sequence[Rows], encode: Encode
) -> Floats:
    """Return the log shares (n, 3) of the texts of `sets`, each by a head that saw neither it nor its like."""
    rows = join([*sets, *extra])
    vectors = np.vstack([encode(each.texts) for each in (*sets, *extra)])
    measured = sum(len(each.texts) for each in sets)
    return cross_validate(fitter(model, languages, rows, vectors), rows, vectors, measured=measured)


def _chinese(data: Path, encode: Encode) -> list[Figure]:
    """Cross-validate on a sample of Chinese reviews, two-way; fitted on Chinese alone, to save half the time."""
    sets = [_some(rows, REVIEWS) for rows in labelled(data, chinese=True)[1:]]
    logits = _held_out(MULTILINGUAL, ("*",), sets, [_some(chinese_neutrals(data), QUESTIONS)], encode)
    seen, start = [], 0
    for rows in sets:
        guesses = two_way(logits[start : start + len(rows.texts)])
        start += len(rows.texts)
        what = f"Chinese {rows.name}, accuracy, {len(rows.texts)} reviews, {MULTILINGUAL}, 5-fold cross-validation"
        common = int(np.bincount(rows.labels).argmax())
        seen.append(mean_figure(PART, what, OURS, guesses == rows.labels, "≥ 0.88"))
        seen.append(mean_figure(PART, what, "majority class", rows.labels == common))
    return seen


def _some(rows: Rows, count: int) -> Rows:
    """Draw some of the rows, the same ones in every run."""
    picked = np.random.default_rng(0).permutation(len(rows.texts))[:count]
    return replace(
        rows,
        texts=[rows.texts[place] for place in picked],
        labels=rows.labels[picked],
        sureness=rows.sureness[picked],
        weights=rows.weights[picked],
    )


def _dissatisfied(data: Path, encode: Encode, head: Head) -> list[Figure]:
    """Rank the turns of rated dialogues by how negative they are; the shipped head never saw them."""
    return [figure for turns in rated(data) for figure in _ranked(turns, head.moods(encode(turns.texts), turns.texts))]


def _ranked(turns: Rated, shares: Floats) -> list[Figure]:
    who: dict[str, Floats] = {
        OURS: shares[:, 0] - shares[:, 2],
        "length": np.array([len(text) for text in turns.texts], dtype=np.float32),
    }
    compound = vader(turns.texts)
    if compound is not None:
        who["VADER"] = -compound
    what = f"turns rated at most 2.5, AUROC, satisfaction/{turns.name}, {int(turns.low.sum())} of {len(turns.low)}"
    return [statistic_figure(PART, what, name, len(turns.low), _auroc(turns, scores)) for name, scores in who.items()]


def _auroc(turns: Rated, scores: Floats) -> Callable[[Ints], float]:
    from sklearn.metrics import roc_auc_score

    return lambda picked: float(roc_auc_score(turns.low[picked], scores[picked]))


def _own(encode: Encode, head: Head) -> list[Figure]:
    """Read the project's own sentences of other trades as the server would, with word lists for what is not English."""
    cases = list(read_lines(CASES / "mood" / "held_out.jsonl"))
    vectors = encode([case["text"] for case in cases])
    turns = [Turn("customer", case["text"], None, case["language"]) for case in cases]
    now = datetime.now(UTC)
    labels = [
        read_sentiment([turn], vectors[place : place + 1], head, now=now).label for place, turn in enumerate(turns)
    ]
    right = np.array([label == case["label"] for label, case in zip(labels, cases, strict=True)])
    foreign = np.array([case["language"] != "en" for case in cases])
    return [
        mean_figure(PART, f"own sentences of other trades, {name}, held out, accuracy", OURS, right[chosen])
        for name, chosen in (("English", ~foreign), ("German, Spanish, Chinese by word list", foreign))
    ]


def _warnings() -> list[Figure]:
    cases = list(read_lines(CASES / "warnings" / "held_out.jsonl"))
    found = [{one.code for one in find_words(case["text"], case["language"])} for case in cases]
    codes = sorted({code for case in cases for code in case["codes"]})
    return [figure for code in codes for figure in _found(code, cases, found)]


def _turned(encode: Encode, head: Head) -> list[Figure]:
    """Read dialogues of our own, half of which turn."""
    cases = list(read_lines(CASES / "turning" / "held_out.jsonl"))
    found = [_codes(case, encode, head) for case in cases]
    should = [case | {"codes": ["turning_mood"] if case["turning"] else []} for case in cases]
    return _found("turning_mood", should, found)


def _codes(case: dict[str, Any], encode: Encode, head: Head) -> set[WarningCode]:
    turns = [Turn(turn["author"], turn["text"], None, case["language"]) for turn in case["turns"]]
    vectors = encode([turn.text for turn in turns if turn.author == "customer"])
    return {one.code for one in read_sentiment(turns, vectors, head, now=datetime.now(UTC)).warnings}


def _found(code: str, cases: Sequence[dict[str, Any]], found: Sequence[Collection[str]]) -> list[Figure]:
    """Return precision and recall of one code, sentence by sentence."""
    should = np.array([code in case["codes"] for case in cases])
    does = np.array([code in one for one in found])
    what = f"warning {code}, {len(cases)} held-out cases"
    return [
        mean_figure(PART, f"{what}, precision", OURS, should[does], "≥ 0.9"),
        mean_figure(PART, f"{what}, recall", OURS, does[should], "≥ 0.8"),
    ]
