"""An experiment of the desk: for a random share of the tickets suggestions are held back, to learn what they do."""

from __future__ import annotations

import secrets
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from assist_server import store
from assist_server.errors import Conflict, NotFound, StoreUnusable
from assist_server.requests import SuggestionRequest
from assist_server.results import Suggestions
from assist_server.services import Services, keyed_hash
from assist_server.store import Experiment

DIGITS = 13  # of the hash: 52 bits, as many as a float tells apart
SPAN = float(16**DIGITS)


def start(services: Services, *, share: float, days: int) -> Experiment:
    """Begin an experiment. Raises Conflict while one is running."""
    now = datetime.now(UTC)
    new = Experiment(secrets.token_hex(6), share, now, now + timedelta(days=days), None)
    if not store.add_experiment(services.engine, new):
        raise Conflict("An experiment is running already.", mend="Run: assist experiment stop")
    return new


def stop(services: Services) -> Experiment:
    """End the one that runs, and return it. Raises NotFound where none does."""
    now = datetime.now(UTC)
    running = store.running_experiment(services.engine, now)
    if running is None:
        raise NotFound("No experiment is running.", mend="Run: assist experiment start")
    store.stop_experiment(services.engine, running.id, now)
    return running


def is_held(secret: bytes, experiment: Experiment, ticket_id: str) -> bool:
    """Tell whether a ticket's suggestions are held back: drawn by a keyed hash, the same for everybody at any time."""
    drawn = int(keyed_hash(secret, f"experiment {experiment.id} {ticket_id}")[:DIGITS], 16)
    return drawn / SPAN < experiment.share


def with_held_back(services: Services, asked: SuggestionRequest, answer: Suggestions) -> Suggestions:
    """Return the answer as this ticket is to get it, and keep how it was drawn. `answer` may come from the cache.

    Only a ticket with an id and with a suggestion is drawn. Who asks to see it anyway sees it, and that is kept, too.
    """
    ticket_id = asked.ticket.id
    if not ticket_id or not (answer.suggestions or answer.articles or answer.similar_tickets):
        return answer
    running = store.running_experiment(services.engine, datetime.now(UTC))
    if running is None:
        return answer
    secret = services.secret()
    held = is_held(secret, running, ticket_id)
    if answer.suggestions:
        key = keyed_hash(secret, ticket_id)
        with suppress(StoreUnusable):  # the agent's answer does not wait for a database busy with something else
            store.note_drawn(services.engine, running.id, key, held=held, broken=held and asked.anyway)
    if not held or asked.anyway:
        return answer
    return answer.model_copy(update={"suggestions": [], "articles": [], "similar_tickets": [], "held_back": True})
