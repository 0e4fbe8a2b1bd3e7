"""What a sealed folder's files looked like when they were last read whole: only what differs is read again."""

from __future__ import annotations

import json
import time
from contextlib import suppress
from pathlib import Path

from .sealed import MANIFEST, verify_folder

SETTLED = 1_000_000_000  # nanoseconds without a change before a look is worth noting: clocks of file systems are coarse

Stamps = dict[str, list[int]]
"""For each file its size, the times of its last changes (content, then anything) and its number on the disk."""


def verify_all(folder: Path, notes: Path) -> None:
    """Read every file, compare it with its checksum, and note what was seen; IndexUnusable names one that differs."""
    stamps = _stamps(folder)
    verify_folder(folder)
    _note(notes, stamps)


def verify_changed(folder: Path, notes: Path) -> None:
    """Do the same with those files alone that no longer are as they were when they were last read whole.

    Whatever writes to a file changes its times. A disk that loses bits by itself does not, and is found out by
    `verify_all` only.
    """
    stamps, noted = _stamps(folder), _noted(notes)
    same = {name for name, stamp in stamps.items() if noted.get(name) == stamp}
    verify_folder(folder, same if MANIFEST in same else frozenset())
    _note(notes, stamps)


def _stamps(folder: Path) -> Stamps:
    """Look at the files, but for those written to a moment ago: a second change might not show in their times."""
    latest = time.time_ns() - SETTLED
    found = {path.relative_to(folder).as_posix(): path.stat() for path in folder.rglob("*") if path.is_file()}
    return {
        name: [one.st_size, one.st_mtime_ns, one.st_ctime_ns, one.st_ino]
        for name, one in found.items()
        if one.st_mtime_ns < latest
    }


def _noted(notes: Path) -> Stamps:
    try:
        noted = json.loads(notes.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return noted if isinstance(noted, dict) else {}


def _note(notes: Path, stamps: Stamps) -> None:
    with suppress(OSError):  # a disk that is full or read-only costs the next look its shortcut, nothing else
        notes.parent.mkdir(parents=True, exist_ok=True)
        notes.write_text(json.dumps(stamps), encoding="utf-8")
