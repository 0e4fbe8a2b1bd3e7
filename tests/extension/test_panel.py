"""The panel in a real Chromium: what it shows, what it asks for, and what a page can't make it do."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from tests.extension import panel_states as made_up
from tests.extension.browser import OPTIONS, chromium
from tests.extension.panel_states import (
    ANSWER,
    EVERYTHING,
    NOTICES,
    PHASES,
    PLACE,
    RESULTS,
    State,
    evidence,
    state,
    suggestion,
)
from tests.extension.servers import repository_served

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parent.parent.parent
LOCALES = ROOT / "extension" / "_locales"
AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
Action = dict[str, Any]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The repository on a free port, so that the page can load the panel's modules."""
    with repository_served() as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A real Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=OPTIONS)
        yield browser
        browser.close()


class Bench:
    """The page with the panel: shows states, reads what was asked for."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address

    def open(self, query: str = "") -> Bench:
        """Load the page and wait for the panel's style."""
        self.page.goto(f"{self.address}/tests/extension/panel_page.html?{query}")
        self.page.wait_for_function("!!window.panel && host.style.visibility === 'visible'")
        return self

    def show(self, shown: State) -> None:
        """Render a state."""
        self.page.evaluate("state => panel.render(state)", shown)

    def asked(self, *but: str) -> list[Action]:
        """Return the actions so far, without those types."""
        actions: list[Action] = self.page.evaluate("actions")
        return [action for action in actions if action["type"] not in but]

    def heard(self) -> list[str]:
        """Return the events that reached the page's own listeners."""
        return list(self.page.evaluate("heard"))

    def button(self, name: str | re.Pattern[str]) -> Locator:
        """Return the first button of that name."""
        return self.page.get_by_role("button", name=name, exact=isinstance(name, str)).first

    def card(self, at: int = 0) -> Locator:
        """Return a card by its place from 0."""
        return self.page.locator(".card").nth(at)

    def focus(self) -> str:
        """Return the key of what has the focus in the panel, or ''."""
        return str(self.page.evaluate("host.shadowRoot.activeElement?.dataset.key ?? ''"))


@pytest.fixture
def bench(browser: Browser, address: str) -> Iterator[Bench]:
    """The page with the panel; the test fails where a script throws or another address is asked."""
    wrong: list[str] = []
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("request", lambda asked: None if asked.url.startswith(address) else wrong.append(asked.url))
    yield Bench(page, address).open()
    context.close()
    assert wrong == []


def test_it_works(bench: Bench) -> None:
    bench.show(state())
    expect(bench.card()).to_contain_text("matched it by hand")
    expect(bench.card()).to_contain_text("High")
    expect(bench.card()).to_contain_text("4 tickets agree")
    expect(bench.card().locator("mark")).to_have_text(["[date]", "[order]"])
    expect(bench.page.locator(".alert").first).to_contain_text("The customer has waited long")
    bench.button("Insert").click()
    assert bench.asked("shown") == [{"type": "insert", "id": "s1"}]


def test_evidence_opens_to_its_passage_and_links_to_its_source(bench: Bench) -> None:
    bench.show(state())
    bench.page.get_by_text("Refund for tent still missing").first.click()
    passage = bench.card().locator("blockquote")
    expect(passage).to_contain_text("booked in without its return slip")
    expect(bench.card()).to_contain_text("CSAT good")
    link = bench.card().get_by_role("link")
    expect(link).to_have_attribute("href", "https://desk.example/tickets/1873")
    expect(link).to_have_attribute("rel", "noopener noreferrer")


def test_a_click_made_by_a_script_inserts_nothing(bench: Bench) -> None:
    bench.show(state())
    bench.page.evaluate("""() => {
        const button = host.shadowRoot.querySelector('[data-insert]');
        button.click();
        button.dispatchEvent(new MouseEvent('click', { bubbles: true, composed: true }));
        const card = host.shadowRoot.querySelector('.card');
        card.focus();
        card.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, composed: true }));
        const box = host.shadowRoot.querySelector('input');
        box.value = 'stolen';
        box.dispatchEvent(new Event('input', { bubbles: true }));
        box.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
    }""")
    assert bench.asked("shown") == []
    bench.button("Insert").click()
    assert bench.asked("shown") == [{"type": "insert", "id": "s1"}]


