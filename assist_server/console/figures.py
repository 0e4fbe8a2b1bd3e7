"""What a generation's report says, beside that of the one before: the figures that the console shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from assist_server.console.words import Words
from assist_server.store import Generation

NONE = "–"
Kind = Literal["share", "count", "seconds"]
# where a report keeps each figure, what it is, and whether more of it is better
ROWS: tuple[tuple[str, tuple[str, ...], Kind], ...] = (
    ("recall", ("recall",), "share"),
    ("shown", ("replay", "shown"), "share"),
    ("close", ("replay", "close"), "share"),
    ("silent", ("replay", "silent_when_hidden"), "share"),
    ("leaks", ("replay", "leaks"), "count"),
    ("asked", ("replay", "asked"), "count"),
    ("passages", ("passages",), "count"),
    ("embedded", ("embedded",), "count"),
    ("seconds", ("seconds",), "seconds"),
)
PICTURED = ("recall", "shown", "close", "silent")


@dataclass(frozen=True)
class Figure:
    """One figure of a generation and of the one before; None where that report does not tell it."""

    name: str
    kind: Kind
    now: float | None
    before: float | None

    @property
    def pictured(self) -> bool:
        """Whether it is a share that a bar can show."""
        return self.name in PICTURED and self.now is not None


def figures(report: Mapping[str, Any], before: Mapping[str, Any]) -> list[Figure]:
    """Return the figures that at least one of the two reports tells."""
    found = [Figure(name, kind, _number(report, at), _number(before, at)) for name, at, kind in ROWS]
    return [one for one in found if one.now is not None or one.before is not None]


def written(value: float | None, kind: Kind, say: Words) -> str:
    """Write a figure."""
    if value is None:
        return NONE
    if kind == "share":
        return say.percent(value, 1)
    return say.seconds(value) if kind == "seconds" else say.number(value)


def left_out(report: Mapping[str, Any]) -> list[tuple[str, int]]:
    """Return what a build left out by reason, the most first."""
    counted = report.get("left_out")
    rows = counted.items() if isinstance(counted, Mapping) else ()
    return sorted(((str(name), int(count)) for name, count in rows if count), key=lambda row: -row[1])


def reasons(report: Mapping[str, Any]) -> list[str]:
    """Return why a build stayed out, or would have without being forced."""
    said = report.get("reasons")
    return [str(one) for one in said] if isinstance(said, list) else []


def live_and_before(generations: list[Generation]) -> tuple[Generation | None, Generation | None]:
    """Return the generation that answers, and the one that a rollback would put back."""
    live = next((one for one in generations if one.state == "live"), None)
    return live, next((one for one in generations if one.state == "retired"), None)


def _number(report: Mapping[str, Any], at: tuple[str, ...]) -> float | None:
    value: Any = report
    for name in at:
        value = value.get(name) if isinstance(value, Mapping) else None
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
