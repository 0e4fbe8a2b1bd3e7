"""What a generation's report says, beside that of the one before: the figures that the console shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from assist_server.console.words import Words
from assist_server.store import Generation

NONE = "–"
Kind = Literal["share", "count", "seconds"]
REPLAYED = "replay"  # what the new one did with solved tickets asked again
REPLAYED_BEFORE = "before"  # what the one before did with the same tickets
COUNTED = (("shown", "shown", "asked"), ("close", "close", "shown"), ("silent", "silent_when_hidden", "asked"))
OF_REPLAY = ("leaks", "asked")
OTHERS: tuple[tuple[str, Kind], ...] = (("passages", "count"), ("embedded", "count"), ("seconds", "seconds"))
ROWS_NAMED = ("recall", *(name for name, _, _ in COUNTED), *OF_REPLAY, *(name for name, _ in OTHERS))


@dataclass(frozen=True)
class Value:
    """A number, and for a share of which counts it is."""

    number: float
    part: int = 0
    whole: int = 0


@dataclass(frozen=True)
class Figure:
    """One figure of a generation and of the one before; None where it isn't told."""

    name: str
    kind: Kind
    now: Value | None
    before: Value | None

    @property
    def pictured(self) -> bool:
        """Whether it is looked at first: the shares, which a bar can show, and the leaks, which should be none."""
        return self.now is not None and (self.kind == "share" or self.name == "leaks")


def figures(report: Mapping[str, Any], report_before: Mapping[str, Any]) -> list[Figure]:
    """Return the figures that are told at least once.

    What solved tickets asked again came to is in one report for both: each was asked the same tickets.
    """
    now, before = _part(report, REPLAYED), _part(report, REPLAYED_BEFORE)
    found = [Figure("recall", "share", _plain(report, "recall"), _plain(report_before, "recall"))]
    found += [
        Figure(name, "share", _share(now, part, whole), _share(before, part, whole)) for name, part, whole in COUNTED
    ]
    found += [Figure(name, "count", _plain(now, name), _plain(before, name)) for name in OF_REPLAY]
    found += [Figure(name, kind, _plain(report, name), _plain(report_before, name)) for name, kind in OTHERS]
    return [one for one in found if one.now or one.before]


def written(value: Value | None, kind: Kind, say: Words) -> str:
    """Write a figure."""
    if value is None:
        return NONE
    if kind == "share":
        return say.percent(value.number, 1)
    return say.seconds(value.number) if kind == "seconds" else say.number(value.number)


def counts(value: Value | None, say: Words) -> str:
    """Write which counts a share is of, '' for any other figure."""
    return (
        say("progress.count", done=say.number(value.part), total=say.number(value.whole))
        if value and value.whole
        else ""
    )


def left_out(report: Mapping[str, Any]) -> list[tuple[str, int]]:
    """Return what a build left out by reason, the most first."""
    rows = [(str(name), count) for name, count in _part(report, "left_out").items() if isinstance(count, int) and count]
    return sorted(rows, key=lambda row: -row[1])


def reasons(report: Mapping[str, Any]) -> list[str]:
    """Return why a build stayed out, or would have without being forced."""
    said = report.get("reasons") or []
    named = [str(one) for one in said] if isinstance(said, list) else []
    return named or [str(report["message"])] if report.get("message") else named


def live_and_before(generations: list[Generation]) -> tuple[Generation | None, Generation | None]:
    """Return the generation that answers, and the one that a rollback would put back."""
    live = next((one for one in generations if one.state == "live"), None)
    return live, next((one for one in generations if one.state == "retired"), None)


def _part(report: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = report.get(name)
    return found if isinstance(found, Mapping) else {}


def _plain(report: Mapping[str, Any], name: str) -> Value | None:
    value = report.get(name)
    return Value(float(value)) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _share(told: Mapping[str, Any], part: str, whole: str) -> Value | None:
    some, of = told.get(part), told.get(whole)
    if not isinstance(some, int) or not isinstance(of, int) or of <= 0:
        return None
    return Value(some / of, some, of)
