"""Blanks still to be filled in: which they are, and going from one to the next in a real Chromium."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.extension.browser import LOOPBACK_ONLY, OPTIONS, chromium
from tests.extension.editor_pages import served

pytestmark = pytest.mark.browser

TEXT = "Order [order] of [date], {{name}}."


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A real Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=[*OPTIONS, LOOPBACK_ONLY])
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """A page that has the module as window.slots."""
    with served(tmp_path_factory.mktemp("none")) as address:
        page = browser.new_page()
        page.goto(f"{address}/editors/page.html?textarea")
        page.evaluate("async () => { window.slots = await import('/extension/src/slots.js') }")
        yield page
        page.close()


def slots_in(page: Page, text: str, placeholders: list[str]) -> list[str]:
    """Return slotsIn(text, placeholders)."""
    found: list[str] = page.evaluate("([text, words]) => slots.slotsIn(text, words)", [text, placeholders])
    return found


def walk(page: Page, times: int, *slots: str) -> list[str]:
    """Go to the next blank so many times; return what was selected each time."""
    return [str(page.evaluate(NEXT, slots)) for _ in range(times)]


NEXT = """slots => {
  const box = document.querySelector('[data-box]');
  const found = window.slots.selectNextSlot(box, slots);
  return found ? getSelection().toString() : 'none';
}"""


def field(page: Page, text: str, cursor: int = 0) -> None:
    """Show a textarea with a text and the cursor in it."""
    page.set_content("<textarea data-box></textarea>")
    page.evaluate(
        "([text, at]) => { const box = document.querySelector('[data-box]');"
        " box.value = text; box.setSelectionRange(at, at) }",
        [text, cursor],
    )


def test_it_works(page: Page) -> None:
    assert slots_in(page, TEXT, ["[date]", "[order]"]) == ["[order]", "[date]", "{{name}}"]


def test_each_is_named_once(page: Page) -> None:
    assert slots_in(page, "[order], again [order]", ["[order]"]) == ["[order]"]


def test_words_in_brackets_that_the_server_did_not_name_are_blanks_too(page: Page) -> None:
    assert slots_in(page, "Hello [first name], [客户]", []) == ["[first name]", "[客户]"]


def test_footnotes_links_and_long_brackets_are_no_blanks(page: Page) -> None:
    text = f"See [1], [our page](https://shop.example) and [{'a' * 41}], [two\nlines]"
    assert slots_in(page, text, []) == []


def test_a_placeholder_that_is_not_in_the_text_is_left_out(page: Page) -> None:
    assert slots_in(page, "Nothing to fill", ["[order]", ""]) == []


def test_a_placeholder_written_in_another_way_is_found(page: Page) -> None:
    assert slots_in(page, "Dear %NAME%", ["%NAME%"]) == ["%NAME%"]


def test_in_a_textarea_it_goes_from_one_to_the_next_and_round(page: Page) -> None:
    field(page, TEXT)
    assert walk(page, 4, "{{name}}", "[order]", "[date]") == ["[order]", "[date]", "{{name}}", "[order]"]


def test_it_begins_behind_the_cursor(page: Page) -> None:
    field(page, TEXT, len("Order [order]"))
    assert walk(page, 2, "[order]", "[date]") == ["[date]", "[order]"]


def test_none_left_leaves_the_selection_alone(page: Page) -> None:
    field(page, "All filled", 3)
    assert walk(page, 1, "[order]") == ["none"]
    assert page.evaluate("document.querySelector('[data-box]').selectionStart") == 3


def test_in_rich_text_a_blank_may_be_broken_by_markup_and_hold_no_break_spaces(page: Page) -> None:
    page.set_content("<div data-box contenteditable><p>To [fi<b>rst&nbsp;name</b>]</p><p>on [date]</p></div>")
    assert walk(page, 3, "[first name]", "[date]") == ["[first\u00a0name]", "[date]", "[first\u00a0name]"]
