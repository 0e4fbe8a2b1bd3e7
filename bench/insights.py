"""How long the insights take over many tickets, whose facts are made up: python -m bench.insights FOLDER [TICKETS]."""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from statistics import median

from sqlalchemy import insert

from assist_server import create_app, store
from assist_server.insights.refresh import refresh
from assist_server.services import build
from assist_server.settings import Settings
from assist_server.store import Facts
from assist_server.store.tables import entries, ticket_facts
from assist_server.store.transactions import writing
from tests.console.visiting import signed_in

BODY = 500  # bytes of a ticket's words
LOT = 20_000
PARTS = ("speed?channel=chat", "speed?category=category+3", "speed?channel=chat&category=category+3")
PAGES = ("mood", "speed", "speed?hours=open", "speed?measure=waited", *PARTS)
OTHERS = ("consistency", "gaps", "usage", "maturity")
TIMES = 20  # each page is asked
WEEKS, LAST = 104, 739_900 // 7
MOODS = ("negative", "neutral", "positive")


def main(folder: Path, count: int) -> None:
    """Fill a database, sum it up, and ask for the pages."""
    settings = Settings(folder=folder, secret="measured", allowed_hosts=["localhost"])
    folder.mkdir(parents=True, exist_ok=True)
    store.migrate(settings.database)
    services = build(settings)
    chance = random.Random(3)
    if not store.count_entries(services.engine, "ticket"):
        _timed("tickets stored", lambda: _fill(services.engine, chance, 1, count))
    services.encoder = lambda model=None: _NoEncoder()  # type: ignore[assignment, method-assign, return-value]
    _timed("weeks summed up", lambda: refresh(services, lambda *_: None))
    _fill(services.engine, chance, store.count_entries(services.engine, "ticket") + 1, 500, week=LAST)
    _timed("500 new tickets of the newest week summed up", lambda: refresh(services, lambda *_: None))
    services.close()
    client = signed_in(create_app(settings))
    for page in (*PAGES, *OTHERS):
        asked = [_asked(client, f"/console/insights/{page}") for _ in range(TIMES)]
        clock, processor = ([1000 * one[place] for one in asked] for place in (0, 1))
        told = (
            f"median {median(clock):.0f} ms, slowest {max(clock):.0f} ms, of the processor {median(processor):.0f} ms"
        )
        print(f"/console/insights/{page}: {told}", flush=True)


class _NoEncoder:
    """Stands in for the encoder: the moods are made up, none is read."""

    class model:
        """Its row."""

        name, dim = "none", 8


def _asked(client: object, path: str) -> tuple[float, float]:
    """Return the seconds of the clock, and of the processor, which a busy machine leaves as they are."""
    start, work = time.perf_counter(), time.process_time()
    answer = client.get(path)  # type: ignore[attr-defined]
    assert answer.status_code == 200, answer.status_code
    return time.perf_counter() - start, time.process_time() - work


def _timed(what: str, work: Callable[[], object]) -> None:
    start = time.perf_counter()
    work()
    print(f"{what}: {time.perf_counter() - start:.1f} s", flush=True)


def _fill(engine: store.Engine, chance: random.Random, first: int, count: int, week: int | None = None) -> None:
    """Put tickets and their facts into the tables as they are, past what saving a ticket does beside it."""
    for start in range(first, first + count, LOT):
        pks = range(start, min(start + LOT, first + count))
        rows = [asdict(_facts(pk, chance)) | {"counted": False} | ({"week": week} if week else {}) for pk in pks]
        with writing(engine) as connection:
            connection.execute(insert(entries), [_entry(pk) for pk in pks])
            connection.execute(insert(ticket_facts), rows)


def _entry(pk: int) -> dict[str, object]:
    texts = dict.fromkeys(("title", "reply", "reply_hash"), "")
    body = "x" * BODY
    return {
        "pk": pk, "kind": "ticket", "id": f"T-{pk}", "content_hash": str(pk), "status": "solved", "internal": False,
        "tags": [], "body": body, **texts,
    }  # fmt: skip


def _facts(pk: int, chance: random.Random) -> Facts:
    response = int(chance.lognormvariate(8, 1.5))
    channel = chance.choice(("email", "chat", "phone", "social", "web"))
    return Facts(
        entry_pk=pk,
        content_hash=str(pk),
        week=LAST - chance.randrange(WEEKS),
        channel=channel,
        category=f"category {chance.randrange(20)}",
        brand=chance.choice(("fernway", "lumio")),
        team=f"team {chance.randrange(8)}",
        agent_key=f"agent {chance.randrange(200)}",
        mood_first=chance.choice(MOODS),
        mood_last=chance.choice((*MOODS, None)),
        bad=chance.choice((None, None, False, False, False, True)),
        replies=chance.randrange(4),
        contacts=1 + chance.randrange(3),
        solved=True,
        reopened=chance.random() < 0.1,
        first_response=response,
        first_response_open=response // 3,
        resolution=8 * response,
        resolution_open=3 * response,
        live_wait=response if channel in ("chat", "phone") else None,
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000)
