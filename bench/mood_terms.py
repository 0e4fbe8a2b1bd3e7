"""Weigh the words of messages by their mood: multinomial logistic regression on hashed terms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from assist_server.sentiment.terms import TermWeights, hash_terms, terms_of

LEAST_TEXTS = 3  # a term seen in fewer texts says nothing
MOST_TERMS = 9_000  # the heaviest are kept

# Words of the trade that the messages come from, and its names: what they seem to say of moods says it of airlines only.
TRADE = frozenset(
    "flight flights flightr flightled flighted flighting fly flying flew plane planes airplane aircraft airline airlines"
    " airport airports airways gate gates pilot pilots crew boarding boarded board takeoff landing landed tarmac runway"
    " luggage baggage bag bags suitcase seat seats seating passenger passengers jet jetblue united southwest delta virgin"
    " america american americanair usairways airways us aa ua sw dfw jfk lax sfo ord ewr bos phl clt den iad dca mia lga"
    " boston chicago dallas denver austin vegas houston miami philly phoenix charlotte orlando newark nyc attendant"
    " attendants stewardess standby layover connecting itinerary rebook rebooked rebooking fleek fleet avgeek oscars".split()
)


@lru_cache(maxsize=100_000)
def _terms(text: str) -> tuple[str, ...]:
    return tuple(term for term in terms_of(text) if TRADE.isdisjoint(term.split()))


def train_terms(
    texts: Sequence[str], labels: npt.NDArray[np.int64], weights: npt.NDArray[np.float32], *, strength: float = 3.0
) -> tuple[TermWeights, npt.NDArray[np.float32]]:
    """Fit term weights and a bias (3,) on texts with labels (n,) and row weights (n,); `strength` is scikit-learn's C."""
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression

    terms = [_terms(text) for text in texts]
    seen = Counter(term for each in terms for term in each)
    places = {term: place for place, term in enumerate(term for term, count in seen.items() if count >= LEAST_TEXTS)}
    columns = [[places[term] for term in each if term in places] for each in terms]
    values = [np.full(len(row), 1 / np.sqrt(max(len(terms_of(text)), 1))) for row, text in zip(columns, texts, strict=True)]
    starts = np.cumsum([0, *map(len, columns)])
    matrix = csr_matrix((np.concatenate(values), np.concatenate(columns), starts), shape=(len(texts), len(places)))
    fitted = LogisticRegression(C=strength, max_iter=150, class_weight="balanced", tol=1e-3).fit(matrix, labels, weights)
    return _kept(list(places), fitted.coef_.T.astype(np.float32)), fitted.intercept_.astype(np.float32)


def _kept(terms: Sequence[str], weights: npt.NDArray[np.float32]) -> TermWeights:
    """Keep the heaviest terms, by hash."""
    heaviest = np.argsort(-np.abs(weights).max(axis=1))[:MOST_TERMS]
    hashes = hash_terms([terms[place] for place in heaviest])
    hashes, first = np.unique(hashes, return_index=True)
    return TermWeights(hashes, weights[heaviest[first]])
