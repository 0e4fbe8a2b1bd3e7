"""What sources that read a file share: opening it, and knowing that it is still the one read last time."""

from __future__ import annotations

import gzip
import hashlib
import io
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from assist_server.errors import SourceUnusable
from assist_server.sources import Cursor

CHUNK = 2**20
GZIP = b"\x1f\x8b"


def state_of(options: Mapping[str, str]) -> dict[str, Any]:
    """Return size, time of change and sha256 of the file. Raises SourceUnusable where it can't be read."""
    path = Path(options["file"])
    with _readable():
        digest = hashlib.sha256()
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                digest.update(chunk)
        stat = path.stat()
    return {"size": stat.st_size, "changed": stat.st_mtime_ns, "sha256": digest.hexdigest()}


def is_unchanged(options: Mapping[str, str], cursor: Cursor) -> bool:
    """Say whether the file is the one that the cursor was kept for: by size and time, else by its content."""
    with _readable():
        stat = Path(options["file"]).stat()
    if (cursor.get("size"), cursor.get("changed")) == (stat.st_size, stat.st_mtime_ns):
        return True
    return cursor.get("size") == stat.st_size and cursor.get("sha256") == state_of(options)["sha256"]


@contextmanager
def reading(options: Mapping[str, str]) -> Iterator[IO[bytes]]:
    """Open the file, gzipped or not. Raises SourceUnusable where it can't be read, or is damaged."""
    with _readable(), Path(options["file"]).open("rb") as file:
        zipped = file.read(2) == GZIP
        file.seek(0)
        yield io.BufferedReader(gzip.GzipFile(fileobj=file)) if zipped else file


@contextmanager
def _readable() -> Iterator[None]:
    try:
        yield
    except (OSError, EOFError, ValueError, zlib.error) as exc:
        why = getattr(exc, "strerror", None) or "it is damaged"
        raise SourceUnusable(f"The file cannot be read ({why}).", mend="Check the option file.") from exc