def test_enter_on_a_card_inserts_and_arrows_move_between_cards(bench: Bench) -> None:
    bench.show(state())
    bench.page.evaluate("panel.focus()")
    assert bench.focus() == "card s1"
    bench.page.keyboard.press("ArrowDown")
    assert bench.focus() == "card s2"
    bench.page.keyboard.press("Enter")
    assert bench.asked("shown") == [{"type": "insert", "id": "s2"}]
    bench.page.keyboard.press("ArrowUp")
    bench.page.keyboard.press("ArrowUp")
    assert bench.focus() == "card s1"


def test_a_click_on_insert_leaves_the_focus_in_the_reply(bench: Bench) -> None:
    bench.show(state())
    bench.page.locator("#reply").focus()
    bench.button("Insert").click()
    assert bench.page.evaluate("document.activeElement.id") == "reply"


def test_keys_and_clicks_in_the_panel_do_not_reach_the_page(bench: Bench) -> None:
    bench.show(state())
    bench.page.evaluate("heard.length = 0")
    bench.page.get_by_role("searchbox").click()
    bench.page.keyboard.type("refund r?")
    bench.page.keyboard.press("Escape")
    bench.button("Insert").press("Enter")
    assert bench.heard() == []
    bench.page.locator("#reply").press("x")
    assert "keydown x" in bench.heard()


def test_hostile_text_stays_text(bench: Bench) -> None:
    bench.show(PHASES["hostile"])
    root = bench.page.locator("[data-agent-assist]")
    for name in ("script", "img", "style"):
        expect(root.locator(name)).to_have_count(0)
    expect(root.locator(".panel")).to_have_count(1)
    expect(bench.card().locator("p.text").first).to_have_text(made_up.HOSTILE, use_inner_text=False)
    assert bench.page.evaluate("window.ran") is None
    links = root.locator("a").evaluate_all("links => links.map((link) => link.getAttribute('href'))")
    assert set(links) == {"https://desk.example/tickets/1873"}  # the second card's; none of the hostile addresses


def test_a_direction_override_changes_its_own_text_only(bench: Bench) -> None:
    bench.show(PHASES["hostile"])
    styles = bench.page.evaluate("""() => [...host.shadowRoot.querySelectorAll('bdi, .text')]
        .map((node) => getComputedStyle(node).unicodeBidi)""")
    assert len(styles) > 8
    assert set(styles) == {"isolate"}
    lines = bench.page.locator("[data-agent-assist] bdi").all_text_contents()
    assert [line for line in lines if re.search("[\u202a-\u202e\u2066-\u2069]", line)] == []
    places = bench.page.locator(".alert .cause").evaluate(
        """(cause) => [cause.firstChild, cause.lastChild].map((node) => {
            const range = document.createRange();
            range.selectNode(node);
            return range.getBoundingClientRect().toJSON();
        })"""
    )
    first, last = places
    assert first["top"] < last["top"] or first["left"] < last["left"]


def test_huge_texts_are_bounded_in_the_view_and_inserted_whole(bench: Bench) -> None:
    bench.show(PHASES["hostile"])
    text = bench.card(1).locator("p.text").first
    assert len(text.inner_text()) < 21_000
    box = text.bounding_box()
    assert box is not None and box["height"] < 200
    bench.card(1).get_by_role("button", name="Insert", exact=True).click()
    assert bench.asked("shown") == [{"type": "insert", "id": "s2"}]


def test_a_long_suggestion_is_folded_and_opened(bench: Bench) -> None:
    bench.show(state())
    card = bench.card(2)
    card.get_by_role("button", name="Show all").click()
    box = card.locator("p.text").first.bounding_box()
    assert box is not None and box["height"] > 800
    expect(card.locator("p.text").first).to_have_text(made_up.LONG.strip())
    card.get_by_role("button", name="Show less").click()
    expect(card.get_by_role("button", name="Show all")).to_be_visible()


