"""The adapters on the real django-helpdesk and the real Request Tracker, signed in as an agent."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.extension.browser import LOOPBACK_ONLY, OPTIONS, chromium
from tests.extension.helpdesks import Helpdesk, RequestTracker

pytestmark = pytest.mark.browser

SOURCES = Path(__file__).parent.parent.parent / "extension" / "src"
FIRST, ANGRY = "nobody answers my mails", "I am very angry, I want my money back today!"

# The page's own fetch stands for the content script's: same origin, the agent's cookies, GET only.
READ = """async ([sources, refuse]) => {
  const { adapterFor } = await import(`${sources}/adapters/index.js`);
  const adapter = adapterFor(document, new URL(location.href));
  const getJSON = async (path, headers = {}) => {
    const answer = await fetch(path, { headers });
    if (!answer.ok || refuse) throw new Error(`${answer.status}`);
    return answer.json();
  };
  const url = new URL(location.href);
  const composer = adapter.findComposer(document, url);
  return {
    adapter: adapter.name,
    ticket: await adapter.readTicket(document, url, getJSON),
    composer: composer && {
      mode: composer.mode,
      box: composer.box.matches('textarea, [contenteditable=true]') ? composer.box.nodeName : 'not editable',
      reveals: Boolean(composer.reveal),
      send: composer.send.length,
    },
    replyUrl: adapter.replyUrl?.(document, url) ?? null,
  };
}"""


class Sources(SimpleHTTPRequestHandler):
    """The extension's sources, for pages of every origin; silent."""

    def end_headers(self) -> None:
        """Let the helpdesk's page import them."""
        self.send_header("Access-Control-Allow-Origin", "*")
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A real Chromium."""
    program = chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=[*OPTIONS, LOOPBACK_ONLY])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def sources() -> Iterator[str]:
    """The address of the extension's sources."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Sources, directory=str(SOURCES)))
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(params=["django_helpdesk", "request_tracker"])
def helpdesk(request: pytest.FixtureRequest) -> Helpdesk:
    """Each of the two."""
    running: Helpdesk = request.getfixturevalue(request.param)
    return running


@pytest.fixture
def page(browser: Browser, helpdesk: Helpdesk) -> Iterator[Page]:
    """A page of an agent who is signed in."""
    context = browser.new_context()
    page = context.new_page()
    helpdesk.sign_in(page)
    yield page
    context.close()


def read(page: Page, sources: str, refuse: bool = False) -> dict[str, Any]:
    """Return what the adapter of the page in front says of it."""
    return dict(page.evaluate(READ, [sources, refuse]))


def told(ticket: dict[str, Any]) -> list[tuple[str, bool]]:
    """Return who wrote, and whether it was internal."""
    return [(message["author"], message.get("internal", False)) for message in ticket["messages"]]


def test_it_works(page: Page, helpdesk: Helpdesk, sources: str) -> None:
    page.goto(helpdesk.ticket_url())
    known = read(page, sources)
    assert known["adapter"] == helpdesk.name
    assert known["ticket"]["id"] == "1"
    assert known["ticket"]["subject"] == "Card charged twice for order 4711"


def test_the_angry_customer_is_read_once_and_in_order(page: Page, helpdesk: Helpdesk, sources: str) -> None:
    page.goto(helpdesk.ticket_url())
    ticket = read(page, sources)["ticket"]
    texts = [message["text"] for message in ticket["messages"] if message["author"] == "customer"]
    assert [FIRST in texts[0], ANGRY in texts[1], len(texts)] == [True, True, 2]
    assert ticket["customer"]["email"] == "maria.customer@example.test"
    assert ticket["status"] == "open"
    times = [message["sent_at"] for message in ticket["messages"]]
    assert times == sorted(times)


