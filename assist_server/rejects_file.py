"""The file that an import writes bad lines to, which another import at the same time leaves alone."""

from __future__ import annotations

import os
import stat
import time
from itertools import count
from pathlib import Path
from typing import IO

import click

from assist_server import imports, pulse
from assist_server.results import Rejected
from assist_server.services import private

SHOWN = 10  # bad lines that are also shown


class RejectsFile:
    """The file of bad lines, made with the first of them; each is also shown, up to a screenful.

    One that another import writes to, or wrote to since this one began, is left alone: the next name is taken then,
    `name.2.jsonl`.
    """

    def __init__(self, path: Path) -> None:
        self.path, self._count, self._began = path, 0, time.time()
        self._file: IO[str] | None = None

    def __enter__(self) -> RejectsFile:
        return self

    def __call__(self, reject: Rejected, line: bytes) -> None:
        self._file = self._file or self._open()
        self._file.write(imports.rejected_line(reject, line))
        self._count += 1
        if self._count <= SHOWN:
            click.echo(f"line {reject.line}: {reject.reason}", err=True)

    def _open(self) -> IO[str]:
        """Open and empty the first of its names that no other import has written to meanwhile."""
        wanted = self.path
        for number in count(2):
            descriptor = private(str(self.path), os.O_CREAT | os.O_WRONLY)  # it holds customers' words
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):  # a terminal, a pipe
                break
            if pulse.try_lock(descriptor) and not self._is_newer(os.fstat(descriptor)):
                os.ftruncate(descriptor, 0)
                break
            os.close(descriptor)
            self.path = wanted.with_suffix(f".{number}{wanted.suffix}")
        return open(descriptor, "w", encoding="utf-8")

    def _is_newer(self, found: os.stat_result) -> bool:
        return found.st_size > 0 and found.st_mtime > self._began

    def __exit__(self, *_: object) -> None:
        if self._file:
            self._file.flush()
            if self._is_newer(os.fstat(self._file.fileno())):
                os.utime(self._file.fileno())  # written to until now: an import that began meanwhile leaves it alone
            self._file.close()
