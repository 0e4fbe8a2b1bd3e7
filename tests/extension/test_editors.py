"""The composer in the real editors: what it writes is in the editor's own model, whole, and one undo takes it away."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.extension.browser import LOOPBACK_ONLY, OPTIONS, chromium
from tests.extension.editor_pages import Desk, bundle, served

pytestmark = pytest.mark.browser

PLAIN = ["textarea", "react", "contenteditable"]
RICH = ["ckeditor4", "ckeditor5", "quill", "prosemirror", "lexical", "slate", "tinymce", "summernote"]
EDITORS = PLAIN + RICH
DETECTED = {"react": "textarea"}
REPLY = "Dear Ada,\n\nyour parcel left today.\nIt arrives on Monday.\n\nBest regards"
REPLY_LINES = ["Dear Ada,", "your parcel left today.", "It arrives on Monday.", "Best regards"]
FORMER = ["First words here", "Last words there"]
HOSTILE = '<img src=x onerror="window.ran=1"> &amp; <b>bold</b>\n<script>window.ran=2</script> \u202eevil\u202c {{7}}'


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The served test pages."""
    bundles = tmp_path_factory.mktemp("bundles")
    bundle(bundles)
    with served(bundles) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A real Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=[*OPTIONS, LOOPBACK_ONLY])
        yield browser
        browser.close()


@pytest.fixture
def desk(browser: Browser, address: str) -> Iterator[Desk]:
    """A page to load editors in; the test fails where one of its scripts throws."""
    wrong: list[str] = []
    context = browser.new_context()
    page = context.new_page()
    page.on("pageerror", lambda error: wrong.append(str(error)))
    yield Desk(page, address)
    context.close()
    assert wrong == []


def bare(text: str) -> str:
    """Return a text without white space and the invisible characters editors put in."""
    return "".join(char for char in text if not char.isspace() and char not in "\u200b\u2060\ufeff")


def test_it_works(desk: Desk) -> None:
    desk.open("textarea")
    assert desk.insert(REPLY) == {"ok": True, "before": "", "after": REPLY}
    assert desk.text() == REPLY


@pytest.mark.parametrize("editor", EDITORS)
def test_an_empty_box_takes_the_text_with_all_its_lines(desk: Desk, editor: str) -> None:
    desk.open(editor)
    done = desk.insert(REPLY)
    assert done["ok"]
    assert desk.lines() == REPLY_LINES
    assert [line.strip() for line in done["after"].splitlines() if line.strip()] == REPLY_LINES


@pytest.mark.parametrize("editor", EDITORS)
def test_the_editor_is_known_by_its_box(desk: Desk, editor: str) -> None:
    desk.open(editor)
    assert desk.apart("composer.detectEditor(box())") == DETECTED.get(editor, editor)


@pytest.mark.parametrize("editor", EDITORS)
def test_at_the_end_of_a_text_it_follows_after_an_empty_line(desk: Desk, editor: str) -> None:
    desk.open(editor, FORMER)
    desk.press("Control+End")
    done = desk.insert(REPLY)
    assert done["ok"]
    assert desk.lines() == [*FORMER, *REPLY_LINES]
    assert re.search(rf"{FORMER[1]}\n\n+{REPLY_LINES[0]}", done["after"])


@pytest.mark.parametrize("editor", EDITORS)
def test_in_the_middle_of_a_line_all_that_was_there_stays(desk: Desk, editor: str) -> None:
    desk.open(editor, FORMER)
    desk.press("Control+Home", *["ArrowRight"] * len("First "))
    assert desk.insert("One line")["ok"]
    assert desk.lines() == ["First", "One line", "words here", "Last words there"]


@pytest.mark.parametrize("editor", EDITORS)
def test_a_selection_is_not_overwritten(desk: Desk, editor: str) -> None:
    desk.open(editor, FORMER)
    desk.press("Control+Home", *["Shift+ArrowRight"] * len("First words here"))
    assert desk.insert("One line")["ok"]
    assert desk.lines() == ["First words here", "One line", "Last words there"]


