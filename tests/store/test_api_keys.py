from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError

from assist_server import store
from assist_server.store import Engine


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
