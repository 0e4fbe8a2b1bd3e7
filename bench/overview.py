"""How long the console's overview and keys take over many tickets, all made up: python -m bench.overview FOLDER [N]."""

from __future__ import annotations

import random
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import NamedTuple

from sqlalchemy import insert

from assist_server import create_app, store
from assist_server.settings import Settings
from assist_server.store.changes import group_ids
from assist_server.store.tables import entries, feedback, passages
from assist_server.store.transactions import writing
from tests.console.visiting import signed_in

BODY = "x" * 500  # bytes of a ticket's words
LOT = 20_000
PAGES = ("overview", "keys", "replay")
TIMES = 20  # each page is asked
EVENTS = ("shown", "shown", "shown", "inserted", "sent", "dismissed")


def main(folder: Path, count: int) -> None:
    """Fill a database where it is empty, and ask for the pages."""
    settings = Settings(folder=folder, secret="measured", allowed_hosts=["localhost"])
    folder.mkdir(parents=True, exist_ok=True)
    store.migrate(settings.database)
    engine = store.connect(settings.database)
    if not store.count_entries(engine, "ticket"):
        _fill(engine, count)
    engine.dispose()
    client = signed_in(create_app(settings))
    for page in PAGES:
        first, *later = (_asked(client, f"/console/{page}") for _ in range(TIMES))
        print(
            f"/console/{page}: first look {_told(first)}, then {_told(_Took(*map(median, zip(*later, strict=True))))}"
        )


class _Took(NamedTuple):
    """Seconds that an answer took by the clock, and of the processor: the same on a machine with nothing else to do."""

    clock: float
    processor: float


def _told(took: _Took) -> str:
    return f"{1000 * took.clock:.0f} ms ({1000 * took.processor:.0f} ms of the processor)"


def _asked(client: object, path: str) -> _Took:
    start, worked = time.perf_counter(), time.process_time()
    answer = client.get(path)  # type: ignore[attr-defined]
    assert answer.status_code == 200, answer.status_code
    return _Took(time.perf_counter() - start, time.process_time() - worked)


def _fill(engine: store.Engine, count: int) -> None:
    """Put tickets with a passage and an event of feedback each into the tables, past what saving does beside it."""
    chance, now = random.Random(3), datetime.now(UTC)
    for start in range(1, count + 1, LOT):
        pks = range(start, min(start + LOT, count + 1))
        with writing(engine) as connection:
            group = group_ids(connection, [("ticket", None, False)])["ticket", None, False]
            connection.execute(insert(entries), [_entry(pk, chance) for pk in pks])
            connection.execute(insert(passages), [_passage(pk, group) for pk in pks])
            connection.execute(insert(feedback), [_event(pk, chance, now) for pk in pks])


def _entry(pk: int, chance: random.Random) -> dict[str, object]:
    status = "open" if chance.random() < 0.05 else "solved"
    texts = dict.fromkeys(("title", "reply", "reply_hash"), "")
    return {
        "pk": pk, "kind": "ticket", "id": f"T-{pk}", "content_hash": str(pk), "status": status, "internal": False,
        "tags": [], "body": BODY, **texts,
    }  # fmt: skip


def _passage(pk: int, group: int) -> dict[str, object]:
    return {
        "id": pk, "entry_pk": pk, "position": 0, "group_id": group, "seq": 1, "text_hash": str(pk), "text": BODY[:200]
    }  # fmt: skip


def _event(pk: int, chance: random.Random, now: datetime) -> dict[str, object]:
    at = now - timedelta(days=365 * chance.random())
    return {"suggestion_id": f"{pk:012x}.{pk}", "event": chance.choice(EVENTS), "created_at": at}


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000)