def test_a_render_keeps_focus_opened_rows_scroll_and_typed_text(bench: Bench) -> None:
    bench.show(state())
    bench.page.get_by_text("Refund for tent still missing").first.click()
    bench.page.get_by_role("button", name="Good suggestion").nth(1).focus()
    before = bench.page.evaluate("host.shadowRoot.querySelectorAll('.scroll')[1].scrollTop")
    bench.show(state(mode="internal", rated={"s1": "up"}, notice=NOTICES["copied"]))
    assert bench.focus() == "up s2"
    expect(bench.card().locator("details")).to_have_attribute("open", "")
    assert bench.page.evaluate("host.shadowRoot.querySelectorAll('.scroll')[1].scrollTop") == before
    bench.page.get_by_role("searchbox").fill("ref")
    bench.show(state())
    expect(bench.page.get_by_role("searchbox")).to_have_value("ref")


def test_a_newer_answer_to_the_same_ticket_keeps_focus_and_opened_rows(bench: Bench) -> None:
    bench.show(state())
    bench.page.get_by_text("Refund for tent still missing").first.click()
    bench.card().focus()
    bench.show(state(answer={**ANSWER, "took_ms": 7.0}))
    assert bench.focus() == "card s1"
    expect(bench.card().locator("details")).to_have_attribute("open", "")


def test_a_note_is_named_where_it_is_inserted(bench: Bench) -> None:
    bench.show(state(mode="internal"))
    expect(bench.button("Insert as note")).to_be_visible()
    expect(bench.page.locator(".mode")).to_have_text("Internal note")
    bench.show(state(mode="none"))
    expect(bench.page.locator(".mode")).to_have_text("No reply box open")


def test_internal_evidence_is_marked_and_told_with_the_insert(bench: Bench) -> None:
    bench.show(state())
    expect(bench.card(2).locator(".pill.internal").first).to_have_text("Internal")
    bench.card(2).get_by_role("button", name="Insert", exact=True).click()
    assert bench.asked("shown") == [{"type": "insert", "id": "s3", "internal": True}]


def test_internal_evidence_is_confirmed_with_the_same_insert(bench: Bench) -> None:
    bench.show(state(notice=NOTICES["confirm-internal"]))
    bench.button("Insert anyway").click()
    bench.button("Cancel").click()
    sure = {"type": "insert", "id": "s3", "sure": True, "internal": True}
    assert bench.asked("shown") == [sure, {"type": "close-notice"}]


def test_a_question_takes_the_focus_from_the_keyboard_to_its_harmless_button(bench: Bench) -> None:
    bench.show(state())
    bench.card(2).focus()
    bench.page.keyboard.press("Enter")
    bench.show(state(notice=NOTICES["confirm-internal"]))
    assert bench.focus() == "cancel"
    bench.show(state())
    assert bench.focus() == "card s1"


def test_what_was_not_inserted_is_on_offer_to_copy(bench: Bench) -> None:
    bench.show(state(notice=NOTICES["not-inserted"]))
    bench.page.locator(".notice").get_by_role("button", name="Copy").click()
    bench.page.wait_for_function("actions.some(({ type }) => type === 'copied')")
    assert bench.page.evaluate("navigator.clipboard.readText()") == made_up.REPLY


def test_copying_works_without_the_clipboard_interface(bench: Bench) -> None:
    bench.page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined, configurable: true })")
    bench.show(state())
    bench.button("Copy").click()
    bench.page.wait_for_function("actions.some(({ type, id }) => type === 'copied' && id === 's1')")
    bench.page.evaluate("delete navigator.clipboard")
    assert bench.page.evaluate("navigator.clipboard.readText()") == made_up.REPLY


def test_the_next_blank_is_asked_for(bench: Bench) -> None:
    bench.show(state(notice=NOTICES["inserted"]))
    bench.button("Next blank (2)").click()
    bench.button("Close this notice").click()
    assert bench.asked("shown") == [{"type": "next-slot"}, {"type": "close-notice"}]
    bench.show(state(notice=NOTICES["inserted-whole"]))
    expect(bench.page.get_by_role("button", name="Next blank")).to_have_count(0)


