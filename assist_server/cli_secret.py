"""`assist secret`: going on where the secret that customers are hashed with is lost for good."""

from __future__ import annotations

import click

from assist_server import store
from assist_server.cli_parts import open_services, told
from assist_server.pseudonyms import fingerprint, known_secret, make_secret


@click.group()
def secret() -> None:
    """The secret that customers are hashed with."""


@secret.command()
@click.option("--yes", is_flag=True, help="Do not ask.")
@told
def accept(yes: bool) -> None:
    """Take the secret that is here (a new one where there is none) for the database's from now on.

    Customers that were hashed with the one before are not matched any more, neither for their history nor to be
    forgotten, until their tickets are imported again.
    """
    services = open_services(any_secret=True)
    given = known_secret(services.settings)
    if given and fingerprint(given) == store.secret_fingerprint(services.engine):
        click.echo("It is the database's secret already.")
        return
    if not yes:
        click.confirm(
            "Customers stored so far will not be matched any more until their tickets are imported again. Go on?",
            abort=True,
            err=True,
        )
    unmatched = store.accept_fingerprint(services.engine, fingerprint(given or make_secret(services.settings)))
    services.cache.clear()
    click.echo(f"Accepted. Tickets whose customer is not matched until they are imported again: {unmatched}.")