@pytest.mark.parametrize("editor", EDITORS)
def test_a_box_nobody_was_in_takes_it_above_what_is_there(desk: Desk, editor: str) -> None:
    desk.open(editor, FORMER)
    assert desk.insert(REPLY)["ok"]
    assert desk.lines() == [*REPLY_LINES, *FORMER]


@pytest.mark.parametrize("editor", EDITORS)
def test_one_undo_takes_the_insertion_away_and_nothing_else(desk: Desk, editor: str) -> None:
    desk.open(editor)
    desk.press("Control+End")
    desk.page.keyboard.type("Hello")
    desk.page.wait_for_timeout(1100)  # Quill and ProseMirror count what follows within a second as the same step
    before = desk.read()
    assert desk.insert(REPLY)["ok"]
    assert desk.lines() == ["Hello", *REPLY_LINES]
    desk.press("Control+z")
    desk.page.wait_for_function("words => editor.text().trim() === words", arg="Hello")
    assert desk.read().strip() == before.strip() == "Hello"


@pytest.mark.parametrize("editor", ["ckeditor4", "tinymce", "summernote"])
def test_the_field_that_the_form_sends_has_it_too(desk: Desk, editor: str) -> None:
    desk.open(editor)
    assert desk.insert(REPLY)["ok"]
    assert bare(REPLY) == bare(desk.page.evaluate("editor.sent()"))


@pytest.mark.parametrize("editor", EDITORS)
def test_markup_arrives_as_text_and_runs_nothing(desk: Desk, editor: str) -> None:
    desk.open(editor)
    done = desk.insert(HOSTILE)
    assert done["ok"]
    assert bare(HOSTILE) in bare(desk.text())
    assert desk.page.evaluate("editor.box.querySelector('img[src=x], script, b')") is None
    assert desk.page.evaluate("window.ran") is None


@pytest.mark.parametrize("editor", EDITORS)
def test_the_same_text_twice_stands_there_twice(desk: Desk, editor: str) -> None:
    desk.open(editor)
    assert desk.insert("Once more")["ok"]
    assert desk.insert("Once more")["ok"]
    assert desk.lines() == ["Once more", "Once more"]


@pytest.mark.parametrize("editor", EDITORS)
def test_the_next_blank_is_selected_and_typed_over(desk: Desk, editor: str) -> None:
    desk.open(editor)
    assert desk.insert("About [order] of {{name}}:\n\nwe look.")["ok"]
    assert desk.apart("slots.selectNextSlot(box(), ['[order]', '{{name}}'])")
    desk.page.wait_for_timeout(desk.page.evaluate("editor.pause ?? 0"))
    desk.page.keyboard.type("A-1")
    assert desk.apart("slots.selectNextSlot(box(), ['[order]', '{{name}}'])")
    desk.page.wait_for_timeout(desk.page.evaluate("editor.pause ?? 0"))
    desk.page.keyboard.type("Ada")
    assert desk.lines() == ["About A-1 of Ada:", "we look."]
    assert desk.apart("slots.selectNextSlot(box(), ['[order]', '{{name}}'])") is False


def test_what_a_page_takes_back_is_reported(desk: Desk) -> None:
    desk.open("rejecting", ["Mine alone"])
    assert desk.insert(REPLY) == {"ok": False, "before": "Mine alone", "after": "Mine alone"}


def test_a_box_that_may_not_be_written_in_is_left_alone(desk: Desk) -> None:
    desk.open("textarea", FORMER)
    desk.page.evaluate("editor.box.readOnly = true")
    assert desk.insert(REPLY)["ok"] is False
    desk.page.evaluate("editor.box.readOnly = false; editor.box.disabled = true")
    assert desk.insert(REPLY)["ok"] is False
    assert desk.lines() == FORMER


def test_an_insertion_called_off_writes_nothing(desk: Desk) -> None:
    desk.open("textarea", FORMER)
    assert desk.apart(f"insert({REPLY!r}, AbortSignal.abort())")["ok"] is False
    assert desk.lines() == FORMER


def test_blank_text_is_no_text(desk: Desk) -> None:
    desk.open("textarea", FORMER)
    assert desk.insert(" \n ")["ok"] is False
    assert desk.text() == "\n\n".join(FORMER)


