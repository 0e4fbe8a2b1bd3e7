"""Fit the chance of a bad rating on the desk's own rated tickets, and say whether it is better than the base rate."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from assist_server import store
from assist_server.bad_rating import features
from assist_server.intake import Turn
from assist_server.sentiment import Turn as MoodTurn
from assist_server.sentiment import load_head, read_sentiment
from assist_server.store import Csat, Engine, RatedTicket
from embeddings.encoder import Encoder

FloatArray = npt.NDArray[np.float64]
Progress = Callable[[str, int, int], None]

STAGE = "fitting the chance of a bad rating"
MOST_TICKETS = 2_000  # the newest
MOST_TURNS = 4_000  # of customers, that are encoded; some 20 seconds on two cores
BLOCK = 64  # tickets encoded at a time
MOOD_TURNS = 20  # of one ticket, the latest, as in an answer
LEAST, LEAST_BAD = 150, 20  # rated tickets, and those of the rarer sort among them, below which nothing is fitted
WORST = 2  # of 1 to 5: as bad as "bad"
CUTS = (0.4, 0.6, 0.8)  # shares of the tickets, in time, on which is fitted what judges those up to the next cut
DATED = 0.9  # share of tickets with a date from which on the split goes by time
STRENGTH = 10.0  # of the ridge on standardised features: a prior deviation of about a third of a logit each
STEPS = 30  # of Newton's method; five to eight do
RESAMPLES = 1_000
MAX_TEXT = 2_000  # characters of a turn that are encoded, as in an answer


@dataclass(frozen=True)
class _Known:
    """One rated ticket: what was known before its last answer, and what became of it."""

    features: dict[str, float]
    bad: bool


@dataclass(frozen=True)
class _Seen:
    """A ticket as the agent saw it at a moment, and the customer's turns whose mood is read."""

    ticket: RatedTicket
    turns: list[Turn]
    asked: list[Turn]
    at: datetime

    @classmethod
    def of(cls, ticket: RatedTicket) -> Self:
        """Go back to before the last answer."""
        everything = _turns(ticket)
        turns = _before_last_answer(everything)
        asked = [turn for turn in turns if turn.author == "customer"][-MOOD_TURNS:]
        return cls(ticket, turns, asked, _looked_at(everything, turns))


@dataclass(frozen=True)
class _Fitted:
    names: list[str]
    weights: FloatArray
    bias: float

    def chances(self, rows: FloatArray) -> FloatArray:
        return np.asarray(1 / (1 + np.exp(-(rows @ self.weights + self.bias))))


def fit_bad_rating(engine: Engine, encoder: Encoder, progress: Progress) -> dict[str, Any]:
    """Fit on earlier tickets, judge on later ones, and return what the generation's report is to say.

    "used" tells whether answers show it: only where the Brier score (Brier 1950) of held-out tickets is better than the
    base rate's in all but 2.5 % of bootstrap resamples. "model" then holds the weights, fitted on all tickets.
    """
    rated = _newest(engine)
    bad = sum(is_bad(ticket.csat) for ticket in rated)
    if len(rated) < LEAST or min(bad, len(rated) - bad) < LEAST_BAD:
        return {"rated": len(rated), "bad": bad, "used": False, "why": f"fewer than {LEAST} rated, {LEAST_BAD} bad"}
    known = list(_replayed(_in_time(rated), encoder, progress))
    names = sorted({name for one in known for name in one.features})
    rows = np.array([[one.features.get(name, 0.0) for name in names] for one in known])
    labels = np.array([one.bad for one in known], dtype=np.float64)
    report = _judged(names, rows, labels)
    if report["used"]:
        whole = _fit(names, rows, labels)
        weights = {
            name: weight for name, weight in zip(names, np.round(whole.weights, 5).tolist(), strict=True) if weight
        }
        report["model"] = {"base_rate": float(labels.mean()), "bias": round(whole.bias, 5), "weights": weights}
    return report


def is_bad(csat: Csat) -> bool:
    """Tell whether a rating is bad: the word, or 1 or 2 of 5."""
    return csat == "bad" if isinstance(csat, str) else csat <= WORST


def _newest(engine: Engine) -> list[RatedTicket]:
    """Return the newest rated tickets that a customer spoke in, as many as are allowed."""
    chosen: list[RatedTicket] = []
    turns = 0
    for ticket in store.rated_tickets(engine, MOST_TICKETS):
        asked = sum(turn.author == "customer" for turn in _before_last_answer(_turns(ticket)))
        if asked:
            turns += min(asked, MOOD_TURNS)
            if turns > MOST_TURNS:
                break
            chosen.append(ticket)
    return chosen


def _in_time(rated: Sequence[RatedTicket]) -> list[RatedTicket]:
    """Return the tickets in the order of their dates; in an order without meaning where too few have one."""
    if sum(ticket.at is not None for ticket in rated) >= DATED * len(rated):
        return sorted(rated, key=lambda ticket: ticket.at or datetime.min.replace(tzinfo=UTC))
    return sorted(rated, key=lambda ticket: store.text_hash(ticket.id))


def _turns(ticket: RatedTicket) -> list[Turn]:
    return [Turn(turn["author"], turn["text"], turn.get("sent_at")) for turn in store.read_turns(ticket.body)]


def _before_last_answer(turns: Sequence[Turn]) -> list[Turn]:
    """Return the conversation as it was when the agent wrote the last answer: thanks after it would tell the rating."""
    answers = [place for place, turn in enumerate(turns) if turn.author == "agent"]
    asked = [place for place, turn in enumerate(turns) if turn.author == "customer"]
    last = max((place for place in answers if asked and place > asked[0]), default=len(turns))
    while last and turns[last - 1].author == "agent":  # an answer in several messages
        last -= 1
    return list(turns[:last])