def test_thumbs_say_why_not(bench: Bench) -> None:
    bench.show(state())
    bench.button("Good suggestion").click()
    bench.button("Bad suggestion").click()
    for reason in ("Wrong topic", "Out of date", "Wrong tone", "Not needed"):
        expect(bench.button(reason)).to_be_visible()
    assert bench.focus() == "wrong_topic s1"
    bench.button("Out of date").click()
    assert bench.asked("shown") == [
        {"type": "rate", "id": "s1", "up": True},
        {"type": "rate", "id": "s1", "up": False, "reason": "out_of_date"},
    ]
    bench.show(state(rated={"s1": "down"}))
    expect(bench.button("Bad suggestion")).to_have_attribute("aria-pressed", "true")


def test_a_suggestion_set_aside_comes_back(bench: Bench) -> None:
    bench.show(state())
    bench.button("Set aside").press("Enter")
    bench.show(state(dismissed=["s1"]))
    assert bench.focus() == "restore s1"
    expect(bench.page.get_by_text("matched it by hand")).to_be_hidden()
    bench.page.keyboard.press("Enter")
    bench.show(state())
    assert bench.focus() == "card s1"
    assert bench.asked("shown") == [{"type": "dismiss", "id": "s1"}, {"type": "restore", "id": "s1"}]


def test_withdrawn_suggestions_are_gone(bench: Bench) -> None:
    bench.show(state())
    bench.show(state(withdrawn="customer-wrote"))
    expect(bench.page.locator(".card")).to_have_count(0)
    expect(bench.page.get_by_role("heading", name="The customer wrote again")).to_be_visible()
    bench.button("Update").click()
    assert bench.asked("shown") == [{"type": "again"}]


def test_a_suggestion_in_view_is_told_once(bench: Bench) -> None:
    bench.page.set_viewport_size({"width": 1280, "height": 700})
    bench.show(state())
    bench.page.wait_for_function("actions.length > 0")
    assert bench.asked() == [{"type": "shown", "id": "s1"}]
    bench.card(2).scroll_into_view_if_needed()
    bench.page.wait_for_function("actions.some(({ id }) => id === 's3')")
    bench.show(state(answer={**ANSWER, "took_ms": 1.0}))
    bench.card(0).scroll_into_view_if_needed()
    bench.page.wait_for_function(
        "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))"
    )
    assert sorted(action["id"] for action in bench.asked()) == ["s1", "s2", "s3"]


def test_a_collapsed_panel_shows_nothing_to_the_agent_and_says_so_to_nobody(bench: Bench) -> None:
    bench.show(PHASES["collapsed"])
    bench.page.wait_for_function(
        "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))"
    )
    assert bench.asked() == []
    expect(
        bench.page.get_by_role("button", name="Open Agent Assist. 3 suggestions. Something needs your")
    ).to_have_text("3")


def test_search_asks_once_for_what_was_typed(bench: Bench) -> None:
    bench.show(state())
    bench.page.get_by_role("searchbox").press_sequentially("refund")
    bench.page.wait_for_function("actions.some(({ type }) => type === 'search')")
    bench.page.keyboard.press("Enter")
    assert bench.asked("shown") == [{"type": "search", "q": "refund"}]


def test_what_was_found_is_inserted_copied_or_opened(bench: Bench) -> None:
    bench.show(made_up.searching(RESULTS))
    expect(bench.page.get_by_role("heading", name="2 results")).to_be_visible()
    expect(bench.page.locator(".card").first).to_be_hidden()
    bench.page.get_by_text("Refund in parts").click()
    expect(bench.page.get_by_role("link")).to_have_attribute("href", "https://desk.example/1")
    bench.button("Insert").click()
    bench.page.get_by_text("Refund in parts").click()
    bench.page.get_by_text("Our limits").click()
    bench.page.locator(".found details[open]").get_by_role("button", name="Insert").click()
    assert bench.asked() == [
        {"type": "insert", "text": "The other half follows tomorrow."},
        {"type": "insert", "text": "Half came.", "internal": True},
    ]


