"""Types, linter and the browsers' own rules find nothing in the extension."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent
EXTENSION = HERE.parent.parent / "extension"


def test_it_works() -> None:
    if shutil.which("npm") is None:
        pytest.skip("npm is not installed")
    installed = subprocess.run([HERE / "check.sh", "install"], capture_output=True, text=True)
    if installed.returncode:
        pytest.skip(f"the tools could not be installed: {installed.stderr[-300:]}")
    done = subprocess.run([HERE / "check.sh"], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_tools_are_pinned_and_the_lock_names_no_host() -> None:
    pinned = json.loads((HERE / "package.json").read_text())
    assert all(version[0].isdigit() for version in pinned["devDependencies"].values())
    locked = json.loads((HERE / "package-lock.json").read_text())["packages"]
    assert [path for path, row in locked.items() if "resolved" in row] == []
    assert [path for path, row in locked.items() if path and "integrity" not in row] == []


def test_what_runs_in_the_page_uses_nothing_outside_itself() -> None:
    source = (EXTENSION / "src" / "page-world.js").read_text(encoding="utf-8")
    assert "import " not in source
    outside, _, _ = source.partition("export function writeInPage")
    assert not any(word in outside for word in ("const ", "let ", "function "))
