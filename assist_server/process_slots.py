"""A bound on the processes that all bulk requests of a server start: slots, each a locked file in the data folder.

The web processes share nothing but files. The kernel gives a lock back when its holder dies, however that happens, so
that no slot is ever lost.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from assist_server.errors import Busy, StoreUnusable

PATIENCE = 30.0  # seconds that a request waits for a slot
PAUSE = 0.1


@contextmanager
def hold_slots(folder: Path, count: int, *, patience: float = PATIENCE) -> Iterator[int]:
    """Hold as many of `count` slots as are free, one at least, until the block ends; yield how many.

    Raises Busy where none becomes free in time, StoreUnusable where the data folder can't be written to.
    """
    ends = time.monotonic() + patience
    while not (held := _take_free(folder / "bulk", count)):
        if time.monotonic() > ends:
            raise Busy(
                "Other bulk requests use all the processes there are for them.",
                mend="Send it again later, or raise ASSIST_BULK_PROCESSES.",
            )
        time.sleep(PAUSE)
    try:
        yield len(held)
    finally:
        for slot in held:
            os.close(slot)


def _take_free(folder: Path, count: int) -> list[int]:
    """Return the open files of the slots that were free, each now locked."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return [slot for number in range(count) if (slot := _take(folder / str(number))) is not None]
    except OSError as exc:
        raise StoreUnusable(
            f"The data folder can't be written to: {exc.strerror}.", mend="Let this user write to ASSIST_DATA."
        ) from exc


def _take(path: Path) -> int | None:
    slot = os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    with suppress(BlockingIOError):
        fcntl.flock(slot, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return slot
    os.close(slot)
    return None