def test_leaving_the_search_brings_the_suggestions_back(bench: Bench) -> None:
    bench.show(state())
    bench.page.get_by_role("searchbox").press_sequentially("refund")
    bench.page.keyboard.press("Enter")
    bench.show(made_up.searching(RESULTS))
    bench.button("Back to the suggestions").click()
    bench.show(state())
    expect(bench.page.get_by_role("searchbox")).to_have_value("")
    expect(bench.card()).to_be_visible()
    assert bench.asked("shown")[-1] == {"type": "search", "q": ""}


def test_similar_tickets_and_articles_can_be_inserted(bench: Bench) -> None:
    bench.show(state())
    for title in (made_up.SIMILAR["subject"], "Limits for goodwill"):
        bench.page.get_by_text(title).click()
        row = bench.page.locator(".more details").filter(has_text=title)
        row.get_by_role("button", name="Insert", exact=True).click()
    excerpt = ANSWER["articles"][1]["excerpt"]
    told = [{"type": "insert", "text": made_up.SIMILAR["reply"]}, {"type": "insert", "text": excerpt, "internal": True}]
    assert bench.asked("shown") == told


def test_what_an_experiment_holds_back_is_said_and_shown_on_request(bench: Bench) -> None:
    bench.show(PHASES["held"])
    expect(bench.page.locator(".quiet")).to_contain_text("an experiment of your desk is running")
    expect(bench.page.locator(".mood").first).to_be_visible()
    bench.button("Show them anyway").click()
    assert bench.asked() == [{"type": "reveal"}]


def test_a_problem_says_what_helps_and_offers_it(bench: Bench) -> None:
    bench.show(PHASES["away"])
    expect(bench.page.get_by_role("heading", name="No answer from http://127.0.0.1:8000")).to_be_visible()
    expect(bench.page.locator("code")).to_have_text("make run")
    bench.button("Try again").click()
    bench.show(made_up.problem("refused", 401))
    expect(bench.page.get_by_role("heading", name="The key was refused")).to_be_visible()
    bench.button("Open settings").click()
    bench.show(made_up.problem("setup"))
    bench.button("Open settings").click()
    assert bench.asked() == [{"type": "again"}, {"type": "options"}, {"type": "options"}]


def test_try_again_does_not_drop_the_focus(bench: Bench) -> None:
    bench.show(PHASES["away"])
    bench.button("Try again").press("Enter")
    bench.show(PHASES["waiting"])
    assert bench.focus() == "help"


def test_a_page_without_adapter_reads_the_selection_or_a_pasted_text(bench: Bench) -> None:
    bench.show(PHASES["generic"])
    bench.page.locator("#words").select_text()
    bench.button("Read the selected text").click()
    assert bench.page.evaluate("String(getSelection())") == "My parcel has not come."
    bench.page.get_by_label("The customer's words").fill("  Where is it?  ")
    bench.button("Suggest replies").click()
    assert bench.asked() == [{"type": "read-selection"}, {"type": "paste", "text": "Where is it?"}]


def test_a_ticket_that_cannot_be_read_can_be_pasted(bench: Bench) -> None:
    bench.show(PHASES["unreadable"])
    expect(bench.page.get_by_role("heading", name="This ticket cannot be read")).to_be_visible()
    bench.page.get_by_label("The customer's words").fill("Where is it?")
    bench.button("Suggest replies").click()
    assert bench.asked() == [{"type": "paste", "text": "Where is it?"}]


def test_several_tickets_are_named(bench: Bench) -> None:
    bench.show(PHASES["several"])
    expect(bench.page.locator(".several li")).to_have_text(["Lost parcel 12", "15"])


