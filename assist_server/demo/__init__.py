"""The demo company: Northlight Outfitters with its brands fernway and lumio, all of it made up."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from io import BytesIO

from assist_server import auth, following, imports, pulse, queueing, store, tasks
from assist_server.demo.year import articles, as_file, tickets
from assist_server.errors import NotReady
from assist_server.results import Kind
from assist_server.services import Services
from embeddings.models import find_model

BRANDS = ("fernway", "lumio")
PARTS: dict[str, Kind] = {"tickets": "ticket", "articles": "article", "macros": "macro"}
KEY_NAME = "demo page"
WRITTEN = datetime(2026, 11, 21, tzinfo=UTC)  # the day after the newest time in the files
STEP = timedelta(weeks=4)

_TIME = re.compile(rb'(?<=_at": ")[^"]+(?=")')


def load(services: Services, watch: Callable[[str, int, int], None], year: int = 0) -> None:
    """Import the demo company and build its index; what is already there is left as it is, so again takes a moment.

    `year` is how many tickets of an invented year are added, for the insights.

    Raises NotReady when the index can't be built, Conflict while another process builds one.
    """
    changed = 0
    for brand in BRANDS:
        for part, kind in PARTS.items():
            lines = (files(__name__) / f"{brand}.{part}.jsonl").read_bytes()
            done = imports.import_lines(services, kind, BytesIO(moved(lines, datetime.now(UTC))))
            changed += done.added + done.changed
    if year:
        for done in (
            imports.import_lines(services, "ticket", as_file(tickets(year))),
            imports.import_lines(services, "article", as_file(articles())),
        ):
            changed += done.added + done.changed
    model, live = find_model(services.settings.model).name, store.live_generation(services.engine)
    if changed or live is None or live.model != model:
        job = queueing.take(services, "reindex", {"model": model})
        with pulse.beating(services.settings.folder, job.id):
            state = tasks.run(services, job.id, watch)
        if state != "done":
            raise NotReady("The demo company's index could not be built.", mend="Run: assist reindex")
        following.follow(services, "reindex", watch)


def moved(lines: bytes, now: datetime) -> bytes:
    """Move all times of a file on by whole steps of four weeks, so that the demo does not grow old on the shelf.

    Weekdays stay, and within a step a second import finds nothing changed.
    """
    by = max(0, (now - WRITTEN) // STEP) * STEP
    return _TIME.sub(lambda found: (datetime.fromisoformat(found[0].decode()) + by).isoformat().encode(), lines)


def fresh_key(services: Services, previous: str = "") -> auth.Made:
    """Return a new agent's key for the demo page; that of the demo before (`previous`, its id) is revoked.

    Where the database may be shared no other is: it may be that of a page which somebody else serves.
    """
    shared = bool(services.settings.database_url)
    for key in store.keys(services.engine):
        if key.name == KEY_NAME and key.revoked_at is None and (key.id == previous or not shared):
            store.revoke_key(services.engine, key.id)
    return auth.make_key(services.engine, "agent", KEY_NAME)
