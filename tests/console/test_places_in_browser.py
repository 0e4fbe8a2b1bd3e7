"""The pages of sources, privacy and erasure in a real Chromium: for every eye, width and hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from assist_server import store, sync_jobs, tasks
from assist_server.console.words import LANGUAGES
from assist_server.services import Services
from tests.console.test_console_in_browser import NoJobs, Open, Site, press_on, sign_in, site, visit
from tests.console.test_erasure_page import ADA
from tests.console.test_source_form import TABLE
from tests.console.test_sources_page import lamps, settings
from tests.extension.driven import AXE, violations
from tests.test_erasure import add

__all__ = ["lamps", "settings", "site", "visit"]  # fixtures of these tests
pytestmark = pytest.mark.browser
LONG = "Donaudampfschifffahrtsgesellschaft" * 3


@pytest.fixture
def places(site: Site, lamps: Path) -> Services:
    """A desk with a synced source, a table to be read, and a ticket of a customer; no job starts by itself."""
    (lamps.parent / "lamps.csv").write_text(TABLE.replace("Odd", LONG))
    site.services.jobs = NoJobs()
    job = sync_jobs.queue(site.services, "lamps")
    tasks.run(site.services, job.id)
    add(site.services, "E-1", ADA, "The walrus valve drips", "Tighten the valve by a quarter turn.")
    return site.services


def walk(page: Page, site: Site) -> Iterator[str]:
    """Go to every page there is, and through every form, to where each shows most; yield where that is."""
    for place in ("sources", "sources/kinds", "sources/kinds/rt", "sources/of/lamps/remove", "sources/of/lamps/change"):
        page.goto(site.address + place)
        yield place
    page.goto(f"{site.address}sources/of/lamps")
    click_through(page, "[formaction]")
    yield "a source that was tried"
    page.goto(f"{site.address}sources/kinds/csv")
    page.locator("[name='option.file']").fill("lamps.csv")
    click_through(page, "[value=look]")
    click_through(page, "[value=try]")
    yield "columns"
    page.goto(f"{site.address}privacy")
    page.locator("#ticket").fill(f"Write to ada@example.org, {LONG}\n\n> You wrote:\n> wait")
    page.locator("#answer").fill(
        "Hold the button for ten seconds, I have sent the parcel again to 12 High Street, London."
    )
    click_through(page, ".primary")
    yield "what would be stored"
    page.goto(f"{site.address}erasure")
    yield "erasure"
    page.locator("#email").fill(ADA["email"])
    click_through(page, ".primary")
    yield "erasure asked"


def click_through(page: Page, selector: str) -> None:
    """Click there and wait for the page it leads to, the whole of it."""
    with page.expect_navigation():
        page.locator(selector).click()


def test_it_works(visit: Open, site: Site, places: Services) -> None:
    page = sign_in(visit(), site)
    page.goto(f"{site.address}sources/of/lamps")
    page.get_by_role("button", name="Sync now").click()
    expect(page.locator("#job")).to_be_visible()
    job = store.recent_jobs(places.engine, 1)[0]
    store.start_job(places.engine, job.id)
    store.report_job(places.engine, job.id, "reading lamps", 250, 1000)
    expect(page.locator("[data-told=stage]")).to_have_text("Reading lamps")
    expect(page.locator("[data-told=count]")).to_have_text("250 of 1,000")
    store.end_job(places.engine, job.id, "done")
    expect(page.get_by_text("The sync is done.")).to_be_visible()
    expect(page).to_have_url(f"{site.address}sources/of/lamps?note=done")


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed (tests/extension/check.sh install)")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(visit: Open, site: Site, places: Services, scheme: str) -> None:
    page = sign_in(visit(color_scheme=scheme), site)
    for place in walk(page, site):
        page.set_viewport_size({"width": 1280, "height": 800})
        assert violations(page) == [], place
        page.set_viewport_size({"width": 360, "height": 700})
        assert violations(page) == [], place


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_wider_than_a_small_phone(visit: Open, site: Site, places: Services, language: str) -> None:
    page = sign_in(visit(width=360, locale=LANGUAGES[language].tag), site)
    for place in walk(page, site):
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, place
        assert page.evaluate("document.documentElement.lang") == LANGUAGES[language].tag


def test_a_source_is_added_and_removed_by_the_keyboard_alone(visit: Open, site: Site, places: Services) -> None:
    page = sign_in(visit(), site)
    press_on(page, "Sources")
    expect(page.get_by_role("heading", name="Sources")).to_be_visible()
    press_on(page, "Add a source")
    expect(page.get_by_role("heading", name="Helpdesks")).to_be_visible()
    press_on(page, "JSON Lines")
    page.locator("#option-file").focus()
    page.keyboard.insert_text("lamps.jsonl")
    press_on(page, "Try it")
    expect(page.get_by_role("heading", name="As they would be stored")).to_be_visible()
    press_on(page, "Add a source")
    expect(page.get_by_text("The source is added.")).to_be_visible()
    press_on(page, "Remove …")
    expect(page.get_by_role("heading", name="Remove the source jsonl?")).to_be_visible()
    press_on(page, "Remove")
    expect(page.get_by_text("The source is removed.")).to_be_visible()


def test_the_proof_of_an_erasure_stays_while_its_reindex_is_told(
    desk: Services, visit: Open, site: Site, places: Services
) -> None:
    page = sign_in(visit(), site)
    press_on(page, "Erasure")
    page.locator("#id").focus()
    page.keyboard.insert_text(ADA["id"])
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Forget this customer?")).to_be_visible()
    press_on(page, "Forget for good")
    expect(page.get_by_role("heading", name="The proof")).to_be_visible()
    assert ADA["id"] not in page.url and ADA["id"] not in page.content()
    job = store.recent_jobs(places.engine, 1)[0]
    store.start_job(places.engine, job.id)
    store.end_job(places.engine, job.id, "done")
    expect(page.locator("[data-told=state]")).to_have_text("done")
    expect(page.get_by_role("heading", name="The proof")).to_be_visible()
    expect(page.get_by_role("button", name="Cancel")).to_have_count(0)
