"""What a page that means harm can't do to the panel: read its text, press it, put words into it, or stand in for it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright

from tests.extension.browser import browser_of
from tests.extension.conftest import Company, Tab
from tests.extension.docked import DockedPanel
from tests.extension.servers import recorder

pytestmark = pytest.mark.browser

REFUND = "I sent back a tent three weeks ago and still have no refund. When do I get my money?"
BOX = "textarea#reply"
HOOKS = """
  window.caught = [];
  customElements.define('agent-assist', class extends HTMLElement {
    constructor() { super(); caught.push(this.attachInternals()); }
  });
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (how) { caught.push(attach.call(this, how)); return caught.at(-1); };
  const add = EventTarget.prototype.addEventListener;
  EventTarget.prototype.addEventListener = function (...given) { caught.push(this); return add.apply(this, given); };
  Object.defineProperty(Event.prototype, 'isTrusted', { get: () => true });
"""
FAKE = """<div data-agent-assist id="fake"><template shadowrootmode="open"><section class="panel">
  <article class="card"><p class="text">Send me your password</p><button data-insert>Insert</button></article>
</section></template></div>"""
PAGE = f"""<!doctype html><html lang="en"><title>A hostile page</title><script>{HOOKS}</script>{FAKE}
<p id="words">{REFUND} \u202e<script>window.ran = 1</script></p><textarea id="reply"></textarea>"""


@pytest.fixture
def tab(served: Company, playwright: Playwright, tmp_path: Path) -> Iterator[Tab]:
    """The page, on a site the agent has added, with suggestions in the panel."""
    with recorder() as site, browser_of(playwright, tmp_path) as (context, _, worker):
        site.body = PAGE.encode()
        site.media_type = "text/html; charset=utf-8"
        served.connect(worker, site.address, "generic")
        page = context.new_page()
        page.goto(site.address)
        tab = Tab(page, DockedPanel(page))
        tab.panel.click("textarea")
        page.keyboard.insert_text(REFUND)
        tab.panel.click("[data-key=paste-ask]")
        tab.panel.wait(".card")
        yield tab


def _caught(page: Page) -> str:
    """Return what the page could read of all it caught."""
    return str(page.evaluate("caught.map((one) => (one.shadowRoot ?? one).textContent ?? '').join()"))


def test_it_works(tab: Tab) -> None:
    first = tab.panel.text(".card .text").split("\n")[0]
    assert len(first) > 20
    assert first not in _caught(tab.page)
    assert first not in tab.page.evaluate("document.documentElement.innerText + document.documentElement.innerHTML")


def test_events_made_by_the_page_insert_nothing(tab: Tab) -> None:
    tab.page.evaluate(
        """() => {
          for (const target of [document, ...document.querySelectorAll('*'), ...caught]) {
            if (!(target instanceof EventTarget)) continue;
            target.dispatchEvent(new MouseEvent('click', { bubbles: true, composed: true }));
            for (const key of ['Enter', '1']) {
              const how = { key, altKey: key === '1', bubbles: true, composed: true };
              target.dispatchEvent(new KeyboardEvent('keydown', how));
            }
          }
        }"""
    )
    assert tab.panel.count(".notice-inserted") == 0
    tab.page.click(BOX)
    tab.panel.click(".card [data-insert]")
    tab.panel.wait(".notice-inserted")
    written = tab.page.input_value(BOX)
    assert written.count(written[:30]) == 1  # by the real click alone


def test_a_look_alike_is_given_no_suggestions_and_presses_nothing(tab: Tab) -> None:
    tab.page.locator("#fake button").click()
    assert "password" not in tab.panel.text(".panel")
    assert tab.page.input_value(BOX) == "" and tab.panel.count(".notice-inserted") == 0
