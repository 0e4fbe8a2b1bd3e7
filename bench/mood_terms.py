"""Weigh the words of messages by their mood: multinomial logistic regression on hashed terms."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from assist_server.sentiment.terms import TermWeights, hash_terms, terms_of

LEAST_TEXTS = 3  # a term seen in fewer texts says nothing
MOST_TERMS = 9_000  # the heaviest are kept

# Words of the trade that the messages come from, and its names: what they say of moods holds for airlines only.
TRADE = frozenset(
    "flight flights flightr flightled flighted flighting fly flying flew plane planes airplane aircraft"
    " airline airlines airport airports airways gate gates pilot pilots crew boarding boarded board takeoff"
    " landing landed tarmac runway luggage baggage bag bags suitcase seat seats seating passenger passengers"
    " jet jetblue united southwest delta virgin america american americanair usairways airways us aa ua sw dfw"
    " jfk lax sfo ord ewr bos phl clt den iad dca mia lga boston chicago dallas denver austin vegas houston"
    " miami philly phoenix charlotte orlando newark nyc attendant attendants stewardess standby layover"
    " connecting itinerary rebook rebooked rebooking fleek fleet avgeek oscars".split()
)


@lru_cache(maxsize=100_000)
def _terms(text: str) -> tuple[str, ...]:
    return tuple(term for term in terms_of(text) if TRADE.isdisjoint(term.split()))


def train_terms(
    texts: Sequence[str], labels: npt.NDArray[np.int64], weights: npt.NDArray[np.float32], strength: float
) -> tuple[TermWeights, npt.NDArray[np.float32]]:
    """Fit term weights and a bias (3,) on texts with labels (n,) and row weights (n,); `strength` is sklearn's C."""
    from sklearn.feature_extraction.text import CountVectorizer
    from sklearn.linear_model import LogisticRegression

    counter = CountVectorizer(analyzer=_terms, binary=True, min_df=LEAST_TEXTS)
    lengths = np.array([max(len(terms_of(text)), 1) for text in texts])
    matrix = counter.fit_transform(texts).multiply(1 / np.sqrt(lengths)[:, None]).tocsr()
    fitted = LogisticRegression(C=strength, max_iter=150, class_weight="balanced", tol=1e-3).fit(
        matrix, labels, weights
    )
    terms = [str(term) for term in counter.get_feature_names_out()]
    return _kept(terms, fitted.coef_.T.astype(np.float32)), fitted.intercept_.astype(np.float32)


def _kept(terms: Sequence[str], weights: npt.NDArray[np.float32]) -> TermWeights:
    """Keep the heaviest terms, by hash."""
    heaviest = np.argsort(-np.abs(weights).max(axis=1))[:MOST_TERMS]
    hashes = hash_terms([terms[place] for place in heaviest])
    hashes, first = np.unique(hashes, return_index=True)
    return TermWeights(hashes, weights[heaviest[first]])
