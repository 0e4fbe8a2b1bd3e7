"""`assist sources` and `assist sync`: where tickets come from, and bringing in what changed."""

from __future__ import annotations

import json
import random
import re
import sys
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click

from assist_server import following, pulse, store, sync_jobs
from assist_server import sync as syncing
from assist_server.cli_parts import open_services, read_after, told
from assist_server.errors import AssistError, InvalidInput
from assist_server.services import Services
from assist_server.settings import credential_variable
from assist_server.sources.catalogue import checked, kinds, module_of, options_of
from assist_server.store import Entry, Source
from assist_server.terminal import Bar
from embeddings.errors import EmbeddingError

EXCERPT = 300  # characters of a turn that a trial shows
UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
JITTER = 0.1  # share of the interval by which a round may come later, so that many desks don't ask at once


def _pairs(context: click.Context, parameter: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    """Read NAME=VALUE."""
    pairs = [one.partition("=") for one in given]
    if any(not name or not sign for name, sign, _ in pairs):
        raise click.BadParameter("is written NAME=VALUE")
    return {name: value for name, _, value in pairs}


def _seconds(context: click.Context, parameter: click.Parameter, given: str | None) -> float | None:
    """Read an interval such as 15m."""
    if given is None:
        return None
    match = re.fullmatch(r"(\d{1,4})([smhd])", given)
    if not match or not int(match[1]):
        raise click.BadParameter("is written 90s, 15m, 2h or 1d")
    return float(int(match[1]) * UNITS[match[2]])


@click.group()
def sources() -> None:
    """Where tickets come from: helpdesks and files. Credentials are read from the environment alone."""


@sources.command()
@click.argument("kind")
@click.argument("name", required=False)
@click.option("--url", help="Where the helpdesk is.")
@click.option("--file", type=click.Path(dir_okay=False, path_type=Path), help="The file to read.")
@click.option("--set", "more", multiple=True, callback=_pairs, metavar="OPTION=VALUE", help="Any option of the kind.")
@click.option(
    "--map", "columns", multiple=True, callback=_pairs, metavar="COLUMN=FIELD", help="A column of a CSV file."
)
@click.option("--yes", is_flag=True, help="Add it without showing tickets and asking.")
@told
def add(
    kind: str,
    name: str | None,
    url: str | None,
    file: Path | None,
    more: dict[str, str],
    columns: dict[str, str],
    yes: bool,
) -> None:
    """Add a source of this KIND (see `assist sources kinds`), or tell a known one something else.

    First some of its tickets are shown as they would be stored, personal data replaced.
    """
    services, name = open_services(), name or kind.replace("_", "-")
    options = more | ({"url": url} if url else {}) | ({"file": str(file.absolute())} if file else {})
    options = checked(name, kind, options | ({"map": json.dumps(columns)} if columns else {}))
    settled = getattr(module_of(kind), "settled", None)
    if settled:  # what a source finds out about itself, such as which column is which, is shown and then kept
        options, found = settled(options)
        for line in found:
            click.echo(line)
    if not yes:
        _try(services, name, kind, options)
        click.confirm("Add this source?", abort=True)
    added = sync_jobs.add(services, name, kind, options)
    click.echo(f"{name} is {'added' if added else 'changed'}. Run: assist sync {name}")


@sources.command(name="kinds")
def kinds_() -> None:
    """List the kinds of sources, how each was tried, and what each must be told."""
    for kind, module in kinds().items():
        click.echo(f"{kind:<16} {module.TITLE} ({module.EVIDENCE})")
        for needed in options_of(module):
            click.echo(f"    --set {needed.name}=…  {needed.title}{'' if needed.required else ' (may be left out)'}")
        for needed in module.NEEDED:
            if needed.secret:
                click.echo(f"    {credential_variable('NAME', needed.name)}  {needed.title}")


@sources.command(name="list")
@told
def list_() -> None:
    """List the sources, when each was last synced, and what that did."""
    services = open_services()
    counts = store.entries_of_sources(services.engine)
    for row in store.sources(services.engine):
        where = row.options.get("url") or row.options.get("file") or ""
        synced = f"{row.synced_at:%Y-%m-%d %H:%M}" if row.synced_at else "never synced"
        click.echo(f"{row.name:<16} {row.kind:<16} {counts.get(row.name, 0):>8} entries  {synced:<16}  {where}")
        if row.report.get("error"):
            click.echo(f"    the last sync ended with: {row.report['error']}")


@sources.command()
@click.argument("name")
@click.option("--tickets", is_flag=True, help="Delete what came from it too.")
@told
def remove(name: str, tickets: bool) -> None:
    """Forget a source; its tickets stay unless --tickets says otherwise."""
    gone = sync_jobs.remove(open_services(), name, tickets=tickets)
    click.echo(f"{name} is removed" + (f", and {gone} entries with it." if tickets else "; its tickets stay."))


@sources.command(name="try")
@click.argument("name")
@told
def try_(name: str) -> None:
    """Show ten tickets as they would be stored after redaction. Nothing is saved."""
    services = open_services()
    row = sync_jobs.found(services, name)
    _try(services, name, row.kind, row.options)


@click.command()
@click.argument("name", required=False)
@click.option("--every", callback=_seconds, metavar="15m", help="Keep running, a round at this interval.")
@click.option("--dry-run", is_flag=True, help="Show ten tickets as they would be stored, and save nothing.")
@click.option("--force", is_flag=True, help="Believe that many tickets have vanished at once.")
@told
def sync(name: str | None, every: float | None, dry_run: bool, force: bool) -> None:
    """Bring in what changed at a source (or at all): new and changed tickets in, vanished ones out."""
    pulse.give_way()
    services = open_services()
    if dry_run:
        for row in _chosen(services, name):
            _try(services, row.name, row.kind, row.options)
        return
    if every is None:
        status = max([_told_sync(services, row.name, force) for row in _chosen(services, name)])
        read_after(services, "sync")
        sys.exit(status)
    for _ in _rounds(every):
        next_at = (datetime.now(UTC) + timedelta(seconds=every)).isoformat()
        for row in _chosen(services, name):
            click.echo(f"{datetime.now():%Y-%m-%d %H:%M:%S} {_survived(services, row.name, next_at)}")
        following.follow(services, "sync")


def _chosen(services: Services, name: str | None) -> list[Source]:
    """Return the source named, or all. Raises InvalidInput where there is none."""
    rows = [sync_jobs.found(services, name)] if name else store.sources(services.engine)
    if not rows:
        raise InvalidInput("There is no source yet.", mend="Run: assist sources add KIND")
    return rows


def _rounds(every: float) -> Iterator[None]:
    while True:
        yield
        time.sleep(every * random.uniform(1, 1 + JITTER))


def _told_sync(services: Services, name: str, force: bool) -> int:
    """Sync under a progress bar, say what that did, and return the exit status; the next source is read anyway."""
    try:
        with Bar(f"syncing {name}") as bar:
            result = sync_jobs.run(services, name, bar.stage, force=force)
    except (AssistError, EmbeddingError) as exc:
        click.echo(f"Error: {name}: {exc}", err=True)
        return 1
    for line in (_line(name, result), *_advice(name, result)):
        click.echo(line)
    return 3 if result["held_back"] else 0


def _survived(services: Services, name: str, next_at: str = "") -> str:
    """Sync and say in one line how it went, errors too: the next round may go well."""
    try:
        return _line(name, sync_jobs.run(services, name, next_at=next_at))
    except (AssistError, EmbeddingError) as exc:
        return f"{name}: {exc}"


def _line(name: str, result: Mapping[str, Any]) -> str:
    counted = ", ".join(f"{result[part]} {part}" for part in ("added", "changed", "unchanged", "gone"))
    unread = sum(result["unread"].values())
    return f"{name}: {counted}" + (f", {unread} unread" if unread else "")


def _advice(name: str, result: Mapping[str, Any]) -> Iterator[str]:
    for reason, number in result["unread"].items():
        yield f"  {number} unread: {reason} (such as {', '.join(result['unread_ids'][reason])})"
    if result["held_back"]:
        yield (
            f"  {result['held_back']} tickets seem to be gone from it, too many to believe: they are held back."
            f" If it is true, run: assist sync {name} --force"
        )
    if result["reindex_due"]:
        yield "  A reindex is due. Run: assist reindex"


def _try(services: Services, name: str, kind: str, options: Mapping[str, str]) -> None:
    """Read a source's first tickets under a progress bar and show them as they would be stored."""
    with Bar(f"asking {name}") as bar:
        found = syncing.trial(
            services, name, kind, options, watch=lambda stage, done, most: bar.stage(f"{stage} {name}", done, most)
        )
    _show(*found)


def _show(entries: list[Entry], unread: list[Any]) -> None:
    """Show tickets as they would be stored."""
    for entry in entries:
        click.echo(f"\n{entry.id}  {entry.status}  {entry.language or 'language unsure'}  {entry.title}")
        for turn in json.loads(entry.body):
            click.echo(f"  {turn['author']}: {' '.join(turn['text'].split())[:EXCERPT]}")
        if entry.reply:
            click.echo(f"  would be offered: {' '.join(entry.reply.split())[:EXCERPT]}")
    for one in unread:
        click.echo(f"\n{one.id} can't be read: {one.reason}")
    if not entries and not unread:
        click.echo("It has no tickets.")
