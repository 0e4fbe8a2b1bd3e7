"""How long the customer so far takes in a store of real tickets: python -m bench.customer FOLDER [TICKETS.jsonl.gz].

The tickets tell no customer, so each is given one: mostly a handful of tickets each, one customer with 20 and one with
1,000. Times are made up too, within two years.
"""

from __future__ import annotations

import gzip
import io
import json
import random
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

from assist_server import auth, create_app, imports, store
from assist_server.services import Services, build
from assist_server.settings import Settings

TICKETS = Path("../shared/data/tickets/airlines.train.jsonl.gz")
BUSY = {"twenty": 20, "thousand": 1_000}
ASKED = 300  # ordinary customers
AGAIN = 50
SPAN = 730 * 24 * 60  # minutes


def main(folder: Path, tickets: Path) -> None:
    """Fill a database with the tickets, then ask for customers and for one that nobody knows."""
    settings = Settings(folder=folder, secret="measured", allowed_hosts=["localhost"])
    folder.mkdir(parents=True, exist_ok=True)
    store.migrate(settings.database)
    services = build(settings)
    if not store.count_entries(services.engine, "ticket"):
        _fill(services, tickets)
    print(f"{store.count_entries(services.engine, 'ticket')} tickets")
    key = auth.create_key(services.engine, "agent", "measured")
    services.close()
    client = create_app(settings).test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {key}"
    asked = {
        "ordinary customers": [f"c{number}" for number in range(ASKED)],
        "a customer with 20 tickets": ["twenty"] * AGAIN,
        "a customer with 1,000 tickets": ["thousand"] * AGAIN,
        "a customer nobody knows": ["nobody"] * AGAIN,
    }
    for who, names in asked.items():
        told = [_asked(client, name) for name in names]
        spans = sorted(span for span, _, _ in told)
        print(
            f"{who}: median {1000 * median(spans):.1f} ms, 95 % below {1000 * spans[int(0.95 * len(spans))]:.1f} ms,"
            f" {1000 * median(work for _, work, _ in told):.1f} ms of a processor,"
            f" {median(total for _, _, total in told):.0f} tickets"
        )


def _asked(client: object, name: str) -> tuple[float, float, int]:
    """Return how long the answer took, how much of that was work, and how many tickets it found."""
    body = {"customer": {"email": f"{name}@example.org", "id": name}, "ticket_id": "open"}
    start, work = time.perf_counter(), time.process_time()
    answer = client.post("/v1/customers/history", json=body)  # type: ignore[attr-defined]
    span, work = time.perf_counter() - start, time.process_time() - work
    assert answer.status_code == 200, answer.status_code
    return span, work, answer.json["total"]


def _fill(services: Services, tickets: Path) -> None:
    start = time.perf_counter()
    done = imports.import_lines(services, "ticket", io.BytesIO("\n".join(_lines(tickets)).encode()))
    print(f"{done.added} tickets stored in {time.perf_counter() - start:.0f} s", flush=True)


def _lines(tickets: Path) -> Iterator[str]:
    chance = random.Random(3)
    busy = [name for name, count in BUSY.items() for _ in range(count)]
    with gzip.open(tickets, "rt", encoding="utf-8") as lines:
        for place, line in enumerate(lines):
            ticket = json.loads(line)
            name = busy[place] if place < len(busy) else f"c{chance.randrange(10_000)}"
            began = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=chance.randrange(SPAN))
            for turn, message in enumerate(ticket["messages"]):
                message["sent_at"] = (began + timedelta(hours=turn)).isoformat()
            known = {"email": f"{name}@example.org"} if chance.random() < 0.7 else {"id": name}
            yield json.dumps(ticket | {"customer": known, "created_at": began.isoformat()})


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else TICKETS)
