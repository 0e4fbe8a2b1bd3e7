"""The whole way on a real Request Tracker: its reply page with CKEditor 4, and with the plain textarea."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Playwright

from tests.extension.conftest import Agent, Company, Tab, agent_on
from tests.extension.helpdesks import RequestTracker

pytestmark = pytest.mark.browser

REFUND = "I sent back a tent three weeks ago and still have no refund. When do I get my money?"
RICH = "CKEDITOR.instances.UpdateContent.getData()"
PLAIN = "document.querySelector('#UpdateContent').value"


@pytest.fixture(scope="module")
def tracker(request_tracker: RequestTracker) -> RequestTracker:
    """The real server."""
    return request_tracker


@pytest.fixture(scope="module")
def agent(
    tracker: RequestTracker, served: Company, playwright: Playwright, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Agent]:
    """An agent of Request Tracker."""
    yield from agent_on(tracker, served, playwright, tmp_path_factory.mktemp("agent"))


@pytest.fixture(params=["rich", "plain"])
def editor(request: pytest.FixtureRequest, agent: Agent, tracker: RequestTracker) -> Iterator[str]:
    """Each of the two editors an agent may choose; what reads it in the page. Request Tracker's own choice returns."""
    page = agent.context.new_page()
    tracker.write_plainly(page, request.param == "plain")
    page.close()
    yield RICH if request.param == "rich" else PLAIN
    page = agent.context.new_page()
    tracker.write_plainly(page, False)
    for page in agent.context.pages[1:]:
        page.close()


def _plain(html: str) -> str:
    """Return the words of a text or of HTML, for comparing."""
    words = html.replace("<br />", " ").replace("<p>", " ").replace("</p>", " ").replace("&nbsp;", " ")
    return " ".join(words.replace("&#39;", "'").replace("&rsquo;", "\u2019").replace("&quot;", '"').split())


def _reply_page(agent: Agent, tracker: RequestTracker, number: int) -> Tab:
    tab = agent.open(tracker.reply_url(number))
    tab.panel.wait(".card")
    return tab


def test_it_works(agent: Agent, tracker: RequestTracker, served: Company, editor: str) -> None:
    before = served.feedback()
    number = tracker.customer_writes(REFUND, "Refund", None)
    tab = _reply_page(agent, tracker, number)
    tab.panel.wait("section, header, div", "Reply")
    tab.panel.click(".card [data-insert]")
    tab.panel.wait(".notice-inserted")
    written = _plain(tab.page.evaluate(editor))
    assert len(written) > 40
    with tab.page.expect_navigation():
        tab.page.click("[name=SubmitTicket]")
    stored = [_plain(text) for text, public in tracker.texts(number) if public]
    assert any(written[:40] in text for text in stored[1:]), stored
    for _ in range(100):
        if served.feedback().get("sent", 0) > before.get("sent", 0):
            break
        tab.page.wait_for_timeout(50)
    assert served.feedback()["sent"] == before.get("sent", 0) + 1
    assert served.feedback()["inserted"] == before.get("inserted", 0) + 1


def test_the_page_that_only_shows_the_ticket_leads_to_where_it_is_answered(
    agent: Agent, tracker: RequestTracker
) -> None:
    tab = agent.ticket(tracker.customer_writes(REFUND, "Refund", None))
    tab.panel.click(".card [data-insert]")
    tab.panel.wait(".notice-no-composer")
    with tab.page.expect_navigation():
        tab.panel.click("[data-key=reply-url]")
    assert "Update.html" in tab.page.url
    type(tab.panel)(tab.page).wait(".card")
    tab.page.close()


def test_a_comment_is_known_as_an_internal_note(agent: Agent, tracker: RequestTracker) -> None:
    number = tracker.customer_writes(REFUND, "Refund", None)
    tab = agent.open(tracker.reply_url(number).replace("Action=Respond", "Action=Comment"))
    tab.panel.wait(".card [data-insert]", "note")
    tab.page.close()
