"""Word matching beside the vectors, and the fusion of both.

BM25 over mapped arrays of our own. The package bm25s was tried: it holds the vocabulary as a dict in every worker,
ranks all rows for each query, and knows no ids, groups or exclusions. Rows lie sorted by group, as with the vectors,
so that a group is a run of rows and a filter never starves.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from .errors import IndexUnusable
from .exact import Runs, take
from .hits import Excluded, FloatArray, Hits, IdArray, best_hits, check_limit, no_hits
from .index import GroupArray, Progress
from .postings import Postings, hash_words
from .sealed import MEND, map_array, read_facts, sealing
from .tokens import RULES, is_code, tokenize

__all__ = ["LexicalIndex", "WordsAsked", "build_lexical", "fuse", "memory_lexical", "open_lexical", "tokenize"]

CODE_WEIGHT = 3.0
"""What a code weighs beside a plain word as rare: from 3 on, 40 of 40 questions about one code or product among its
near twins and 20,000 other messages are answered first by the right text (39 with 1; 37 by vectors alone)."""
WORDS_WEIGHT = 0.2
"""What a full match of words adds to a cosine of all-MiniLM-L6-v2. Chosen on banking77 (training part: precision@5
0.8827 by vectors alone, 0.7044 by words alone, 0.8843 fused, 0.8741 at 0.6), stackfaq (best hit right 0.9456, 0.6669,
0.9448) and the codes."""
USUAL_SPREAD = 0.12
"""The spread of that model's cosines (see `Model`). Others take the weight in proportion to theirs, 0.05 with
multilingual-e5-small: stackfaq 0.873 (0.856 by vectors alone, 0.863 with 0.2), banking77 0.703 (0.697, 0.679)."""
MAX_WORDS = 32
"""Words of a query that are looked up, the weightiest first: it bounds the time a long message takes."""


@dataclass(frozen=True)
class LexicalIndex:
    """Texts (n,) found by their words; opened from a folder or held in memory."""

    ids: IdArray
    runs: Runs
    postings: Postings

    def __len__(self) -> int:
        return len(self.ids)

    def search(self, text: str, limit: int, groups: frozenset[int] | None = None, exclude: Excluded = ()) -> Hits:
        """Return the `limit` best of the allowed, of those that share a word with the text."""
        return self.asked(text).best(limit, groups, exclude)

    def asked(self, text: str) -> WordsAsked:
        """Match the words of a text once; what is best may then be asked for several sets of groups."""
        return WordsAsked(self, self._scores(text))

    def _scores(self, text: str) -> FloatArray:
        """Return for every row (n,) its share of the query's possible sum."""
        scores = np.zeros(len(self), np.float32)
        words = list(dict.fromkeys(tokenize(text)))
        terms = hash_words(words)
        weights = self.postings.rarity.of(terms) * _importance(words)
        heaviest = np.argsort(-weights, kind="stable")
        possible = max(float(weights[heaviest[:MAX_WORDS]].sum()), 1e-9)
        spans = zip(weights[heaviest], self.postings.spans(terms[heaviest]), strict=True)
        known = [(weight, start, end) for weight, (start, end) in spans if end > start]
        for weight, start, end in known[:MAX_WORDS]:
            scores[self.postings.rows[start:end]] += weight / possible * self.postings.strengths[start:end]
        return scores


@dataclass(frozen=True)
class WordsAsked:
    """How well each row (n,) of an index matches one text.

    A score is the share, 0 to 1, of the BM25 sum that endless repetition of all the query's words would reach.
    Words the index has never seen count in that sum: where a code is found nowhere, every answer is doubtful.
    """

    index: LexicalIndex
    scores: FloatArray

    def best(self, limit: int, groups: frozenset[int] | None = None, exclude: Excluded = ()) -> Hits:
        """Return the `limit` best of the allowed, of those that share a word with the text."""
        check_limit(limit)
        spans = self.index.runs.spans(groups)
        if not spans:
            return no_hits()
        ids, shares = take(self.index.ids, spans), take(self.scores, spans)
        matching = np.flatnonzero(shares > 0)
        return best_hits(ids[matching], shares[matching], limit, exclude)


