"""Every compiled pattern of a package, and texts that may make it backtrack, made from its own alternatives."""

from __future__ import annotations

import dataclasses
import functools
import importlib
import pkgutil
import random
import re
import time
from collections.abc import Iterable, Iterator, Sequence
from re import _constants as sre
from re import _parser as parser
from types import FunctionType, ModuleType
from typing import Any

REPEATS = (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT)
SINGLE = (sre.IN, sre.LITERAL, sre.NOT_LITERAL, sre.ANY)
ALPHABET = "aA1 .-,'’@:/\n_é中Σİ\ue000"
# Pieces that people and programs repeat, whatever a pattern looks for.
COMMON = (
    "a",
    "A",
    "1",
    " ",
    "-",
    ".",
    "\n",
    ",",
    "[",
    "@",
    "中",
    "\ue000",
    "Aa-",
    "a-A",
    "a ",
    "1 ",
    "\n ",
    "ha-",
    "a.a@",
)
CATEGORIES = {
    sre.CATEGORY_DIGIT: ("17", r"\d"),
    sre.CATEGORY_NOT_DIGIT: ("a- ", r"\D"),
    sre.CATEGORY_SPACE: (" \n\u00a0", r"\s"),
    sre.CATEGORY_NOT_SPACE: ("a-1é", r"\S"),
    sre.CATEGORY_WORD: ("aZ1_é中", r"\w"),
    sre.CATEGORY_NOT_WORD: (" -.,@", r"\W"),
}
Nodes = Sequence[tuple[Any, Any]]


def modules_of(*packages: str) -> Iterator[ModuleType]:
    """Import and yield the packages with all modules below them."""
    for package in packages:
        module = importlib.import_module(package)
        yield module
        for found in pkgutil.walk_packages(getattr(module, "__path__", []), f"{package}."):
            yield importlib.import_module(found.name)


def patterns_of(*packages: str) -> dict[str, re.Pattern[str]]:
    """Return every compiled pattern that a module-level value holds, however deep, by where it was found first."""
    found: dict[re.Pattern[str], str] = {}
    for module in modules_of(*packages):
        for name, value in vars(module).items():
            for pattern in patterns_in(value):
                found.setdefault(pattern, f"{module.__name__}.{name}: {pattern.pattern[:40]!r}")
    return {place: pattern for pattern, place in found.items() if isinstance(pattern.pattern, str)}


def patterns_in(value: object) -> Iterator[re.Pattern[str]]:
    """Yield the compiled patterns that a value holds, however deep."""
    return _inside(value, set())


def _inside(value: object, seen: set[int]) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        yield value
    if id(value) in seen or isinstance(value, (str, bytes, int, float, type, ModuleType)):
        return
    seen.add(id(value))
    for part in _parts(value):
        yield from _inside(part, seen)


def _parts(value: object) -> Iterable[object]:
    if isinstance(value, dict):
        return [*value, *value.values()]
    if isinstance(value, list | tuple | set | frozenset):
        return value
    if dataclasses.is_dataclass(value):
        return [getattr(value, field.name) for field in dataclasses.fields(value)]
    if isinstance(value, functools.partial):
        return [value.func, *value.args, *value.keywords.values()]
    if isinstance(value, FunctionType):
        return [cell.cell_contents for cell in value.__closure__ or ()]
    return ()


def tree_of(pattern: re.Pattern[str]) -> Nodes:
    """Return the pattern as Python's own parser reads it."""
    return list(parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE))


def open_repetitions(nodes: Nodes, *, last: bool = True) -> Iterator[Any]:
    """Yield the repetitions without a limit, but for those at a pattern's very end which nothing can send back."""
    for at, (kind, value) in enumerate(nodes):
        at_end = last and at == len(nodes) - 1
        if kind in REPEATS:
            if value[1] is sre.MAXREPEAT and not (at_end and _never_goes_back(kind, value[2])):
                yield value
            yield from open_repetitions(value[2], last=False)
        else:
            inner = at_end and kind in (sre.BRANCH, sre.SUBPATTERN)
            for part in _children(kind, value):
                yield from open_repetitions(part, last=inner)


def _never_goes_back(kind: Any, body: Nodes) -> bool:
    return kind is sre.POSSESSIVE_REPEAT or (kind is sre.MAX_REPEAT and len(body) == 1 and body[0][0] in SINGLE)


