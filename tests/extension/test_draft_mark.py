"""The check before sending, in a real Chromium: a mark that moves nothing, its details, fixes, and when it asks."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.extension.panel_states import state
from tests.extension.test_panel import AXE, Bench, address, bench, browser

pytestmark = pytest.mark.browser
__all__ = ["address", "bench", "browser"]  # fixtures

DRAFT = "Well \U0001f600, as I already told you, it costs 20 EUR."


def finding(**changes: Any) -> dict[str, Any]:
    """Return one finding in DRAFT: blame that can be cut out, its places counted in characters."""
    fix = {"start": 8, "end": 34, "text": "i"}
    return {
        "heading": "respect", "code": "blaming", "severity": "warning", "start": 8, "end": 33, "reason": "Blame.",
        "words": "as I already told you,", "fix": fix, **changes,
    }  # fmt: skip


def checked(*findings: dict[str, Any]) -> dict[str, Any]:
    """Return a state in which a draft was read."""
    return state(checked={"draft": DRAFT, "findings": list(findings)} if findings else None)


TRUST = finding(heading="trust", code="unsupported_amount", severity="warning", words="20 EUR", fix=None)


def test_it_works(bench: Bench) -> None:
    bench.show(checked())
    mark, before = bench.page.locator(".draft-mark"), _places(bench.page)
    assert not mark.is_visible()
    bench.show(checked(finding(), TRUST))
    assert mark.inner_text() == "2" and _places(bench.page) == before  # nothing has moved
    assert bench.page.locator(".heard").inner_text() == "2 things to look at in your draft"
    assert not bench.page.locator(".draft").is_visible()
    mark.click()
    assert bench.page.locator(".draft h3").all_inner_texts() == ["Trust", "Respect"]
    assert "20 EUR" in bench.page.locator(".draft li").first.inner_text()


def test_fix_is_asked_for_and_escape_goes_back_to_the_mark(bench: Bench) -> None:
    bench.show(checked(TRUST, finding()))
    bench.page.locator(".draft-mark").press("Enter")
    bench.page.locator(".draft").get_by_role("button", name="Fix").press("Enter")
    assert bench.asked("shown") == [{"type": "fix", "at": 1}]
    bench.page.keyboard.press("Escape")
    assert not bench.page.locator(".draft").is_visible()
    assert bench.page.evaluate("host.shadowRoot.activeElement.dataset.key") == "draft"


def test_the_details_are_accessible(bench: Bench) -> None:
    bench.show(checked(finding(), TRUST))
    bench.page.locator(".draft-mark").click()
    bench.page.add_script_tag(path=str(AXE))
    found = bench.page.evaluate("axe.run(document).then(({violations}) => violations.map(({id}) => id))")
    assert found == []


@pytest.mark.parametrize("box", ["<textarea id=box></textarea>", "<div id=box contenteditable></div>"])
def test_a_fix_is_one_undo_step(bench: Bench, box: str) -> None:
    page = bench.page
    page.evaluate("html => document.querySelector('main').insertAdjacentHTML('beforeend', html)", box)
    page.click("#box")
    page.keyboard.insert_text(DRAFT)
    assert page.evaluate(FIXED, {"draft": DRAFT, "fix": {"start": 8, "end": 32, "text": "i"}})
    assert _text(page) == "Well \U0001f600, it costs 20 EUR."
    page.keyboard.press("Control+z")
    assert _text(page) == DRAFT


def test_a_draft_that_changed_meanwhile_is_left_alone(bench: Bench) -> None:
    bench.page.evaluate(
        "document.querySelector('main').insertAdjacentHTML('beforeend', '<textarea id=box></textarea>')"
    )
    bench.page.fill("#box", "Something else")
    assert not bench.page.evaluate(FIXED, {"draft": DRAFT, "fix": {"start": 0, "end": 2, "text": "x"}})
    assert _text(bench.page) == "Something else"


def test_it_asks_after_a_pause_once_and_never_for_internal_notes(bench: Bench) -> None:
    page = bench.page
    page.evaluate(WATCHED)
    page.click("#reply")
    page.keyboard.type("Hello there")
    page.wait_for_function("window.asks.length > 0")
    assert page.evaluate("asks") == [
        {
            "type": "check",
            "ticket": {"messages": []},
            "draft": "Hello there",
            "evidence": ["s1", "s3"],
            "articles": ["a1"],
        }
    ]
    page.wait_for_function("shown.state.checked !== null")
    page.evaluate("composer.mode = 'internal'")
    page.keyboard.type("!")
    page.wait_for_function("shown.state.checked === null")
    page.evaluate("composer.mode = 'reply', assist.settings.checkDrafts = false")
    page.keyboard.type("?")
    page.wait_for_timeout(900)
    assert page.evaluate("asks.length") == 1


FIXED = """async ({draft, fix}) => {
  const { putFix } = await import('/extension/src/fixing.js');
  return putFix({ composer: { box: document.querySelector('#box'), mode: 'reply', send: [] } }, draft, fix);
}"""
WATCHED = """async () => {
  const { watchDrafts } = await import('/extension/src/drafting.js');
  const { Shown } = await import('/extension/src/state.js');
  window.asks = [];
  window.shown = new Shown({ side: 'right', top: 0, width: 380, collapsed: false });
  window.composer = { box: document.querySelector('#reply'), mode: 'reply', send: [] };
  window.chrome = { runtime: { sendMessage: async (ask) => {
    window.asks.push(ask);
    return { ok: true, value: { draft: ask.draft, findings: [{}] } };
  } } };
  const answer = { suggestions: [{ id: 's1' }, { id: 's2' }, { id: 's3' }], articles: [{ id: 'a1' }] };
  const open = { ticket: { messages: [] }, kept: { answer, dismissed: ['s2'], inserted: [{ id: 's1', text: '' }] } };
  const settings = { checkDrafts: true, hasKey: true };
  window.assist = { open, shown, settings, desk: { doc: document, get composer() { return window.composer; } } };
  watchDrafts(window.assist, new AbortController().signal);
}"""


def _text(page: Page) -> Any:
    return page.evaluate("(box => box.value ?? box.innerText)(document.querySelector('#box'))")


def _places(page: Page) -> Any:
    parts = "[...host.shadowRoot.querySelectorAll('.head, .scroll, .card, .tools')]"
    return page.evaluate(f"{parts}.map((one) => one.getBoundingClientRect().toJSON())")
