"""What a replay found, ready to be shown: each threshold's tickets as right, wrong and silent, and which one to set."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from assist_server.insights.tables import table

GOALS = (0.5, 0.6, 0.7, 0.8, 0.9)  # shares of the shown that somebody may want to be right
FEWEST = 10  # shown suggestions that a share is believed of


class Row(NamedTuple):
    """What one threshold would have come to. A shown suggestion is right when it is close to what the agent wrote."""

    threshold: float
    tickets: int
    shown: int
    right: int

    @property
    def wrong(self) -> int:
        """How many of the shown were far from what the agent wrote."""
        return self.shown - self.right

    @property
    def silent(self) -> int:
        """To how many tickets nothing would have been shown."""
        return self.tickets - self.shown

    @property
    def shown_share(self) -> float:
        """Of all tickets."""
        return self.shown / max(1, self.tickets)

    @property
    def right_share(self) -> float:
        """Of the shown."""
        return self.right / max(1, self.shown)


class Goal(NamedTuple):
    """The least threshold from which on at least this share of the shown is right; None where none reaches it."""

    share: float
    row: Row | None


def rows(report: Mapping[str, Any]) -> list[Row]:
    """Return a row for each threshold, the least first."""
    tickets = int(report["tickets"])
    return [Row(one["threshold"], tickets, one["shown"], one["close"]) for one in report["overall"]]


def nearest(those: Sequence[Row], threshold: float) -> Row:
    """Return the row whose threshold comes nearest to the one in use. Raises ValueError where there is no row."""
    return min(those, key=lambda row: abs(row.threshold - threshold))


def goals(those: Sequence[Row]) -> list[Goal]:
    """Return which threshold reaches which share, as far as enough was shown to say so."""
    told = [row for row in those if row.shown >= FEWEST]
    found = []
    for share in GOALS:
        missed = [place for place, row in enumerate(told) if row.right_share < share]
        enough = told[missed[-1] + 1 :] if missed else told
        found.append(Goal(share, enough[0] if enough else None))
    return found


def as_table(those: Sequence[Row]) -> str:
    """Return the rows as CSV."""
    names = ("threshold", "tickets", "shown", "right", "wrong", "silent", "shown_share", "right_share")
    return table(names, [_cells(row) for row in those])


def _cells(row: Row) -> tuple[object, ...]:
    right_share = round(row.right_share, 4) if row.shown else None
    return (*row, row.wrong, row.silent, round(row.shown_share, 4), right_share)
