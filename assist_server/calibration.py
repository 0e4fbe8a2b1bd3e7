"""How sure to be, learnt from the desk's own history when it is indexed, and the classifiers that help to be sure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from assist_server import store
from assist_server.learnt import ANSWERS, CATEGORIES, DEFAULT, Learnt, Matched, Signs, Weights
from assist_server.matching import Matching
from assist_server.replay import Desk, Replayed, replay
from assist_server.reply_table import OFTEN
from assist_server.store import PastTicket, text_hash
from assist_server.text.content import ENOUGH, count_content
from assist_server.vectors import unpack
from embeddings.classifier import Classifier, fit_classifier
from embeddings.index import FloatArray
from embeddings.sealed import sealing

Flags = npt.NDArray[np.bool_]
Report = Callable[[str, int, int], None]

MOST = 20_000  # newest tickets that are learnt from
SAMPLE = 600  # of them asked again
HELD_OUT = 20  # one ticket in so many is kept from the classifiers, where such are fitted
LEAST_STEP = 3  # where classifiers are fitted: two thirds of the tickets are left to fit them to
FEWEST = 60  # tickets below which the default is better than what they could teach
FOLDS = 3  # of labels: each hidden once, so that a classifier is asked about labels it never saw
LEAST_EXAMPLES = OFTEN  # of a label, for a classifier to know it
FEWEST_LABELS = 4  # so that two or more remain while a third is hidden
LEAST_LABELLED = 500  # tickets with such a label
SHARED = 0.5  # of the tickets have an answer that others have too: then the classifier learns answers, not categories
HIDDEN_WEIGHT = 0.1  # of a question whose answers are all hidden, beside one as it came: one in eleven fits nothing
LEAST_SIMILARITY = 3.0  # weight: what a desk was never asked lies far off, and replaying its history can't show that
PRIOR, LOOSE = 60.0, 10.0  # tickets that the default counts for: of the signs it was fitted to, and of the others
HELD = ("similarity", "agreement")
INFORMATION = 0.2  # what one ticket tells of a logit, p (1 - p), at the usual chances
BINS = 10


@dataclass(frozen=True)
class Calibrated:
    """What was learnt, and what the generation's report tells of it."""

    learnt: Learnt
    report: dict[str, Any]
    unseen: Sequence[PastTicket] = ()  # newest first: tickets that no classifier was fitted to


