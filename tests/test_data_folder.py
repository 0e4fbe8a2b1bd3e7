"""The data folder is its owner's alone, also where it was made beforehand, and is told apart from its copy."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from assist_server import data_folder
from assist_server.errors import SettingsError
from assist_server.settings import Settings

DESK = Path(__file__).parent / "cases" / "desk"


def mode(path: Path) -> int:
    """Return the mode of a file or folder."""
    return stat.S_IMODE(path.stat().st_mode)


def open_paths(folder: Path) -> list[str]:
    """Return what others than the owner may do something with."""
    found = [folder, *(path for path in folder.rglob("*") if not path.is_symlink())]
    return [str(path) for path in found if mode(path) & 0o077]


def test_it_works(settings: Settings) -> None:
    """A folder that everybody may read is closed, and so is all that commands write."""
    settings.folder.chmod(0o755)
    (settings.folder / "secret").chmod(0o644)
    environment = {**os.environ, "ASSIST_DATA": str(settings.folder)}
    for arguments in (("import", "macros", str(DESK / "macros.jsonl")), ("reindex",)):
        command = [sys.executable, "-m", "assist_server.cli", *arguments]
        subprocess.run(command, env=environment, check=True, capture_output=True, umask=0o022)
    assert (settings.folder / "generations").is_dir() and open_paths(settings.folder) == []


def test_what_an_older_release_left_open_is_closed(tmp_path: Path) -> None:
    inner = tmp_path / "generations" / "g1"
    inner.mkdir(parents=True)
    for path in (inner / "ids.npy", tmp_path / "assist.db"):
        path.touch(0o644)
    data_folder.prepare(tmp_path)
    assert open_paths(tmp_path) == []


@pytest.mark.parametrize("kind", ["foreign folder", "sticky"])
def test_a_folder_that_others_use_too_keeps_its_mode(tmp_path: Path, kind: str) -> None:
    (tmp_path / "assist.db").touch(0o644)
    if kind == "sticky":
        tmp_path.chmod(0o1777)
    else:
        (tmp_path / "website").mkdir(mode=0o755)
        tmp_path.chmod(0o755)
    before = mode(tmp_path)
    data_folder.prepare(tmp_path)
    assert mode(tmp_path) == before and mode(tmp_path / "assist.db") == 0o600


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared").chmod(0o755)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "models").symlink_to(tmp_path / "shared")
    data_folder.prepare(tmp_path / "data")
    assert mode(tmp_path / "shared") == 0o755


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SettingsError, match="ASSIST_DATA"):
        data_folder.prepare(tmp_path / "file" / "data")


def test_a_folder_keeps_its_identity_wherever_it_is_moved(tmp_path: Path) -> None:
    first = data_folder.identity(tmp_path / "a")
    assert data_folder.identity(tmp_path / "a") == first
    (tmp_path / "a").rename(tmp_path / "b")
    assert data_folder.known_identity(tmp_path / "b") == first


def test_a_copy_is_another_folder(tmp_path: Path) -> None:
    first = data_folder.identity(tmp_path / "a")
    shutil.copytree(tmp_path / "a", tmp_path / "b")
    assert data_folder.known_identity(tmp_path / "b") is None
    assert data_folder.identity(tmp_path / "b") != first == data_folder.identity(tmp_path / "a")


@pytest.mark.parametrize("content", ["", "[]", "null", "{", '{"id": 5}'])
def test_an_identity_that_cannot_be_read_is_made_anew(tmp_path: Path, content: str) -> None:
    (tmp_path / data_folder.IDENTITY).write_text(content)
    assert data_folder.identity(tmp_path) == data_folder.known_identity(tmp_path)


def test_many_at_once_make_one_identity(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(data_folder.identity, [tmp_path] * 16))) == 1
