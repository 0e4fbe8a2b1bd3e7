"""Does feedback move the right reply up, and can one agent's clicks undo that? Simulated on the demo company.

For each open ticket the reply that stands second is declared the good one. Simulated agents judge the first three
replies, one in five times wrongly; then one key clicks without end against the good reply and for its rival. Store,
search and ranking are the real ones.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import numpy as np

from assist_server import assistance, demo, services, store
from assist_server.requests import SuggestionRequest
from assist_server.services import Services
from assist_server.settings import Settings
from assist_server.ticket import OpenTicket
from bench.quality.figures import Figure, mean_figure

PART = "7 Feedback"
QUESTIONS = 10
AGENTS = 10
JUDGEMENTS = 500
EARLY = 50
CLICKS = 2_000  # of the spammer, each on a ticket of its own
WRONG = 0.2  # of the judgements
LOOKED_AT = 3  # replies that an agent sees
PRAISE = (("up", None), ("inserted", None), ("sent", 0.9))
BLAME = (("down", None), ("dismissed", None), ("sent", 0.1))


@dataclass(frozen=True)
class Course:
    """Where the good reply of one question stood, 1 for first, at each point of the simulation."""

    before: int
    early: int
    after: int
    spammed: int


def figures(data: Path, models: Path) -> list[Figure]:
    """Simulate; `data` is not needed, the demo company is part of the product."""
    with _desks(models) as (desk, twin):
        keys = [store.add_key(desk.engine, f"agent {n}", "agent", f"digest {n}").id for n in range(AGENTS)]
        spammers = [store.add_key(each.engine, "spammer", "agent", "digest").id for each in (desk, twin)]
        courses = [_course(desk, ticket, keys, spammers[0]) for ticket in _questions(desk)]
        unjudged = [_alone(twin, ticket, spammers[1]) for ticket in _questions(twin)]
    points = {
        "before": [one.before for one in courses],
        f"after {EARLY} judgements": [one.early for one in courses],
        f"after {JUDGEMENTS} judgements": [one.after for one in courses],
        f"then one key clicks {CLICKS} times against it": [one.spammed for one in courses],
        f"instead: a first reply that only one key judged, {CLICKS} times, badly": unjudged,
    }
    return [_first(what, places) for what, places in points.items()]


def _first(what: str, places: Sequence[int]) -> Figure:
    name = f"good reply stands first, {len(places)} questions: {what}"
    aim = "1" if what.startswith(("after 500", "then")) else ""
    return mean_figure(PART, name, "Agent Assist", [float(place == 1) for place in places], aim)


@contextmanager
def _desks(models: Path) -> Iterator[tuple[Services, Services]]:
    """Lend the demo company twice, each in a folder of its own and saying all it knows: a threshold of 0."""
    with tempfile.TemporaryDirectory() as folder:
        first, second = Path(folder) / "first", Path(folder) / "second"
        first.mkdir()
        (first / "models").symlink_to(models.absolute())
        desk = _opened(first)
        store.migrate(desk.settings.database)
        demo.load(desk, lambda *_: None)
        desk.close()
        shutil.copytree(first, second, symlinks=True)
        desk, twin = _opened(first), _opened(second)
        yield desk, twin
        desk.close()
        twin.close()


def _opened(folder: Path) -> Services:
    return services.build(Settings(folder=folder, secret="simulated", threshold=0.0))


def _questions(desk: Services) -> list[OpenTicket]:
    """Return the demo's first open tickets that have a choice of replies."""
    lines = [
        line
        for brand in demo.BRANDS
        for line in files(demo).joinpath(f"{brand}.open.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    tickets = [OpenTicket.model_validate_json(line) for line in lines]
    return [ticket for ticket in tickets if len(_offered(desk, ticket)) >= LOOKED_AT][:QUESTIONS]


def _offered(desk: Services, ticket: OpenTicket) -> list[str]:
    """Return the ids of what is offered, without the part that names the answer."""
    answer = assistance.assist(desk, SuggestionRequest(ticket=ticket, limit=10))
    return [one.id.partition(".")[2] for one in answer.suggestions]


def _course(desk: Services, ticket: OpenTicket, agents: Sequence[str], spammer: str) -> Course:
    first, good = _offered(desk, ticket)[:2]
    before = _place(desk, ticket, good)
    draw = np.random.default_rng(int(good))
    _judge(desk, ticket, good, agents, draw, EARLY)
    early = _place(desk, ticket, good)
    _judge(desk, ticket, good, agents, draw, JUDGEMENTS - EARLY)
    after = _place(desk, ticket, good)
    _spam(desk, good, first, spammer)
    return Course(before, early, after, _place(desk, ticket, good))


def _place(desk: Services, ticket: OpenTicket, reply: str) -> int:
    offered = _offered(desk, ticket)
    return offered.index(reply) + 1 if reply in offered else len(offered) + 1


def _judge(
    desk: Services, ticket: OpenTicket, good: str, agents: Sequence[str], draw: np.random.Generator, count: int
) -> None:
    """Let random agents judge what they see first, each on a ticket of its own; they look again after every ten."""
    seen: list[str] = []
    for number in range(count):
        if number % 10 == 0:
            seen = _offered(desk, ticket)[:LOOKED_AT]
        reply = seen[int(draw.integers(len(seen)))]
        right = draw.random() >= WRONG
        event, kept = (PRAISE if (reply == good) == right else BLAME)[int(draw.integers(3))]
        _tell(desk, reply, event, kept, str(agents[int(draw.integers(len(agents)))]), f"{good}-{number}-{count}")


def _alone(desk: Services, ticket: OpenTicket, spammer: str) -> int:
    """Return where the first reply comes to stand when nobody but the spammer judges it."""
    first = _offered(desk, ticket)[0]
    for click in range(CLICKS):
        _tell(desk, first, "down", None, spammer, f"alone-{click}")
    return _place(desk, ticket, first)


def _spam(desk: Services, good: str, rival: str, spammer: str) -> None:
    for click in range(CLICKS // 2):
        _tell(desk, good, "down", None, spammer, f"spam-{click}")
        _tell(desk, rival, "up", None, spammer, f"spam-{click}")


def _tell(desk: Services, reply: str, event: str, similarity: float | None, key: str, ticket: str) -> None:
    store.add_feedback(
        desk.engine,
        suggestion_id=f"{0:012x}.{reply}",
        event=event,
        ticket_key=ticket,
        key_id=key,
        entry_pk=int(reply),
        similarity=similarity,
        reason=None,
    )
