"""A real Chromium, started once for the pages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.extension.browser import chromium

expect.set_options(timeout=20_000)  # ms; two cores may have three groups of tests to carry
OPTIONS = (
    "--headless=new --no-sandbox --disable-background-networking --disable-component-update --disable-sync "
    "--no-first-run --disable-quic"
).split()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A real Chromium."""
    program = chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=OPTIONS)
        yield browser
        browser.close()
