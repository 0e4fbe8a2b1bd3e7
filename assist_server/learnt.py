"""What a generation has learnt of its desk: which label a question belongs to, and how sure to be of an answer."""

from __future__ import annotations

import logging
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from assist_server.reply_table import ReplyTable, RowArray, open_reply_table
from assist_server.settings import Settings
from assist_server.store import text_hash
from embeddings.alignment import open_linear_tower
from embeddings.classifier import Classifier, open_classifier, softmax
from embeddings.hits import FloatArray
from embeddings.matcher import open_tower
from embeddings.sealed import map_array, read_facts

log = logging.getLogger(__name__)

CATEGORIES, ANSWERS, MATCH, REPLIES = "categories", "answers", "match", "replies"
CALIBRATION, MATCHING = "calibration", "matching"  # where a generation's report tells of them


SURE_ENOUGH = 20.0  # log-odds; beyond, a chance is 0 or 1 in every digit that is shown


class Signs(NamedTuple):
    """What speaks for a group of answers: cosine of its best, how far the nearest agree (0 to 1), what the classifier
    says of its label (share from 0 to 1, logit, and how far that is above the best other one), how well its best reply
    matches the question (−1 to 1), and whether it speaks of the question's error codes (1) or of others (−1)."""

    similarity: float
    agreement: float
    share: float = 0.0
    logit: float = 0.0
    margin: float = 0.0
    match: float = 0.0
    codes: float = 0.0


@dataclass(frozen=True)
class Weights:
    """A logistic regression from signs to the chance that a group says what the agent would say."""

    bias: float
    of: Signs
    usual: Signs = Signs(0.0, 0.0)  # the classifier's signs for a group whose label it does not know

    def logits(self, signs: Sequence[Signs]) -> FloatArray:
        """Return the log-odds (n,) of groups with these signs, within ±SURE_ENOUGH."""
        found = self.bias + np.array(signs, np.float32) @ np.array(self.of, np.float32)
        return np.asarray(np.clip(found, -SURE_ENOUGH, SURE_ENOUGH), np.float32)


# Before a desk has shown what holds for it: fitted by `bench/fit_confidence.py` on labelled questions of banks, shops
# and assistants, those out of scope a third of them (calibration error 0.03 to 0.07 there, with a tenth of the history
# 0.04 to 0.12).
# The weight of codes is set, not fitted: an answer about E-107 is hardly ever one about E-108.
DEFAULT = Weights(-6.69, Signs(8.61, 2.81, codes=2.5))


class QuestionTower(Protocol):
    """What reads questions into the space in which they lie near their replies."""

    def vectors(self, vectors: FloatArray, texts: Sequence[str]) -> FloatArray:
        """Return unit vectors (n, k) of texts (n,) whose encoder vectors (n, dim) are given."""


@dataclass(frozen=True)
class ReplySearch:
    """The newest replies, to be compared with a question all at once: their rows (m,) of the reply table, their vectors
    (m, j), and what makes a matcher's vector (k,) one of these (k, j)."""

    rows: RowArray
    vectors: FloatArray
    basis: FloatArray

    def best(self, question: FloatArray, limit: int) -> RowArray:
        """Return the rows (at most `limit`) of the replies that match a question (k,) best, in no order."""
        scores = self.vectors @ (question @ self.basis)
        if len(scores) <= limit:
            return self.rows
        return np.asarray(self.rows[np.argpartition(-scores, limit)[:limit]])


@dataclass(frozen=True)
class Matched:
    """Which reply matches which question, by `assist tune` where the desk was tuned and else by an alignment, for the
    replies of one generation: entries' keys (n,) ascending, vectors (n, k) float16 of their replies, the side that
    reads questions, a search in the newest replies, and whether it was tuned."""

    tower: QuestionTower
    keys: npt.NDArray[np.int64]
    vectors: npt.NDArray[np.float16]
    search: ReplySearch | None = None
    tuned: bool = True

    def scores(self, question: FloatArray, keys: Sequence[int]) -> FloatArray:
        """Return how well the replies (n,) of these entries match a question (k,), NaN where they are newer."""
        places = np.minimum(np.searchsorted(self.keys, keys), max(0, len(self.keys) - 1))
        scores = self.vectors[places].astype(np.float32) @ question
        return np.where(self.keys[places] == keys, scores, np.float32(np.nan))


@dataclass(frozen=True)
class Learnt:
    """The weights; the classifiers of categories and of answers that many tickets share, where there are such; and
    which reply matches which question, and what each ticket was answered, where that is known."""

    weights: Weights = DEFAULT
    categories: Classifier | None = None
    answers: Classifier | None = None
    matched: Matched | None = None
    replies: ReplyTable | None = None

    def read(self, vector: FloatArray, text: str) -> Reading:
        """Read a question: its vector (dim,) and its text."""
        question = self.matched.tower.vectors(vector[np.newaxis], [text])[0] if self.matched else None
        categories, answers = (_read(one, vector) for one in (self.categories, self.answers))
        return Reading(self.weights, categories, answers, self.matched, question)


@dataclass(frozen=True)
class Labels:
    """What a classifier says of one question: the shares and logits (n,) of its labels."""

    places: dict[str, int]
    shares: FloatArray
    logits: FloatArray
    best: float
    second: float

    def signs(self, label: str) -> tuple[float, float, float] | None:
        """Return share, logit and margin of a label, None for one that was not fitted."""
        place = self.places.get(label)
        if place is None:
            return None
        logit = float(self.logits[place])
        other = self.second if logit == self.best else self.best
        return float(self.shares[place]), logit, logit - other


