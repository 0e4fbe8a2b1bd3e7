"""Later tickets of a desk: how close is what is shown to what its agents wrote, and what does each part bring?

All methods show the same share of the tickets, those they are surest of, so that none wins by showing less. Close is a
cosine of 0.55 or more between what is offered first and the reply that the importer keeps of the ticket.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import takewhile
from typing import Any

import numpy as np
import numpy.typing as npt

from assist_server import assistance
from assist_server.calibration import expected_error
from assist_server.intake import ticket_entry
from assist_server.knowledge import Query, merged, search_widely
from assist_server.learnt import Learnt
from assist_server.replay import CLOSE, LIMITS
from assist_server.suggest import Asked, groups, wording
from assist_server.ticket import OpenTicket, Ticket
from bench.quality.data import Row
from bench.quality.desks import Desk
from bench.quality.figures import Figure, mean_figure, statistic_figure
from embeddings.index import FloatArray

PART = "2 Choosing the reply"
TICKETS = 1_000
SHARE = 0.45  # of the tickets that get a suggestion
AIMS = {"untuned": "≥ 0.45", "tuned": "≥ 0.48"}
OTHERS = 2_000  # replies of other tickets that what is shown is compared with


@dataclass(frozen=True)
class Later:
    """Tickets that came after the desk's history: their questions as texts and vectors (n, dim), their languages, the
    vectors of what was answered (n, dim), and of how many earlier replies each says the same (n,)."""

    questions: Sequence[str]
    vectors: FloatArray
    languages: Sequence[str | None]
    answers: FloatArray
    usual: npt.NDArray[np.int64]


@dataclass(frozen=True)
class Offered:
    """What was offered first: how sure (n,; 0 where nothing was found), and its vectors (n, dim)."""

    chances: FloatArray
    vectors: FloatArray


def later_tickets(desk: Desk, rows: Sequence[Row]) -> Later:
    """Read the first tickets that have a question and an answer, each up to the agent's first word."""
    questions: list[str] = []
    languages: list[str | None] = []
    replies: list[str] = []
    for row in rows:
        messages = list(takewhile(lambda one: one["author"] != "agent", row["messages"]))
        reply = ticket_entry(Ticket.model_validate(row), b"later").reply
        if messages and reply and len(questions) < TICKETS:
            read = assistance.read(OpenTicket.model_validate({"channel": row.get("channel"), "messages": messages}))
            if read.question:
                questions.append(read.question)
                languages.append(read.language)
                replies.append(reply)
    answers = desk.services.encoder().encode_passages(replies)
    table = desk.services.view().learnt.replies
    assert table is not None
    known = table.vectors.astype(np.float32)
    usual = np.array([(known @ answer >= CLOSE).sum() for answer in answers])
    return Later(questions, desk.questions(questions), languages, answers, usual)


def figures(name: str, desk: Desk, later: Later, tuning: str) -> Iterator[Figure]:
    """Yield the figures of a desk as it is, and untuned those of less than all of its parts."""
    who = f"Agent Assist, {tuning}"
    offered = _offered(desk, later, lambda learnt: learnt)
    yield from _of(name, who, later, offered, AIMS[tuning])
    yield from _at_default(name, who, desk, later, offered)
    if tuning == "untuned":
        alone = _offered(desk, later, lambda learnt: replace(learnt, matched=None))
        yield _close(name, "Agent Assist, without the match of replies", later, alone, "")
        few = _offered(desk, later, lambda learnt: replace(learnt, matched=None, replies=None))
        yield _close(name, "Agent Assist, only the twelve nearest tickets have a vote", later, few, "")
        yield from _of(name, "nearest ticket by MiniLM cosine", later, _nearest(desk, later), "")


def _offered(desk: Desk, later: Later, change: Callable[[Learnt], Learnt]) -> Offered:
    view = desk.services.view()
    view = replace(view, learnt=change(view.learnt))
    chances, vectors, now = [], np.zeros_like(later.answers), datetime.now(UTC)
    for place, (question, vector) in enumerate(zip(later.questions, later.vectors, strict=True)):
        learnt = view.learnt.read(vector, question)
        query = Query(question, vector, view.encoder.model.name)
        found, near = search_widely(desk.services.engine, view, query, LIMITS, learnt)
        asked = Asked(question, vector, None, later.languages[place], None, "", learnt, view.encoder.model.spread)
        ranked = groups(asked, merged(found.values()), near)
        chances.append(ranked[0].chance if ranked else 0.0)
        if ranked:
            vectors[place] = wording(ranked[0], now).vector
    return Offered(np.array(chances, np.float32), vectors)


def _nearest(desk: Desk, later: Later) -> Offered:
    view, vectors, scores = desk.services.view(), np.zeros_like(later.answers), []
    table, groups_seen = view.learnt.replies, view.groups_for("ticket", None, internal=False)
    assert table is not None
    for place, vector in enumerate(later.vectors):
        hits = view.vectors.search(vector, 1, groups_seen, view.removed)
        vectors[place] = table.vectors_of(table.find(hits.ids)[1])[0]
        scores.append(float(hits.scores[0]))
    return Offered(np.array(scores, np.float32), vectors)


def _shown(offered: Offered) -> npt.NDArray[np.int64]:
    return np.argsort(-offered.chances, kind="stable")[: int(SHARE * len(offered.chances))]


def _is_close(later: Later, offered: Offered) -> npt.NDArray[np.bool_]:
    return np.asarray(np.einsum("nd,nd->n", offered.vectors, later.answers) >= CLOSE)


def _close(name: str, who: str, later: Later, offered: Offered, aim: str) -> Figure:
    what = f"{name}: close to what the agent wrote, of {SHARE} of {len(later.questions)} later tickets shown"
    return mean_figure(PART, what, who, _is_close(later, offered)[_shown(offered)], aim)


def _of(name: str, who: str, later: Later, offered: Offered, aim: str) -> Iterator[Figure]:
    yield _close(name, who, later, offered, aim)
    shown, close = _shown(offered), _is_close(later, offered)
    rare = later.usual[shown] <= np.median(later.usual)
    for title, part in (("rare", rare), ("usual", ~rare)):
        yield mean_figure(PART, f"{name}: the same, {title} answers of theirs", who, close[shown][part])
    others = later.answers[np.random.default_rng(0).permutation(len(later.answers))[:OTHERS]]
    bland = (offered.vectors[shown] @ others.T >= CLOSE).mean(axis=1)
    yield mean_figure(PART, f"{name}: blandness of the same, other tickets' answers that it is close to", who, bland)


def _at_default(name: str, who: str, desk: Desk, later: Later, offered: Offered) -> Iterator[Figure]:
    chances, close = offered.chances.astype(np.float64), _is_close(later, offered)
    shown = chances >= desk.services.settings.threshold
    yield mean_figure(PART, f"{name}: later tickets shown something at the default threshold", who, shown)
    yield mean_figure(PART, f"{name}: of these close to what the agent wrote", who, close[shown])

    def error(picked: Any) -> float:
        return expected_error(chances[picked], close[picked], np.ones(len(picked)))

    what = f"{name}: calibration error on later tickets"
    yield statistic_figure("4 Silence", what, who, len(chances), error, "≤ 0.05")