def test_the_internal_note_is_marked(page: Page, helpdesk: Helpdesk, sources: str) -> None:
    page.goto(helpdesk.ticket_url())
    ticket = read(page, sources)["ticket"]
    assert sorted(told(ticket)) == [("agent", False), ("agent", True), ("customer", False), ("customer", False)]
    assert [m["text"] for m in ticket["messages"] if m.get("internal")] == ["Internal: duplicate capture in PSP log."]


def test_without_the_api_the_page_tells_the_same(page: Page, helpdesk: Helpdesk, sources: str) -> None:
    page.goto(helpdesk.ticket_url())
    page.wait_for_selector("#followup-list, #delayed_ticket_history .transaction")
    ticket, shown = read(page, sources)["ticket"], read(page, sources, refuse=True)["ticket"]
    assert told(shown) == told(ticket)
    assert shown["subject"] == ticket["subject"]
    assert ANGRY in next(m["text"] for m in reversed(shown["messages"]) if m["author"] == "customer")


def test_a_new_mail_of_the_customer_is_read(page: Page, helpdesk: Helpdesk, sources: str) -> None:
    number = helpdesk.customer_writes("Where is my parcel?", "Parcel", None)
    helpdesk.customer_writes("Hello? Anybody there?", "Parcel", number)
    page.goto(helpdesk.ticket_url(number))
    ticket = read(page, sources)["ticket"]
    assert [message["text"] for message in ticket["messages"]] == ["Where is my parcel?", "Hello? Anybody there?"]
    assert ticket["id"] == str(number)


def test_the_list_of_tickets_is_no_ticket(page: Page, helpdesk: Helpdesk, sources: str) -> None:
    page.goto(helpdesk.url)
    known = read(page, sources)
    assert (known["adapter"], known["ticket"], known["composer"]) == (helpdesk.name, None, None)


@pytest.mark.parametrize("helpdesk", ["django_helpdesk"], indirect=True)
def test_django_helpdesk_has_its_composer_behind_a_tab(page: Page, helpdesk: Helpdesk, sources: str) -> None:
    page.goto(helpdesk.ticket_url())
    assert read(page, sources)["composer"] == {"mode": "reply", "box": "TEXTAREA", "reveals": True, "send": 1}
    page.click("#respond-tab")
    page.wait_for_selector("#commentBox", state="visible")
    page.uncheck("#id_public")
    assert read(page, sources)["composer"] == {"mode": "internal", "box": "TEXTAREA", "reveals": False, "send": 1}


@pytest.mark.parametrize("helpdesk", ["request_tracker"], indirect=True)
def test_rt_answers_on_a_page_of_its_own(page: Page, helpdesk: Helpdesk, sources: str) -> None:
    page.goto(helpdesk.ticket_url())
    known = read(page, sources)
    assert known["composer"] is None
    assert known["replyUrl"] == helpdesk.reply_url()


@pytest.mark.parametrize("helpdesk", ["request_tracker"], indirect=True)
def test_rt_with_rich_text_is_written_in_the_frame(page: Page, helpdesk: Helpdesk, sources: str) -> None:
    page.goto(helpdesk.reply_url())
    page.frame_locator("iframe.cke_wysiwyg_frame").locator("body[contenteditable=true]").wait_for()
    known = read(page, sources)
    assert known["composer"] == {"mode": "reply", "box": "BODY", "reveals": False, "send": 1}
    assert ANGRY in known["ticket"]["messages"][-1]["text"]
    page.evaluate("document.querySelector('#UpdateType').value = 'private'")
    assert read(page, sources)["composer"]["mode"] == "internal"


def test_rt_without_rich_text_is_written_in_the_textarea(
    browser: Browser, sources: str, request_tracker: RequestTracker
) -> None:
    context = browser.new_context()
    page = context.new_page()
    request_tracker.sign_in(page)
    request_tracker.write_plainly(page, True)
    page.goto(request_tracker.reply_url().replace("Respond", "Comment"))
    known = read(page, sources)
    request_tracker.write_plainly(page, False)
    context.close()
    assert known["composer"] == {"mode": "internal", "box": "TEXTAREA", "reveals": False, "send": 1}
