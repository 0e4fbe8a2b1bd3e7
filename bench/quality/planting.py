"""Whole tickets with unique personal facts planted in them, made from a file of sentences, names and shapes."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bench.quality.shapes import Shapes

LANGUAGES = ("en", "de", "es", "zh")
NAMED = frozenset({"customer", "agent", "third"})
CUSTOMER_FACTS, AGENT_FACTS = 7, 2  # of one ticket, beside the names of those who write
KNOWN = 0.7  # share of tickets that tell the name and address of their customer
STYLES = ("mail", "chat", "sloppy")
FIRST_DAY = datetime(2024, 1, 8, 9, tzinfo=UTC)
_PIECE = re.compile(r"\d{4,}|[A-ZÀ-Þ][^\W\d_]{3,}|[\u4e00-\u9fff]{3,}")
_WORD = re.compile(r"[^\W\d_]+|\d+")


class Words:
    """What files of sentences say together: lists of texts by their heads ("say phone en c")."""

    def __init__(self, *paths: Path) -> None:
        self._lists: dict[str, list[str]] = {}
        lines = (line for path in paths for line in path.read_text(encoding="utf-8").splitlines())
        for line in lines:
            if line and not line.startswith("#"):
                head, texts = line.split(": ", 1)
                self._lists.setdefault(head, []).extend(text.replace("\\n", "\n") for text in texts.split("|"))

    def of(self, *head: str) -> list[str]:
        """Return the texts under a head, [] where the file has none."""
        return self._lists.get(" ".join(head), [])

    def kinds(self, language: str, author: str) -> list[str]:
        """Return the kinds of facts that this author tells in this language."""
        heads = (head.split(" ") for head in self._lists)
        return [head[1] for head in heads if head[0] == "say" and head[2:] == [language, author]]

    def spoken(self) -> frozenset[str]:
        """Return every word of the sentences, which is no fact wherever it is found."""
        frames = (text for head, texts in self._lists.items() if _is_frame(head) for text in texts)
        return frozenset(word.casefold() for text in frames for word in _WORD.findall(text))


def _is_frame(head: str) -> bool:
    return head.split(" ")[0] not in ("given", "family", "shape", "Street")


@dataclass(frozen=True)
class Fact:
    """One planted fact: what it is, where, and whether its ticket names its customer."""

    kind: str
    language: str
    author: str
    text: str
    style: str = ""

    def pieces(self, spoken: frozenset[str]) -> list[str]:
        """Return the fact and its telling parts (a name's words, four digits in a row) that no sentence has anyway."""
        parts = [part for part in _PIECE.findall(self.text) if part.casefold() not in spoken]
        return [part.casefold() for part in dict.fromkeys([self.text, *parts])]


@dataclass(frozen=True)
class Planted:
    """A ticket as it is imported, what its customer asks without any fact, and the facts in it."""

    ticket: dict[str, Any]
    question: str
    facts: tuple[Fact, ...]


def plant(words: Words, count: int, seed: int) -> list[Planted]:
    """Make so many tickets, languages and styles in turn; no fact is planted twice."""
    return list(_Planter(words, seed).tickets(count))


class _Planter:
    def __init__(self, words: Words, seed: int) -> None:
        self._words, self._random, self._taken = words, random.Random(seed), set[str]()
        self._shapes = Shapes(words.of, self._random)
        self._turns: dict[str, int] = {}
        self._waiting: dict[tuple[str, str], list[str]] = {}

    def tickets(self, count: int) -> Iterator[Planted]:
        for number in range(count):
            language, style = LANGUAGES[number % 4], STYLES[(number // 4) % 3]
            yield self._ticket(number, language, style)

    def _ticket(self, number: int, language: str, style: str) -> Planted:
        customer, agent = (self._fact(kind, language, "c") for kind in ("customer", "agent"))
        product = self._turn("product", language)
        question = self._turn("trouble", language).replace("{product}", product)
        told: list[tuple[Fact, str]] = []
        said: list[tuple[Fact, str]] = []
        for author, texts, many in (("c", told, CUSTOMER_FACTS), ("a", said, AGENT_FACTS)):
            for _ in range(many):
                kind = self._next_kind(language, author)
                fact = {"customer": customer, "agent": agent}.get(kind) or self._fact(kind, language, author)
                texts.append((fact, self._turn("say", kind, language, author).replace("{}", fact.text)))
        cure = self._turn("cure", language).replace("{product}", product)
        asks = self._customer(language, style, question, [text for _, text in told], customer.text)
        answer = self._agent(language, cure, [text for _, text in said], customer.text, agent.text)
        known = self._random.random() < KNOWN
        ticket: dict[str, Any] = {
            "id": f"P{number}",
            "status": "solved",
            "channel": "email" if style == "mail" else "chat",
            "subject": question,
            "solved_at": (FIRST_DAY + timedelta(days=number)).isoformat(),
            "messages": [
                *({"author": "customer", "text": text} for text in asks),
                {"author": "agent", "text": answer},
            ],
        }
        if known:
            ticket["customer"] = {"name": customer.text, "email": f"c{number}@example.com"}
            ticket["agent"] = {"name": agent.text}
        facts = dict.fromkeys([customer, agent, *(fact for fact, _ in [*told, *said])])
        label = style if known else f"{style}, unknown"
        return Planted(ticket, question, tuple(replace(fact, style=label) for fact in facts))

    def _customer(self, language: str, style: str, question: str, told: list[str], name: str) -> list[str]:
        """Write a mail, a chat of several messages, or a chat by somebody in a hurry: no capitals, no full stops."""
        if style == "mail":
            bye = self._turn("bye", language).replace("{name}", name)
            return ["\n\n".join([self._turn("hello", language, "mail"), _prose([question, *told], language), bye])]
        lines = [self._turn("hello", language, "chat"), question, *told]
        if style == "sloppy":
            lines = [line.lower().rstrip(".!。！") for line in lines]
            return [lines[0], ", ".join(lines[1:5]), " ".join(lines[5:])]
        return [lines[0], _prose(lines[1:4], language), *lines[4:]]

    def _agent(self, language: str, cure: str, said: list[str], customer: str, agent: str) -> str:
        first = customer if language == "zh" else customer.split(" ")[0]
        greet = self._turn("greet", language).replace("{first}", first).replace("{name}", customer)
        return "\n\n".join(
            [greet, _prose([cure, *said], language), self._turn("bye", language).replace("{name}", agent)]
        )

    def _next_kind(self, language: str, author: str) -> str:
        """Return the kinds in a new order each round, so that no kind keeps to one style or one neighbour."""
        waiting = self._waiting.setdefault((language, author), [])
        if not waiting:
            waiting.extend(self._words.kinds(language, author))
            self._random.shuffle(waiting)
        return waiting.pop()

    def _turn(self, *head: str) -> str:
        """Return the texts of a list one after the other, so that each is used."""
        texts = self._words.of(*head)
        return texts[self._count(" ".join(head)) % len(texts)]

    def _count(self, what: str) -> int:
        self._turns[what] = self._turns.get(what, -1) + 1
        return self._turns[what]

    def _fact(self, kind: str, language: str, author: str) -> Fact:
        """Make a fact that was not there before. Raises ValueError when the lists are too short for another."""
        for _ in range(500):
            text = self._shapes.name(language) if kind in NAMED else self._shapes.of(kind, language)
            if text.casefold() not in self._taken:
                self._taken.add(text.casefold())
                return Fact(kind, language, author, text)
        raise ValueError(f"no new {kind} in {language}: add names or shapes to the file")


def _prose(sentences: list[str], language: str) -> str:
    """Put sentences one behind the other, and whatever is none ("IBAN: …") on a line of its own."""
    text = ""
    for sentence in sentences:
        whole = text.endswith((".", "!", "?", "。", "！", "？"))
        text += ("" if not text else "\n" if not whole else "" if language == "zh" else " ") + sentence
    return text
