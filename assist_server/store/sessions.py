"""Who is signed in to the console, and which attempts to sign in have failed."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, delete, func, insert, select, update

from assist_server.store.api_keys import COLUMNS
from assist_server.store.tables import keys
from assist_server.store.tables import sessions as table
from assist_server.store.tables import sign_in_attempts as attempts
from assist_server.store.transactions import reading, writing
from assist_server.store.values import Key, Locked, Session

SKEW = timedelta(minutes=1)  # between clocks; what is later than that comes from a clock that was set back since
LOCK_CLASS = 730_581  # any constant: keeps this room's advisory locks apart from others'


def add_session(engine: Engine, digest: str, key_id: str, now: datetime) -> None:
    """Keep a new session of a key."""
    with writing(engine) as connection:
        connection.execute(insert(table).values(digest=digest, key_id=key_id, created_at=now, seen_at=now))


def session_by_digest(engine: Engine, digest: str) -> Session | None:
    """Return the session with its key, or None where there is none or the key is revoked."""
    found = (
        select(table.c.digest, table.c.created_at, table.c.seen_at, *COLUMNS)
        .join_from(table, keys)
        .where(table.c.digest == digest, keys.c.revoked_at.is_(None))
    )
    with reading(engine) as connection:
        row = connection.execute(found).one_or_none()
    return None if row is None else Session(*row[:3], key=Key(*row[3:]))


def see_session(engine: Engine, digest: str, now: datetime) -> None:
    """Note that a session is in use."""
    with writing(engine) as connection:
        connection.execute(update(table).where(table.c.digest == digest).values(seen_at=now))


def end_session(engine: Engine, digest: str) -> None:
    """Forget one session."""
    with writing(engine) as connection:
        connection.execute(delete(table).where(table.c.digest == digest))


def end_sessions(engine: Engine, key_id: str) -> int:
    """Forget every session of a key; return how many there were."""
    with writing(engine) as connection:
        return connection.execute(delete(table).where(table.c.key_id == key_id)).rowcount


def prune_sessions(engine: Engine, made_before: datetime, seen_before: datetime) -> int:
    """Forget the sessions that are too old or were not used for too long; return how many."""
    with writing(engine) as connection:
        old = (table.c.created_at < made_before) | (table.c.seen_at < seen_before)
        return connection.execute(delete(table).where(old)).rowcount


def begin_attempt(
    engine: Engine, place: str, now: datetime, *, window: timedelta, most: int, most_kept: int
) -> Locked | None:
    """Count a failed attempt to sign in from a place, unless too many have failed there.

    Then nothing is counted, and it is told until when: when the oldest of the last `most` of this place is `window`
    old. Attempts at the same time are counted one after the other. Of all places the newest `most_kept` are remembered.
    """
    with writing(engine) as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(select(func.pg_advisory_xact_lock(LOCK_CLASS, 0)))
        connection.execute(delete(attempts).where((attempts.c.at <= now - window) | (attempts.c.at > now + SKEW)))
        reached = _nth_newest(connection, place, most)
        if reached is not None:
            return Locked(reached + window)
        oldest = _nth_newest(connection, None, most_kept)
        if oldest is not None:
            connection.execute(delete(attempts).where(attempts.c.at <= oldest))
        connection.execute(insert(attempts).values(place=place, at=now))
        return None


def _nth_newest(connection: Connection, place: str | None, n: int) -> datetime | None:
    times = select(attempts.c.at).order_by(attempts.c.at.desc()).offset(n - 1).limit(1)
    return connection.scalar(times if place is None else times.where(attempts.c.place == place))


def forgive_attempts(engine: Engine, place: str) -> None:
    """Forget the attempts from a place: somebody has signed in there."""
    with writing(engine) as connection:
        connection.execute(delete(attempts).where(attempts.c.place == place))
