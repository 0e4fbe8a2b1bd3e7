"""A year of an invented desk, from a seed, with effects that are put in on purpose: what the figures must find again.

Each ticket is a short exchange in English. What an effect does is in `Effects`; the rest is chance.
"""

from __future__ import annotations

import io
import json
import math
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import IO, Any

CHANNELS = {"email": 0.6, "chat": 0.3, "phone": 0.1}
BRANDS = {"fernway": 0.7, "lumio": 0.3}
MOODS = {"negative": 0.25, "neutral": 0.5, "positive": 0.25}
OPENINGS = {
    "negative": ("This is unacceptable and I am furious.", "I am really angry and disappointed, this is terrible."),
    "neutral": ("Order placed last week.", "A question about my account."),
    "positive": ("Hi, I love your shop, you are wonderful!", "Hello, thank you so much for the great service!"),
}
CLOSINGS = {
    "negative": ("This is still terrible and useless, I am furious.",),
    "positive": ("Wonderful, thank you so much, you are great!",),
}
RECEIPT = "We have received your request. This is an automatic reply."


@dataclass(frozen=True)
class Topic:
    """A matter: what is asked, what is answered, and the other answer that some give where the desk disagrees."""

    category: str
    team: str
    question: str
    answer: str
    other: str = ""
    weight: float = 1.0
    growth: float = 1.0  # how much oftener it is asked at the year's end than at its beginning
    article: bool = True


TOPICS = (
    Topic("delivery", "logistics", "When will my parcel arrive at home?",
          "The carrier has lost the parcel, so a new one leaves our warehouse tomorrow by express."),
    Topic("returns", "logistics", "Can I return the boots within a month?",
          "You can return the boots within 30 days of the purchase, free of charge.",
          "Boots that were bought in a sale are excluded from any return, so we keep the sale final."),
    Topic("payment", "billing", "My card was charged twice for the same order.",
          "The second charge is only reserved; your bank releases it within five working days."),
    Topic("account", "billing", "I cannot log in because the password link has expired.",
          "A new password link is valid for one hour: please use the newest e-mail in your inbox."),
    Topic("lamps", "products", "The lantern flickers when I charge it by USB at the camp site.",
          "Hold the power button for ten seconds to reset the charging circuit of the lantern.",
          weight=0.6, growth=3.0, article=False),
    Topic("stoves", "products", "Which gas canister fits the small hiking stove?",
          "Every canister with a screw valve to the EN 417 standard fits the hiking stove."),
)  # fmt: skip


@dataclass(frozen=True)
class Effects:
    """What is put in. Shares are of 1."""

    bad: float = 0.06  # bad ratings where the customer did not begin upset
    bad_more_when_upset: float = 0.02
    rated: float = 0.4
    turned_round: float = 0.7  # of those who begin upset and write again
    lost: float = 0.05  # of those who do not
    writes_again: float = 0.5
    reopened: float = 0.08
    one_contact: float = 0.8
    first_response: tuple[tuple[str, float], ...] = (("email", 7_200.0), ("chat", 90.0), ("phone", 30.0))  # medians, s
    spread: float = 0.8  # of the logarithm of the first response
    other_answer: float = 0.35
    agents: int = 12


def tickets(count: int, effects: Effects | None = None, seed: int = 7, end: datetime | None = None) -> Iterator[Any]:
    """Yield tickets of the year before `end`, oldest first, as the import takes them."""
    effects, chance = effects or Effects(), random.Random(seed)
    end = end or datetime(2026, 11, 2, tzinfo=UTC)  # a Monday
    for number in range(count):
        through = number / count
        began = end - timedelta(days=364) * (1 - through)
        yield _ticket(number, began, _topic(chance, through), effects, chance)


def articles() -> Iterator[dict[str, Any]]:
    """Yield an article for each topic that has one, and one that nobody asks for."""
    for topic in TOPICS:
        if topic.article:
            yield {"id": f"year-{topic.category}", "title": topic.question, "body": topic.answer}
    yield {"id": "year-unused", "title": "Our opening hours on the island", "body": "The island shop opens in June."}


def as_file(rows: Iterable[Any]) -> IO[bytes]:
    """Return values as a file of JSON Lines."""
    return io.BytesIO("\n".join(map(json.dumps, rows)).encode())


def _pick(chance: random.Random, shares: dict[str, float]) -> str:
    return chance.choices(list(shares), list(shares.values()))[0]


def _topic(chance: random.Random, through: float) -> Topic:
    return chance.choices(TOPICS, [topic.weight * (1 + (topic.growth - 1) * through) for topic in TOPICS])[0]


def _ticket(number: int, began: datetime, topic: Topic, effects: Effects, chance: random.Random) -> dict[str, Any]:
    mood, channel = _pick(chance, MOODS), _pick(chance, CHANNELS)
    wait = dict(effects.first_response)[channel] * math.exp(chance.gauss(0, effects.spread))
    answered = began + timedelta(seconds=wait)
    other = topic.other and chance.random() < effects.other_answer
    said = [("customer", f"{chance.choice(OPENINGS[mood])} {topic.question}", began)]
    if channel == "email":
        said.append(("agent", RECEIPT, began + timedelta(seconds=2)))
    said.append(("agent", topic.other if other else topic.answer, answered))
    said += _further(mood, answered, effects, chance)
    messages = [{"author": author, "text": text, "sent_at": at.isoformat()} for author, text, at in said]
    return {
        "id": f"year-{number}",
        "status": "solved",
        "subject": topic.question[:60],
        "channel": channel,
        "brand": _pick(chance, BRANDS),
        "category": topic.category,
        "team": topic.team,
        "language": "en",
        "agent": {"id": f"year-agent-{chance.randrange(effects.agents)}"},
        "created_at": began.isoformat(),
        "solved_at": (said[-1][2] + timedelta(minutes=5)).isoformat(),
        "reopened": chance.random() < effects.reopened,
        "csat": _rating(mood, effects, chance),
        "messages": messages,
    }


def _further(mood: str, answered: datetime, effects: Effects, chance: random.Random) -> list[tuple[str, str, datetime]]:
    """Return what is said after the first answer: a last word, or a second contact that is answered too."""
    said: list[tuple[str, str, datetime]] = []
    if chance.random() >= effects.one_contact:
        later = answered + timedelta(days=1)
        said += [("customer", "One more question about it.", later)]
        said += [("agent", "That is the same as before: please do it once more.", later + timedelta(hours=1))]
    if chance.random() < effects.writes_again:
        happy = chance.random() < (effects.turned_round if mood == "negative" else 1 - effects.lost)
        last = said[-1][2] if said else answered
        said.append(
            ("customer", chance.choice(CLOSINGS["positive" if happy else "negative"]), last + timedelta(minutes=20))
        )
    return said


def _rating(mood: str, effects: Effects, chance: random.Random) -> str | None:
    if chance.random() >= effects.rated:
        return None
    bad = effects.bad + (effects.bad_more_when_upset if mood == "negative" else 0.0)
    return "bad" if chance.random() < bad else "good"
