"""Reading and writing: the one place where connections are taken and database errors become sentences."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolExhausted

from assist_server.errors import InvalidInput, StoreAway, StoreUnusable

MEND = "Run: assist migrate"
URL_MEND = "Set DATABASE_URL to sqlite:///PATH or postgresql://USER:PASSWORD@HOST/NAME."
RESTORE = "Stop the program and restore a backup: docs/OPERATIONS.md#backup"
DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
UNREADABLE = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH)
REFUSED = ("authentication failed", "no password supplied", "does not exist", "no pg_hba.conf entry", "not permitted")
NO_ADDRESS = ("invalid connection option", "invalid port", "invalid integer", "invalid sslmode", "invalid URI")


@contextmanager
def guarded() -> Iterator[None]:
    """Turn what a database throws into StoreUnusable, and values that it cannot hold into InvalidInput.

    A broken constraint stays what it is: that is a fault in this room, not in the database.
    """
    try:
        yield
    except IntegrityError:
        raise
    except (DataError, UnicodeEncodeError, OverflowError) as exc:
        raise InvalidInput("A value is outside of what the database can hold.") from exc
    except PoolExhausted as exc:
        raise StoreUnusable("All database connections are busy.", mend="Try again in a moment.") from exc
    except DBAPIError as exc:
        raise _unusable(exc) from exc


def _unusable(exc: DBAPIError) -> StoreUnusable:
    """Name the first line of the driver's message: further lines may quote values."""
    reason = (str(exc.orig).strip().splitlines() or ["no reason given"])[0]
    if "database is locked" in reason:
        return StoreUnusable("The database is busy with another writer.", mend="Try again in a moment.")
    if _is_damaged(exc):
        return StoreUnusable(f"The database is damaged ({reason}).", mend=RESTORE)
    if "disk I/O error" in reason:
        return StoreUnusable("The disk of the database has an error.", mend="Look at that disk.")
    if _sqlite_code(exc) in UNREADABLE or _state(exc) == "42501":
        return StoreUnusable(f"The database refuses this user ({reason}).", mend="Let this user read and write it.")
    if any(words in reason for words in NO_ADDRESS):
        return StoreUnusable("The database address cannot be read.", mend=URL_MEND)
    if not _state(exc) and any(words in str(exc.orig) for words in REFUSED) and _away(exc):
        mend = "Correct the user, the password and the name in DATABASE_URL."
        return StoreUnusable("The database server refuses the connection.", mend=mend)
    if _away(exc):
        return StoreAway("The database is away.", mend="Start it; nothing else has to be done.")
    if "disk is full" in reason or "No space left" in reason:
        return StoreUnusable("There is no room left for the database.", mend="Make room on its disk, then try again.")
    return StoreUnusable(f"The database cannot be used ({reason}).", mend=MEND)


def _away(exc: DBAPIError) -> bool:
    """Say whether a database server could not be reached, or broke the connection; a file is never away.

    A lost connection has no SQLSTATE, or one of class 08 (connection exception) or 57P (shutdown, starting up).
    """
    state = _state(exc)
    return isinstance(exc, OperationalError) and (state is None or state.startswith(("08", "57P")))


def _is_damaged(exc: DBAPIError) -> bool:
    """Say whether the content is damaged: of PostgreSQL, class XX (internal error, data corrupted)."""
    return _sqlite_code(exc) in DAMAGED or (_state(exc) or "").startswith("XX")


def _sqlite_code(exc: DBAPIError) -> int:
    """Return SQLite's primary result code, 0 for another database."""
    return int(getattr(exc.orig, "sqlite_errorcode", 0)) & 0xFF


def _state(exc: DBAPIError) -> str | None:
    """Return PostgreSQL's SQLSTATE, None where the connection failed, '' for another database."""
    state: str | None = getattr(exc.orig, "sqlstate", "")
    return state


@contextmanager
def reading(engine: Engine, *, consistent: bool = False) -> Iterator[Connection]:
    """Lend a connection for reading; with `consistent` all statements see the same committed state.

    Without it each statement is its own transaction, which saves two round trips to PostgreSQL.
    """
    with guarded(), engine.connect() as connection:
        if consistent and engine.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN")
        elif consistent:
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
        yield connection


@contextmanager
def writing(engine: Engine, *, patient: bool = True) -> Iterator[Connection]:
    """Lend a connection in one transaction: committed at the end, rolled back by an error or `connection.rollback()`.

    SQLite takes its only write lock at once (BEGIN IMMEDIATE): a transaction that reads first and writes later would
    fail with "database is locked" instead of waiting. Who is not patient gets StoreUnusable while another one writes.
    """
    with guarded(), engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            _lock(connection, patient)
        else:
            connection = connection.execution_options(isolation_level="READ COMMITTED")
        yield connection
        connection.commit()


def _lock(connection: Connection, patient: bool) -> None:
    """Take SQLite's write lock."""
    if patient:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        return
    wait = connection.exec_driver_sql("PRAGMA busy_timeout").scalar_one()  # milliseconds
    connection.exec_driver_sql("PRAGMA busy_timeout = 0")
    try:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    finally:
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {int(wait)}")
