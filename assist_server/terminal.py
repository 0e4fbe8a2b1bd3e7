"""Progress in the terminal: a bar where somebody looks, a line now and then where the output goes to a file."""

from __future__ import annotations

from collections.abc import Iterable
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn


class Bar:
    """A progress bar on standard error, so that standard output stays clean."""

    def __init__(self, title: str, noted: Iterable[str] = ()) -> None:
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            console=Console(stderr=True),
        )
        self._task = self._progress.add_task(title, total=None)
        self._noted = set(noted)

    def advance(self, done: int) -> None:
        """Show how much is done when nobody knows of how much."""
        self._progress.update(self._task, completed=done)

    def stage(self, stage: str, done: int, total: int) -> None:
        """Show the stage of the work and how far it is."""
        self._progress.update(self._task, description=stage, completed=done, total=total)

    def note(self, line: str) -> None:
        """Write a line above the bar, unless that was done already."""
        if line not in self._noted:
            self._noted.add(line)
            self._progress.console.print(line, markup=False, highlight=False)

    def __enter__(self) -> Bar:
        self._progress.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, exc: BaseException | None, tb: TracebackType | None) -> None:
        self._progress.stop()
