"""The first-run page in a real Chromium: from nothing to the first suggestion against the real demo server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Playwright, expect, sync_playwright

from assist_server.services import Services
from tests.extension.browser import browser_of
from tests.extension.driven import AXE, Extension, until, violations
from tests.extension.servers import Desk, desk_in, recorder
from tests.support import Client, free_port, serving

pytestmark = pytest.mark.browser

QUESTION = "my parcel does not move in the tracking"


@pytest.fixture(scope="module")
def desk(
    tmp_path_factory: pytest.TempPathFactory, models_folder: Path, reindexed: Callable[[Services], Any]
) -> Iterator[Desk]:
    """A small desk with an index."""
    with desk_in(tmp_path_factory.mktemp("desk"), models_folder, reindexed) as desk:
        yield desk


@pytest.fixture(scope="module")
def demo(desk: Desk) -> Iterator[Client]:
    """The real server as `make run` starts it: its page carries a key."""
    with serving(desk.settings, desk.key, ASSIST_DEMO_KEY=desk.key) as client:
        yield client


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    """What drives the browsers."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="module")
def running(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Extension]:
    """The extension in its browser."""
    with browser_of(playwright, tmp_path_factory.mktemp("browser")) as (context, id_, worker):
        yield Extension(context, id_, worker)


@pytest.fixture
def extension(running: Extension) -> Extension:
    """The same, with nothing stored."""
    return running.fresh()


def visit(extension: Extension, port: int) -> Page:
    """Open the page with a server's address that stands for the default one."""
    extension.set(server=f"http://127.0.0.1:{port}")
    extension.page.goto(f"chrome-extension://{extension.id}/welcome.html")
    return extension.page


def test_it_works(extension: Extension, demo: Client, desk: Desk) -> None:
    page = visit(extension, demo.port)
    expect(page.locator("#server-state")).to_contain_text(f"Found at http://127.0.0.1:{demo.port}")
    page.get_by_role("button", name="Use the demo's key").click()
    expect(page.locator("#result")).to_contain_text("Connected")
    expect(page.locator("#message")).to_be_focused()
    page.keyboard.type(QUESTION)
    page.get_by_role("button", name="Suggest a reply").click()
    expect(page.locator(".reply .text")).to_contain_text("new one by express")
    expect(page.locator(".mood")).to_contain_text("The customer is")
    assert extension.stored()["key"] == desk.key


def test_installing_opens_it(playwright: Playwright, tmp_path: Path) -> None:
    with browser_of(playwright, tmp_path) as (context, id_, _):
        address = f"chrome-extension://{id_}/welcome.html"
        until(context.pages[0], lambda: any(page.url == address for page in context.pages))


def test_a_pasted_key_is_tried_out_at_once(extension: Extension, demo: Client, desk: Desk) -> None:
    page = visit(extension, demo.port)
    page.locator("#message").fill(desk.key)
    page.locator("#message").press("Control+a")
    page.locator("#message").press("Control+x")
    page.locator("#key").press("Control+v")
    expect(page.locator("#step-key")).to_have_class("card step done")
    expect(page.locator("#result")).to_contain_text("Connected")


def test_a_refused_key_is_said_there(extension: Extension, demo: Client) -> None:
    page = visit(extension, demo.port)
    page.locator("#key").fill("assist_wrong")
    page.locator("#test").click()
    expect(page.locator("#result")).to_contain_text("The key was refused")
    expect(page.locator("#step-key")).to_have_class("card step")


def test_a_server_that_starts_later_is_found(extension: Extension, models_folder: Path, tmp_path: Path) -> None:
    page = visit(extension, free_port())
    expect(page.locator("#server-state")).to_contain_text("Looking for it")
    expect(page.locator("#server-more")).to_contain_text("make run")
    with desk_in(tmp_path, models_folder, None) as desk, serving(desk.settings, desk.key) as late:
        page.locator("#server").fill(f"127.0.0.1:{late.port}")
        page.locator("#server").press("Enter")
        expect(page.locator("#server-state")).to_contain_text("Found at")
        expect(page.locator("#demo-offer")).to_be_hidden()  # it is no demo
        expect(page.locator("#key-command")).to_have_text("assist keys create --role agent --name YOU")


