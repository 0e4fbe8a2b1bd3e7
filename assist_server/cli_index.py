"""The commands about the index: reindex, jobs, going back, and forgetting a customer."""

from __future__ import annotations

import sys
import time

import click

from assist_server import erasure, queueing, reindex, store, told
from assist_server.cli_parts import note_known, open_services, read_after, run_here
from assist_server.cli_parts import told as in_a_sentence
from assist_server.plan import plan
from assist_server.progress import settle
from assist_server.services import Services
from assist_server.terminal import Bar

LISTED = 20  # jobs
LOOK_AGAIN = 0.5  # seconds
ASK_FROM = 60.0  # seconds: what takes longer is asked about first
ENDED = ("done", "failed", "cancelled", "interrupted")


@click.command(name="reindex")
@click.option("--model", help="Encoder to build for; the one in use unless given.")
@click.option("--source", help="Sync this source first.")
@click.option("--force", is_flag=True, help="Go live even if the check fails.")
@click.option("--here", is_flag=True, help="Take the index over from another server's data folder that is gone.")
@click.option("--wait/--no-wait", default=True, show_default=True, help="Run it here, or queue it and print its id.")
@click.option("--yes", is_flag=True, help="Start without asking, however long it takes.")
@in_a_sentence
def reindex_(model: str | None, source: str | None, force: bool, here: bool, wait: bool, yes: bool) -> None:
    """Build a new index beside the live one, check it, and go live."""
    services = open_services()
    if not here:
        reindex.refuse_elsewhere(services)
    noted = _tell_cost(services, model, ask=not yes and sys.stdin.isatty())
    arguments = {"model": model, "source": source, "force": force, "here": here}
    if not wait:
        click.echo(queueing.queue(services, "reindex", arguments).id)
        return
    for line in told.of_reindex(run_here(services, "reindex", arguments, noted)):
        click.echo(line)
    read_after(services, "reindex")


def _tell_cost(services: Services, model: str | None, *, ask: bool) -> list[str]:
    """Say what it will cost; where that is long or another model, and somebody is there, ask whether to go on.

    Returns what was said, line by line.
    """
    planned = plan(services, model)
    said = list(told.of_plan(planned))
    for line in said:
        click.echo(line, err=True)
    changes = store.live(services.engine).generation is not None and planned.model != services.model()
    if ask and (changes or (planned.seconds or 0.0) > ASK_FROM):
        click.confirm("Start?", default=True, abort=True, err=True)
    return said


@click.command()
@click.argument("job", required=False)
@in_a_sentence
def jobs(job: str | None) -> None:
    """List the latest jobs, or follow one to its end."""
    services = open_services()
    settle(services.engine, services.settings.folder, services.jobs)
    if job is None:
        for one in store.recent_jobs(services.engine, LISTED):
            click.echo(told.of_job(one))
        return
    ended = _follow(services, job)
    click.echo(told.of_job(ended))
    sys.exit(0 if ended.state == "done" else 1)


def _follow(services: Services, id: str) -> store.Job:
    """Show a job's progress until it ends, and return it."""
    with Bar("waiting") as bar:
        while True:
            settle(services.engine, services.settings.folder, services.jobs)
            found = store.job(services.engine, id)
            if found is None:
                raise click.ClickException("There is no job of this id.")
            if found.state in ENDED:
                return found
            note_known(bar, found)
            bar.stage(found.stage or "waiting", found.done, found.total)
            time.sleep(LOOK_AGAIN)


@click.command()
@click.argument("job")
@in_a_sentence
def cancel(job: str) -> None:
    """Ask a job to stop."""
    if not store.cancel_job(open_services().engine, job):
        raise click.ClickException("That job is not under way.")
    click.echo("It stops at its next step.")


@click.command()
@in_a_sentence
def rollback() -> None:
    """Put the previous generation back."""
    click.echo(f"live: {reindex.roll_back(open_services())}")


@click.group()
def customers() -> None:
    """What customers have a right to."""


@customers.command()
@click.option("--id", "id_", help="The customer's id in the helpdesk.")
@click.option("--email", help="The customer's e-mail address.")
@click.option("--wait/--no-wait", default=True, show_default=True, help="Reindex here and prove the files too.")
@in_a_sentence
def erase(id_: str | None, email: str | None, wait: bool) -> None:
    """Forget a customer: tickets, vectors, feedback, kept answers, and the index's files; prints the proof."""
    known = [one for one in (id_, email) if one and one.strip()]
    if not known:
        raise click.UsageError("Give --id, --email, or both.")
    services = open_services()

    def rebuild() -> None:
        if wait:
            run_here(services, "reindex", {})
        else:
            queueing.queue(services, "reindex", {})

    done = erasure.erase(services, *known, rebuild=rebuild)
    for line in told.of_erasure(done):
        click.echo(line)
    sys.exit(1 if done.found_in else 0)


COMMANDS = (reindex_, jobs, cancel, rollback, customers)
