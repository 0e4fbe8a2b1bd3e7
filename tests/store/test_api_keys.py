from __future__ import annotations

from datetime import UTC, datetime
from threading import Event, Thread

import pytest
from sqlalchemy.exc import IntegrityError

from assist_server import store
from assist_server.errors import StoreUnusable
from assist_server.store import Engine
from assist_server.store.transactions import writing


def test_it_works(engine: Engine) -> None:
    key = store.add_key(engine, "Zoë", "agent", "digest")
    assert (key.name, key.role, key.revoked_at) == ("Zoë", "agent", None)
    assert store.key_by_digest(engine, "digest") == key
    assert store.keys(engine) == [key]


def test_an_unknown_digest_has_no_key(engine: Engine) -> None:
    store.add_key(engine, "a", "agent", "digest")
    assert store.key_by_digest(engine, "DIGEST") is None


def test_a_revoked_key_is_refused_and_still_listed(engine: Engine) -> None:
    key = store.add_key(engine, "a", "admin", "digest")
    assert store.revoke_key(engine, key.id) and not store.revoke_key(engine, key.id)
    assert store.key_by_digest(engine, "digest") is None
    (listed,) = store.keys(engine)
    assert listed.revoked_at is not None and listed.revoked_at >= listed.created_at


def test_revoking_an_unknown_key_is_false(engine: Engine) -> None:
    assert not store.revoke_key(engine, "nobody's")


def test_one_digest_is_one_key(engine: Engine) -> None:
    store.add_key(engine, "a", "agent", "digest")
    with pytest.raises(IntegrityError):
        store.add_key(engine, "b", "agent", "digest")


def test_keys_are_listed_in_the_order_they_were_made(engine: Engine) -> None:
    made = [store.add_key(engine, name, "agent", name) for name in "cab"]
    assert store.keys(engine) == made


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)  # PostgreSQL locks rows, not the database
def test_a_use_is_not_noted_while_somebody_else_writes_and_later_writers_wait_as_before(engine: Engine) -> None:
    key, now = store.add_key(engine, "a", "agent", "digest"), datetime.now(UTC)
    with engine.connect() as connection:
        wait = connection.exec_driver_sql("PRAGMA busy_timeout").scalar_one()
    locked, tried = Event(), Event()

    def write() -> None:
        with writing(engine):
            locked.set()
            tried.wait(5)  # less than a writer waits: one that did would get its turn

    other_writer = Thread(target=write)
    other_writer.start()
    locked.wait()
    with pytest.raises(StoreUnusable, match="busy"):
        store.use_key(engine, key.id, now)
    tried.set()
    other_writer.join()
    with engine.connect() as one, engine.connect() as other:  # one of them was the refused one's
        assert [each.exec_driver_sql("PRAGMA busy_timeout").scalar_one() for each in (one, other)] == [wait, wait]
    store.use_key(engine, key.id, now)
    assert [each.used_at for each in store.keys(engine)] == [now]
