"""`assist tune`: which replies answer which messages, learnt from the desk's own solved tickets, kept if better."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from assist_server import store
from assist_server.errors import Conflict
from assist_server.services import Services
from assist_server.settings import Settings
from assist_server.store import Engine, PastTicket
from assist_server.vectors import unpack
from embeddings.index import FloatArray
from embeddings.matcher import Matcher, fit_matcher
from embeddings.sealed import map_array, read_facts, remove_folder, sealing

Report = Callable[[str, int, int], None]

MOST = 50_000  # newest tickets that are learnt from
FEWEST = 500  # tickets below which nothing is learnt that would hold
HELD_OUT, MOST_HELD_OUT = 0.1, 2_000  # the newest tickets, kept out to see whether it helps
OTHERS = 99  # wrong replies among which the agent's own has to be found
RESAMPLES, SEED = 1_000, 7
THREADS = 2


def tune(services: Services, report: Report) -> dict[str, Any]:
    """Learn from all but the newest tickets, try it on these, and keep it if their own replies rank clearly higher.

    Better is a mean reciprocal rank whose gain has a 95 % bootstrap interval above 0. Returns what was seen; what was
    not better is not kept, and what was kept before stays. Raises Conflict where there are too few tickets.
    """
    settings = services.settings
    model = services.encoder().model  # by its own name: a folder may be set by another path
    tickets = learnable(services.engine, model.name)
    held_out, known = split_newest(tickets)
    matcher = fit_matcher(*_sides(known, model.dim), threads=THREADS, progress=lambda n, of: report("learning", n, of))
    report("trying it on the newest tickets", 0, 1)
    seen = compare(matcher, *_sides(held_out, model.dim))
    if seen["used"]:
        facts = {"model": settings.model, **seen}
        with sealing(tuned_folder(settings), facts) as staging:
            matcher.questions.save(staging, "questions")
            matcher.replies.save(staging, "replies")
            np.save(staging / "known.npy", np.array(sorted(ticket.pk for ticket in known), np.int64))
    return {"tickets": len(known), "held_out": len(held_out), **seen}


def learnable(engine: Engine, model: str) -> list[PastTicket]:
    """Return the newest solved tickets with vectors of this model. Raises Conflict where they are too few."""
    tickets = store.newest_solved(engine, model, MOST)
    if len(tickets) < FEWEST:
        detail = f"There are {len(tickets)} indexed tickets with an answer; at least {FEWEST} are needed."
        raise Conflict(detail, mend="Import more solved tickets, run: assist reindex, and tune again.")
    return tickets


def split_newest(tickets: Sequence[PastTicket]) -> tuple[Sequence[PastTicket], Sequence[PastTicket]]:
    """Return the newest tickets, kept out to see whether learning helps, and the others, to learn from."""
    cut = min(int(len(tickets) * HELD_OUT), MOST_HELD_OUT)
    return tickets[:cut], tickets[cut:]


def forget(settings: Settings) -> bool:
    """Forget what was tuned; the next generation does without. Returns whether there was something."""
    folder = tuned_folder(settings)
    there = folder.exists()
    remove_folder(folder)
    return there


def compare(
    matcher: Matcher, asked: tuple[FloatArray, Sequence[str]], answered: tuple[FloatArray, Sequence[str]]
) -> dict[str, Any]:
    """Rank each message's own reply among 99 others, by the matcher and by plain cosine, and say which is better."""
    tuned = matcher.questions.vectors(*asked), matcher.replies.vectors(*answered)
    seen = compare_vectors({"tuned": tuned, "plain": (asked[0], answered[0])}, answered[1])
    return seen | {"used": bool(seen["gain_low"] > 0)}


def compare_vectors(sides: Mapping[str, tuple[FloatArray, FloatArray]], replies: Sequence[str]) -> dict[str, Any]:
    """Rank each message's own reply among 99 others, by the vectors (n, dim) of both sides, tuned and plain."""
    ranks = {name: _ranks(*side, replies) for name, side in sides.items()}
    told = {name: _told(each) for name, each in ranks.items()}
    return told | gains_told(1.0 / ranks["tuned"] - 1.0 / ranks["plain"])


def gains_told(gains: npt.NDArray[np.float64]) -> dict[str, float]:
    """Return the mean of gains (n,) and its 95 % bootstrap interval."""
    picks = np.random.default_rng(SEED).integers(0, len(gains), size=(RESAMPLES, len(gains)))
    low, high = np.percentile(gains[picks].mean(axis=1), [2.5, 97.5])
    means = {"gain": gains.mean(), "gain_low": low, "gain_high": high}
    return {name: round(float(mean), 4) for name, mean in means.items()}


def _ranks(asked: FloatArray, answered: FloatArray, replies: Sequence[str]) -> npt.NDArray[np.float64]:
    """Return the rank (n,) of each own reply among 99 others of other words; equal scores count half."""
    rng = np.random.default_rng(SEED)
    texts = np.unique(np.array(replies), return_inverse=True)[1]
    ranks = np.empty(len(asked))
    for place, question in enumerate(asked):
        others = rng.permutation(np.flatnonzero(texts != texts[place]))[:OTHERS]
        scores, own = answered[others] @ question, float(answered[place] @ question)
        ranks[place] = 1 + (scores > own).sum() + (scores == own).sum() / 2
    return ranks


def _told(ranks: npt.NDArray[np.float64]) -> dict[str, float]:
    shares = {"first": ranks < 2, "among_ten": ranks < 11}
    told = {name: round(float(share.mean()), 4) for name, share in shares.items()}
    return told | {"reciprocal_rank": round(float((1 / ranks).mean()), 4)}


def _sides(
    tickets: Sequence[PastTicket], dim: int
) -> tuple[tuple[FloatArray, list[str]], tuple[FloatArray, list[str]]]:
    """Return what was asked and what was answered, as vectors and texts."""
    asked, answered = ([getattr(one, name) for one in tickets] for name in ("asked", "answered"))
    return (unpack(asked, dim), [one.question for one in tickets]), (
        unpack(answered, dim),
        [one.reply for one in tickets],
    )


def tuned_folder(settings: Settings) -> Path:
    """Return where what was tuned for the model in use is kept."""
    return settings.folder.absolute() / "tuned" / settings.model.replace("/", "--")


def known_tickets(settings: Settings) -> npt.NDArray[np.int64]:
    """Return the keys (n,) of the tickets that tuning has seen: none where the desk was not tuned."""
    folder = tuned_folder(settings)
    if not folder.exists():
        return np.empty(0, np.int64)
    read_facts(folder)
    return np.asarray(map_array(folder / "known.npy"))
