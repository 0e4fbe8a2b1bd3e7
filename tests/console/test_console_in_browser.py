"""The console in a real Chromium: alive with scripts, whole without them, for every eye, width and hand."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect
from werkzeug.serving import make_server

from assist_server import auth, reindex, store
from assist_server.api.events import streams
from assist_server.console.words import LANGUAGES, Words
from assist_server.insights.summing import sum_up
from assist_server.insights.times import keep_quantiles
from assist_server.services import Services
from tests.console.test_replay_page import replayed, report
from tests.console.visiting import key_of
from tests.extension.driven import AXE, violations

pytestmark = pytest.mark.browser
MISS = {"ticket": "T-1", "from": {"type": "ticket", "id": "T-1"}, "confidence": 0.6, "closeness": 0.2}
COUNTS = {"asked": 100, "shown": 60, "close": 45, "silent_when_hidden": 70, "leaks": 0}
REPORT = {
    "recall": 0.9912,
    "replay": COUNTS,
    "before": {**COUNTS, "shown": 52, "leaks": 3},
    "left_out": {"spam or automatic": 12, "reopened": 3},
}
SPEED = "insights/speed?channel=chat&category=a+rather+long+category,+in+a+word+Donaudampfschifffahrt"
INSIGHTS = ("insights/mood", SPEED, "insights/consistency", "insights/usage", "insights/maturity")
SET_UP = ("overview", "keys", "keys/made", "keys/revoke", "replay")
PAGES = ("sign-in", "reindex", "progress", "failed", "reindex/roll-back", *INSIGHTS)
Open = Callable[..., Page]


@dataclass(frozen=True)
class Site:
    """The console where a browser can go: its address, an admin's key, what it holds open."""

    address: str
    key: str
    services: Services


class NoJobs:
    """Stands in for the runner of jobs: the test says how far a job is."""

    def start(self, job_id: str) -> None:
        """Leave the job queued."""

    def lost(self, job_id: str) -> bool:
        """Never: it waits for the test."""
        return False

    def check(self) -> None:
        """Find nothing wrong."""

    def workers(self) -> None:
        """Tell of none: nobody waits for one."""