def calibrate(desk: Desk, matching: Matching, report: Report) -> Calibrated:
    """Fit classifiers where tickets share labels, ask a sample again, and fit the chance that a suggestion is right.

    What is right: the suggestion says what the agent wrote (see `replay.CLOSE`). Tickets that the matches were learnt
    from are not asked: where there are such, the chance is that of the newest.
    """
    table = desk.view.learnt.replies
    blind = desk.encoder.model.blind  # nothing is suggested in these languages
    newest = store.newest_solved(desk.engine, desk.encoder.model.name, MOST)
    tickets = [
        one
        for one in newest
        if one.language not in blind and one.pk not in desk.left_out and count_content(one.question) >= ENOUGH
    ]
    if len(tickets) < FEWEST:
        return Calibrated(
            Learnt(matched=matching.matched, replies=table), {"tickets": len(tickets), "used": False}, tickets
        )
    labels = _labels(tickets)
    vectors = unpack([ticket.asked for ticket in tickets], desk.encoder.model.dim)
    unseen = ~np.isin([ticket.pk for ticket in tickets], matching.known)
    held_out = np.array([bool(labels) and is_held_out(ticket) for ticket in tickets])
    fitted: dict[str, Classifier] = {}
    for done, (name, given) in enumerate(labels.items()):
        report("learning labels", done, len(labels))
        fitted[name] = _fit(vectors, given, np.array([label is not None for label in given]) & ~held_out)
    often = frozenset(label for label in labels.get(ANSWERS, ()) if label)
    free = unseen & ~held_out
    step = max(LEAST_STEP if labels else 1, int(free.sum()) // SAMPLE)
    sampled = free & (np.cumsum(free) % step == 0)
    again = _Again(replace(desk, often=often), tickets, vectors, labels, sampled, held_out, matching.matched)
    asked = again.ask(report)
    weights, error = fit_weights(asked)
    told = {"tickets": len(tickets), "asked": len(asked), "used": True, "labels": sorted(fitted)}
    told |= {
        "calibration_error": round(error, 4),
        "weights": _packed(weights),
        "thresholds": thresholds(asked, weights),
    }
    learnt = Learnt(weights, fitted.get(CATEGORIES), fitted.get(ANSWERS), matching.matched, table)
    kept = held_out if labels else np.ones(len(tickets), bool)
    return Calibrated(
        learnt,
        told | {"held_out": int(held_out.sum())},
        [one for one, is_kept in zip(tickets, kept, strict=True) if is_kept],
    )


def is_held_out(ticket: PastTicket) -> bool:
    """Say whether a ticket is kept from the classifiers, in this generation and all others, to compare them with."""
    return int(text_hash(ticket.id)[:8], 16) % HELD_OUT == 0


def save(learnt: Learnt, folder: Path) -> None:
    """Keep the classifiers; the weights are in the generation's report."""
    for name, classifier in ((CATEGORIES, learnt.categories), (ANSWERS, learnt.answers)):
        if classifier is not None:
            with sealing(folder / name, {"labels": len(classifier.labels)}) as staging:
                classifier.save(staging)


def _labels(tickets: Sequence[PastTicket]) -> dict[str, list[str | None]]:
    """Return the labels worth fitting a classifier to, for each ticket or None where it has none of them."""
    found = {
        CATEGORIES: _frequent([ticket.category for ticket in tickets]),
        ANSWERS: _frequent([ticket.reply_hash for ticket in tickets]),
    }
    counts = {name: sum(label is not None for label in labels) for name, labels in found.items()}
    if counts[ANSWERS] < SHARED * len(tickets):
        counts[ANSWERS] = 0
    return {
        name: labels
        for name, labels in found.items()
        if counts[name] >= LEAST_LABELLED and len(set(labels) - {None}) >= FEWEST_LABELS
    }


def _frequent(labels: Sequence[str | None]) -> list[str | None]:
    counts = Counter(labels)
    return [label if label and counts[label] >= LEAST_EXAMPLES else None for label in labels]


def _fit(vectors: FloatArray, labels: Sequence[str | None], use: Flags) -> Classifier:
    places = np.flatnonzero(use).tolist()
    return fit_classifier(vectors[places], [str(labels[place]) for place in places])


@dataclass(frozen=True)
class _Again:
    """A sample (n,) of the tickets (n,) that is asked again, with vectors (n, dim) and labels of all."""

    desk: Desk
    tickets: Sequence[PastTicket]
    vectors: FloatArray
    labels: Mapping[str, Sequence[str | None]]
    sampled: Flags
    held_out: Flags
    matched: Matched | None

    def ask(self, report: Report) -> list[Replayed]:
        """Replay twice, with classifiers that saw neither a sampled ticket nor, where hidden, its label."""
        deciding = ANSWERS if ANSWERS in self.labels else CATEGORIES
        folds = _folds(self.vectors, self.labels.get(deciding), self.sampled | self.held_out, report)
        fold_of = _fold_of(self.labels.get(deciding, []))

        def learnt(ticket: PastTicket, hidden: bool) -> Learnt:
            label = ticket.reply_hash if deciding == ANSWERS else ticket.category
            fold = fold_of.get(label or "", 0)
            fitted = {deciding: folds[fold if hidden else (fold + 1) % FOLDS]} if folds else {}
            return Learnt(DEFAULT, fitted.get(CATEGORIES), fitted.get(ANSWERS), self.matched)

        sample = [ticket for ticket, taken in zip(self.tickets, self.sampled, strict=True) if taken]
        asked: list[Replayed] = []
        for hidden in (False, True):
            for one in replay(self.desk, sample, learnt, hidden=hidden):
                asked.append(one)
                report("asking solved tickets again", len(asked), 2 * len(sample))
        return asked


def _folds(vectors: FloatArray, labels: Sequence[str | None] | None, unused: Flags, report: Report) -> list[Classifier]:
    """Return a classifier for each fold that knows neither the fold's labels nor the unused tickets."""
    if labels is None:
        return []
    fold_of = _fold_of(labels)
    fitted = []
    for fold in range(FOLDS):
        report("learning labels, a third hidden", fold, FOLDS)
        use = [label is not None and fold_of[label] != fold for label in labels]
        fitted.append(_fit(vectors, labels, np.array(use) & ~unused))
    return fitted


def _fold_of(labels: Sequence[str | None]) -> dict[str, int]:
    return {label: place % FOLDS for place, label in enumerate(sorted({label for label in labels if label}))}


def fit_weights(asked: Sequence[Replayed]) -> tuple[Weights, float]:
    """Fit the chance to replayed tickets; return the weights and the expected calibration error, cross-fitted.

    Logistic regression with a Gaussian prior at the default weights, in standardised signs, none of which may count
    against a group; similarity always counts for it.
    """
    signs = np.array([one.best.signs if one.best else Signs(0.0, 0.0) for one in asked], np.float64)
    right = np.array([one.right for one in asked], np.float64)
    counts = np.where([one.hidden for one in asked], HIDDEN_WEIGHT, 1.0)
    usual = Signs(*signs.mean(axis=0).tolist())
    half = np.arange(len(asked)) % 2 == 0
    crossed = np.empty(len(asked))
    for part in (half, ~half):
        crossed[part] = _chances(_fitted(signs[~part], right[~part], counts[~part], usual), signs[part])
    return _fitted(signs, right, counts, usual), expected_error(crossed, right, counts)


def _fitted(signs: Any, right: Any, counts: Any, usual: Signs) -> Weights:
    from scipy.optimize import minimize

    spread = np.maximum(signs.std(axis=0), 1e-3)
    inputs = np.hstack([np.ones((len(signs), 1)), signs])
    default = np.array([DEFAULT.bias, *DEFAULT.of])
    held = np.array([name in HELD for name in Signs._fields], np.float64)
    stiffness = INFORMATION * np.array([PRIOR, *(np.where(held, PRIOR, LOOSE) * spread**2)]) / 2

    def loss(weights: Any) -> tuple[float, Any]:
        logits = inputs @ weights
        apart = weights - default
        wrong = counts * (1 / (1 + np.exp(-np.clip(logits, -30, 30))) - right)
        cost = float((counts * (np.logaddexp(0, logits) - right * logits)).sum() + stiffness @ apart**2)
        return cost, inputs.T @ wrong + 2 * stiffness * apart

    least = [LEAST_SIMILARITY] + [0.0] * (signs.shape[1] - 1)
    bounds = [(None, None), *((low, None) for low in least)]
    found = minimize(loss, default, jac=True, bounds=bounds, method="L-BFGS-B").x.tolist()
    return Weights(found[0], Signs(*found[1:]), usual)


def _chances(weights: Weights, signs: Any) -> Any:
    return 1 / (1 + np.exp(-weights.logits([Signs(*row) for row in signs])))


def expected_error(chances: Any, right: Any, counts: Any) -> float:
    """Return the expected calibration error over ten bins of equal width (Guo et al. 2017, section 2)."""
    bins = np.minimum((chances * BINS).astype(int), BINS - 1)
    gaps = 0.0
    for place in range(BINS):
        inside = bins == place
        gaps += abs(float((counts * (chances - right))[inside].sum()))
    return gaps / float(counts.sum())


def thresholds(asked: Sequence[Replayed], weights: Weights) -> list[dict[str, float]]:
    """Return for each threshold how often a suggestion is shown, how often a shown one is right, and how often the
    server is silent where everything like the answer is hidden."""
    chances = _chances(weights, [one.best.signs if one.best else Signs(0.0, 0.0) for one in asked])
    hidden = np.array([one.hidden for one in asked])
    right = np.array([one.right for one in asked])
    rows = []
    for threshold in (0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9):
        shown = chances >= threshold
        seen = shown & ~hidden
        rows.append(
            {
                "threshold": threshold,
                "shown": _share(seen, ~hidden),
                "right_of_shown": _share(seen & right, seen),
                "silent_on_hidden": _share(~shown & hidden, hidden),
            }
        )
    return rows


def _share(part: Any, whole: Any) -> float:
    return round(float(part.sum()) / max(1, int(whole.sum())), 4)


def _packed(weights: Weights) -> dict[str, Any]:
    """Return the weights by name, so that a release with other signs reads them rightly."""
    return {"bias": weights.bias, "of": weights.of._asdict(), "usual": weights.usual._asdict()}
