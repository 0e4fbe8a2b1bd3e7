"""A folder of files that is whole or not there: written aside, listed with its checksums, moved into place last."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from .errors import IndexUnusable

MANIFEST = "manifest.json"
MEND = "Run: assist reindex"
_FORMAT = 1


@contextmanager
def sealing(folder: Path, facts: dict[str, Any]) -> Iterator[Path]:
    """Give a folder to write in; on leaving, seal it with the facts and move it to `folder`, replacing what was there.

    Facts may be added until the end. If writing fails nothing appears at `folder`, and what was there stays.
    """
    staging = _staging(folder)
    remove_folder(staging)
    staging.mkdir(parents=True)
    try:
        yield staging
        _write_manifest(staging, facts)
        remove_folder(folder)
        staging.rename(folder)
        _sync(folder.parent)
    finally:
        remove_folder(staging)


def read_facts(folder: Path) -> Mapping[str, Any]:
    """Return the facts of a sealed folder, having checked that its files are there with their full size.

    IndexUnusable if the folder or its manifest is missing or damaged, or a file is missing or cut short.
    """
    manifest = _read_manifest(folder)
    for name, file in manifest["files"].items():
        path = folder / name
        if not path.is_file():
            raise IndexUnusable(f"The index at {folder} lacks its file {name}.", mend=MEND)
        if path.stat().st_size != file["bytes"]:
            size = path.stat().st_size
            raise IndexUnusable(f"The index file {path} has {size} bytes instead of {file['bytes']}.", mend=MEND)
    facts: Mapping[str, Any] = manifest["facts"]
    return facts


def verify_folder(folder: Path, known: Collection[str] = ()) -> None:
    """Read every file but the known and compare it with its checksum; IndexUnusable names the first that differs."""
    read_facts(folder)
    for name, file in _read_manifest(folder)["files"].items():
        if name not in known and _sha256(folder / name) != file["sha256"]:
            raise IndexUnusable(f"The index file {folder / name} does not match its checksum.", mend=MEND)


def new_array(path: Path, dtype: npt.DTypeLike, shape: tuple[int, ...]) -> np.memmap[Any, Any]:
    """Create a .npy file and map it for writing. OSError where the disk has no room for all of it.

    A mapped file with holes would take its room while it is written to, and a disk that is full then ends the process
    (SIGBUS) instead of raising anything.
    """
    array = np.lib.format.open_memmap(path, mode="w+", dtype=dtype, shape=shape)
    reserve = getattr(os, "posix_fallocate", None)
    if reserve is not None:
        with path.open("r+b") as file:
            reserve(file.fileno(), 0, path.stat().st_size)
    return array


def map_array(path: Path) -> npt.NDArray[Any]:
    """Map a .npy file read-only; IndexUnusable if it is not one."""
    try:
        return np.asarray(np.load(path, mmap_mode="r"))
    except (ValueError, OSError) as error:
        raise IndexUnusable(f"The index file {path} is damaged.", mend=MEND) from error


def remove_folder(folder: Path) -> None:
    """Remove a folder, its manifest first so that a removal cut short leaves nothing that could be opened."""
    (folder / MANIFEST).unlink(missing_ok=True)
    if folder.exists():
        shutil.rmtree(folder)


def discard(folder: Path) -> None:
    """Remove a sealed folder and whatever an interrupted build left beside it."""
    remove_folder(_staging(folder))
    remove_folder(folder)


def _staging(folder: Path) -> Path:
    return folder.with_name(folder.name + ".building")


def _write_manifest(staging: Path, facts: Mapping[str, Any]) -> None:
    files = {}
    for path in sorted(path for path in staging.rglob("*") if path.is_file()):
        name = path.relative_to(staging).as_posix()
        files[name] = {"bytes": path.stat().st_size, "sha256": _sha256(path)}
        _sync(path)
    body = {"format": _FORMAT, "facts": facts, "files": files}
    target = staging / MANIFEST
    target.write_text(json.dumps({**body, "seal": _seal(body)}, indent=1), encoding="utf-8")
    _sync(target)
    _sync(staging)


def _read_manifest(folder: Path) -> dict[str, Any]:
    path = folder / MANIFEST
    if not path.is_file():
        raise IndexUnusable(f"There is no finished index at {folder}.", mend=MEND)
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        body = {key: manifest[key] for key in ("format", "facts", "files")}
        sealed = manifest["seal"] == _seal(body)
    except (ValueError, KeyError, TypeError):
        sealed = False
    if not sealed:
        raise IndexUnusable(f"The manifest {path} is damaged.", mend=MEND)
    if body["format"] != _FORMAT:
        raise IndexUnusable(f"The index at {folder} was written by another version of this program.", mend=MEND)
    return body


def _seal(body: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
