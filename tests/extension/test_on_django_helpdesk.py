"""The whole way on a real django-helpdesk: read, suggest, insert, send, and what may go wrong in between."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright

from assist_server import auth, store
from assist_server.store import ReplyTime
from tests.extension.conftest import Agent, Company, Tab, agent_on
from tests.extension.helpdesks import DjangoHelpdesk
from tests.support import Client, copied, serving

pytestmark = pytest.mark.browser

REFUND = "I sent back a tent three weeks ago and still have no refund. When do I get my money?"
GIFT = "My gift card did not arrive by e-mail. Can you send the gift card code again?"
BOX = "textarea#commentBox"


@pytest.fixture(scope="module")
def agent(
    django_helpdesk: DjangoHelpdesk, served: Company, playwright: Playwright, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Agent]:
    """An agent of django-helpdesk."""
    yield from agent_on(django_helpdesk, served, playwright, tmp_path_factory.mktemp("agent"))


@pytest.fixture
def opened(agent: Agent) -> Iterator[Callable[[str], Tab]]:
    """Open a new ticket of the customer's words and wait for its suggestions; close the tabs afterwards."""

    def open_new(text: str) -> Tab:
        tab = agent.ticket(agent.helpdesk.customer_writes(text, subject="A question", number=None))
        tab.panel.wait(".card")
        return tab

    yield open_new
    for page in agent.context.pages[1:]:
        page.close()


def _wait(page: Page, holds: Callable[[], bool]) -> None:
    """Wait until it holds; fails after 20 s."""
    for _ in range(400):
        if holds():
            return
        page.wait_for_timeout(50)
    raise AssertionError("it never came to hold")


def _number(tab: Tab) -> int:
    return int(tab.page.url.rstrip("/").rsplit("/", 1)[1])


def test_it_works(agent: Agent, served: Company, opened: Callable[[str], Tab]) -> None:
    before = served.feedback()
    tab = opened(REFUND)
    tab.panel.click(".card [data-insert]")
    tab.panel.wait(".notice-inserted")
    written = tab.page.input_value(BOX)
    assert len(written) > 40
    sent = written.replace("[", "").replace("]", "")
    tab.page.fill(BOX, sent)
    with tab.page.expect_navigation():
        tab.page.click("form:has(#commentBox) [type=submit]")
    number = int(tab.page.url.split("/tickets/")[1].split("/")[0].split("?")[0])
    texts = agent.helpdesk.texts(number)
    assert any(" ".join(sent.split())[:30] in " ".join(text.split()) for text, public in texts if public)
    _wait(tab.page, lambda: served.feedback().get("sent", 0) > before.get("sent", 0))
    after = served.feedback()
    assert after["shown"] > before.get("shown", 0) and after["inserted"] == before.get("inserted", 0) + 1


def test_the_mood_warns_with_the_words_that_caused_it(agent: Agent) -> None:
    tab = agent.ticket(1)
    tab.panel.wait("section, div", "very angry")
    tab.page.close()


def test_enter_on_a_card_and_the_shortcut_insert(agent: Agent, opened: Callable[[str], Tab]) -> None:
    tab = opened(REFUND)
    tab.panel.focus(".card")
    tab.page.keyboard.press("Enter")
    tab.panel.wait(".notice-inserted")
    by_key = tab.page.input_value(BOX)
    tab.page.fill(BOX, "")
    agent.order(tab.page, {"type": "command", "name": "insert-1"})
    _wait(tab.page, lambda: tab.page.input_value(BOX) == by_key)


def test_text_in_the_composer_is_kept(opened: Callable[[str], Tab]) -> None:
    tab = opened(REFUND)
    tab.page.click("#respond-tab")
    tab.page.fill(BOX, "Dear Maria,\n\nwords of my own")
    tab.panel.click(".card [data-insert]")
    tab.panel.wait(".notice-inserted")
    assert "words of my own" in tab.page.input_value(BOX)


def test_a_new_message_of_the_customer_withdraws_and_asks_anew(agent: Agent, opened: Callable[[str], Tab]) -> None:
    tab = opened(REFUND)
    number = _number(tab)
    first = tab.panel.run("(root) => root.querySelector('.card').dataset.id")
    agent.helpdesk.customer_writes(GIFT, "A question", number)
    tab.page.evaluate("window.dispatchEvent(new Event('focus'))")
    _wait(tab.page, lambda: tab.panel.run("(root) => root.querySelector('.card')?.dataset.id ?? ''") not in ("", first))


