"""The page to browse the API lets a developer in, and lets them try."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect, sync_playwright

from assist_server import auth
from assist_server.services import Services
from tests.extension.browser import LOOPBACK_ONLY, OPTIONS, chromium
from tests.support import serving

pytestmark = pytest.mark.browser


def test_it_works(services: Services) -> None:
    key = auth.create_key(services.engine, "agent", "developer")
    with serving(services.settings) as client, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=[*OPTIONS, LOOPBACK_ONLY])
        page = browser.new_page()
        page.goto(f"http://127.0.0.1:{client.port}/docs")
        expect(page.locator(".opblock-tag").first).to_contain_text("suggestions")
        page.get_by_role("button", name="Authorize").click()
        page.locator(".auth-container input").fill(key)
        page.locator(".auth-btn-wrapper .authorize").click()
        page.locator(".btn-done").click()
        operation = page.locator("#operations-health-get_stats")
        operation.locator(".opblock-summary-control").click()
        operation.get_by_role("button", name="Try it out").click()
        operation.get_by_role("button", name="Execute").click()
        expect(operation.locator(".live-responses-table tbody .response-col_status").first).to_contain_text("200")
        example = page.locator("#operations-suggestions-create_suggestions")
        example.locator(".opblock-summary-control").click()
        expect(example.locator(".opblock-section-request-body")).to_contain_text("parcel")
        browser.close()
