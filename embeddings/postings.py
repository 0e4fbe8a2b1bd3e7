"""The arrays behind word matching: which words are in which rows, and how strongly, built once and mapped."""

from __future__ import annotations

import hashlib
from array import array
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from .hits import FloatArray
from .sealed import map_array
from .tokens import tokenize

K1, B = 1.2, 0.75
"""BM25's saturation and length normalisation, at their usual values (Robertson and Zaragoza 2009, section 3.5)."""

_ARRAYS = ("terms", "starts", "rows", "strengths", "rarities")


@dataclass(frozen=True)
class Rarity:
    """What BM25 knows of a body of texts: how rare each term (t,) is, an unseen one, and the mean length in words."""

    terms: npt.NDArray[np.uint64]
    rarities: FloatArray
    unseen: float
    mean_length: float

    def of(self, terms: npt.NDArray[np.uint64]) -> FloatArray:
        """Return the rarity of each of these terms (k,)."""
        at, known = find_terms(self.terms, terms)
        rarities = np.full(len(terms), self.unseen, np.float32)
        rarities[known] = self.rarities[at[known]]
        return rarities


@dataclass(frozen=True)
class Postings:
    """Terms (t,), hashed, ascending; term i is in rows[starts[i]:starts[i + 1]], with these strengths, 0 to 1.

    A strength is BM25's term weight over its limit for endless repetition: tf / (tf + K1 (1 - B + B length / mean)).
    """

    starts: npt.NDArray[np.int64]
    rows: npt.NDArray[np.int32]
    strengths: FloatArray
    rarity: Rarity

    @classmethod
    def of(
        cls,
        texts: Iterable[str],
        rows: npt.NDArray[np.int64],
        like: Rarity | None,
        progress: Callable[[int, int], None],
    ) -> Postings:
        """Count the words of texts (n, in any order), the i-th of which lies at rows[i]; `like` lends its rarities."""
        terms, owners, counts, lengths = _count(texts, rows, progress)
        order = np.lexsort((owners, terms))
        terms, owners, counts = terms[order], owners[order], counts[order]
        known, starts, spread = np.unique(terms, return_index=True, return_counts=True)
        rarity = like or _rarity(known, spread, lengths)
        slack = K1 * (1 - B + B * lengths[owners] / rarity.mean_length)
        strengths = (counts / (counts + slack)).astype(np.float32)
        own = Rarity(known, rarity.of(known), rarity.unseen, rarity.mean_length)
        return cls(np.append(starts, len(terms)), owners.astype(np.int32), strengths, own)

    def spans(self, terms: npt.NDArray[np.uint64]) -> list[tuple[int, int]]:
        """Return for each term (k,) where its rows and strengths begin and end; the same twice if it is unseen."""
        at, known = find_terms(self.rarity.terms, terms)
        starts = self.starts[at]
        ends = np.where(known, self.starts[np.minimum(at + 1, len(self.starts) - 1)], starts)
        return list(zip(starts.tolist(), ends.tolist(), strict=True))

    def save(self, folder: Path) -> None:
        """Write the arrays; `unseen` and `mean_length` are facts for the manifest."""
        parts = (self.rarity.terms, self.starts, self.rows, self.strengths, self.rarity.rarities)
        for name, part in zip(_ARRAYS, parts, strict=True):
            np.save(folder / f"{name}.npy", np.asarray(part))

    @classmethod
    def map(cls, folder: Path, unseen: float, mean_length: float) -> Postings:
        """Map what `save` wrote; IndexUnusable if a file is damaged."""
        terms, starts, rows, strengths, rarities = (map_array(folder / f"{name}.npy") for name in _ARRAYS)
        return cls(starts, rows, strengths, Rarity(terms, rarities, unseen, mean_length))


def hash_words(words: Iterable[str]) -> npt.NDArray[np.uint64]:
    """Return 64 bits for each word (k,), the same on every machine: at ten million words two meet once in 370,000."""
    digests = b"".join(hashlib.blake2b(word.encode("utf-8", "replace"), digest_size=8).digest() for word in words)
    return np.frombuffer(digests, "<u8").astype(np.uint64)


def find_terms(
    known: npt.NDArray[np.uint64], wanted: npt.NDArray[np.uint64]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """Return where each wanted term (k,) is among the known, ascending (t,), and whether it is there at all."""
    at = np.searchsorted(known, wanted)
    at[at == len(known)] = 0
    return at, known[at] == wanted if len(known) else np.zeros(len(wanted), np.bool_)


def _count(
    texts: Iterable[str], rows: npt.NDArray[np.int64], progress: Callable[[int, int], None]
) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.int64], npt.NDArray[np.int64], FloatArray]:
    """Return for every word of every text its term, its row and how often it is there; and the length of every row."""
    numbers: dict[str, int] = {}
    seen, counts, distinct = array("I"), array("H"), array("I")
    lengths = np.zeros(len(rows), np.float32)
    for at, (row, text) in enumerate(zip(rows.tolist(), texts, strict=True), 1):
        words = Counter(tokenize(text))
        seen.extend(numbers.setdefault(word, len(numbers)) for word in words)
        counts.extend(min(count, 65_535) for count in words.values())
        distinct.append(len(words))
        lengths[row] = words.total()
        progress(at, len(rows))
    terms = hash_words(numbers)[np.asarray(seen, np.int64)]
    return terms, np.repeat(rows, np.asarray(distinct, np.int64)), np.asarray(counts, np.int64), lengths


def _rarity(terms: npt.NDArray[np.uint64], spread: npt.NDArray[np.int64], lengths: FloatArray) -> Rarity:
    """Return BM25's inverse frequency, in the form that is never negative: log(1 + (N - n + 0.5) / (n + 0.5))."""
    total = len(lengths)
    rarities = np.log1p((total - spread + 0.5) / (spread + 0.5)).astype(np.float32)
    unseen = float(np.log1p((total + 0.5) / 0.5))
    return Rarity(terms, rarities, unseen, float(lengths.mean()) if lengths.any() else 1.0)
