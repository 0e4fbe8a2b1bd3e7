"""What a source's tickets look like in the store, in the form in which the helpdesks' own databases are read."""

from __future__ import annotations

import json

from assist_server import store
from assist_server.services import Services

Truth = dict[str, tuple[str, list[tuple[str, str]]]]
"""By the helpdesk's own id: status, and the turns as author and text."""


def stored_of(services: Services, source: str) -> Truth:
    """Return what is stored of a source; the angry customer's ticket is left to another test."""
    found: Truth = {}
    for id_ in store.ids_of_source(services.engine, source, "ticket") - {f"{source}:1"}:
        entry = store.entry(services.engine, "ticket", id_)
        assert entry is not None and entry.status is not None
        turns = [(turn["author"], turn["text"]) for turn in json.loads(entry.body)]
        found[id_.removeprefix(f"{source}:")] = (entry.status, turns)
    return found
