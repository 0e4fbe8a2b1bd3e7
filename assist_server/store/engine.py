"""Open the database, bring its tables up to date, and say what is wrong with it."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import (
    URL,
    Connection,
    Engine,
    QueuePool,
    Select,
    column,
    create_engine,
    event,
    literal,
    make_url,
    select,
    table,
    union_all,
)
from sqlalchemy.exc import ArgumentError, OperationalError, ProgrammingError

from assist_server.errors import StoreUnusable
from assist_server.store.tables import metadata, state
from assist_server.store.transactions import MEND, RESTORE, URL_MEND, reading

REVISIONS = (
    "0001",
    "0002",
    "0003",
    "0004",
    "0005",
    "0006",
    "0007",
    "0008",
    "0009",
    "0010",
)  # every migration there is, oldest first
REVISION: Select[str] = select(column("version_num")).select_from(table("alembic_version"))
EVERY_COLUMN = union_all(
    *(select(literal(1)).select_from(select(t).limit(0).subquery()) for t in metadata.sorted_tables)
)
MISSING = ("42P01", "42703")  # PostgreSQL: no such table, no such column
LOCK_WAIT = 10.0  # seconds a writer waits for another one
PAGE_CACHE = 16_384  # KiB for each SQLite connection
MAPPED = 64 * 2**20  # bytes of a SQLite file read as shared memory: scattered rows take a third less time
POOL: dict[str, Any] = {"poolclass": QueuePool, "pool_size": 8, "max_overflow": 24, "pool_timeout": 10}


def connect(url: str) -> Engine:
    """Prepare a pool of connections to the database at `url`; the first query opens one.

    A process that forks connects after the fork. Raises StoreUnusable for an address that cannot be one.
    """
    address = _address(url)
    return _sqlite(address) if address.drivername == "sqlite" else _postgresql(address)


def migrate(url: str) -> None:
    """Create or update the tables, in one transaction; several processes may do it at once.

    Creates a SQLite file with its folder, readable by its owner alone. Raises StoreUnusable where that cannot be done,
    or where the tables were made by a newer version.
    """
    from assist_server.store import migrating  # brings in Alembic, which a serving process does without

    address = _address(url)
    try:
        if address.drivername != "sqlite":
            migrating.upgrade(_postgresql(address))
            return
        with migrating.alone_with_new_file(Path(str(address.database))):
            migrating.upgrade(_sqlite(address, foreign_keys=False))  # rebuilding a table must not cascade into others
    except StoreUnusable as exc:
        if exc.mend != MEND:
            raise
        raise StoreUnusable(exc.detail, mend=f"See that DATABASE_URL is right. {RESTORE}") from exc


def check(engine: Engine) -> None:
    """Raise StoreUnusable unless the database is there and its tables are the ones this version works with.

    Three small statements: the migration's number, no row of every column of every table, and the one row of `state`.
    """
    with reading(engine) as connection:
        _refuse_other_version(connection.scalar(REVISION))
        _refuse_half(connection)


def _refuse_half(connection: Connection) -> None:
    """Raise StoreUnusable where something is missing that the migrations have made: none of them makes it again."""
    try:
        connection.execute(EVERY_COLUMN)
        row = connection.scalar(select(state.c.id))
    except (ProgrammingError, OperationalError) as exc:
        if getattr(exc.orig, "sqlstate", "") not in MISSING and "no such" not in str(exc.orig):
            raise  # the server is away, or the file is busy
        raise StoreUnusable("The database lacks some of its tables.", mend=RESTORE) from exc
    if row is None:
        raise StoreUnusable("The database lacks some of its rows.", mend=RESTORE)


def _refuse_other_version(revision: str | None) -> None:
    if revision == REVISIONS[-1]:
        return
    if revision is None or revision in REVISIONS:
        raise StoreUnusable("The database was made by an older version.", mend=MEND)
    raise StoreUnusable("The database was made by a newer version.", mend="Update this program.")


def _address(url: str) -> URL:
    """Parse, and name the driver. The address may hold a password: no message quotes it."""
    try:
        address = make_url(url)
    except (ArgumentError, ValueError) as exc:
        raise StoreUnusable("The database address cannot be read.", mend=URL_MEND) from exc
    if address.drivername in ("postgresql", "postgres"):
        return address.set(drivername="postgresql+psycopg")
    if address.drivername not in ("sqlite", "postgresql+psycopg"):
        raise StoreUnusable(f"There is no support for {address.drivername} databases.", mend=URL_MEND)
    if address.drivername == "sqlite" and address.database in (None, "", ":memory:"):
        raise StoreUnusable("SQLite needs a file: several processes share the database.", mend=URL_MEND)
    return address


def _sqlite(address: URL, *, foreign_keys: bool = True) -> Engine:
    path = Path(str(address.database)).absolute()
    return create_engine("sqlite://", creator=lambda: _open_file(path, foreign_keys), hide_parameters=True, **POOL)


def _open_file(path: Path, foreign_keys: bool) -> sqlite3.Connection:
    """Open an existing file (a missing one is an error, not a new empty database)."""
    connection = sqlite3.connect(
        f"file:{quote(str(path))}?mode=rw", uri=True, timeout=LOCK_WAIT, isolation_level=None, check_same_thread=False
    )
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute(f"PRAGMA foreign_keys = {int(foreign_keys)}")
    connection.execute("PRAGMA secure_delete = ON")  # what is deleted is overwritten, not only forgotten
    connection.execute(f"PRAGMA cache_size = -{PAGE_CACHE}")
    connection.execute(f"PRAGMA mmap_size = {MAPPED}")
    return connection


def _postgresql(address: URL) -> Engine:
    """Each statement commits by itself unless `writing` opens a transaction; a ping finds connections that died."""
    defaults = {"connect_timeout": 5, "application_name": "agent-assist"}
    engine = create_engine(
        address,
        isolation_level="AUTOCOMMIT",
        pool_pre_ping=True,
        connect_args={name: value for name, value in defaults.items() if name not in address.query},
        hide_parameters=True,
        **POOL,
    )
    event.listen(engine, "connect", _speak_utc)
    return engine


def _speak_utc(connection: Any, _: Any) -> None:
    """Ask for times in UTC: in a zone east of it the last hours of year 9999 do not fit a Python datetime."""
    connection.execute("SET TIME ZONE 'UTC'")
    connection.commit()
