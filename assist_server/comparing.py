"""Ask the new and the live generation the same solved tickets: a build that answers worse is found out.

The tickets are such that no classifier of the new one has seen; each is asked as it came, and with all like its
answer hidden. Both are judged by one encoder, the live one's, so that another model is held to the same measure.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import comb
from typing import Any

import numpy as np

from assist_server import store
from assist_server.calibration import MOST as LEARNT_FROM
from assist_server.calibration import expected_error
from assist_server.learnt import CALIBRATION
from assist_server.live_index import View
from assist_server.replay import CLOSE, Desk, Replayed, replay
from assist_server.services import Services
from assist_server.store import Engine, Generation, PastTicket, text_hash
from assist_server.text.redact import redact
from assist_server.vectors import unpack
from embeddings.models import Model

Report = Callable[[str, int, int], None]
MOST = 150  # tickets asked
FEWEST = 20  # of which so few are told apart by chance alone
LEVEL = 0.01  # an equally good build is kept out by one comparison in a hundred, at most


@dataclass(frozen=True)
class Answer:
    """What one generation did with one ticket: shown what, rightly or not, silent when all like it was hidden, and
    how many of its texts the redactor would still change."""

    shown: bool
    close: bool
    silent_when_hidden: bool
    leaks: int
    chance: float


@dataclass(frozen=True)
class Compared:
    """What both did, as the report tells it (None: nothing was asked), and in what the new one is worse."""

    new: dict[str, Any] | None = None
    live: dict[str, Any] | None = None
    reasons: list[str] = field(default_factory=list)


def compare(
    services: Services,
    new: View,
    live: View | None,
    unseen: Sequence[PastTicket],
    generation: Generation | None,
    report: Report,
) -> Compared:
    """Ask both the newest of the unseen tickets. Without a live one only the new one is asked."""
    engine, threshold = services.engine, services.settings.threshold
    tickets = _known_to_both(engine, live, new, unseen)
    if not tickets:
        return Compared()
    judge = (live or new).encoder.model
    ours = ask(_desk(engine, new), judge, [one for one, _ in tickets], threshold, report)
    if live is None:
        return Compared(told(ours))
    theirs = ask(_desk(engine, live), judge, [one for _, one in tickets], threshold, report)
    blind = new.encoder.model.blind | judge.blind
    read = [place for place, (one, _) in enumerate(tickets) if one.language not in blind]
    fair = generation is None or live.learnt.categories is live.learnt.answers is None or _kept_out(generation)
    reasons = worse([ours[place] for place in read], [theirs[place] for place in read]) if fair else []
    return Compared(told(ours), told(theirs), reasons)


def _desk(engine: Engine, view: View) -> Desk:
    often = frozenset(view.learnt.answers.labels) if view.learnt.answers else frozenset[str]()
    return Desk(engine, view, view.encoder, often=often)


def _known_to_both(
    engine: Engine, live: View | None, new: View, unseen: Sequence[PastTicket]
) -> list[tuple[PastTicket, PastTicket]]:
    """Return the newest tickets with the vectors of the new generation's model and with those of the live one's."""
    if live is None or live.encoder.model.name == new.encoder.model.name:
        return [(one, one) for one in unseen[:MOST]]
    known = {one.pk: one for one in store.newest_solved(engine, live.encoder.model.name, LEARNT_FROM)}
    return [(one, known[one.pk]) for one in unseen if one.pk in known][:MOST]


def _kept_out(generation: Generation) -> bool:
    """Say whether the live one's classifiers were kept from these tickets: those of earlier releases were not."""
    return "held_out" in generation.report.get(CALIBRATION, {})


def told(answers: Sequence[Answer]) -> dict[str, Any]:
    """Return the counts for the report: of so many asked, how many were shown, and so on."""
    counts: dict[str, Any] = {
        "asked": len(answers),
        "shown": sum(one.shown for one in answers),
        "close": sum(one.close for one in answers),
        "silent_when_hidden": sum(one.silent_when_hidden for one in answers),
        "leaks": sum(one.leaks for one in answers),
    }
    return counts | {"calibration_error": _error(answers)}


