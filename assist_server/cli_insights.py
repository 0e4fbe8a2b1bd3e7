"""The command about what the tickets say: `assist insights`."""

from __future__ import annotations

import json
from collections.abc import Callable

import click
from pydantic import BaseModel

from assist_server.cli_parts import open_services, run_here, told
from assist_server.errors import InvalidInput
from assist_server.insights import tables
from assist_server.insights.consistency import consistency
from assist_server.insights.gaps import gaps
from assist_server.insights.maturity import maturity
from assist_server.insights.mood import mood
from assist_server.insights.parts import Part
from assist_server.insights.shown import (
    ConsistencyFigures,
    GapFigures,
    MoodFigures,
    SpeedFigures,
    UsageFigures,
)
from assist_server.insights.speed import speed
from assist_server.insights.usage import usage
from assist_server.services import Services

FIGURES: dict[str, Callable[[Services], BaseModel]] = {
    "mood": mood,
    "speed": speed,
    "consistency": consistency,
    "gaps": gaps,
    "usage": usage,
    "maturity": maturity,
}


@click.command()
@click.argument("name", type=click.Choice(["refresh", *FIGURES]))
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON, on one line.")
@click.option("--csv", "as_csv", is_flag=True, help="Print the tables alone, as CSV.")
@click.option("--channel", help="With speed: tickets of this channel alone.")
@click.option("--category", help="With speed: tickets of this category alone.")
@click.option("--anew", is_flag=True, help="With refresh: read every ticket again, as after new opening hours.")
@told
def insights(name: str, as_json: bool, as_csv: bool, channel: str | None, category: str | None, anew: bool) -> None:
    """Tell what the desk's tickets say about its service (refresh: read what is new first)."""
    services = open_services()
    if name == "refresh":
        done = run_here(services, "insights", {"anew": anew})
        click.echo(json.dumps(done) if as_json else f"{done['read']} tickets read, {done['weeks']} weeks summed up")
        return
    part = Part(channel or None, category or None)
    if part.labels and name != "speed":
        raise InvalidInput("Only speed is told of a channel or a category.", mend="Leave --channel and --category out.")
    figures = speed(services, part) if name == "speed" else FIGURES[name](services)
    if as_csv:
        click.echo("\n".join(_tables(figures)), nl=False)
    else:
        click.echo(figures.model_dump_json() if as_json else _told(figures))


def _tables(figures: BaseModel) -> list[str]:
    """Return the tables of figures. Raises InvalidInput for those that have none."""
    if isinstance(figures, ConsistencyFigures):
        return [tables.of_consistency(figures)]
    if isinstance(figures, GapFigures):
        return [tables.of_gaps(figures), tables.of_articles(figures)]
    if isinstance(figures, MoodFigures):
        return [tables.of_mood(figures)]
    if isinstance(figures, SpeedFigures):
        return [tables.of_speed(figures)]
    if isinstance(figures, UsageFigures):
        return [tables.of_usage(figures), tables.of_times(figures)]
    raise InvalidInput("These figures have no table.", mend="Leave --csv out.")


def _told(figures: BaseModel) -> str:
    """Tell figures as a table with their words; what is told in longer texts as indented JSON."""
    if isinstance(figures, MoodFigures | SpeedFigures | UsageFigures):
        return "\n".join([*_tables(figures), *figures.words])
    return figures.model_dump_json(indent=1)


COMMANDS = (insights,)