@dataclass(frozen=True)
class Reading:
    """A question as a generation reads it."""

    weights: Weights
    categories: Labels | None = None
    answers: Labels | None = None
    matched: Matched | None = None
    question: FloatArray | None = None

    def matches(self, keys: Sequence[int]) -> FloatArray:
        """Return how well the replies (n,) of these entries match the question, NaN where nobody knows."""
        if self.matched is None or self.question is None or not len(keys):
            return np.full(len(keys), np.nan, np.float32)
        return self.matched.scores(self.question, keys)

    @property
    def tuned(self) -> bool:
        """Whether matches are those of a tuned desk."""
        return self.matched is not None and self.matched.tuned

    def matching_rows(self, limit: int) -> RowArray:
        """Return the rows of the reply table (at most `limit`) whose replies match the question best, in no order."""
        if self.matched is None or self.matched.search is None or self.question is None:
            return np.empty(0, np.int32)
        return self.matched.search.best(self.question, limit)

    def answer(self, reply: str) -> int:
        """Return which of the desk's often given answers a reply is, -1 for none of them."""
        return self.answers.places.get(text_hash(reply), -1) if self.answers is not None and reply else -1

    def answers_of(self, hashes: npt.NDArray[np.bytes_]) -> list[int]:
        """Return the same for replies by the hashes (n,) of their texts."""
        if self.answers is None:
            return [-1] * len(hashes)
        return [self.answers.places.get(one.decode(), -1) for one in hashes.tolist()]

    def signs(
        self, similarity: float, agreement: float, category: str | None, reply: str, match: float | None, codes: float
    ) -> Signs:
        """Return the signs of a group whose best-found entry has this category and reply, and that matches so well."""
        if self.answers is not None:
            known = self.answers.signs(text_hash(reply)) if reply else None
        else:
            known = self.categories.signs(category) if self.categories and category else None
        usual = self.weights.usual
        label = known or (usual.share, usual.logit, usual.margin)
        return Signs(similarity, agreement, *label, usual.match if match is None else match, codes)


NOTHING_LEARNT = Reading(DEFAULT)


def _read(classifier: Classifier | None, vector: FloatArray) -> Labels | None:
    if classifier is None:
        return None
    logits = classifier.logits(vector)
    second, best = np.partition(logits, -2)[-2:]
    return Labels(classifier.places, softmax(logits), logits, float(best), float(second))


def weights_of(report: Mapping[str, Any]) -> Weights:
    """Return the weights that a generation's report keeps, the default ones where it keeps none that can be read."""
    calibration = report.get(CALIBRATION)
    kept = calibration.get("weights") if isinstance(calibration, Mapping) else calibration
    if kept is None:
        return DEFAULT
    try:
        return Weights(_finite(kept["bias"]), _signs(kept["of"]), _signs(kept["usual"]))
    except (KeyError, TypeError, ValueError):
        log.warning("the weights of confidence in a generation's report cannot be read; the default ones hold")
        return DEFAULT


def _signs(kept: Mapping[str, Any] | Sequence[Any]) -> Signs:
    """Return signs kept by name, or by position as releases before did. One of a newer release is passed over, and one
    that the release did not know yet counts nothing, as it did when the others were fitted.

    Raises TypeError or ValueError for what is neither.
    """
    if isinstance(kept, str):
        raise TypeError("neither names nor positions")
    named = kept if isinstance(kept, Mapping) else dict(zip(Signs._fields, kept, strict=False))
    return Signs(0.0, 0.0)._replace(**{name: _finite(named[name]) for name in Signs._fields if name in named})


def _finite(value: Any) -> float:
    number = float(value)
    if not math.isfinite(number):
        raise ValueError("not a finite number")
    return number


def learnt_folder(settings: Settings, generation: str) -> Path:
    """Return where a generation keeps its classifiers."""
    return settings.folder.absolute() / "learnt" / generation


def open_learnt(settings: Settings, generation: str, weights: Weights) -> Learnt:
    """Map what a generation has learnt; what is not there was not worth learning. IndexUnusable if it is damaged."""
    folder = learnt_folder(settings, generation)
    there = {name: folder / name for name in (CATEGORIES, ANSWERS, MATCH, REPLIES) if (folder / name).exists()}
    for part in there.values():
        read_facts(part)
    fitted = {name: open_classifier(there[name]) for name in (CATEGORIES, ANSWERS) if name in there}
    return Learnt(
        weights,
        fitted.get(CATEGORIES),
        fitted.get(ANSWERS),
        open_matched(there[MATCH]) if MATCH in there else None,
        open_reply_table(there[REPLIES]) if REPLIES in there else None,
    )


def open_matched(folder: Path) -> Matched:
    """Map what matches replies to questions; IndexUnusable if it is damaged. A generation of an older release has
    neither a search nor a note of who learnt it, which only `assist tune` did then."""
    facts = read_facts(folder)
    tuned = facts.get("tuned", True)
    tower: QuestionTower = open_tower(folder, "questions") if tuned else open_linear_tower(folder, "questions")
    rows, vectors, basis = (folder / f"search-{name}.npy" for name in ("rows", "vectors", "basis"))
    search = ReplySearch(map_array(rows), map_array(vectors), map_array(basis)) if rows.exists() else None
    return Matched(tower, map_array(folder / "keys.npy"), map_array(folder / "replies.npy"), search, tuned)