def test_the_address_can_be_changed_whatever_answers(
    extension: Extension, demo: Client, tmp_path: Path, models_folder: Path
) -> None:
    page = visit(extension, demo.port)
    expect(page.locator("#server-state")).to_contain_text(f"Found at http://127.0.0.1:{demo.port}")
    expect(page.locator("#server")).to_be_visible()
    expect(page.locator("#server-more")).to_be_hidden()
    expect(page.locator("#demo-offer")).to_be_visible()
    page.get_by_role("link", name="Settings").focus()
    page.keyboard.press("Tab")  # the address is the first thing after the page's head
    expect(page.locator("#server")).to_be_focused()
    with desk_in(tmp_path, models_folder, None) as desk, serving(desk.settings, desk.key) as own:
        page.keyboard.press("Control+a")
        page.keyboard.type(f"127.0.0.1:{own.port}")
        page.keyboard.press("Enter")
        expect(page.locator("#server-state")).to_contain_text(f"Found at http://127.0.0.1:{own.port}")
        expect(page.locator("#demo-offer")).to_be_hidden()  # it was the other one's
    assert extension.stored()["server"] == f"http://127.0.0.1:{own.port}"
    expect(page.locator("#server-state")).to_contain_text("Looking for it")  # it has ended


def test_what_is_no_address_is_said_beside_it(extension: Extension, demo: Client) -> None:
    page = visit(extension, demo.port)
    page.locator("#server").fill("http://")
    page.locator("#server").press("Enter")
    expect(page.locator("#server-wrong")).to_contain_text("This is not an address")
    expect(page.locator("#server")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#result")).to_be_empty()
    page.locator("#server").fill(f"127.0.0.1:{demo.port}")
    page.locator("#server").press("Enter")
    expect(page.locator("#server-wrong")).to_be_empty()
    assert extension.stored()["server"] == f"http://127.0.0.1:{demo.port}"


@pytest.mark.parametrize("language", ["en", "de", "es", "zh"])
def test_the_address_says_in_every_language_that_it_can_be_changed(
    extension: Extension, demo: Client, language: str
) -> None:
    extension.set(language=language)
    page = visit(extension, demo.port)
    page.set_viewport_size({"width": 360, "height": 800})
    label = page.locator("label", has=page.locator("#server"))
    expect(label).to_contain_text({"en": "Address", "de": "Adresse", "es": "Dirección", "zh": "地址"}[language])
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    page.set_viewport_size({"width": 1280, "height": 900})


def test_another_server_is_not_taken_for_ours(extension: Extension) -> None:
    with recorder() as other:
        page = visit(extension, int(other.address.rpartition(":")[2]))
        expect(page.locator("#server-state")).to_contain_text("Looking for it")


def test_silence_is_called_normal(extension: Extension, demo: Client, desk: Desk) -> None:
    extension.set(key=desk.key)
    page = visit(extension, demo.port)
    page.locator("#message").fill("Do you like the poetry of the late Tang dynasty?")
    page.get_by_role("button", name="Suggest a reply").click()
    expect(page.locator("#tried")).to_contain_text("Nothing good enough to suggest")


def test_what_goes_wrong_is_said_in_the_trial(extension: Extension) -> None:
    page = visit(extension, free_port())
    page.get_by_role("button", name="Use an example").click()
    expect(page.locator("#tried")).to_contain_text("The key is missing")


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed (tests/extension/check.sh install)")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(extension: Extension, demo: Client, desk: Desk, scheme: Any) -> None:
    extension.set(key=desk.key)
    page = visit(extension, demo.port)
    page.emulate_media(color_scheme=scheme)
    page.locator("#message").fill(QUESTION)
    page.get_by_role("button", name="Suggest a reply").click()
    expect(page.locator(".reply")).to_be_visible()
    assert violations(page) == []


def test_nothing_is_cut_off_on_a_narrow_screen(extension: Extension, demo: Client) -> None:
    page = visit(extension, demo.port)
    page.set_viewport_size({"width": 360, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    page.set_viewport_size({"width": 1280, "height": 900})
