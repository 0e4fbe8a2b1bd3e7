from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import text

from assist_server import store
from assist_server.store import Engine, Entry
from assist_server.store.transactions import writing

MakeEntry = Callable[..., Entry]

START = """
import sys
from assist_server import store
url, name = sys.argv[1:]
store.migrate(url)
engine = store.connect(url)
for number in range(20):
    entry = store.Entry("ticket", f"{name}-{number}", "title", content_hash=name, passages=("a", "b"))
    shared = store.Entry("ticket", f"shared-{number}", "title", content_hash=name, passages=(name,))
    store.save_entries(engine, [entry, shared])
"""


def test_it_works(new_url: str) -> None:
    """Two processes migrate a new database and save into it at once."""
    started = [subprocess.Popen([sys.executable, "-c", START, new_url, name]) for name in ("first", "second")]
    assert [process.wait(timeout=60) for process in started] == [0, 0]
    engine = store.connect(new_url)
    store.check(engine)
    assert store.count_entries(engine) == 60
    assert store.snapshot(engine) == (40, 100)
    engine.dispose()


def test_threads_that_save_at_once_lose_nothing(engine: Engine, make: MakeEntry) -> None:
    def save(name: int) -> None:
        for number in range(10):
            store.save_entries(engine, [make(f"{name}-{number}"), make(f"shared-{number}", title=str(name))])

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(save, range(4)))
    seq, passages = store.snapshot(engine)
    assert store.count_entries(engine) == passages == 50 and seq == 40
    assert len(store.groups(engine)) == 1


def test_a_reader_sees_old_or_new_never_half(engine: Engine, make: MakeEntry) -> None:
    def version(number: int) -> Entry:
        return make("T-1", title=str(number), passages=(str(number),) * 3)

    store.save_entries(engine, [version(0)])
    over = threading.Event()

    def read() -> set[tuple[str, ...]]:
        seen = set()
        while not over.is_set():
            entry = store.entry(engine, "ticket", "T-1")
            assert entry is not None and set(entry.passages) == {entry.title} and len(entry.passages) == 3
            rows, removed, _ = store.changed_since(engine, 0)
            assert not {row.id for row in rows} & set(removed)
            seen.add(tuple(row.text for row in rows))
        return seen

    with ThreadPoolExecutor(2) as pool:
        readers = [pool.submit(read) for _ in range(2)]
        for number in range(1, 40):
            store.save_entries(engine, [version(number)])
        over.set()
        seen = set().union(*(reader.result() for reader in readers))
    assert seen <= {(str(number),) * 3 for number in range(40)}


def test_who_follows_the_sequence_misses_nothing(engine: Engine, make: MakeEntry) -> None:
    """Sequence order is commit order: a slow writer cannot commit a lower number after a higher one was read."""

    def save(name: int) -> None:
        for number in range(15):
            store.save_entries(engine, [make(f"{name}-{number}")])

    followed: list[str] = []
    seq = 0
    with ThreadPoolExecutor(4) as pool:
        writers = [pool.submit(save, name) for name in range(4)]
        while seq < 60:
            finished = all(writer.done() for writer in writers)
            rows, _, seq = store.changed_since(engine, seq)
            followed += [row.text for row in rows]
            assert seq == 60 or not finished
    assert sorted(followed) == sorted(f"text of {name}-{number}" for name in range(4) for number in range(15))


def test_a_writer_waits_for_another(engine: Engine, make: MakeEntry) -> None:
    with ThreadPoolExecutor(1) as pool:
        with writing(engine) as connection:
            connection.execute(text("UPDATE state SET change_seq = change_seq + 1"))
            waiting = pool.submit(store.save_entries, engine, [make("T-1")])
            time.sleep(0.2)
            assert not waiting.done()
        assert waiting.result(timeout=30).added == 1
    assert store.live(engine).change_seq == 2


def test_deleting_beside_feedback_breaks_neither(engine: Engine, make: MakeEntry) -> None:
    entries = [make(f"T-{number}") for number in range(30)]
    store.save_entries(engine, entries)
    pks = [card.entry_pk for card in store.cards(engine, "m", range(1, 31))]

    def tell(pk: int) -> None:
        store.add_feedback(
            engine,
            suggestion_id="s",
            event="shown",
            ticket_key=None,
            key_id=None,
            entry_pk=pk,
            similarity=None,
            reason=None,
        )

    with ThreadPoolExecutor(2) as pool:
        told = pool.map(tell, pks)
        deleted = pool.map(lambda entry: store.delete_entries(engine, "ticket", [entry.id]), entries)
        assert sum(deleted) == 30 and len(list(told)) == 30
    assert store.stats(engine).passages == 0
