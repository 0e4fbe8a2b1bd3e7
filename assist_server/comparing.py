"""Ask the new and the live generation the same solved tickets: a build that answers worse is found out.

The tickets are such that no classifier of the new one has seen; each is asked as it came, and with all like its
answer hidden. Both are judged by one encoder, the live one's, so that another model is held to the same measure.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
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
from assist_server.suggest import wording
from assist_server.text.redact import redact
from assist_server.vectors import unpack
from embeddings.models import Model

Report = Callable[[str, int, int], None]
MOST = 150  # tickets asked
FEWEST = 20  # of which so few are told apart by chance alone
LEVEL = 0.01  # an equally good build is kept out by one comparison in a hundred
DRAWS = 20_000
UNLIKELY = f"Between equally good ones that happens less than once in {round(1 / LEVEL)}."


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
    reasons = worse([ours[at] for at in read], [theirs[at] for at in read], threshold) if fair else []
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
    return "held_out" in (generation.report.get(CALIBRATION) or {})


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
    card = wording(one.best, datetime.now(UTC)).found.card
    own, offered = one.ticket.reply_hash, text_hash(card.reply or card.text)
    known = store.vectors(engine, judge.name, [own, offered])
    if own not in known or offered not in known:
        return one.right
    answer, vector = unpack([known[own], known[offered]], judge.dim)
    return float(vector @ answer) >= CLOSE


def worse(new: Sequence[Answer], live: Sequence[Answer], threshold: float) -> list[str]:
    """Say in sentences in what the new one is worse than chance explains: nothing, where it is not.

    What the answers are worth in all is compared, so that what is won in one way may pay for what is lost in another.
    Personal data has no price: of that the new one may show no more.
    """
    if len(new) < FEWEST:
        return []
    lost = [worth(before, threshold) - worth(now, threshold) for now, before in zip(new, live, strict=True)]
    found = []
    if chance_of_losing(lost) < LEVEL:
        before, now = told(live), told(new)
        found.append(
            f"Of {len(new)} solved tickets asked again, the live index suggests what the agent wrote {before['close']}"
            f" times and something else {before['shown'] - before['close']} times, the new one {now['close']} and"
            f" {now['shown'] - now['close']} times; where nothing fits the live one is silent"
            f" {before['silent_when_hidden']} times, the new one {now['silent_when_hidden']} times."
            f" {UNLIKELY}"
        )
    leaking = [(one.leaks > 0, other.leaks > 0) for one, other in zip(new, live, strict=True)]
    more, fewer = sum(now and not before for now, before in leaking), sum(before and not now for now, before in leaking)
    if chance_of(more, fewer) < LEVEL:
        found.append(f"It shows personal data for {more} tickets where the live one does not. {UNLIKELY}")
    return found


def worth(one: Answer, threshold: float) -> float:
    """Return what an answer is worth to an agent, in suggestions that say what was wanted.

    A suggestion of something else costs t / (1 - t): who sets the threshold t shows what is right with that chance, and
    so finds both sides even there. The same where nothing fits.
    """
    price = threshold / (1 - threshold) if threshold < 1 else 1.0
    return one.close - price * ((one.shown and not one.close) + (not one.silent_when_hidden))


def chance_of_losing(lost: Sequence[float]) -> float:
    """Return the chance of losing so much in all, or more, if for each ticket either of the two may be the better.

    Fisher's randomisation test for pairs (The Design of Experiments, 1935), by 20,000 seeded draws of signs.
    """
    differences = np.array([one for one in lost if one], np.float64)
    if not len(differences) or differences.sum() <= 0:
        return 1.0
    signs = np.random.default_rng(0).choice(np.array([-1.0, 1.0]), (DRAWS, len(differences)))
    return float(((signs @ differences) >= differences.sum() - 1e-9).mean())


def chance_of(lost: int, won: int) -> float:
    """Return the chance that of the tickets where two equally good ones differ so many or more are lost (sign test)."""
    differ = lost + won
    return float(sum(comb(differ, count) for count in range(lost, differ + 1))) / 2.0**differ