def _children(kind: Any, value: Any) -> list[Nodes]:
    if kind is sre.BRANCH:
        return list(value[1])
    if kind is sre.SUBPATTERN:
        return [value[3]]
    if kind in REPEATS:
        return [value[2]]
    if kind is sre.ATOMIC_GROUP:
        return [value]
    return [value[1]] if kind in (sre.ASSERT, sre.ASSERT_NOT) else []


def pumps(pattern: re.Pattern[str], most: int, seed: int) -> Iterator[tuple[str, str]]:
    """Yield beginnings and the pieces that are repeated behind them: samples of the whole pattern, of each sequence in
    it, of what it repeats, and of that with its neighbour; then pieces that are common in texts."""
    sampler = _Sampler(random.Random(f"{seed} {ascii(pattern.pattern)}"))
    tree = tree_of(pattern)
    spots = list(_spots(tree, []))
    for before, body in sampler.rng.sample(spots, min(most, len(spots))):
        for _ in range(2):
            piece = sampler.write(body) + sampler.rng.choice(("", "", " ", "\n", ", ", "-"))
            if piece:
                yield sampler.rng.choice(("", sampler.write(before))), piece
    yield from (("", piece) for piece in COMMON)


def _spots(nodes: Nodes, before: list[tuple[Any, Any]]) -> Iterator[tuple[Nodes, Nodes]]:
    nodes = list(nodes)
    yield before, nodes
    for at, (kind, value) in enumerate(nodes):
        ahead = before + nodes[:at]
        if kind in REPEATS and value[1] > 1:
            yield ahead, [*value[2], *nodes[at + 1 : at + 2]]
        for part in _children(kind, value):
            yield from _spots(part, ahead)


class _Sampler:
    """Writes texts that a pattern's parts match."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng

    def write(self, nodes: Nodes) -> str:
        """Return a text that the nodes match, look-around left aside."""
        return "".join(self._one(kind, value) for kind, value in nodes)

    def _one(self, kind: Any, value: Any) -> str:
        if kind is sre.LITERAL:
            return chr(value).upper() if self.rng.random() < 0.15 else chr(value)
        if kind is sre.NOT_LITERAL:
            return self.rng.choice([sign for sign in ALPHABET if ord(sign) != value])
        if kind is sre.ANY:
            return self.rng.choice("a1 -.é中")
        if kind is sre.IN:
            return self._one_of(value)
        if kind in REPEATS:
            least, most, body = value
            most = min(most if most is not sre.MAXREPEAT else 99, self.rng.choice((least, least + 1, least + 3, 12)))
            return "".join(self.write(body) for _ in range(self.rng.randint(least, max(least, most))))
        parts = _children(kind, value)
        return self.write(self.rng.choice(parts)) if parts and kind not in (sre.ASSERT, sre.ASSERT_NOT) else ""

    def _one_of(self, items: Nodes) -> str:
        if items[0][0] is sre.NEGATE:
            taken = [sign for sign in ALPHABET if not any(_holds(item, sign) for item in items[1:])]
            return self.rng.choice(taken or ["\u4e2d"])
        kind, value = self.rng.choice(items)
        if kind is sre.LITERAL:
            return chr(value)
        if kind is sre.RANGE:
            return chr(self.rng.choice((value[0], value[1], self.rng.randint(*value))))
        return self.rng.choice(CATEGORIES[value][0])


def _holds(item: tuple[Any, Any], sign: str) -> bool:
    kind, value = item
    if kind is sre.LITERAL:
        return bool(ord(sign) == value)
    if kind is sre.RANGE:
        return bool(value[0] <= ord(sign) <= value[1])
    return re.match(CATEGORIES[value][1], sign) is not None


def pumped(before: str, piece: str, length: int, end: str = "") -> str:
    """Return a text of that many characters: the beginning, the piece again and again, and the end."""
    return (before + piece * (length // len(piece) + 1))[: length - len(end)] + end


def cost(pattern: re.Pattern[str], text: str, tries: int = 1) -> float:
    """Return the least CPU seconds of a few tries that looking for the pattern everywhere in the text takes."""
    return min(_once(pattern, text) for _ in range(tries))


def _once(pattern: re.Pattern[str], text: str) -> float:
    started = time.thread_time()
    for _ in pattern.finditer(text):
        pass
    return time.thread_time() - started
