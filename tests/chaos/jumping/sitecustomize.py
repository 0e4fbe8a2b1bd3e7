"""Lets the wall clock of a program jump by the seconds that a file says; Python imports this name first of all.

The monotonic clock stays what it is, as it does on a machine whose clock is set.
"""

from __future__ import annotations

import datetime
import os
import time
from pathlib import Path
from typing import Self

CLOCK = Path(os.environ.get("CHAOS_CLOCK", "/nonexistent"))
real_time = time.time


def jumped() -> float:
    """Return how far the clock is off now, in seconds."""
    try:
        return float(CLOCK.read_text() or 0)
    except OSError:
        return 0.0


class Jumping(datetime.datetime):
    """A datetime whose now is off."""

    @classmethod
    def now(cls, tz: datetime.tzinfo | None = None) -> Self:
        return cls.fromtimestamp(real_time() + jumped(), tz)


datetime.datetime = Jumping  # type: ignore[misc]
time.time = lambda: real_time() + jumped()
