"""One server for a data folder: a lock on a file in it, which the kernel frees when the server dies.

No process number takes part, which another process may have by then. The file also says where the server is, for the
sentence that refuses a second one, and which key its demo page carries, for the demo that comes after it.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from assist_server import pulse
from assist_server.errors import Conflict

FILE = "server.lock"
MOST = 4_096  # bytes of a record


@dataclass(frozen=True)
class Record:
    """What a server writes down: where it can be reached while it runs, and the id of its demo page's key."""

    url: str = ""
    demo_key: str = ""


@dataclass(frozen=True)
class ServerLock:
    """The lock, held until its descriptor is closed; None where the folder takes none, and nothing can be harmed.

    `previous` is what the server before has left, once nobody else serves the folder.
    """

    descriptor: int | None
    previous: Record = Record()

    def write(self, record: Record) -> None:
        """Write down what others may want to know. A disk that is full keeps no server from starting."""
        if self.descriptor is not None:
            with suppress(OSError):
                os.ftruncate(self.descriptor, 0)
                os.pwrite(self.descriptor, json.dumps(asdict(record)).encode(), 0)

    def read(self) -> Record:
        """Return what is written down."""
        return Record() if self.descriptor is None else _read(self.descriptor)

    def release(self) -> None:
        """Let it go."""
        if self.descriptor is not None:
            os.close(self.descriptor)


def acquire(folder: Path, *, alone: bool) -> ServerLock:
    """Lock the folder for one server, or (not `alone`) for any number of servers that share it.

    Raises Conflict where somebody has it who can't be shared with.
    """
    path = folder.absolute() / FILE
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
    except OSError:  # read only: whatever is in it can't be changed by two servers either
        return ServerLock(None)
    try:
        if pulse.try_lock(descriptor):
            previous = _read(descriptor)
            if alone or pulse.try_lock(descriptor, shared=True):
                return ServerLock(descriptor, previous)
        elif not alone and pulse.try_lock(descriptor, shared=True):
            return ServerLock(descriptor)
    except OSError:  # a file system that knows no locks
        return ServerLock(descriptor)
    running = _read(descriptor).url
    os.close(descriptor)
    raise Conflict(
        f"The data folder {folder} is served already{running and f', at {running}'}.",
        mend="Use that server, stop it first, or name another folder: ASSIST_DATA=FOLDER",
    )


def _read(descriptor: int) -> Record:
    try:
        known = json.loads(os.pread(descriptor, MOST, 0))
        return Record(str(known["url"]), str(known["demo_key"]))
    except (OSError, ValueError, LookupError, TypeError):  # none yet, or one half written
        return Record()
