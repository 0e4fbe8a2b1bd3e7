"""What every command does: open what the environment names, and say what is wrong in a sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

import click

from assist_server import data_folder, following, pulse, queueing, store, tasks
from assist_server import told as lines_told
from assist_server.errors import AssistError
from assist_server.services import Services, build
from assist_server.settings import Settings
from assist_server.store import Job
from assist_server.terminal import Bar
from embeddings.errors import EmbeddingError


def told(command: Callable[..., Any]) -> Callable[..., Any]:
    """Say what is wrong and what mends it in one sentence, with exit status 1, instead of a traceback."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except (AssistError, EmbeddingError) as exc:
            raise click.ClickException(str(exc)) from exc

    return run


def open_services(*, any_secret: bool = False) -> Services:
    """Open what the environment names, the database brought up to date.

    Raises SecretRefused for another secret than the database's, unless any will do.
    """
    settings = Settings.from_environment()
    data_folder.prepare(settings.folder)
    store.migrate(settings.database)
    services = build(settings)
    if not any_secret:
        services.secret()
    return services


def run_here(services: Services, task: str, arguments: dict[str, Any], noted: Iterable[str] = ()) -> dict[str, Any]:
    """Run a task to its end under a progress bar and return its result; only one of its kind at a time.

    `noted` are lines that need not be told again. Raises AssistError with what the job says where it does not get done.
    """
    pulse.give_way()
    job = queueing.take(services, task, arguments)
    with Bar(task, noted) as bar, pulse.beating(services.settings.folder, job.id):
        state = tasks.run(services, job.id, _Watch(services, job.id, bar))
    ended = store.job(services.engine, job.id)
    if state != "done" or ended is None:
        raise AssistError(ended.message if ended else "The job has vanished.")
    return ended.result


class _Watch:
    """Shows a job's progress; at each new stage also what the job knows already."""

    def __init__(self, services: Services, job_id: str, bar: Bar) -> None:
        self._services, self._job_id, self._bar, self._stage = services, job_id, bar, ""

    def __call__(self, stage: str, done: int, total: int) -> None:
        if stage != self._stage:
            self._stage = stage
            note_known(self._bar, store.job(self._services.engine, self._job_id))
        self._bar.stage(stage, done, total)


def note_known(bar: Bar, job: Job | None) -> None:
    """Write above a bar what the job's index will leave out, as soon as that is known."""
    for line in lines_told.of_left_out(job.result.get("left_out", {}) if job else {}):
        bar.note(line)


def read_after(services: Services, task: str) -> None:
    """Read for the insights what a task has brought; say where that came to no good end, or is not all."""
    with Bar(following.TASK) as bar:
        job = following.follow(services, task, bar.stage, limit=following.HERE)
    if job and (job.state != "done" or following.is_due(services)):
        why = f" ({job.message})" if job.message else ""
        click.echo(f"The insights have not read all tickets yet{why}. Run: assist insights refresh", err=True)