def build_lexical(
    folder: Path, ids: IdArray, groups: GroupArray, texts: Iterable[str], progress: Progress | None = None
) -> None:
    """Build the word index of texts with their ids (n,) and groups (n,); it can be opened only once all is written.

    ValueError if the texts are not as many as the ids.
    """
    facts: dict[str, Any] = {"rules": RULES, "count": len(ids)}
    with sealing(folder, facts) as staging:
        order = np.argsort(groups, kind="stable")
        postings = Postings.of(texts, _places(order), None, progress or _silent)
        np.save(staging / "ids.npy", np.asarray(ids, np.int64)[order])
        np.save(staging / "groups.npy", np.asarray(groups, np.int32)[order])
        postings.save(staging)
        facts.update(unseen=postings.rarity.unseen, mean_length=postings.rarity.mean_length)


def open_lexical(folder: Path) -> LexicalIndex:
    """Map a built word index; IndexUnusable if it is missing, damaged, or split words by other rules."""
    facts = read_facts(folder)
    if facts["rules"] != RULES:
        raise IndexUnusable(f"The word index at {folder} was built with other rules for words.", mend=MEND)
    ids, groups = map_array(folder / "ids.npy"), map_array(folder / "groups.npy")
    return LexicalIndex(ids, Runs.of(groups), Postings.map(folder, facts["unseen"], facts["mean_length"]))


def memory_lexical(
    ids: IdArray, groups: GroupArray, texts: Iterable[str], *, like: LexicalIndex | None = None
) -> LexicalIndex:
    """Return a word index in memory over texts with their ids (n,) and groups (n,): for the few newest.

    A handful of texts says nothing about which words are rare; `like` lends that from a larger index, which makes the
    scores of both comparable.
    """
    order = np.argsort(groups, kind="stable")
    postings = Postings.of(texts, _places(order), like.postings.rarity if like else None, _silent)
    return LexicalIndex(np.asarray(ids, np.int64)[order], Runs.of(np.asarray(groups, np.int32)[order]), postings)


def fuse(vector: Hits, words: Hits, *, spread: float = USUAL_SPREAD) -> Hits:
    """Return all ids of both answers by cosine + weight * share of words, equal scores by id.

    The weight is WORDS_WEIGHT on the scale of the model, whose `spread` is given. An id that only the words found has
    at most the lowest cosine among the vectors' hits, and takes that where all words agree, up to a spread less the
    fewer do; one that only the vectors found has no share. So the score stays on the scale of the cosine, raised by at
    most the weight. (Without the less, training parts: banking77 precision@5 0.875, multidogo 0.897; with it 0.876 and
    0.901; by vectors alone 0.876 and 0.903.)
    """
    ids = np.union1d(vector.ids, words.ids)
    shares = _scatter(ids, words, 0.0)
    lowest = vector.scores[-1] if len(vector) else np.float32(0.0)
    floor = lowest - np.float32(spread) * (1 - shares)
    cosines = np.where(np.isin(ids, vector.ids), _scatter(ids, vector, 0.0), floor)
    scores = cosines + np.float32(WORDS_WEIGHT * spread / USUAL_SPREAD) * shares
    order = np.lexsort((ids, -scores))
    return Hits(ids[order], scores[order])


def _importance(words: list[str]) -> FloatArray:
    return np.array([CODE_WEIGHT if is_code(word) else 1.0 for word in words], np.float32)


def _places(order: IdArray) -> IdArray:
    """Return for each text in the order of arrival the row it goes to."""
    places = np.empty_like(order)
    places[order] = np.arange(len(order))
    return places


def _scatter(ids: IdArray, hits: Hits, otherwise: float) -> FloatArray:
    """Return the hits' scores for ids (n,) ascending, `otherwise` where they have none."""
    scores = np.full(len(ids), otherwise, np.float32)
    scores[np.searchsorted(ids, hits.ids)] = hits.scores
    return scores


def _silent(done: int, total: int) -> None:
    """Report nothing."""
