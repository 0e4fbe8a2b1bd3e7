"""A helpdesk whose interface refuses: the panel says so and takes the customer's words from the agent."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright

from tests.extension.browser import browser_of
from tests.extension.conftest import Company, Tab
from tests.extension.docked import DockedPanel
from tests.extension.servers import recorder

pytestmark = pytest.mark.browser

TICKET = "/app/accounts/1/conversations/7"  # as Chatwoot's are; its interface answers what is no JSON here
REFUND = "I sent back a tent three weeks ago and still have no refund. When do I get my money?"


@pytest.fixture
def tab(served: Company, playwright: Playwright, tmp_path: Path) -> Iterator[Tab]:
    """A ticket that can't be read."""
    with recorder() as helpdesk, browser_of(playwright, tmp_path) as (context, _, worker):
        served.connect(worker, helpdesk.address, "chatwoot")
        page = context.new_page()
        page.goto(helpdesk.address + TICKET)
        yield Tab(page, DockedPanel(page))


def test_it_works(tab: Tab) -> None:
    tab.panel.wait(".trouble-unreadable", "cannot be read")
    tab.panel.click("textarea")
    tab.page.keyboard.insert_text(REFUND)
    tab.panel.click("[data-key=paste-ask]")
    tab.panel.wait(".card", "refund")
    tab.page.evaluate("window.dispatchEvent(new Event('focus'))")  # the panel looks at the page at once
    assert tab.panel.count(".card") > 0
    tab.page.evaluate("history.pushState({}, '', '/app/accounts/1/conversations/8'); document.body.append('another')")
    tab.panel.wait_gone(".card")