def test_a_field_that_takes_no_typing_is_filled_past_its_setter(desk: Desk) -> None:
    desk.open("react", FORMER)
    desk.page.evaluate("editor.box.addEventListener('beforeinput', (event) => event.preventDefault())")
    assert desk.insert(REPLY)["ok"]
    assert desk.lines() == [*REPLY_LINES, *FORMER]


def test_an_editor_that_swallows_a_paste_is_not_written_to_in_another_way(desk: Desk) -> None:
    desk.open("prosemirror", FORMER)
    desk.page.evaluate(
        "document.addEventListener('paste', (event) => { event.preventDefault(); event.stopPropagation() }, true)"
    )
    assert desk.insert(REPLY)["ok"] is False
    assert desk.lines() == FORMER


def test_where_the_page_has_no_editor_of_the_name_the_next_way_is_tried(desk: Desk) -> None:
    desk.open("ckeditor5", FORMER)
    desk.page.evaluate("editor.box.ckeditorInstance = undefined")
    desk.press("Control+End")
    assert desk.insert(REPLY)["ok"]
    assert desk.lines() == [*FORMER, *REPLY_LINES]


def test_it_stands_above_a_quotation_and_not_within(desk: Desk) -> None:
    desk.open("contenteditable")
    desk.page.evaluate("editor.box.innerHTML = '<blockquote>You wrote</blockquote><div>Bob</div>'")
    assert desk.insert(REPLY)["ok"]
    assert desk.lines() == [*REPLY_LINES, "You wrote", "Bob"]
    assert desk.page.evaluate("editor.box.querySelector('blockquote').innerText.trim()") == "You wrote"


@pytest.mark.parametrize("editor", ["ckeditor4", "ckeditor5", "tinymce"])
def test_it_stands_above_an_editors_quotation_too(desk: Desk, editor: str) -> None:
    desk.open(editor, prepare="editor.quote('You wrote')")
    assert desk.insert(REPLY)["ok"]
    assert desk.lines() == [*REPLY_LINES, "You wrote"]
    assert desk.page.evaluate("editor.box.querySelector('blockquote').innerText.trim()") == "You wrote"


@pytest.mark.parametrize("editor", ["ckeditor4", "ckeditor5", "tinymce"])
def test_a_list_around_the_cursor_stays_whole(desk: Desk, editor: str) -> None:
    desk.open(editor, prepare="editor.list(['one', 'two'])")
    desk.press("Control+Home", "End")
    assert desk.insert("Between")["ok"]
    assert bare(desk.text()) == "oneBetweentwo"
    assert desk.page.evaluate("editor.box.querySelector(':is(ul, ol) > :not(li)')") is None


def test_a_box_behind_a_tab_is_shown_first(desk: Desk) -> None:
    desk.open("textarea")
    desk.page.evaluate("editor.box.style.display = 'none'; elsewhere.onclick = () => (editor.box.style.display = '')")
    done = desk.apart("insert('Hello', undefined, document.getElementById('elsewhere'))")
    assert done == {"ok": True, "before": "", "after": "Hello"}


def test_what_is_read_is_what_a_person_sees(desk: Desk) -> None:
    desk.open("contenteditable")
    markup = (
        "one  two<br>three<div>four</div><div><br></div><div>five<span style='display:none'>hidden</span></div>"
        "<ul><li>six</li><li>seven&nbsp;&nbsp;eight\u200b</li></ul><p>nine</p><p>ten<br></p>"
    )
    desk.page.evaluate("markup => (editor.box.innerHTML = markup)", markup)
    assert desk.read() == "one two\nthree\nfour\n\nfive\nsix\nseven  eight\n\nnine\n\nten"


def test_a_box_of_line_breaks_is_empty(desk: Desk) -> None:
    desk.open("contenteditable")
    desk.page.evaluate("editor.box.innerHTML = '<div><br></div>\u200b<p>&nbsp;</p>'")
    assert desk.apart("composer.isEmptyBox(box())")
    desk.page.evaluate("editor.box.append('x')")
    assert not desk.apart("composer.isEmptyBox(box())")
