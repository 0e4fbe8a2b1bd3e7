"""The packages for the browsers' stores."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests.extension.browser import browser_of
from tests.extension.pack import CONTENT, EXTENSION, LEFT_OUT, REPOSITORY, manifest_for, pack
from tests.extension.servers import recorder


@pytest.fixture(autouse=True)
def node() -> None:
    """What joins the modules, and so every package, needs Node.js."""
    if shutil.which("npm") is None:
        pytest.skip("npm is not installed")


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


def test_pages_are_given_one_script_and_may_fetch_styles_alone(tmp_path: Path) -> None:
    with zipfile.ZipFile(pack("chromium", tmp_path)) as package:
        script = package.read(CONTENT).decode()
    assert script.endswith("agentAssist.start();\n") and "\nimport " not in script and "await import" not in script
    resources = [name for row in manifest_for("chromium")["web_accessible_resources"] for name in row["resources"]]
    assert resources and all(name.endswith(".css") for name in resources)


@pytest.mark.browser
def test_the_chromium_package_runs_once_in_a_page_however_often_it_is_brought(tmp_path: Path) -> None:
    with zipfile.ZipFile(pack("chromium", tmp_path)) as package:
        package.extractall(tmp_path / "unpacked")
    bring = """async () => {
      const [tab] = await chrome.tabs.query({ url: 'http://127.0.0.1/*' });
      await chrome.scripting.executeScript({ target: { tabId: tab.id }, files: ['src/content.js'] });
    }"""
    with (
        recorder() as helpdesk,
        sync_playwright() as playwright,
        browser_of(playwright, tmp_path, tmp_path / "unpacked") as (context, id_, worker),
    ):
        assert worker.evaluate("chrome.runtime.id") == id_
        page = context.new_page()
        page.goto(helpdesk.address)
        worker.evaluate(bring)
        page.wait_for_selector("[data-agent-assist]", state="attached")
        worker.evaluate(bring)
        assert page.locator("[data-agent-assist]").count() == 1
