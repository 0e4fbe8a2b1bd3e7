"""Importing: streamed, idempotent, bad lines named, people replaced before anything is stored."""

from __future__ import annotations

import gzip
import io
import json
from pathlib import Path
from typing import Any

import pytest

from assist_server import imports, store
from assist_server.results import Rejected
from assist_server.services import Services

DESK = Path(__file__).parent / "cases" / "desk"


def ticket(number: int, **more: Any) -> dict[str, Any]:
    """Return a small resolved ticket."""
    messages = [
        {"author": "customer", "text": f"Question {number}: how do I reset lamp number {number}?"},
        {"author": "agent", "text": f"Please hold the button of lamp {number} for ten seconds until it turns white."},
    ]
    return {"id": f"N-{number}", "status": "solved", "messages": messages, **more}


def lines(*objects: object) -> io.BytesIO:
    """Return objects as JSON Lines."""
    return io.BytesIO(b"".join(json.dumps(one).encode() + b"\n" for one in objects))


def counts(done: Any) -> tuple[int, int, int, int]:
    """Return added, changed, unchanged, rejected."""
    return done.added, done.changed, done.unchanged, done.rejected


def test_it_works(services: Services) -> None:
    with (DESK / "tickets.jsonl").open("rb") as file:
        done = imports.import_lines(services, "ticket", file)
    assert counts(done) == (12, 0, 0, 0)
    assert store.stats(services.engine).tickets == 12


def test_the_same_file_again_changes_nothing(services: Services) -> None:
    for expected in ((2, 0, 0, 0), (0, 0, 2, 0)):
        before = store.live(services.engine).change_seq
        assert counts(imports.import_lines(services, "ticket", lines(ticket(1), ticket(2)))) == expected
    assert store.live(services.engine).change_seq == before


def test_a_changed_ticket_takes_the_place_of_the_old(services: Services) -> None:
    imports.import_lines(services, "ticket", lines(ticket(1)))
    done = imports.import_lines(services, "ticket", lines(ticket(1, subject="Reset")))
    assert counts(done) == (0, 1, 0, 0)
    found = store.entry(services.engine, "ticket", "N-1")
    assert found is not None and found.title == "Reset" and len(found.passages) == 1


def test_gzipped_lines_are_read_as_they_are(services: Services) -> None:
    done = imports.import_lines(services, "ticket", io.BytesIO(gzip.compress(lines(ticket(1), ticket(2)).read())))
    assert counts(done) == (2, 0, 0, 0)


def test_bad_lines_are_named_and_good_ones_land(services: Services) -> None:
    stream = lines(ticket(1), {"id": "x"}, ticket(2))
    stream = io.BytesIO(stream.read() + b"\n{broken\n" + b"\xff\xfe\n" + b'"text"\n')
    rejected: list[Rejected] = []
    done = imports.import_lines(services, "ticket", stream, on_reject=lambda reject, line: rejected.append(reject))
    assert counts(done) == (2, 0, 0, 4)
    assert [one.line for one in rejected] == [2, 5, 6, 7]
    assert rejected[0].reason == "status: Field required"


def test_a_reason_never_repeats_the_line(services: Services) -> None:
    bad = ticket(1) | {"status": "secret words of a customer"}
    done = imports.import_lines(services, "ticket", lines(bad))
    assert "secret" not in done.rejects[0].reason


def test_a_line_too_long_is_rejected_and_the_next_one_read(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "MOST_LINE", 1_000)
    long = ticket(1, subject="x" * 3_000)
    done = imports.import_lines(services, "ticket", lines(long, ticket(2)))
    assert counts(done) == (1, 0, 0, 1)
    assert "longer than" in done.rejects[0].reason


def test_lines_added_beside_a_live_index_are_suggested_from_at_once(desk: Services) -> None:
    imports.import_lines(desk, "ticket", lines(ticket(1)))
    found = store.entry(desk.engine, "ticket", "N-1")
    assert found is not None
    texts = {store.text_hash(text) for text in (*found.passages, found.reply)}
    assert set(store.vectors(desk.engine, desk.settings.model, texts)) == texts


def test_many_lines_are_prepared_by_several_processes_in_order(services: Services) -> None:
    many = [ticket(number) for number in range(imports.SMALL + 300)]
    seen: list[int] = []
    stream = lines(*many, {"id": "bad"})
    done = imports.import_lines(services, "ticket", stream, progress=lambda tally: seen.append(tally.lines))
    assert counts(done) == (len(many), 0, 0, 1)
    assert done.rejects[0].line == len(many) + 1
    assert seen == sorted(seen) and seen[-1] == len(many) + 1


def test_nothing_of_the_people_is_stored(services: Services) -> None:
    with (DESK / "tickets.jsonl").open("rb") as file:
        imports.import_lines(services, "ticket", file)
    stored = b"".join(path.read_bytes() for path in services.settings.folder.glob("assist.db*"))
    for person in (b"Paula", b"Ortega", b"paula.ortega@example.com", b"Mona Fisk", b"48213"):
        assert person not in stored


def test_an_unresolved_ticket_is_kept_but_never_found(services: Services) -> None:
    imports.import_lines(services, "ticket", lines(ticket(1, status="open")))
    found = store.entry(services.engine, "ticket", "N-1")
    assert found is not None and found.passages == () and found.reply == ""


def test_internal_notes_are_not_stored(services: Services) -> None:
    noted = ticket(1)
    noted["messages"].append({"author": "agent", "internal": True, "text": "The customer is a known complainer."})
    imports.import_lines(services, "ticket", lines(noted))
    found = store.entry(services.engine, "ticket", "N-1")
    assert found is not None and "complainer" not in found.body


def test_one_customer_has_one_key_whatever_the_channel(services: Services) -> None:
    for number, address in ((1, "Ann@Example.com"), (2, "ann@example.com "), (3, "bob@example.com")):
        imports.import_lines(services, "ticket", lines(ticket(number, customer={"email": address})))
    found = [store.entry(services.engine, "ticket", f"N-{number}") for number in (1, 2, 3)]
    first, second, third = (one.customer_key for one in found if one)
    assert first == second != third