def test_what_changed_is_said_politely(bench: Bench) -> None:
    bench.show(PHASES["waiting"])
    said = bench.page.get_by_role("status")
    expect(said).to_have_text("Looking for suggestions")
    bench.show(state())
    expect(said).to_contain_text("3 suggestions. Mood: Negative. The customer has waited long")
    bench.show(state(notice=NOTICES["inserted"]))
    expect(said).to_have_text("Inserted. 2 blanks are still to be filled in.")
    bench.show(state(notice=NOTICES["inserted"], mode="internal"))
    expect(said).to_have_text("Internal note")
    bench.show(made_up.searching([]))
    expect(said).to_contain_text("Nothing found")


@pytest.mark.parametrize(
    ("withdrawn", "title"),
    [
        ("customer-wrote", "panel_customer_wrote"),
        ("answered-elsewhere", "panel_answered_elsewhere"),
        ("sent", "panel_you_answered"),
    ],
)
def test_why_suggestions_were_withdrawn_is_said_as_it_is_shown(bench: Bench, withdrawn: str, title: str) -> None:
    words = json.loads((LOCALES / "en" / "messages.json").read_text(encoding="utf-8"))[title]["message"]
    bench.show(state())
    bench.show(state(withdrawn=withdrawn))
    expect(bench.page.get_by_role("heading", name=words)).to_be_visible()
    expect(bench.page.get_by_role("status")).to_contain_text(words)


def test_escape_closes_the_notice_then_the_search_then_the_panel(bench: Bench) -> None:
    bench.page.locator("#reply").focus()
    bench.show(state(notice=NOTICES["copied"]))
    bench.page.evaluate("panel.focus()")
    bench.page.keyboard.press("Escape")
    assert bench.asked("shown") == [{"type": "close-notice"}]
    bench.show(made_up.searching(RESULTS))
    bench.page.keyboard.press("Escape")
    assert bench.asked("shown")[-1] == {"type": "search", "q": ""}
    bench.show(state())
    bench.page.keyboard.press("Escape")
    assert bench.asked("shown")[-1] == {"type": "place", "place": {**PLACE, "collapsed": True}}
    assert bench.page.evaluate("document.activeElement.id") == "reply"


def test_the_panel_collapses_to_a_tab_and_opens_again(bench: Bench) -> None:
    bench.show(state())
    bench.button("Collapse the panel").press("Enter")
    expect(bench.card()).to_be_hidden()
    assert bench.focus() == "tab"
    bench.page.keyboard.press("Enter")
    expect(bench.card()).to_be_visible()
    assert bench.focus() == "collapse"
    places = [action["place"]["collapsed"] for action in bench.asked("shown")]
    assert places == [True, False]


def test_arrow_keys_move_and_widen_the_panel(bench: Bench) -> None:
    bench.show(state())
    move = bench.button("Move the panel")
    for key in ("ArrowDown", "ArrowLeft", "Shift+ArrowRight"):
        move.press(key)
    places = [action["place"] for action in bench.asked("shown")]
    assert places == [
        {**PLACE, "top": 48},
        {**PLACE, "top": 48, "side": "left"},
        {**PLACE, "top": 48, "side": "left", "width": 404},
    ]
    box = bench.page.locator(".panel").bounding_box()
    assert box is not None and (box["x"], box["y"], box["width"]) == (8, 48, 404)


def test_the_width_is_a_separator_that_keys_move(bench: Bench) -> None:
    bench.show(state())
    edge = bench.page.get_by_role("separator", name="Width of the panel")
    edge.press("ArrowLeft")
    expect(edge).to_have_attribute("aria-valuenow", "404")
    assert bench.asked("shown") == [{"type": "place", "place": {**PLACE, "width": 404}}]


def drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Drag with the mouse."""
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(*end, steps=6)
    page.mouse.up()


def test_the_head_is_dragged_to_the_other_side(bench: Bench) -> None:
    bench.show(state())
    drag(bench.page, (1080, 45), (300, 145))
    assert bench.asked("shown") == [{"type": "place", "place": {**PLACE, "side": "left", "top": 124}}]
    box = bench.page.locator(".panel").bounding_box()
    assert box is not None and (box["x"], box["y"]) == (8, 124)


def test_the_inner_edge_is_dragged_to_a_width_within_bounds(bench: Bench) -> None:
    bench.show(state())
    drag(bench.page, (895, 300), (795, 300))
    drag(bench.page, (795, 300), (10, 300))
    widths = [action["place"]["width"] for action in bench.asked("shown")]
    assert widths == [480, 640]


def test_a_drag_of_the_tab_moves_it_without_opening(bench: Bench) -> None:
    bench.show(PHASES["collapsed"])
    drag(bench.page, (1262, 40), (1262, 240))
    places = [action["place"] for action in bench.asked()]
    assert places == [{**PLACE, "top": 224, "collapsed": True}]
    bench.page.locator(".tab").click()
    assert bench.asked("shown")[-1]["place"]["collapsed"] is False


def test_the_place_is_restored_and_stays_in_a_smaller_window(bench: Bench) -> None:
    bench.show(state(place={"side": "left", "top": 700, "width": 500, "collapsed": False}))
    panel = bench.page.locator(".panel")
    box = panel.bounding_box()
    assert box is not None and (box["x"], box["y"], box["width"]) == (8, 700, 500)
    bench.page.set_viewport_size({"width": 360, "height": 500})
    expect(panel).to_have_css("width", "344px")
    box = panel.bounding_box()
    assert box is not None and box["y"] == 300 and box["y"] + box["height"] <= 500
    bench.page.set_viewport_size({"width": 1280, "height": 900})
    expect(panel).to_have_css("width", "500px")


def test_the_page_does_not_shift_and_its_style_does_not_reach_the_panel(bench: Bench) -> None:
    before = bench.page.locator("#reply").bounding_box()
    bench.show(state())
    assert bench.page.locator("#reply").bounding_box() == before
    bench.page.add_style_tag(content="agent-assist, body * { display: none !important; position: static !important; }")
    expect(bench.page.locator(".panel")).to_have_css("letter-spacing", "normal")
    expect(bench.card()).to_be_visible()


def test_the_head_stays_in_view_whatever_is_scrolled_to(bench: Bench) -> None:
    bench.show(state())
    head = bench.page.locator(".head").bounding_box()
    bench.page.evaluate("host.shadowRoot.querySelector('.how').scrollIntoView({ block: 'center' })")
    bench.page.evaluate(
        "for (const one of host.shadowRoot.querySelectorAll('.vh')) one.scrollIntoView({ block: 'center' })"
    )
    assert bench.page.locator(".head").bounding_box() == head


def test_a_hidden_host_stands_back_for_the_side_panel(bench: Bench) -> None:
    bench.show(state())
    bench.page.evaluate("host.hidden = true")
    expect(bench.card()).to_be_hidden()
    bench.page.evaluate("host.hidden = false")
    expect(bench.card()).to_be_visible()


def test_the_page_cannot_look_into_the_closed_root(bench: Bench) -> None:
    bench.open("closed")
    bench.show(state())
    seen = bench.page.evaluate("[host.shadowRoot, host.innerHTML, host.textContent]")
    assert seen == [None, "", ""]
    assert "Celeste" not in bench.page.evaluate("document.documentElement.innerText")


def test_closing_takes_the_panel_off_the_page(bench: Bench) -> None:
    bench.show(state())
    bench.page.evaluate("closing.abort()")
    expect(bench.page.locator("[data-agent-assist]")).to_have_count(0)


@pytest.mark.parametrize("language", ["de", "es", "zh_CN"])
def test_the_panel_speaks_the_language(bench: Bench, language: str) -> None:
    words = json.loads((LOCALES / language / "messages.json").read_text("utf-8"))
    bench.open(f"language={language}")
    bench.show(state())
    expect(bench.page.locator(".panel")).to_have_attribute("lang", language.replace("_", "-"))
    expect(bench.button(words["panel_insert"]["message"])).to_be_visible()
    expect(bench.page.locator(".alert").first).to_contain_text(words["panel_warning_wait"]["message"])
    assert "panel_" not in bench.page.locator(".panel").inner_text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_axe_finds_no_violation(bench: Bench, scheme: Any, width: int) -> None:
    if not AXE.exists():
        pytest.skip("axe-core is not installed: tests/extension/check.sh install")
    bench.page.emulate_media(color_scheme=scheme)
    bench.page.set_viewport_size({"width": width, "height": 900})
    bench.page.add_script_tag(path=AXE)
    found: list[str] = []
    for name, shown in EVERYTHING.items():
        bench.show(shown)
        bench.page.evaluate("host.shadowRoot.querySelectorAll('details').forEach((row) => (row.open = true))")
        result = bench.page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
        found += [f"{name}: {rule['id']} {node['html']}" for rule in result["violations"] for node in rule["nodes"]]
    assert found == []


def test_nothing_sticks_out_in_a_narrow_window(bench: Bench) -> None:
    bench.page.set_viewport_size({"width": 360, "height": 700})
    for name, shown in EVERYTHING.items():
        bench.show(shown)
        wide = bench.page.evaluate("""() => [...host.shadowRoot.querySelectorAll('.panel *:not(.vh, .resize)')]
            .filter((node) => node.getClientRects().length && node.getBoundingClientRect().right > innerWidth + 1)
            .map((node) => node.outerHTML)""")
        assert wide == [], name


def test_the_side_panel_follows_the_tab_in_front(browser: Browser, address: str) -> None:
    page = browser.new_page()
    words = json.loads((LOCALES / "en" / "messages.json").read_text("utf-8"))
    settings = {"words": {key: row["message"] for key, row in words.items()}, "language": "en"}
    page.add_init_script(f"window.settings = {json.dumps(settings)}; ({FAKE_BROWSER})()")
    page.goto(f"{address}/extension/sidepanel.html")
    expect(page.get_by_role("heading", name="Not a ticket")).to_be_visible()
    page.evaluate("shown => (tabs.set(7, shown), front(7))", state())
    expect(page.locator(".card").first).to_contain_text("matched it by hand")
    page.locator(".card").first.get_by_role("button", name="Insert", exact=True).click()
    page.get_by_role("button", name="Settings").click()
    assert page.evaluate("[posted.filter(({ type }) => type !== 'shown'), told]") == [
        [{"type": "insert", "id": "s1"}],
        [{"type": "settings"}, {"type": "options"}],
    ]
    page.evaluate("front(8)")
    expect(page.get_by_role("heading", name="Not a ticket")).to_be_visible()
    page.close()


FAKE_BROWSER = """() => {
    const event = () => {
        const all = new Set();
        return { addListener: (one) => all.add(one), say: (...told) => all.forEach((one) => one(...told)) };
    };
    const onActivated = event();
    const front = (tab) => { window.inFront = tab; onActivated.say({ tabId: tab }); };
    Object.assign(window, { tabs: new Map(), inFront: 1, posted: [], told: [], front });
    const connect = (tab) => {
        const postMessage = (action) => window.posted.push(action);
        const port = { onMessage: event(), onDisconnect: event(), disconnect() {}, postMessage };
        const answers = () => (tabs.has(tab) ? port.onMessage.say(tabs.get(tab)) : port.onDisconnect.say());
        queueMicrotask(answers);
        return port;
    };
    const sendMessage = async (ask) => (window.told.push(ask), { ok: true, value: window.settings });
    const query = async () => [{ id: window.inFront }];
    window.chrome = { runtime: { sendMessage }, tabs: { query, connect, onActivated, onUpdated: event() } };
}"""


def test_old_evidence_is_marked_with_its_age_and_another_language_is_said(bench: Bench) -> None:
    aged = evidence(age_days=610, outdated=True)
    bench.show(state(answer=ANSWER | {"suggestions": [suggestion("s1", language="de", evidence=[aged])]}))
    expect(bench.card().locator(".pill.old")).to_contain_text("20 months old")
    expect(bench.card().locator(".card-facts")).to_contain_text("in German")
    bench.show(state(answer=ANSWER | {"suggestions": [suggestion("s2", language="en")]}))
    expect(bench.card().locator(".card-facts")).not_to_contain_text("English")