def test_after_sending_the_old_suggestions_are_withdrawn(agent: Agent, opened: Callable[[str], Tab]) -> None:
    tab = opened(REFUND)
    tab.page.click("#respond-tab")
    tab.page.fill(BOX, "The money is on its way.")
    with tab.page.expect_navigation():
        tab.page.click("form:has(#commentBox) [type=submit]")
    tab.panel = type(tab.panel)(tab.page)
    tab.panel.wait("section", "nswered")
    assert tab.panel.count(".card") == 0


def test_when_a_colleague_answers_the_suggestions_are_withdrawn(
    django_helpdesk: DjangoHelpdesk, opened: Callable[[str], Tab]
) -> None:
    tab = opened(REFUND)
    django_helpdesk.colleague_answers(_number(tab), "I have sent the money today.")
    tab.page.evaluate("window.dispatchEvent(new Event('focus'))")
    tab.panel.wait("section", "Somebody answered")
    assert tab.panel.count(".card") == 0


def test_what_was_changed_before_sending_is_told_as_edited(served: Company, opened: Callable[[str], Tab]) -> None:
    before = served.feedback()
    tab = opened(REFUND)
    tab.panel.click(".card [data-insert]")
    tab.panel.wait(".notice-inserted")
    tab.page.fill(BOX, "Dear Maria, " + " ".join(tab.page.input_value(BOX).split()[:8]))
    with tab.page.expect_navigation():
        tab.page.click("form:has(#commentBox) [type=submit]")
    _wait(tab.page, lambda: served.feedback().get("sent", 0) > before.get("sent", 0))
    assert served.feedback()["edited"] == before.get("edited", 0) + 1


def test_the_customer_so_far_is_shown_beside_the_suggestions(
    agent: Agent, served: Company, opened: Callable[[str], Tab]
) -> None:
    said = "We will refund the full price, and you will hear from us by Friday."
    messages = [{"author": "customer", "text": GIFT}, {"author": "agent", "text": said}]
    customer = {"email": "Maria.Customer@example.test"}
    earlier = {"status": "open", "subject": "The gift card", "messages": messages, "customer": customer}
    admin = Client(served.port, auth.create_key(served.services.engine, "admin", "an admin of the tests"))
    assert admin.ask("PUT", "/v1/tickets/crm:gift-card", earlier)[0] == 200
    tab = opened(REFUND)
    tab.panel.wait(".so-far", "1 earlier ticket · 1 promise open")
    tab.panel.click(".so-far summary")
    tab.panel.wait(".so-far .due", said)
    assert admin.ask("DELETE", "/v1/tickets/crm:gift-card")[0] == 204


def test_a_reply_is_told_once_with_the_time_since_its_ticket_was_opened(
    served: Company, opened: Callable[[str], Tab]
) -> None:
    def replies() -> list[ReplyTime]:
        return store.newest_replies(served.services.engine, datetime.now(UTC) - timedelta(days=1), 1_000)

    before, tab = len(replies()), opened(REFUND)
    tab.page.wait_for_timeout(2_000)
    tab.page.reload()  # the clock goes on
    tab.panel.click(".card [data-insert]")
    tab.panel.wait(".notice-inserted")
    tab.page.fill(BOX, "We look at it.")
    with tab.page.expect_navigation():
        tab.page.click("form:has(#commentBox) [type=submit]")  # a click and a submit, and the ticket is shown anew
    _wait(tab.page, lambda: len(replies()) > before)
    tab.panel.wait("section")
    assert len(replies()) == before + 1
    assert replies()[0].used == "inserted" and 2 <= replies()[0].seconds < 120


def test_going_back_to_a_ticket_shows_what_was_kept(
    agent: Agent, served: Company, opened: Callable[[str], Tab]
) -> None:
    tab = opened(REFUND)
    kept = tab.panel.run("(root) => root.querySelector('.card').dataset.id")
    url = tab.page.url
    tab.page.goto(agent.helpdesk.url + "/tickets/")
    tab.page.goto(url)
    tab.panel.wait(".card")
    assert tab.panel.run("(root) => root.querySelector('.card').dataset.id") == kept