def _replayed(rated: Sequence[RatedTicket], encoder: Encoder, progress: Progress) -> Iterator[_Known]:
    """Look at each ticket as the agent did, encoding those of a block together."""
    for start in range(0, len(rated), BLOCK):
        progress(STAGE, start, len(rated))
        block = [_Seen.of(ticket) for ticket in rated[start : start + BLOCK]]
        vectors = encoder.encode_queries([turn.text[:MAX_TEXT] for seen in block for turn in seen.asked])
        for seen in block:
            own, vectors = vectors[: len(seen.asked)], vectors[len(seen.asked) :]
            yield _known(seen, own, encoder.model.name)


def _known(seen: _Seen, vectors: npt.NDArray[np.float32], model: str) -> _Known:
    ticket, start = seen.ticket, seen.turns.index(seen.asked[0])
    moods = [MoodTurn(turn.author, turn.text, _time(turn), ticket.language) for turn in seen.turns[start:]]
    sentiment = read_sentiment(moods, vectors, load_head(model), now=seen.at, channel=ticket.channel)
    return _Known(features(sentiment, seen.turns, ticket.channel, seen.at), is_bad(ticket.csat))


def _looked_at(everything: Sequence[Turn], turns: Sequence[Turn]) -> datetime:
    """Return when the agent saw the ticket: when the last answer was written, else when the customer last wrote."""
    later = [*everything[len(turns) : len(turns) + 1], *reversed(turns)]
    return next((time for turn in later if (time := _time(turn)) is not None), datetime.now(UTC))


def _time(turn: Turn) -> datetime | None:
    return datetime.fromisoformat(turn.sent_at) if turn.sent_at else None


def _judged(names: list[str], rows: FloatArray, labels: FloatArray) -> dict[str, Any]:
    """Compare with the base rate, each block of tickets judged by what was fitted on all before it (Tashman 2000)."""
    cuts = [round(len(labels) * share) for share in (*CUTS, 1.0)]
    chances, bases = [], []
    for cut, end in zip(cuts, cuts[1:], strict=False):
        chances.append(_fit(names, rows[:cut], labels[:cut]).chances(rows[cut:end]))
        bases.append(np.full(end - cut, labels[:cut].mean()))
    return _compared(np.concatenate(chances), np.concatenate(bases), labels[cuts[0] :]) | {
        "rated": len(labels),
        "bad": int(labels.sum()),
    }


def _compared(chances: FloatArray, bases: FloatArray, labels: FloatArray) -> dict[str, Any]:
    gains = (bases - labels) ** 2 - (chances - labels) ** 2
    picks = np.random.default_rng(0).integers(0, len(labels), (RESAMPLES, len(labels)))
    low, high = np.percentile(gains[picks].mean(axis=1), [2.5, 97.5])
    used = bool(low > 0)
    return {
        "held_out": len(labels),
        "base_rate": round(float(labels.mean()), 4),
        "brier": round(float(((chances - labels) ** 2).mean()), 4),
        "brier_of_base_rate": round(float(((bases - labels) ** 2).mean()), 4),
        "gain": [round(float(gain), 4) for gain in (gains.mean(), low, high)],
        "auroc": _auroc_with_interval(chances, labels, picks),
        "used": used,
        "why": "better than the base rate" if used else "not surely better than the base rate",
    }


def _fit(names: list[str], rows: FloatArray, labels: FloatArray) -> _Fitted:
    """Fit a logistic regression with a ridge by Newton's method (Hastie et al. 2009, sections 4.4.1 and 4.4.4).

    Features are standardised for the ridge, and the weights given for them as they are. The bias is left free.
    """
    middle, scale = rows.mean(axis=0), rows.std(axis=0)
    scale[scale < 1e-9] = np.inf  # a feature that never differs gets no weight
    inputs = np.hstack([(rows - middle) / scale, np.ones((len(rows), 1))])
    ridge = np.append(np.full(len(names), STRENGTH), 1e-6)
    weights = np.zeros(len(names) + 1)
    for _ in range(STEPS):
        chances = 1 / (1 + np.exp(-(inputs @ weights)))
        slope = inputs.T @ (chances - labels) + ridge * weights
        bend = (inputs * (chances * (1 - chances))[:, None]).T @ inputs + np.diag(ridge)
        move = np.linalg.solve(bend, slope)
        weights -= move
        if np.abs(move).max() < 1e-8:
            break
    plain = weights[:-1] / scale
    return _Fitted(names, plain, float(weights[-1] - middle @ plain))


def _auroc_with_interval(chances: FloatArray, labels: FloatArray, picks: npt.NDArray[np.int64]) -> list[float]:
    """Return the AUROC and its 95 % bootstrap interval; resamples of one sort alone are left out."""
    resampled = [_auroc(chances[pick], labels[pick]) for pick in picks if 0 < labels[pick].mean() < 1]
    low, high = np.percentile(resampled, [2.5, 97.5]) if resampled else (0.0, 1.0)
    return [round(float(one), 4) for one in (_auroc(chances, labels), low, high)]


def _auroc(chances: FloatArray, labels: FloatArray) -> float:
    """Return how often a bad one ranks above a good one, ties half (Mann and Whitney 1947); 0.5 for one sort alone."""
    bad, good = np.sort(chances[labels == 1]), np.sort(chances[labels == 0])
    if not len(bad) or not len(good):
        return 0.5
    above = np.searchsorted(good, bad, side="left") + np.searchsorted(good, bad, side="right")
    return float(above.sum() / 2 / (len(bad) * len(good)))
