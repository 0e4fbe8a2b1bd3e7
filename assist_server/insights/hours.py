"""When the desk is open, and how much of a span of time that is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from assist_server.settings import BUSINESS_HOURS

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LONGEST = timedelta(days=400)  # a longer span is counted as this one


@dataclass(frozen=True)
class Hours:
    """From which weekday to which (0 is Monday), from when to when, and where."""

    first: int
    last: int
    opens: time
    closes: time
    zone: ZoneInfo

    @classmethod
    def parse(cls, text: str, zone: str) -> Hours:
        """Read hours such as "mon-fri 09:00-17:00", which the settings have checked."""
        first, last, opens, closes = re.fullmatch(BUSINESS_HOURS, text.strip().lower()).groups()  # type: ignore[union-attr]
        return cls(
            DAYS.index(first), DAYS.index(last), time.fromisoformat(opens), time.fromisoformat(closes), ZoneInfo(zone)
        )

    def between(self, start: datetime, end: datetime) -> int:
        """Return how many seconds from start to end the desk is open."""
        end = min(end, start + LONGEST)
        total, day = timedelta(0), start.astimezone(self.zone).date()
        while day <= end.astimezone(self.zone).date():
            if (day.weekday() - self.first) % 7 <= (self.last - self.first) % 7:
                opened, closed = self._at(day, self.opens), self._at(day, self.closes)
                total += max(timedelta(0), min(end, closed) - max(start, opened))
            day += timedelta(days=1)
        return int(total.total_seconds())

    def _at(self, day: date, at: time) -> datetime:
        return datetime.combine(day, at, self.zone).astimezone(UTC)
