"""When to ask again: the clock, the token bucket, the growing waits, and what Retry-After says."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Protocol

from assist_server.errors import InvalidInput

FIRST_WAIT, LONGEST_WAIT = 1.0, 60.0  # seconds before the second attempt, and at most before a later one
SLICE = 20.0  # seconds slept at a time, so that a waiting job still gives a sign of life


class Clock(Protocol):
    """Time as it passes and as it is told, and waiting: what tests replace."""

    def now(self) -> float: ...

    def today(self) -> datetime: ...

    def sleep(self, seconds: float) -> None: ...


class RealClock:
    """The machine's own."""

    def now(self) -> float:
        """Return seconds that only grow."""
        return time.monotonic()

    def today(self) -> datetime:
        """Return the time in UTC."""
        return datetime.now(UTC)

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)


class Bucket:
    """A token bucket: at most `per_minute` requests in the long run, a tenth of them at once. 0 sets no limit."""

    def __init__(self, per_minute: float, clock: Clock) -> None:
        self._rate, self._most = per_minute / 60, max(1.0, per_minute / 10)
        self._clock, self._at, self._tokens = clock, clock.now(), max(1.0, per_minute / 10)

    def wait(self) -> float:
        """Take a token and return how many seconds to wait before using it."""
        if not self._rate:
            return 0.0
        now = self._clock.now()
        self._tokens = min(self._most, self._tokens + (now - self._at) * self._rate) - 1
        self._at = now
        return max(0.0, -self._tokens / self._rate)


def per_minute(options: Mapping[str, str]) -> float:
    """Return the option `rate`. Raises InvalidInput where it is no number of requests per minute."""
    try:
        rate = float(options.get("rate") or 0)
    except ValueError:
        rate = -1.0
    if not 0 <= rate <= 1e6:
        raise InvalidInput("The option rate is how many requests a minute are made at most: a number, 0 for no limit.")
    return rate


def growing(attempt: int, chance: Callable[[float, float], float] = random.uniform) -> float:
    """Return the seconds before the next attempt after this one (0 is the first): doubled each time, up to half off.

    The chance keeps clients that were refused together from coming back together.
    """
    full = min(LONGEST_WAIT, FIRST_WAIT * 2.0**attempt)
    return chance(full / 2, full)


def asked_to_wait(header: str | None, today: datetime) -> float | None:
    """Return the seconds that a Retry-After header asks for (seconds, or a date), None where it says nothing usable."""
    text = (header or "").strip()
    if text.isascii() and text.isdigit() and len(text) < 10:
        return float(text)
    try:
        until = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(0.0, (until - today).total_seconds())


def sleep(clock: Clock, seconds: float, sign: Callable[[], None]) -> None:
    """Wait, giving a sign of life now and then; what `sign` raises ends the wait."""
    ends = clock.now() + seconds
    while (left := ends - clock.now()) > 0:
        sign()
        clock.sleep(min(SLICE, left))
