"""The file that an import writes bad lines to, which another import at the same time leaves alone."""

from __future__ import annotations

import os
import stat
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

    While another import writes to it the next free name is taken: `name.2.jsonl`.
    """

    def __init__(self, path: Path) -> None:
        self.path, self._count = path, 0
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
        """Open and empty the first of its names that no other import has locked."""
        wanted = self.path
        for number in count(2):
            descriptor = private(str(self.path), os.O_CREAT | os.O_WRONLY)  # it holds customers' words
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):  # a terminal, a pipe
                break
            if pulse.try_lock(descriptor):
                os.ftruncate(descriptor, 0)
                break
            os.close(descriptor)
            self.path = wanted.with_suffix(f".{number}{wanted.suffix}")
        return open(descriptor, "w", encoding="utf-8")

    def __exit__(self, *_: object) -> None:
        if self._file:
            self._file.close()