@pytest.fixture
def site(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """The console on a free port."""
    monkeypatch.setattr(reindex, "recheck_generation", lambda *_: None)  # generations here have rows and no files
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield Site(f"http://127.0.0.1:{server.server_port}/console/", key_of(app), app.extensions["assist"])
    streams(app).stopping = lambda: True
    server.shutdown()
    server.server_close()


@pytest.fixture
def visit(browser: Browser, site: Site) -> Iterator[Open]:
    """Opens the console in a fresh browser; fails the test when a script throws, the policy is broken or another host
    is asked."""
    wrong: list[str] = []
    contexts: list[BrowserContext] = []

    def opened(width: int = 1280, **more: Any) -> Page:
        context = browser.new_context(
            **{"viewport": {"width": width, "height": 800}, "reduced_motion": "reduce"} | more
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda line: wrong.append(line.text) if "Security Policy" in line.text else None)
        page.on("request", lambda asked: None if asked.url.startswith(site.address) else wrong.append(asked.url))
        page.goto(site.address)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert wrong == []


def sign_in(page: Page, site: Site) -> Page:
    """Sign in by the keyboard alone: the field has the focus when the page opens."""
    expect(page.locator("#key")).to_be_focused()
    page.keyboard.insert_text(site.key)
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{site.address}overview", timeout=20_000)
    page.goto(f"{site.address}reindex")
    return page


def built(services: Services, *ids: str) -> None:
    """Let generations be live, one after the other, as if they had been built."""
    for id in ids:
        store.create_generation(services.engine, id, "all-MiniLM-L6-v2", 0)
        store.finish_building(services.engine, id, 1234, REPORT)
        store.go_live(services.engine, id)


def running(services: Services) -> str:
    """Let a reindex be under way; return its id."""
    job = store.create_job(services.engine, "reindex", {})
    store.start_job(services.engine, job.id)
    store.report_job(services.engine, job.id, "embedding passages", 250, 1000)
    return job.id


def counted(services: Services) -> None:
    """Let tickets of ten weeks be counted, so that the pages have charts and tables."""
    entries = [store.Entry(kind="ticket", id=f"T-{n}", title="", content_hash=str(n)) for n in range(400)]
    store.save_entries(services.engine, entries)
    for week in range(10):
        facts = [
            store.Facts(
                entry_pk=n + 1,
                content_hash=str(n),
                week=105_000 + week,
                channel=("email", "chat")[n % 2],
                category="a rather long category, in a word Donaudampfschifffahrt",
                mood_first=("negative", "neutral")[n // 2 % 2],
                mood_last="positive",
                bad=n % 7 == 0,
                replies=1,
                solved=True,
                first_response=60 * n,
                live_wait=60 * n,
            )
            for n in range(week, 400, 10)
        ]
        store.facts.put_facts(services.engine, facts)
        store.facts.put_sums(services.engine, 105_000 + week, *sum_up(105_000 + week, facts))
    keep_quantiles(services.engine, 0)


def shown(page: Page, site: Site, name: str) -> None:
    """Go to one of PAGES, with what it shows."""
    built(site.services, "20261124T101112-abc123", "20261125T101112-def456")
    if name != "sign-in":
        sign_in(page, site)
    if name in INSIGHTS:
        counted(site.services)
    if name == "progress":
        running(site.services)
    if name == "failed":
        job = store.create_job(site.services.engine, "reindex", {})
        store.end_job(site.services.engine, job.id, "failed", "The new index stays out. It finds less. " * 3)
    page.goto(site.address + (name if "/" in name or name == "sign-in" else "reindex"))
    for table in page.locator("details.table").all():
        table.locator("summary").click()


def in_turn(page: Page, site: Site) -> Iterator[str]:
    """Show each page of SET_UP, where much has happened, in one visit."""
    built(site.services, "20261124T101112-abc123", "20261125T101112-def456")
    own = store.keys(site.services.engine)[0].id
    sign_in(page, site)
    lived(site)
    for name in SET_UP:
        page.goto(site.address + {"keys/made": "keys", "keys/revoke": f"keys/{own}/revoke"}.get(name, name))
        if name == "keys/made":
            page.locator("#name").fill("Ann, second line")
            page.locator("#name").press("Enter")
            expect(page.locator("#secret")).to_be_visible()
        for table in page.locator("details.table").all():
            table.locator("summary").click()
        yield name


def lived(site: Site) -> None:
    """Let there be keys, jobs, sources and a replay, some of them in trouble."""
    engine = site.services.engine
    store.save_entries(engine, [store.Entry("ticket", "T-1", "Late", "1", reply="Soon. " * 50, passages=("Where?",))])
    replayed(site.services, report([MISS]))
    for name in ("Ann", "a colleague with a rather long name, in the second line in Donaudampfschifffahrtsgasse"):
        auth.create_key(engine, "agent", name)
    store.revoke_key(engine, store.keys(engine)[-1].id)
    running(site.services)
    job = store.create_job(engine, "tune", {})
    store.end_job(engine, job.id, "failed", "There are too few solved tickets to learn from. " * 2)
    store.put_source(engine, "helpdesk", "rt", {"url": "https://rt.example.com"})
    store.keep_report(engine, "helpdesk", {"error": "It answers 500. Look at its server.", "held_back": 40}, None)


def test_it_works(desk: Services, visit: Open, site: Site) -> None:
    page = sign_in(visit(), site)
    expect(page.locator("#plan")).to_contain_text("Texts to embed")
    page.get_by_role("button", name="Start").click()
    expect(page.locator("#job")).to_be_visible()
    expect(page.get_by_text("The build is done.")).to_be_visible(timeout=120_000)
    expect(page.locator("#start")).to_be_visible()
    expect(page.get_by_role("region", name="Generations")).to_contain_text("kept for going back")
    expect(page.get_by_role("region", name="Jobs").locator("li")).to_have_count(2)
    expect(page.get_by_role("region", name="What the check found")).to_contain_text("Recall")


def test_progress_is_told_while_it_is_made(visit: Open, site: Site) -> None:
    page = sign_in(visit(), site)
    job = running(site.services)
    page.reload()
    expect(page.locator("[data-told=count]")).to_have_text("250 of 1,000")
    page.evaluate("window.same = true")
    store.report_job(site.services.engine, job, "checking", 30, 200)
    expect(page.locator("[data-told=stage]")).to_have_text("Checking")
    expect(page.locator("progress")).to_have_attribute("value", "30")
    expect(page.get_by_role("status")).to_have_text("Checking, 10%")
    assert page.evaluate("window.same")
    store.end_job(site.services.engine, job, "done")
    expect(page.locator("#start")).to_be_visible()


def test_where_no_stream_can_be_had_the_page_asks_now_and_then(app: Flask, visit: Open, site: Site) -> None:
    streams(app).most = 0
    page = sign_in(visit(), site)
    job = running(site.services)
    page.reload()
    store.report_job(site.services.engine, job, "checking", 30, 200)
    expect(page.locator("[data-told=stage]")).to_have_text("Checking")
    store.end_job(site.services.engine, job, "done")
    expect(page.locator("#start")).to_be_visible()


def test_a_session_that_ends_while_watching_leads_to_the_sign_in(visit: Open, site: Site) -> None:
    page = sign_in(visit(), site)
    running(site.services)
    page.reload()
    expect(page.locator("#job")).to_be_visible()
    (key,) = store.keys(site.services.engine)
    store.revoke_key(site.services.engine, key.id)
    expect(page.get_by_text("Your session has ended")).to_be_visible(timeout=15_000)


def test_a_new_key_is_copied_by_a_click(visit: Open, site: Site) -> None:
    page = visit(permissions=["clipboard-read", "clipboard-write"])
    sign_in(page, site)
    page.goto(f"{site.address}keys")
    page.get_by_label("Whose it is").fill("Ann")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("status").filter(has_text="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == page.locator("#secret").text_content()


def test_keys_are_made_and_revoked_by_the_keyboard_alone_and_without_scripts(visit: Open, site: Site) -> None:
    page = visit(java_script_enabled=False)
    sign_in(page, site)
    page.get_by_role("link", name="Keys", exact=True).press("Enter")
    page.get_by_label("Whose it is").press_sequentially("Ann")
    page.keyboard.press("Enter")
    expect(page.locator("#secret")).to_have_text(re.compile("assist_.{43}"))
    page.get_by_role("link", name="Revoke the key of Ann").press("Enter")
    page.get_by_role("button", name="Revoke it").press("Enter")
    expect(page.get_by_text("The key is revoked.")).to_be_visible()


def test_a_replay_is_watched_where_it_was_started(desk: Services, visit: Open, site: Site) -> None:
    page = sign_in(visit(), site)
    page.goto(f"{site.address}replay")
    press_on(page, "Start")
    expect(page.locator("#job")).to_be_visible()
    expect(page.get_by_text("The replay is done.")).to_be_visible(timeout=120_000)
    expect(page.get_by_role("img", name="At 0.20")).to_be_visible()


def test_everything_can_be_done_by_the_keyboard_alone(visit: Open, site: Site) -> None:
    site.services.jobs = NoJobs()
    built(site.services, "first", "second")
    page = sign_in(visit(), site)
    press_on(page, "Start")
    expect(page.locator("#job")).to_be_visible()
    press_on(page, "Cancel")
    expect(page.locator("#start")).to_be_visible()
    press_on(page, "Go back to the one before …")
    expect(page.get_by_role("heading", name="Will answer")).to_be_visible()
    press_on(page, "Go back")
    expect(page.get_by_text("The previous generation answers again.")).to_be_visible()
    press_on(page, "admin Zoë")
    press_on(page, "Sign out")
    expect(page.get_by_text("You are signed out.")).to_be_visible()


def press_on(page: Page, text: str) -> None:
    """Tab from the top of the page to what bears the text, see that it shows the focus, and press Enter."""
    page.wait_for_load_state()
    page.evaluate("document.activeElement?.blur()")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == text:
            assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
            page.keyboard.press("Enter")
            page.wait_for_load_state()
            return
    raise AssertionError(f"the Tab key never comes to {text!r}")


def test_it_is_whole_without_scripts(visit: Open, site: Site) -> None:
    site.services.jobs = NoJobs()
    built(site.services, "first", "second")
    page = sign_in(visit(java_script_enabled=False), site)
    page.get_by_role("button", name="What would it take?").click()
    expect(page.locator("#plan")).to_contain_text("Texts to embed")
    page.get_by_role("button", name="Start").click()
    expect(page.locator("#job")).to_be_visible()
    job = store.recent_jobs(site.services.engine, 1)[0].id
    expect(page.locator("meta[http-equiv=refresh]")).to_have_count(1)
    store.start_job(site.services.engine, job)
    store.report_job(site.services.engine, job, "checking", 30, 200)
    page.get_by_role("link", name="Load again").click()
    expect(page.locator("#job")).to_contain_text("30 of 200")
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator("#job")).to_contain_text("stopping")
    store.end_job(site.services.engine, job, "cancelled")
    page.get_by_role("link", name="Load again").click()
    page.get_by_role("link", name="Go back to the one before").click()
    page.get_by_role("button", name="Go back").click()
    expect(page.get_by_text("The previous generation answers again.")).to_be_visible()


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed (tests/extension/check.sh install)")
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(visit: Open, site: Site, name: str, scheme: str) -> None:
    page = visit(color_scheme=scheme)
    shown(page, site, name)
    assert violations(page) == []
    page.set_viewport_size({"width": 360, "height": 700})
    assert violations(page) == []


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed (tests/extension/check.sh install)")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_where_the_console_is_set_up(visit: Open, site: Site, scheme: str) -> None:
    page, found = visit(color_scheme=scheme), []
    for name in in_turn(page, site):
        found += [(name, fault) for fault in violations(page)]
        page.set_viewport_size({"width": 360, "height": 700})
        found += [(name, fault) for fault in violations(page)]
        page.set_viewport_size({"width": 1280, "height": 800})
    assert found == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_wider_than_a_small_phone_where_the_console_is_set_up(
    visit: Open, site: Site, language: str
) -> None:
    page = visit(width=360, locale=LANGUAGES[language].tag)
    widths = {name: page.evaluate("document.documentElement.scrollWidth") for name in in_turn(page, site)}
    assert len(widths) == len(SET_UP) and {name: width for name, width in widths.items() if width > 360} == {}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_wider_than_a_small_phone(visit: Open, site: Site, name: str, language: str) -> None:
    page = visit(width=360, locale=LANGUAGES[language].tag)
    shown(page, site, name)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.evaluate("document.documentElement.lang") == LANGUAGES[language].tag


def test_a_chart_is_there_without_scripts_and_fits_the_width(visit: Open, site: Site) -> None:
    page = visit(java_script_enabled=False)
    shown(page, site, "insights/mood")
    for name in ("mood", "speed"):
        page.goto(f"{site.address}insights/{name}")
        page.set_viewport_size({"width": 1280, "height": 800})
        expect(page.get_by_role("img").first).to_be_visible()
        expect(page.locator(".plot-wide svg").first).to_be_visible()
        expect(page.locator(".plot-narrow svg").first).to_be_hidden()
        page.set_viewport_size({"width": 360, "height": 700})
        expect(page.locator(".plot-narrow svg").first).to_be_visible()
        expect(page.locator(".plot-wide svg").first).to_be_hidden()


def test_a_channel_is_chosen_by_keyboard_and_without_scripts(visit: Open, site: Site) -> None:
    page = visit(java_script_enabled=False)
    shown(page, site, "insights/mood")
    page.goto(f"{site.address}insights/speed?measure=resolution")
    page.get_by_label("Channel", exact=True).focus()
    for key in ("c", "Tab", "Tab", "Enter"):
        page.keyboard.press(key)
    expect(page.get_by_role("heading", name="Resolution: week by week (chat)")).to_be_visible()
    expect(page.get_by_label("Channel", exact=True)).to_have_value("chat")


def test_light_and_dark_follow_the_system_until_somebody_chooses(visit: Open, site: Site) -> None:
    def is_dark(page: Page) -> bool:
        return bool(page.evaluate("getComputedStyle(document.body).backgroundColor.match(/\\d+/g)[0] < 100"))

    page = visit(color_scheme="dark")
    assert is_dark(page) and not is_dark(visit(color_scheme="light"))
    page.get_by_role("button", name="Use the light theme").click()
    page.reload()
    assert not is_dark(page)
    expect(page.get_by_role("button", name="Use the dark theme")).to_be_visible()


def test_the_language_is_changed_by_a_link_and_kept(visit: Open, site: Site) -> None:
    page = sign_in(visit(), site)
    page.get_by_role("link", name="Deutsch").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(Words("de")("page.reindex"))
    page.goto(site.address)
    expect(page.get_by_role("heading", level=1)).to_have_text(Words("de")("page.overview"))