def test_two_tickets_keep_their_own_suggestions(opened: Callable[[str], Tab]) -> None:
    one, other = opened(REFUND), opened(GIFT)
    assert _ids(one).isdisjoint(_ids(other))


def test_a_ticket_left_while_asking_leaves_nothing_behind(agent: Agent, opened: Callable[[str], Tab]) -> None:
    left = agent.helpdesk.customer_writes(REFUND, "A question", None)
    other = agent.helpdesk.customer_writes(GIFT, "A question", None)
    page = agent.context.new_page()
    page.goto(agent.helpdesk.ticket_url(left), wait_until="commit")
    page.goto(agent.helpdesk.ticket_url(other))
    tab = Tab(page, agent.ticket(other).panel)
    tab.panel.wait(".card")
    preview = agent.order(page, {"type": "preview"})
    assert "gift card" in str(preview["messages"][0])


def test_internal_notes_never_leave_the_page_unless_allowed(agent: Agent) -> None:
    tab = agent.ticket(1)
    tab.panel.wait("section", "angry")
    preview = agent.order(tab.page, {"type": "preview"})
    assert preview["messages"] and not any(message.get("internal") for message in preview["messages"])
    tab.page.close()


def test_a_page_can_neither_read_nor_press_the_panel(opened: Callable[[str], Tab]) -> None:
    tab = opened(REFUND)
    assert tab.page.evaluate("document.querySelector('[data-agent-assist]').shadowRoot") is None
    tab.panel.run("(root) => root.querySelector('.card [data-insert]').click()")
    tab.page.evaluate("document.dispatchEvent(new KeyboardEvent('keydown', {key: '1', altKey: true, bubbles: true}))")
    assert tab.panel.count(".notice-inserted") == 0 and tab.page.input_value(BOX) == ""
    tab.panel.click(".card [data-insert]")
    tab.panel.wait(".notice-inserted")
    written = tab.page.input_value(BOX)
    assert written.count(written[:30]) == 1  # by the real click alone


def test_a_sleeping_worker_wakes_up(agent: Agent, opened: Callable[[str], Tab]) -> None:
    tab = opened(REFUND)
    protocol = agent.context.new_cdp_session(tab.page)
    protocol.send("ServiceWorker.enable")
    protocol.send("ServiceWorker.stopAllWorkers")
    tab.panel.click(".card [data-key^='up ']")
    tab.panel.focus("input[type=search], input")
    tab.page.keyboard.type("gift card")
    tab.page.keyboard.press("Enter")
    tab.panel.wait("section", "ift card")


def test_a_revoked_key_is_said_and_a_new_one_mends_it(agent: Agent, served: Company) -> None:
    served.revoke_keys()
    tab = agent.ticket(agent.helpdesk.customer_writes(REFUND, "A question", None))
    tab.panel.wait(".trouble-refused")
    agent.set(key=served.new_key())
    tab.panel.wait(".card")
    tab.page.close()


def test_a_server_that_is_away_is_said_and_its_return_noticed(
    agent: Agent, served: Company, opened: Callable[[str], Tab]
) -> None:
    agent.set(server="http://127.0.0.1:9")
    tab = agent.ticket(agent.helpdesk.customer_writes(GIFT, "A question", None))
    tab.panel.wait(".trouble-away")
    agent.set(server=served.url)
    tab.panel.wait(".card")


def _ids(tab: Tab) -> set[str]:
    found = tab.panel.run("(root) => [...root.querySelectorAll('.card')].map((card) => card.dataset.id)")
    return set(found)


def test_the_server_dies_and_comes_back(
    agent: Agent, company: Company, opened: Callable[[str], Tab], tmp_path: Path
) -> None:
    other = Company(copied(company.settings, tmp_path / "other"), company.services)
    with serving(other.settings, port=other.port):
        agent.set(server=other.url)
        opened(REFUND)
    tab = agent.ticket(agent.helpdesk.customer_writes(GIFT, "A question", None))
    tab.panel.wait(".trouble-away")
    with serving(other.settings, port=other.port):
        tab.page.evaluate("window.dispatchEvent(new Event('focus'))")
        tab.panel.wait(".card")
    agent.set(server=company.url)
