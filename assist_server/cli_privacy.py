"""`assist privacy`: what would be stored of a ticket, before anything is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import IO

import click

from assist_server.cli_parts import told
from assist_server.preview import Preview, fields_of, past_ticket, preview
from assist_server.pseudonyms import known_secret
from assist_server.settings import Settings
from assist_server.text.beside import Piece

MARKS = {"kept": "", "placeholder": "", "replaced": "yellow", "left_out": "red"}  # colours of a terminal


@click.command()
@click.argument("file", type=click.File("r", encoding="utf-8", errors="replace"), default="-")
@click.option("--json", "as_json", is_flag=True, help="Print what the API would answer.")
@told
def privacy(file: IO[str], as_json: bool) -> None:
    """Show what would be stored of the ticket in FILE: JSON as in docs/FORMAT.md, or what a customer wrote.

    Nothing of it is stored.
    """
    shown = preview(past_ticket(fields_of(file.read())), known_secret(Settings.from_environment()) or b"none yet")
    if as_json:
        click.echo(shown.model_dump_json(indent=1))
        return
    for line in _lines(shown):
        click.echo(line)


def _lines(shown: Preview) -> Iterator[str]:
    """Tell each text as it came in and as it would be stored."""
    if shown.subject.original:
        yield from ("subject:", _marked(shown.subject.original), f"stored: {_marked(shown.subject.stored)}", "")
    for turn in shown.turns:
        stored = _marked(turn.stored) if turn.stored else f"nothing ({turn.why})"
        yield from (f"{turn.author}:", _marked(turn.original), f"stored: {stored}", "")
    yield "replaced: " + (", ".join(f"{name} {count}" for name, count in shown.placeholders.items()) or "nothing")
    yield "as it is: " + ", ".join(f"{name}={value}" for name, value in shown.as_it_is.items())
    for passage in shown.passages:
        yield f"found by: {passage}"
    yield f"offered: {_marked(shown.reply) or 'nothing'}"


def _marked(pieces: Iterable[Piece]) -> str:
    return "".join(click.style(one.text, fg=MARKS[one.what] or None, bold=one.what == "placeholder") for one in pieces)
