"""Create the database and bring its tables up to date, one process at a time."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, text

from assist_server.errors import StoreUnusable
from assist_server.store.transactions import RESTORE, writing

MIGRATIONS = Path(__file__).parent / "migrations"
LOCK_NAME = 7_305_808_869_231_650_155  # any constant 64-bit number


def upgrade(engine: Engine) -> None:
    """Run the missing migrations in one transaction, and close the engine.

    Raises StoreUnusable for tables of a newer version.
    """
    try:
        with writing(engine) as connection:
            if engine.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:name)"), {"name": LOCK_NAME})
            command.upgrade(config(connection), "head")
    except CommandError as exc:
        raise StoreUnusable("The database was made by a newer version.", mend="Update this program.") from exc
    finally:
        engine.dispose()


def config(connection: Connection) -> Config:
    """Tell Alembic where the migrations are, and to use this connection."""
    settings = Config()
    settings.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    settings.attributes["connection"] = connection
    return settings


@contextmanager
def alone_with_new_file(path: Path) -> Iterator[None]:
    """Create the SQLite file and its folder where missing, and keep other processes' migrations out meanwhile.

    The lock is on the folder: SQLite's own locks cannot cover the switch to WAL, and a process that opens and closes
    the database file beside SQLite would drop SQLite's locks. Raises StoreUnusable where the file cannot be created.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        folder = os.open(path.parent, os.O_RDONLY)
    except OSError as exc:
        raise _cannot_create(path, exc) from exc
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        if not _create(path):
            _refuse_emptied(path)
        yield
    finally:
        os.close(folder)


def _create(path: Path) -> bool:
    """Create an empty file that only its owner reads; the files SQLite puts beside it take over its mode.

    False where there is one already.
    """
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        return False
    except OSError as exc:
        raise _cannot_create(path, exc) from exc
    return True


def _refuse_emptied(path: Path) -> None:
    """Raise StoreUnusable for an empty file beside an index: it was a database, which a new one must not hide."""
    if path.is_file() and path.stat().st_size == 0 and (path.parent / "generations").is_dir():
        raise StoreUnusable("The database is damaged (its file is empty).", mend=RESTORE)


def _cannot_create(path: Path, exc: OSError) -> StoreUnusable:
    return StoreUnusable(f"The database file {path} cannot be created ({exc.strerror}).", mend="Check the path.")
