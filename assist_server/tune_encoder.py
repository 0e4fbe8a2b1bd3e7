"""`assist tune --encoder`: a copy of the encoder learns from the desk's solved tickets, kept if better."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from assist_server.sentiment.heads import MOOD_FILE, NullHead, carry_over, load_head, save_head
from assist_server.services import Services
from assist_server.store import PastTicket
from assist_server.tune import compare_vectors, gains_told, learnable, split_newest
from assist_server.vectors import unpack
from embeddings.encoder import Encoder, prepare
from embeddings.fine_tuning import Effort, fine_tune, load_network, network_name, save_network, vectors
from embeddings.hits import FloatArray
from embeddings.models import facts_of_taught
from embeddings.sealed import discard, read_facts, sealing

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Report = Callable[[str, int, int], None]

MINUTES = 60  # that learning may take unless told otherwise
THREADS = 2
POOL = 5_000  # known tickets among which those like a new one are looked for
ASKED = 1_000  # of the newest tickets that are looked for
NEAREST = 5
LEAST_FINDING = -0.01  # the lower end of the interval: what is found may not be worse by more
MOODS = 3_000  # known messages by which the reading of the mood is carried over


@dataclass(frozen=True)
class Sides:
    """Messages and the replies they got as vectors, (n, dim) each."""

    asked: FloatArray
    answered: FloatArray


@dataclass(frozen=True)
class Teaching:
    """A network that learns, the encoder it was, the tickets it is tried on and those it learns from."""

    network: SentenceTransformer
    encoder: Encoder
    held_out: Sequence[PastTicket]
    known: Sequence[PastTicket]
    report: Report

    def before(self, tickets: Sequence[PastTicket]) -> Sides:
        """Return the vectors at hand."""
        dim = self.encoder.model.dim
        return Sides(*(unpack([getattr(one, name) for one in tickets], dim) for name in ("asked", "answered")))

    def after(self, texts: Sequence[str], prefix: str | None = None) -> FloatArray:
        """Return what the network makes of texts now, (n, dim); as passages unless another prefix is given."""
        before = self.encoder.model.passage_prefix if prefix is None else prefix
        return vectors(self.network, texts, before, lambda done, total: self.report("trying it out", done, total))


def tune_encoder(services: Services, report: Report, *, minutes: int = MINUTES) -> dict[str, Any]:
    """Teach a copy of the encoder all but the newest tickets, try it on these, and keep it as a model if better.

    Better is a mean reciprocal rank of the agents' own replies whose gain has a 95 % interval above 0, while what is
    found for a question is not worse. What is not better leaves nothing behind. Raises Conflict where there are too
    few tickets, ModelUnavailable where the weights behind the encoder are not to be had.
    """
    encoder = services.encoder()
    held_out, known = split_newest(learnable(services.engine, encoder.model.name))
    report("loading the encoder's weights", 0, 1)
    teaching = Teaching(load_network(encoder.model), encoder, held_out, known, report)
    effort = _learn(teaching, minutes)
    seen = _tried(teaching)
    kept = _kept(teaching, services.settings.models_folder, seen) if seen["used"] else {}
    return {"tickets": len(known), "held_out": len(held_out), "effort": asdict(effort), **seen, **kept}


def _learn(teaching: Teaching, minutes: int) -> Effort:
    def progress(done: int, steps: int, seconds: float | None) -> None:
        how_long = "timing the first steps" if seconds is None else f"about {max(1, round(seconds / 60))} min in all"
        teaching.report(f"teaching the encoder, {how_long}", done, steps)

    prefix = teaching.encoder.model.passage_prefix
    asked = [prefix + ticket.question for ticket in teaching.known]
    answered = [prefix + ticket.reply for ticket in teaching.known]
    return fine_tune(teaching.network, asked, answered, seconds=minutes * 60.0, progress=progress, threads=THREADS)


def _tried(teaching: Teaching) -> dict[str, Any]:
    """Tell how well the newest tickets' replies rank, and how well tickets like them are found, before and after."""
    new, pool = teaching.held_out, teaching.known[:POOL]
    replies = [ticket.reply for ticket in new]
    before, known = teaching.before(new), teaching.before(pool)
    after = Sides(teaching.after([ticket.question for ticket in new]), teaching.after(replies))
    told = compare_vectors({"plain": (before.asked, before.answered), "tuned": (after.asked, after.answered)}, replies)
    near = teaching.after([ticket.question for ticket in pool])
    finding = finding_told(
        {"plain": (before.asked[:ASKED], known.asked), "tuned": (after.asked[:ASKED], near)},
        before.answered[:ASKED] @ known.answered.T,
    )
    wider = _spread(near[:ASKED]) / max(_spread(known.asked[:ASKED]), 1e-6)
    used = bool(told["gain_low"] > 0 and finding["gain_low"] > LEAST_FINDING)
    return {**told, "finding": finding, "wider": round(wider, 3), "used": used}


def finding_told(sides: dict[str, tuple[FloatArray, FloatArray]], likeness: FloatArray) -> dict[str, Any]:
    """Tell how like the agent's own reply the answers of the nearest known tickets are, plain and tuned, and the gain.

    `sides` are questions (n, dim) and known questions (m, dim); `likeness` (n, m) of their replies is by the encoder
    that was there before, which owes nothing to what was learnt.
    """
    means = {}
    for name, (asked, known) in sides.items():
        nearest = np.argsort(-(asked @ known.T), axis=1, kind="stable")[:, :NEAREST]
        means[name] = np.take_along_axis(likeness, nearest, axis=1).mean(axis=1).astype(np.float64)
    told: dict[str, Any] = {name: round(float(each.mean()), 4) for name, each in means.items()}
    return told | gains_told(means["tuned"] - means["plain"])


def _spread(vectors: FloatArray) -> float:
    """Return the standard deviation of the cosines of all pairs."""
    return float((vectors @ vectors.T)[np.triu_indices(len(vectors), 1)].std())


def _kept(teaching: Teaching, models: Path, seen: dict[str, Any]) -> dict[str, Any]:
    """Write the model with its mood head, and its serving form: all of it or nothing."""
    base = teaching.encoder.model
    folder = models.resolve() / network_name(teaching.network, base.name)
    with ExitStack() as undo:
        if not folder.exists():  # the same tickets teach the same again, and what is in use stays
            undo.callback(discard, folder)
            facts = facts_of_taught(base, base.spread * seen["wider"])
            with sealing(folder, facts) as staging:
                facts["mood"] = _carry_mood(teaching, staging)
                save_network(teaching.network, base, staging)
        teaching.report("making the serving form", 0, 1)
        prepare(str(folder), models)
        undo.pop_all()
    return {"folder": str(folder), "mood": read_facts(folder)["mood"]}


def _carry_mood(teaching: Teaching, staging: Path) -> dict[str, Any] | None:
    """Keep a mood head with the model, and tell on how many of the newest messages both heads say the same."""
    model = teaching.encoder.model
    head = load_head(model.name)
    if isinstance(head, NullHead):
        return None
    known = [ticket.question for ticket in teaching.known[:MOODS]]
    new = [ticket.question for ticket in teaching.held_out[:ASKED]]
    before, before_new = (teaching.encoder.encode_queries(texts) for texts in (known, new))
    after, after_new = (teaching.after(texts, model.query_prefix) for texts in (known, new))
    carried = carry_over(head, before, after)
    save_head(carried, str(staging / MOOD_FILE))
    same = head.moods(before_new, new).argmax(axis=1) == carried.moods(after_new, new).argmax(axis=1)
    return {"messages": len(new), "same": round(float(same.mean()), 4)}
