"""Whether the process that runs a job still lives: it holds a lock on a file, which the kernel frees when it dies.

No clock takes part: a clock that jumps makes no live job look dead, and a killed one is known at once. A machine that
does not share the data folder sees no file, and can tell nothing.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NICE = 10  # of 19: how much less than a process that answers one gets that does long work


def give_way() -> None:
    """Let this process, and those it starts, have what the ones that answer agents leave of the processors."""
    os.setpriority(os.PRIO_PROCESS, 0, max(NICE, os.getpriority(os.PRIO_PROCESS, 0)))


def take(folder: Path, job_id: str) -> int:
    """Lock the job's file and return its descriptor: who has it, or inherits it, runs the job until it is closed."""
    path = _path(folder, job_id)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
    fcntl.flock(handle, fcntl.LOCK_EX)
    return handle


@contextmanager
def beating(folder: Path, job_id: str) -> Iterator[None]:
    """Be seen to run a job while the block lasts."""
    handle = take(folder, job_id)
    try:
        yield
    finally:
        forget(folder, job_id)
        os.close(handle)


def stopped(folder: Path, job_id: str) -> bool:
    """Say whether a process once ran this job and no longer lives; false where that cannot be known."""
    try:
        handle = os.open(_path(folder, job_id), os.O_RDWR)
    except OSError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        return True
    except OSError:
        return False
    finally:
        os.close(handle)


def try_lock(handle: int, *, shared: bool = False) -> bool:
    """Lock an open file, or change the lock on it, without waiting; false where another process has it.

    Raises OSError where the file can't be locked at all.
    """
    try:
        fcntl.flock(handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        return True
    except BlockingIOError:
        return False


def known(folder: Path, job_id: str) -> bool:
    """Say whether this machine has seen a process that runs the job."""
    return _path(folder, job_id).exists()


def forget(folder: Path, job_id: str) -> None:
    """Remove the file of a job that has ended."""
    _path(folder, job_id).unlink(missing_ok=True)


def _path(folder: Path, job_id: str) -> Path:
    return folder.absolute() / "jobs" / f"{job_id}.lock"
