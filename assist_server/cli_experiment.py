"""The command about experiments: `assist experiment`."""

from __future__ import annotations

import click

from assist_server import experiment
from assist_server.cli_parts import open_services, told
from assist_server.insights import tables
from assist_server.insights.experiment_shown import Experiments
from assist_server.insights.experiments import experiments, needed


@click.group(name="experiment")
def experiment_() -> None:
    """Learn what suggestions do: hold them back for a random share of the tickets."""


@experiment_.command()
@click.option("--share", type=click.FloatRange(0.01, 0.5), default=0.1, show_default=True, help="Of the tickets.")
@click.option("--days", type=click.IntRange(1, 365), default=28, show_default=True)
@told
def start(share: float, days: int) -> None:
    """Begin one. At most one runs at a time."""
    services = open_services()
    new = experiment.start(services, share=share, days=days)
    count = needed(services, share)
    people = services.settings.insights_people
    click.echo(f"Experiment {new.id} runs until {new.ends_at:%Y-%m-%d %H:%M} UTC.")
    click.echo(f"For {share:.0%} of the tickets suggestions are held back; the panel says so to the agent.")
    click.echo(f"To see a difference of 10 % four times in five it takes {count:,} tickets with a reply.")
    click.echo(f"Nothing is shown before {people} people have replied.")


@experiment_.command()
@told
def stop() -> None:
    """End the one that runs, and tell what it found."""
    services = open_services()
    ended = experiment.stop(services)
    click.echo(_told(experiments(services, ended.id)))


@experiment_.command()
@click.option("--id", "id_", help="Of an earlier one; the newest unless given.")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON, on one line.")
@told
def report(id_: str | None, as_json: bool) -> None:
    """Tell what it found until now."""
    found = experiments(open_services(), id_)
    click.echo(found.model_dump_json() if as_json else _told(found))


@experiment_.command()
@told
def status() -> None:
    """Tell which experiments there were, and whether one runs."""
    found = experiments(open_services())
    if found.experiment is None:
        click.echo("There was no experiment yet. Run: assist experiment start")
        return
    for one in found.history:
        state = "running until" if found.experiment.running and one.id == found.experiment.id else "ended"
        drawn = f"{one.tickets} tickets, {one.held} of them held back"
        click.echo(f"{one.id}  {one.started_at:%Y-%m-%d}  {state} {one.ended_at:%Y-%m-%d}  {drawn}")


def _told(found: Experiments) -> str:
    if found.experiment is None:
        return "There was no experiment yet. Run: assist experiment start"
    words = [*found.experiment.words, f"Tickets with a reply to see a difference of 10 %: {found.experiment.needed:,}."]
    return "\n".join([tables.of_experiment(found.experiment), *words])


COMMANDS = (experiment_,)