def _error(answers: Sequence[Answer]) -> float:
    if not answers:
        return 0.0
    chances = np.array([one.chance for one in answers])
    return round(expected_error(chances, np.array([one.close for one in answers]), np.ones(len(answers))), 4)


def ask(desk: Desk, judge: Model, tickets: Sequence[PastTicket], threshold: float, report: Report) -> list[Answer]:
    """Ask one generation every ticket twice; `judge` is the model by whose vectors two answers are held alike."""
    learnt = desk.view.learnt
    asked: list[Replayed] = []
    for hidden in (False, True):
        for one in replay(desk, tickets, lambda *_: learnt, hidden=hidden):
            asked.append(one)
            report("comparing with the live index", len(asked), 2 * len(tickets))
    came, gone = asked[: len(tickets)], asked[len(tickets) :]
    return [_answer(desk.engine, judge, *pair, threshold) for pair in zip(came, gone, strict=True)]


def _answer(engine: Engine, judge: Model, came: Replayed, gone: Replayed, threshold: float) -> Answer:
    shown = came.best is not None and came.chance >= threshold
    texts = [one.text for one in came.best.members] if came.best and shown else []
    close = _is_close(engine, judge, came) if came.best else False
    return Answer(
        shown=shown,
        close=shown and close,
        silent_when_hidden=gone.best is None or gone.chance < threshold,
        leaks=sum(redact(text, desk=True) != text for text in texts),
        chance=came.chance,
    )


def _is_close(engine: Engine, judge: Model, one: Replayed) -> bool:
    """Say whether the best says what the agent wrote, in the judging model's vectors."""
    assert one.best is not None
    cards = [member.found.card for member in one.best.members]
    hashes = [text_hash(card.reply or card.text) for card in cards]
    own = one.ticket.reply_hash
    known = store.vectors(engine, judge.name, [own, *hashes])
    theirs = [key for key in hashes if key in known]
    if own not in known or not theirs:
        return one.right
    answer, vectors = unpack([known[own]], judge.dim)[0], unpack([known[key] for key in theirs], judge.dim)
    return float((vectors @ answer).max()) >= CLOSE


def worse(new: Sequence[Answer], live: Sequence[Answer]) -> list[str]:
    """Say in sentences in what the new one is worse than chance explains: nothing, where it is not.

    The sign test on the tickets where the two differ (exact: their split is binomial where both are equally good).
    """
    if len(new) < FEWEST:
        return []
    measures: tuple[tuple[str, Callable[[Answer], bool]], ...] = (
        ("suggests what the agent wrote", lambda one: one.close),
        ("keeps from suggesting what the agent did not write", lambda one: not one.shown or one.close),
        ("stays silent where nothing fits", lambda one: one.silent_when_hidden),
        ("suggests texts without personal data", lambda one: one.leaks == 0),
    )
    found = []
    for words, good in measures:
        lost = sum(good(before) and not good(now) for now, before in zip(new, live, strict=True))
        won = sum(good(now) and not good(before) for now, before in zip(new, live, strict=True))
        if chance_of(lost, won) < LEVEL:
            counts = f"{sum(map(good, live))} times, the new one {sum(map(good, new))} times"
            found.append(
                f"Of {len(new)} solved tickets asked again, the live index {words} {counts}: {lost} were lost and"
                f" {won} won, which between equally good ones happens less than once in {round(1 / LEVEL)}."
            )
    return found


def chance_of(lost: int, won: int) -> float:
    """Return the chance that of the tickets where two equally good ones differ so many or more are lost."""
    differ = lost + won
    return float(sum(comb(differ, count) for count in range(lost, differ + 1))) / 2.0**differ
