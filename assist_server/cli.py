"""The command line: `assist`."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import IO, NoReturn

import click

from assist_server import (
    auth,
    cli_experiment,
    cli_index,
    cli_insights,
    cli_privacy,
    cli_secret,
    cli_sources,
    data_folder,
    demo,
    imports,
    pulse,
    reindex,
    store,
    told,
    tune,
    tune_encoder,
    worker,
)
from assist_server.cli_parts import open_services as _services
from assist_server.cli_parts import run_here as _run
from assist_server.cli_parts import told as _told
from assist_server.rejects_file import RejectsFile
from assist_server.replay_report import LAST
from assist_server.results import Imported, Kind
from assist_server.settings import Settings, environment_with, set_variable
from assist_server.terminal import Bar
from embeddings.encoder import prepare as prepare_encoder

KINDS: dict[str, Kind] = {"tickets": "ticket", "articles": "article", "macros": "macro"}


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="agent-assist")
def main() -> None:
    """Suggested replies for support agents, from the desk's own history, on the desk's own machine."""
    os.umask(0o077)  # whatever is written is its owner's alone


for _command in (*cli_index.COMMANDS, *cli_insights.COMMANDS, *cli_experiment.COMMANDS):
    main.add_command(_command)


@main.command()
@_told
def migrate() -> None:
    """Create the database, or bring it up to date."""
    settings = Settings.from_environment()
    data_folder.prepare(settings.folder)
    store.migrate(settings.database)
    click.echo("The database is up to date.")


@main.command()
@click.argument("model", required=False)
@_told
def prepare(model: str | None) -> None:
    """Make the serving form of the encoder (once; MODEL is the one set unless named)."""
    settings = Settings.from_environment()
    data_folder.prepare(settings.folder)
    name = model or settings.model
    prepare_encoder(name, settings.models_folder)
    click.echo(f"{name} is prepared.")


@main.command(name="import")
@click.argument("what", type=click.Choice(list(KINDS)))
@click.argument("file", type=click.File("rb"))
@click.option("--rejects", type=click.Path(dir_okay=False, path_type=Path), help="Where bad lines go.")
@_told
def import_(what: str, file: IO[bytes], rejects: Path | None) -> None:
    """Import JSON Lines (gzipped or not; '-' reads standard input). The same file again changes nothing."""
    pulse.give_way()
    tally = imports.Tally()

    def show(so_far: imports.Tally) -> None:
        nonlocal tally
        tally = so_far
        bar.advance(so_far.lines)

    try:
        with RejectsFile(rejects or Path(f"{what}.rejects.jsonl")) as bad, Bar(f"importing {what}") as bar:
            done = imports.import_lines(_services(), KINDS[what], file, on_reject=bad, progress=show)
    except KeyboardInterrupt:
        _tell_stopped(tally)
    _tell_import(what, done, bad.path)


def _tell_stopped(tally: imports.Tally) -> NoReturn:
    """Say what an import that was stopped has done, and end as programs do that were stopped by Ctrl+C."""
    counts = f"{tally.added} added, {tally.changed} changed, {tally.unchanged} unchanged"
    click.echo(f"Stopped after {tally.lines} lines: {counts}, all of it kept. The same command goes on.", err=True)
    sys.exit(130)


def _tell_import(what: str, done: Imported, rejects: Path) -> None:
    click.echo(f"{what}: {done.added} added, {done.changed} changed, {done.unchanged} unchanged")
    if done.waiting:
        click.echo(f"{done.waiting} passages wait for the next reindex. Run: assist reindex")
    for hint in done.hints:
        lines = f" ({hint.lines} lines)" if hint.lines else ""
        click.echo(f"{hint.pointer or 'more'}{lines}: {hint.detail}", err=True)
    if done.rejected:
        click.echo(f"{done.rejected} lines could not be taken; they are in {rejects}.", err=True)
        sys.exit(3)


@main.command(name="tune")
@click.option("--forget", is_flag=True, help="Forget what was tuned instead.")
@click.option("--encoder", is_flag=True, help="Teach the encoder itself: slow without a GPU, and a model of its own.")
@click.option("--minutes", default=tune_encoder.MINUTES, show_default=True, type=click.IntRange(1, 1_440),
              help="That teaching the encoder may take.")  # fmt: skip
@_told
def tune_(forget: bool, encoder: bool, minutes: int) -> None:
    """Learn which replies answer which messages; kept only if it is better on the newest tickets."""
    services = _services()
    if encoder and not forget:
        for line in told.of_teaching(_run(services, "tune", {"encoder": True, "minutes": minutes})):
            click.echo(line)
        return
    if forget:
        there = tune.forget(services.settings)
        click.echo("Forgotten; the next reindex does without." if there else "Nothing was tuned.")
        return
    for line in told.of_tuning(_run(services, "tune", {})):
        click.echo(line)


@main.command(name="replay")
@click.option("--last", default=LAST, show_default=True, type=click.IntRange(1, 10_000), help="Tickets to ask again.")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
@_told
def replay_(last: int, as_json: bool) -> None:
    """Ask the last solved tickets again: what each threshold would have shown, and how often rightly."""
    services = _services()
    result = _run(services, "replay", {"last": last})
    lines = [json.dumps(result)] if as_json else told.of_replay(services.engine, result)
    for line in lines:
        click.echo(line)


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65_535))
@click.option("--inherited", hidden=True, help="Socket and lock, as the demo hands them down.")
@_told
def serve(host: str, port: int, inherited: str | None) -> None:
    """Serve the API with gunicorn."""
    settings = Settings.from_environment()
    set_variable("WEB_CONCURRENCY", str(settings.web_workers))
    from assist_server import serving  # gunicorn reads that variable by itself, as soon as it is imported

    serving.refuse_unfit(settings)
    reservation = serving.Reservation.inherited(inherited) if inherited else serving.reserve(settings, host, port)
    services = _services()
    reindex.tidy(services)
    services.close()
    serving.serve(settings, reservation)


@main.command(name="demo")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65_535))
@click.option("--year", default=0, type=click.IntRange(0, 100_000), help="Also so many tickets of an invented year.")
@_told
def demo_(port: int, year: int) -> None:
    """Load the demo company, build its index and serve it on this machine alone."""
    settings = Settings.from_environment()
    set_variable("WEB_CONCURRENCY", str(settings.web_workers))
    from assist_server import serving  # as above

    serving.refuse_unfit(settings)
    reservation = serving.reserve(settings, "127.0.0.1", port, demo=True)
    services = _services()
    prepare_encoder(services.settings.model, services.settings.models_folder)
    with Bar("loading the demo company") as bar:
        demo.load(services, bar.stage, year)
    key = demo.fresh_key(services, reservation.lock.previous.demo_key)
    reservation.record(key.key.id)
    services.close()
    # A fresh program: the threads that built the index would not survive gunicorn's fork.
    command = [sys.executable, "-m", "assist_server.cli", "serve", "--port", str(port)]
    command += ["--inherited", reservation.hand_down()]
    os.execve(sys.executable, command, environment_with({"ASSIST_DEMO_KEY": key.secret}))


@main.command(name="worker")
@click.option("--burst", is_flag=True, help="Stop when no job is left.")
@_told
def worker_(burst: bool) -> None:
    """Wait for jobs in Redis and run them."""
    worker.work(Settings.from_environment(), burst=burst)


@main.group()
def keys() -> None:
    """Who may ask: keys are stored hashed and shown once."""


@keys.command()
@click.option("--role", type=click.Choice(["agent", "admin"]), required=True)
@click.option("--name", required=True, help="Whose key it is.")
@_told
def create(role: store.Role, name: str) -> None:
    """Make a key and print it, alone, on standard output."""
    click.echo(auth.create_key(_services().engine, role, name))


@keys.command(name="list")
@_told
def list_() -> None:
    """List the keys (never the secrets)."""
    for key in store.keys(_services().engine):
        state = f"revoked {key.revoked_at:%Y-%m-%d}" if key.revoked_at else "valid"
        used = f"used {key.used_at:%Y-%m-%d}" if key.used_at else "never used"
        click.echo(f"{key.id}  {key.role:<5}  {key.created_at:%Y-%m-%d}  {state:<18}  {used:<15}  {key.name}")


@keys.command()
@click.argument("key_id")
@_told
def revoke(key_id: str) -> None:
    """Revoke the key of this id; the next request with it is refused."""
    if not store.revoke_key(_services().engine, key_id):
        raise click.ClickException("There is no valid key of this id.")
    click.echo("Revoked.")


main.add_command(cli_sources.sources)
main.add_command(cli_sources.sync)
main.add_command(cli_privacy.privacy)
main.add_command(cli_secret.secret)


if __name__ == "__main__":
    main()
