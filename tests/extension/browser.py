"""A real Chromium with the extension loaded, as an agent would have it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Playwright, Worker, sync_playwright

EXTENSION = Path(__file__).parent.parent.parent / "extension"
OPTIONS = (
    "--headless=new --no-sandbox --no-first-run --disable-background-networking --disable-component-update "
    "--disable-sync --disable-quic --disable-features=DisableLoadExtensionCommandLineSwitch"
).split()
LOOPBACK_ONLY = "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost"


def chromium() -> str:
    """Return the program, or skip the test where there is none."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.skip("chromium is not installed")
    return program


@contextmanager
def extension_browser(
    tmp_path: Path, extension_dir: Path = EXTENSION, *others: Path, language: str = "en-US"
) -> Iterator[tuple[BrowserContext, str, Worker]]:
    """Start Chromium with the unpacked extension (and others beside it) and close it with the block.

    Yields the browser, the extension's id and its service worker. The folder of the profile is `tmp_path/profile`, so
    that a second block over the same `tmp_path` finds what the first one stored. Only the loopback address is reached.
    """
    with (
        sync_playwright() as playwright,
        browser_of(playwright, tmp_path, extension_dir, *others, language=language) as it,
    ):
        yield it


@contextmanager
def browser_of(
    playwright: Playwright, tmp_path: Path, extension_dir: Path = EXTENSION, *others: Path, language: str = "en-US"
) -> Iterator[tuple[BrowserContext, str, Worker]]:
    """Do the same where several browsers run at once: there is one Playwright in a process."""
    folders = ",".join(map(str, (extension_dir, *others)))
    context = playwright.chromium.launch_persistent_context(
        tmp_path / "profile",
        executable_path=chromium(),
        headless=False,
        args=[*OPTIONS, LOOPBACK_ONLY, f"--load-extension={folders}", f"--lang={language}"],
        ignore_default_args=["--disable-extensions"],
        viewport={"width": 1280, "height": 900},
        reduced_motion="reduce",
    )
    try:
        worker = _worker_of(context)
        yield context, worker.url.split("/")[2], worker
    finally:
        context.close()


def _worker_of(context: BrowserContext) -> Worker:
    """Return the worker of this extension, which other loaded extensions' workers are not."""
    while True:
        for worker in context.service_workers:
            if worker.url.endswith("/src/background.js"):
                return worker
        context.wait_for_event("serviceworker")
