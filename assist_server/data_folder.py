"""The data folder: for its owner alone, and with an identity by which the database knows where an index lies."""

from __future__ import annotations

import fcntl
import json
import logging
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from assist_server.errors import SettingsError

log = logging.getLogger(__name__)

IDENTITY = "folder.json"
FOLDERS = ("generations", "words", "learnt", "seen", "tuned", "jobs", "metrics", "models")
FILES = ("assist.db", "assist.db-wal", "assist.db-shm", "secret", IDENTITY)
BESIDE = ("lost+found",)  # what a file system puts into its topmost folder
OPEN_TO_OTHERS = 0o077


def prepare(folder: Path) -> None:
    """Make the data folder where it is missing, and let nobody but its owner read what is in it.

    Only what is this program's own is touched: a folder that holds other folders too keeps its mode. Raises
    SettingsError where there is no folder and none can be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as exc:
        raise unwritable(exc) from exc
    with suppress(OSError):  # another owner's, or on a file system without modes
        _close(folder)


def unwritable(exc: OSError) -> SettingsError:
    """Return the error of a data folder that takes no file."""
    return SettingsError(f"The data folder cannot be written: {exc.strerror}.", mend="Set ASSIST_DATA.")


def _close(folder: Path) -> None:
    for path in _own(folder):
        mode = path.lstat().st_mode
        if mode & OPEN_TO_OTHERS and not stat.S_ISLNK(mode):
            path.chmod(stat.S_IMODE(mode) & ~OPEN_TO_OTHERS)
    mode = folder.stat().st_mode
    if not mode & OPEN_TO_OTHERS:
        return
    if mode & stat.S_ISVTX or folder.resolve() in (Path("/"), Path.home()) or _has_foreign_folders(folder):
        log.warning("The data folder is open to other users, and holds more than this program's files.")
    else:
        folder.chmod(0o700)


def _own(folder: Path) -> Iterator[Path]:
    """Yield this program's files and folders in the data folder; a link is not followed."""
    yield from (path for name in FILES if (path := folder / name).is_file())
    for name in FOLDERS:
        path = folder / name
        if path.is_dir() and not path.is_symlink():
            yield path
            for parent, folders, files in os.walk(path):
                yield from (Path(parent) / inner for inner in (*folders, *files))


def _has_foreign_folders(folder: Path) -> bool:
    return any(path.is_dir() and path.name not in (*FOLDERS, *BESIDE) for path in folder.iterdir())


def create_once(path: Path, content: bytes) -> bool:
    """Create a file, whole, that only its owner reads; false, and nothing happens, where there is one already."""
    aside = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        _write(aside, content)
        os.link(aside, path)
    except FileExistsError:
        return False
    finally:
        aside.unlink(missing_ok=True)
    return True


def _write(path: Path, content: bytes) -> int:
    """Write a new file to the disk and return the number of its inode."""
    with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
        return os.fstat(file.fileno()).st_ino


def identity(folder: Path) -> str:
    """Return the folder's identity, made at the first need.

    A copy on the same machine gets one of its own: it was not built in. Raises SettingsError where it can't be kept.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with _locked(folder):
            return known_identity(folder) or _new_identity(folder)
    except OSError as exc:
        raise unwritable(exc) from exc


def known_identity(folder: Path) -> str | None:
    """Return the folder's identity, None where it has none, or only that of the folder it was copied from.

    On this machine a copied file has another inode. On another machine the folder may be a shared one, whose inodes are
    numbered otherwise there.
    """
    path = folder / IDENTITY
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        is_copy = kept["host"] == os.uname().nodename and kept["inode"] != path.stat().st_ino
        return None if is_copy else str(kept["id"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _new_identity(folder: Path) -> str:
    new = secrets.token_hex(16)
    aside = folder / f".{IDENTITY}.{new}"
    try:
        inode = _write(aside, b"")
        kept = {"id": new, "host": os.uname().nodename, "inode": inode}
        aside.write_text(json.dumps(kept), encoding="utf-8")  # into the same inode
        aside.replace(folder / IDENTITY)
    finally:
        aside.unlink(missing_ok=True)
    return new


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
