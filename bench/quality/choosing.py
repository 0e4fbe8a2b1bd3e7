"""Choosing: is the agent's own reply ranked first among a hundred, once `assist tune` has read the earlier tickets?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from time import perf_counter

import numpy as np
import numpy.typing as npt

from assist_server.text.answer import strip_courtesies
from assist_server.text.clean import clean_message
from assist_server.text.redact import redact
from assist_server.tune import tuned_folder
from bench.quality.data import Row, named, rows
from bench.quality.desks import Desk, desk
from bench.quality.figures import Figure, mean_figure
from bench.quality.later import figures as later_figures
from bench.quality.later import later_tickets
from embeddings.index import FloatArray
from embeddings.matcher import Tower, open_tower

PART = "2 Choosing the reply"
AIMS, TAUGHT_AIMS = ("≥ 0.38", "≥ 0.70"), ("≥ 0.45", "≥ 0.78")
TUNED, PLAIN = "Agent Assist, tuned", "MiniLM cosine of message and reply"
TAUGHT_TUNED, TAUGHT = "Agent Assist, encoder fine-tuned, then tuned", "cosine of message and reply, encoder fine-tuned"


def figures(data: Path, models: Path, *, minutes: int = 0) -> Iterator[Figure]:
    """Yield the figures of every set of replies to rank whose earlier tickets are there.

    With `minutes` the encoder is taught as well, for that long: too long for a run of everything.
    """
    for name, path in named(data, "reply_rank/*.jsonl.gz"):
        tickets = path.parent.parent / "tickets" / f"{name}.train.jsonl.gz"
        if tickets.exists():
            known, asked = rows(tickets), rows(path)
            unseen = tickets.with_name(path.name)  # later tickets of the same part
            yield from _of(name, known, asked, rows(unseen) if unseen.exists() else [], models)
            if minutes:
                yield from _taught(name, known, asked, models, minutes)


def _taught(name: str, tickets: Sequence[Row], asked: Sequence[Row], models: Path, minutes: int) -> Iterator[Figure]:
    """Yield the figures of an encoder taught on the tickets, alone and with `assist tune` after it; none if refused."""
    with desk(models) as one:
        one.add("ticket", tickets)
        one.run("reindex")
        seen = one.run("tune", encoder=True, minutes=minutes)["encoder"]
    mood = seen.get("mood")
    if mood:
        same = mood["same"]
        yield Figure("6 Mood", f"{name}: the same mood by the fine-tuned encoder", "Agent Assist", same, same, same, "")
    if seen["used"]:
        with desk(models, seen["folder"]) as other:
            other.add("ticket", tickets)
            other.run("reindex")
            other.run("tune")
            yield from _ranked(name, other, asked, (TAUGHT_TUNED, TAUGHT), TAUGHT_AIMS)


def _of(
    name: str, tickets: Sequence[Row], asked: Sequence[Row], unseen: Sequence[Row], models: Path
) -> Iterator[Figure]:
    with desk(models) as one:
        one.add("ticket", tickets)
        one.run("reindex")
        later = later_tickets(one, unseen) if unseen else None
        if later:
            yield from later_figures(name, one, later, "untuned")
        started = perf_counter()
        seen = one.run("tune")
        took = perf_counter() - started
        if later:
            yield from later_figures(name, one, later, "tuned")
        yield from _ranked(name, one, asked, (TUNED, PLAIN), AIMS)
        yield from _replayed(name, seen)
        yield Figure(PART, f"{name}: minutes of `assist tune`, the reindex in it", "Agent Assist",
                     took / 60, took / 60, took / 60, "< 20")  # fmt: skip


def _ranked(
    name: str, one: Desk, asked: Sequence[Row], who_tuned_plain: tuple[str, str], aims: tuple[str, str]
) -> Iterator[Figure]:
    questions = [_as_stored(row["context"][-1]["text"]) for row in asked]
    replies = sorted({_as_offered(text) for row in asked for text in row["candidates"]})
    places = {text: place for place, text in enumerate(replies)}
    candidates = np.array([[places[_as_offered(text)] for text in row["candidates"]] for row in asked])
    gold = np.array([row["gold"] for row in asked])
    plain = (one.questions(questions), one.services.encoder().encode_passages(replies))
    folder = tuned_folder(one.services.settings)
    tuned_name, plain_name = who_tuned_plain
    rankings: dict[str, tuple[FloatArray, FloatArray]] = {plain_name: plain}
    if folder.exists():
        towers: list[Tower] = [open_tower(folder, side) for side in ("questions", "replies")]
        rankings = {
            tuned_name: (towers[0].vectors(plain[0], questions), towers[1].vectors(plain[1], replies)),
            **rankings,
        }
    for who, (left, right) in rankings.items():
        ranks = _ranks(left, right, candidates, gold)
        yield mean_figure(PART, f"{name}: own reply first of 100", who, ranks < 2, aims[0])
        yield mean_figure(PART, f"{name}: own reply among ten of 100", who, ranks < 11, aims[1])


def _ranks(
    asked: FloatArray, replies: FloatArray, candidates: npt.NDArray[np.int64], gold: npt.NDArray[np.int64]
) -> npt.NDArray[np.float64]:
    """Return the rank (n,) of the gold reply among its candidates (n, 100); equal scores count half."""
    scores = np.einsum("nd,nkd->nk", asked, replies[candidates])
    own = scores[np.arange(len(gold)), gold][:, np.newaxis]
    return np.asarray(1 + (scores > own).sum(axis=1) + ((scores == own).sum(axis=1) - 1) / 2, np.float64)


def _replayed(name: str, seen: Row) -> Iterator[Figure]:
    told = seen["tuned"]
    what = f"{name}: gain of mean reciprocal rank on the newest tickets, by `assist tune` itself"
    yield Figure(PART, what, "Agent Assist, tuned", told["gain"], told["gain_low"], told["gain_high"], "> 0")
    error = seen.get("calibration", {}).get("calibration_error")
    if error is not None:
        what = f"{name}: calibration error on replay, cross-fitted"
        yield Figure("4 Silence", what, "Agent Assist", error, error, error, "≤ 0.05")


def _as_stored(text: str) -> str:
    return redact(clean_message(text, None, email=False))


def _as_offered(text: str) -> str:
    stored = _as_stored(text)
    return strip_courtesies(stored) or stored
