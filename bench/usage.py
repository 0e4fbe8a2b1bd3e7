"""How long use and an experiment take to tell of many: python -m bench.usage FOLDER [EVENTS [DRAWN TICKETS]]."""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import Table, insert

from assist_server import auth, create_app, experiment, store
from assist_server.services import Services
from assist_server.settings import Settings
from assist_server.store import Entry
from assist_server.store.migrations.versions.v0007_experiments import LABELS, REASONS, SUM
from assist_server.store.tables import experiment_tickets, feedback, replies
from assist_server.store.transactions import writing
from tests.console.visiting import signed_in

ENTRIES, AGENTS, TIMES, LOT = 2_000, 100, 20, 20_000
EVENTS = ("shown",) * 10 + ("inserted",) * 3 + ("sent",) * 3 + ("edited", "dismissed", "up", "down")
PAGES = ("/console/insights/usage", "/console/insights/reply-times.csv", "/console/insights/experiment.csv")


def main(folder: Path, count: int, tickets: int) -> None:
    """Fill a database and ask for the page, the tables, an experiment and an agent's own figures."""
    folder.mkdir(parents=True, exist_ok=True)
    settings = Settings(folder=folder, secret="measured", allowed_hosts=["localhost"])
    store.migrate(settings.database)
    app = create_app(settings)
    services: Services = app.extensions["assist"]
    keys = [auth.create_key(services.engine, "agent", f"agent {number}") for number in range(AGENTS)]
    _timed("filled", lambda: _fill(services, count, tickets))
    _timed("events summed up, as the migration does", lambda: _sum_up(services))
    one = [_seconds(lambda: _tell(services))[0] for _ in range(200)]
    print(f"one event of feedback kept: median {1000 * median(one):.2f} ms")
    client = signed_in(app)
    for path in PAGES:
        _tell_times(path, client, {})
    admin = auth.create_key(services.engine, "admin", "measures")
    for path, key in (("/v1/experiment", admin), ("/v1/me/usage", keys[0])):
        _tell_times(path, app.test_client(), {"Authorization": f"Bearer {key}"})
    services.close()


def _tell_times(path: str, client: FlaskClient, headers: dict[str, str]) -> None:
    def ask() -> None:
        assert client.get(path, headers=headers).status_code == 200

    asked = [_seconds(ask) for _ in range(TIMES)]
    clock, work = ([1000 * one[place] for one in asked] for place in (0, 1))
    processor = f"of the processor {median(work):.0f} ms, least {min(work):.0f} ms"
    print(f"{path}: median {median(clock):.0f} ms, slowest {max(clock):.0f} ms, {processor}", flush=True)


def _seconds(work: Callable[[], object]) -> tuple[float, float]:
    """Return the seconds of the clock, and of the processor, which a busy machine leaves as they are."""
    start, busy = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - start, time.process_time() - busy


def _timed(what: str, work: Callable[[], object]) -> None:
    print(f"{what}: {_seconds(work)[0]:.1f} s", flush=True)


def _tell(services: Services) -> None:
    store.add_feedback(
        services.engine,
        suggestion_id="0123456789ab.1",
        event="shown",
        ticket_key=None,
        key_id=None,
        entry_pk=1,
        similarity=None,
        reason=None,
    )


def _fill(services: Services, count: int, tickets: int) -> None:
    chance, now = random.Random(3), datetime.now(UTC)
    ids = [key.id for key in store.keys(services.engine)]
    kinds = ("ticket", "article", "macro")
    rows = [
        Entry(kinds[pk % 3], f"E-{pk}", "t", str(pk), source=f"source {pk % 4}", category=f"category {pk % 25}")  # type: ignore[arg-type]
        for pk in range(ENTRIES)
    ]
    store.save_entries(services.engine, rows)
    begun = experiment.start(services, share=0.1, days=28)

    def event(number: int) -> dict[str, Any]:
        pk, name = chance.randrange(ENTRIES) + 1, chance.choice(EVENTS)
        at = now - timedelta(minutes=chance.randrange(500_000))
        told = chance.random() if name in ("sent", "edited") else None
        return {
            "suggestion_id": f"0123456789ab.{pk}",
            "event": name,
            "ticket_key": None,
            "key_id": chance.choice(ids),
            "entry_pk": pk,
            "similarity": told,
            "reason": "wrong_tone" if name == "down" else None,
            "created_at": at,
        }

    def reply(number: int) -> dict[str, Any]:
        return {
            "ticket_key": f"ticket {number}",
            "key_id": chance.choice(ids),
            "used": chance.choice(("inserted", "offered", "none")),
            "entry_pk": chance.randrange(ENTRIES) + 1,
            "seconds": int(min(14_400, chance.lognormvariate(5.5, 1))),
            "created_at": now - timedelta(seconds=(count - number) * 20),
        }

    def drawn(number: int) -> dict[str, Any]:
        return {
            "experiment_id": begun.id,
            "ticket_key": f"ticket {number}",
            "held": chance.random() < 0.1,
            "broken": False,
            "key_id": chance.choice(ids),
            "seconds": int(min(14_400, chance.lognormvariate(5.5, 1))) if chance.random() < 0.9 else None,
            "bad": chance.choice((None, None, False, False, True)),
            "reopened": chance.random() < 0.1,
        }

    for table, make, rows_of in (
        (feedback, event, count),
        (replies, reply, count),
        (experiment_tickets, drawn, tickets),
    ):
        _put(services, table, make, rows_of)


def _put(services: Services, table: Table, make: Callable[[int], dict[str, Any]], count: int) -> None:
    for lot in _lots(make, count):
        with writing(services.engine) as connection:
            connection.execute(insert(table), lot)


def _lots(make: Callable[[int], dict[str, Any]], count: int) -> Iterator[list[dict[str, Any]]]:
    for start in range(0, count, LOT):
        yield [make(number) for number in range(start, min(start + LOT, count))]


def _sum_up(services: Services) -> None:
    with writing(services.engine) as connection:
        for statement in (*(SUM.format(by=by) for by in LABELS), REASONS):
            connection.exec_driver_sql(statement)


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[2:]]
    main(Path(sys.argv[1]), *(*numbers, *(1_000_000, 100_000)[len(numbers) :]))
