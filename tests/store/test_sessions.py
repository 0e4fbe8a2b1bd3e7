from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from assist_server import store
from assist_server.store import Engine, Locked

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
WINDOW = timedelta(minutes=15)


def attempt(engine: Engine, place: str = "here", at: datetime = NOW, most: int = 3, kept: int = 100) -> Locked | None:
    """Begin an attempt with small limits."""
    return store.begin_attempt(engine, place, at, window=WINDOW, most=most, most_kept=kept)


def test_it_works(engine: Engine) -> None:
    key = store.add_key(engine, "Zoë", "admin", "digest")
    store.add_session(engine, "cookie", key.id, NOW)
    found = store.session_by_digest(engine, "cookie")
    assert found is not None and (found.key, found.created_at, found.seen_at) == (key, NOW, NOW)
    assert store.session_by_digest(engine, "another") is None


def test_a_revoked_key_has_no_session(engine: Engine) -> None:
    key = store.add_key(engine, "a", "admin", "digest")
    store.add_session(engine, "cookie", key.id, NOW)
    store.revoke_key(engine, key.id)
    assert store.session_by_digest(engine, "cookie") is None


def test_a_session_can_be_seen_and_ended(engine: Engine) -> None:
    key = store.add_key(engine, "a", "admin", "digest")
    store.add_session(engine, "cookie", key.id, NOW)
    store.see_session(engine, "cookie", NOW + WINDOW)
    found = store.session_by_digest(engine, "cookie")
    assert found is not None and (found.created_at, found.seen_at) == (NOW, NOW + WINDOW)
    store.end_session(engine, "cookie")
    assert store.session_by_digest(engine, "cookie") is None


def test_all_sessions_of_one_key_end_together(engine: Engine) -> None:
    one, two = (store.add_key(engine, name, "admin", name) for name in "ab")
    for cookie, key in (("1", one), ("2", one), ("3", two)):
        store.add_session(engine, cookie, key.id, NOW)
    assert store.end_sessions(engine, one.id) == 2
    assert [bool(store.session_by_digest(engine, cookie)) for cookie in "123"] == [False, False, True]


def test_old_and_unused_sessions_are_pruned(engine: Engine) -> None:
    key = store.add_key(engine, "a", "admin", "digest")
    for cookie, age in (("old", 10), ("unused", 2), ("fresh", 0)):
        store.add_session(engine, cookie, key.id, NOW - timedelta(hours=age))
    store.see_session(engine, "old", NOW)
    hour = timedelta(hours=1)
    assert store.prune_sessions(engine, made_before=NOW - 5 * hour, seen_before=NOW - hour) == 2
    assert store.session_by_digest(engine, "fresh") is not None


def test_a_place_is_locked_out_after_its_attempts_until_the_oldest_is_over(engine: Engine) -> None:
    times = [NOW + timedelta(minutes=minute) for minute in (0, 1, 2)]
    assert [attempt(engine, at=time) for time in times] == [None] * 3
    assert attempt(engine, at=NOW + timedelta(minutes=3)) == Locked(NOW + WINDOW)
    assert attempt(engine, "elsewhere", at=NOW + timedelta(minutes=3)) is None
    assert attempt(engine, at=NOW + WINDOW) is None


def test_however_many_fail_elsewhere_a_place_is_not_locked_out(engine: Engine) -> None:
    assert [attempt(engine, f"place {number}") for number in range(60)] == [None] * 60


def test_only_the_newest_attempts_are_remembered(engine: Engine) -> None:
    times = [NOW + timedelta(seconds=second) for second in range(4)]
    assert [attempt(engine, place, time, most=1, kept=3) for place, time in zip("abcd", times, strict=True)] == [
        None
    ] * 4
    assert attempt(engine, "a", times[-1], most=1, kept=3) is None
    assert attempt(engine, "d", times[-1], most=1, kept=3) is not None


def test_an_attempt_while_locked_out_does_not_lengthen_it(engine: Engine) -> None:
    assert [attempt(engine) for _ in range(3)] == [None] * 3
    later = NOW + WINDOW - timedelta(seconds=1)
    assert [attempt(engine, at=later) for _ in range(9)] == [Locked(NOW + WINDOW)] * 9
    assert attempt(engine, at=NOW + WINDOW) is None


def test_who_signs_in_is_forgiven_what_failed_before(engine: Engine) -> None:
    assert [attempt(engine) for _ in range(3)] == [None] * 3
    store.forgive_attempts(engine, "here")
    assert attempt(engine) is None


def test_attempts_at_the_same_time_are_all_counted(engine: Engine) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: attempt(engine), range(16)))
    assert answers.count(None) == 3


def test_a_clock_that_is_set_back_locks_nobody_out_for_longer(engine: Engine) -> None:
    later = NOW + timedelta(days=365)
    assert [attempt(engine, at=later) for _ in range(3)] == [None] * 3
    assert attempt(engine, at=NOW) is None
