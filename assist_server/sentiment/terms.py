"""The words of a message as a mood head weighs them: terms, hashed, so that weights carry no text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np
import numpy.typing as npt

from assist_server.sentiment.warning_rules import fold

MAX_READ = 4_000  # characters: about what the encoder reads of a long message, several times over

FloatArray = npt.NDArray[np.float32]

_TOKENS = re.compile(
    r"https?://\S{1,200}|@\w{1,40}|[\u4e00-\u9fff]|[^\W\d_]{1,30}(?:'[^\W\d_]{1,4})?|\d[\d.,:]{0,30}|[!?]{1,20}"
    r"|[:;=]-?[()dp]|[^\w\s]"
)


def terms_of(text: str) -> list[str]:
    """Return the distinct words and pairs of neighbouring words, Chinese by the character, in order.

    Links, handles and numbers are one word each, whatever they say; runs of "!" and "?" count as two at most.
    """
    words = [_plain(token) for token in _TOKENS.findall(fold(text[:MAX_READ]))]
    pairs = [f"{one} {two}" for one, two in zip(words, words[1:], strict=False)]
    return list(dict.fromkeys([*words, *pairs]))


def _plain(token: str) -> str:
    if token[0].isdigit():
        return "0"
    if token[0] == "@" and len(token) > 1:
        return "@"
    return "://" if token.startswith("http") and "://" in token else token[:2] if token[0] in "!?" else token


def hash_terms(terms: Sequence[str]) -> npt.NDArray[np.uint32]:
    """Return the CRC-32 of each term, (n,)."""
    return np.array([crc32(term.encode("utf-8", "replace")) for term in terms], dtype=np.uint32)


@dataclass(frozen=True, eq=False)
class TermWeights:
    """What each known term says: hashes (v,) ascending, weights (v, 3) for negative, neutral, positive."""

    hashes: npt.NDArray[np.uint32]
    weights: FloatArray

    def logits(self, text: str) -> FloatArray:
        """Return (3,): the sum of the known terms' weights over the root of the number of terms; zeros for none."""
        hashes = hash_terms(terms_of(text))
        if not len(hashes) or not len(self.hashes):
            return np.zeros(3, dtype=np.float32)
        places = np.minimum(np.searchsorted(self.hashes, hashes), len(self.hashes) - 1)
        known = places[self.hashes[places] == hashes]
        return np.asarray(self.weights[known].sum(axis=0) / np.sqrt(len(hashes)), dtype=np.float32)
