"""Sources: what each is told and how far it was read is kept, and whose an entry is."""

from __future__ import annotations

from datetime import UTC, datetime

from assist_server import store
from assist_server.store import Engine
from tests.store.conftest import MakeEntry

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_it_works(engine: Engine) -> None:
    assert store.put_source(engine, "lamps", "rt", {"url": "https://h.example", "queues": "Größe"})
    store.keep_cursor(engine, "lamps", {"since": "2026", "id": 7})
    store.keep_report(engine, "lamps", {"added": 3}, AT)
    kept = store.source(engine, "lamps")
    assert kept is not None and [kept] == store.sources(engine)
    assert (kept.kind, kept.options["queues"], kept.cursor) == ("rt", "Größe", {"since": "2026", "id": 7})
    assert (kept.report, kept.synced_at) == ({"added": 3}, AT)


def test_a_source_told_the_same_is_read_on_and_one_told_otherwise_from_the_start(engine: Engine) -> None:
    store.put_source(engine, "lamps", "rt", {"url": "a"})
    store.keep_cursor(engine, "lamps", {"id": 7})
    assert not store.put_source(engine, "lamps", "rt", {"url": "a"})
    assert store.sources(engine)[0].cursor == {"id": 7}
    assert not store.put_source(engine, "lamps", "rt", {"url": "b"})
    assert store.sources(engine)[0].cursor == {}


def test_a_sync_that_did_not_end_leaves_the_time_of_the_last_one_that_did(engine: Engine) -> None:
    store.put_source(engine, "lamps", "rt", {})
    store.keep_report(engine, "lamps", {"added": 3}, AT)
    store.keep_report(engine, "lamps", {"error": "away"}, None)
    kept = store.sources(engine)[0]
    assert (kept.report, kept.synced_at) == ({"error": "away"}, AT)


def test_entries_are_known_by_their_source(engine: Engine, make: MakeEntry) -> None:
    store.save_entries(engine, [make("1", source="a"), make("2", source="b"), make("3"), make("4", source="a")])
    store.save_entries(engine, [make("5", source="a", kind="article")])
    assert store.ids_of_source(engine, "a", "ticket") == {"1", "4"}
    assert store.entries_of_sources(engine) == {"a": 3, "b": 1}


def test_a_removed_source_is_gone_and_its_entries_are_not(engine: Engine, make: MakeEntry) -> None:
    store.put_source(engine, "a", "rt", {})
    store.save_entries(engine, [make("1", source="a")])
    assert store.remove_source(engine, "a") and not store.remove_source(engine, "a")
    assert store.source(engine, "a") is None and store.count_entries(engine) == 1


def test_jobs_that_differ_in_what_sets_them_apart_run_beside_each_other(engine: Engine) -> None:
    first, created = store.create_job_unless_active(engine, "sync", {"source": "a"}, apart="source")
    assert created
    assert store.create_job_unless_active(engine, "sync", {"source": "a"}, apart="source") == (first, False)
    assert store.create_job_unless_active(engine, "sync", {"source": "b"}, apart="source")[1]
    assert not store.create_job_unless_active(engine, "sync", {"source": "c"})[1]
