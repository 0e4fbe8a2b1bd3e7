"""The packages for the browsers' stores."""

from __future__ import annotations

import subprocess
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests.extension.browser import browser_of
from tests.extension.pack import EXTENSION, LEFT_OUT, REPOSITORY, manifest_for, pack


def test_it_works(tmp_path: Path) -> None:
    for browser in LEFT_OUT:
        with zipfile.ZipFile(pack(browser, tmp_path)) as package:
            assert package.testzip() is None and "manifest.json" in package.namelist()


def test_the_same_files_give_the_same_bytes(tmp_path: Path) -> None:
    one, other = (pack("firefox", tmp_path / name).read_bytes() for name in ("one", "other"))
    assert one == other


def test_each_manifest_lacks_what_only_the_other_browser_knows() -> None:
    chromium, firefox = manifest_for("chromium"), manifest_for("firefox")
    assert "service_worker" in chromium["background"] and "scripts" not in chromium["background"]
    assert "scripts" in firefox["background"] and "service_worker" not in firefox["background"]
    assert "sidePanel" in chromium["permissions"] and "sidePanel" not in firefox["permissions"]
    assert "key" not in chromium and "key" not in firefox


def test_all_that_the_extension_needs_is_in_the_package(tmp_path: Path) -> None:
    with zipfile.ZipFile(pack("chromium", tmp_path)) as package:
        packed = set(package.namelist())
    there = {path.relative_to(EXTENSION).as_posix() for path in EXTENSION.rglob("*.*") if path.is_file()}
    assert there - packed == {"README.md"}


def test_web_ext_has_nothing_to_say_about_the_firefox_package(tmp_path: Path) -> None:
    program = REPOSITORY / "tests" / "extension" / "node_modules" / ".bin" / "web-ext"
    if not program.exists():
        pytest.skip("web-ext is not installed (tests/extension/check.sh install)")
    with zipfile.ZipFile(pack("firefox", tmp_path)) as package:
        package.extractall(tmp_path / "unpacked")
    command = [str(program), "lint", "--source-dir", str(tmp_path / "unpacked"), "--warnings-as-errors"]
    done = subprocess.run([*command, "--no-config-discovery"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.browser
def test_the_chromium_package_loads(tmp_path: Path) -> None:
    with zipfile.ZipFile(pack("chromium", tmp_path)) as package:
        package.extractall(tmp_path / "unpacked")
    with sync_playwright() as playwright, browser_of(playwright, tmp_path, tmp_path / "unpacked") as (_, id_, worker):
        assert worker.evaluate("chrome.runtime.id") == id_
