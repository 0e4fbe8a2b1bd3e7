"""The customer so far, in a real Chromium: one quiet line that moves nothing, and what it opens to."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.extension.panel_states import HISTORY, NOBODY, PHASES, state
from tests.extension.test_panel import AXE, Bench, address, bench, browser

pytestmark = pytest.mark.browser
__all__ = ["address", "bench", "browser"]  # fixtures
PLACES = "host.shadowRoot.querySelectorAll('.card').values().map((card) => card.offsetTop).toArray()"


def line(bench: Bench) -> str:
    """Return the line of the section."""
    return str(bench.page.locator(".so-far-line").text_content())


def test_it_works(bench: Bench) -> None:
    bench.show(state(history=HISTORY))
    assert line(bench) == "3rd contact in 5 days · 4 earlier tickets · last rated bad · 1 promise open"
    section = bench.page.get_by_role("region", name="The customer so far")
    expect(section.locator(".inside")).to_be_hidden()
    section.locator("summary").press("Enter")
    expect(section.locator(".due li")).to_contain_text("I am looking into it and will come back to you by Friday.")
    first, second = section.locator(".earlier > li").all()
    expect(first.get_by_role("link")).to_have_attribute("href", "https://desk.example/tickets/1902")
    for fact in ("Aug 30, 2026", "chat", "not solved", "Mood at the start: Neutral, at the end: Negative"):
        expect(first.locator(".facts")).to_contain_text(fact)
    expect(second).to_contain_text("We will send you a new slider.")
    expect(section).to_contain_text("and 2 more")


@pytest.mark.parametrize("history", [None, NOBODY])
def test_a_new_customer_has_nothing_of_it(bench: Bench, history: dict[str, Any] | None) -> None:
    bench.show(state(history=history))
    expect(bench.page.locator(".so-far")).to_be_hidden()


def test_what_comes_late_moves_no_suggestion(bench: Bench) -> None:
    bench.show(state(history=None))
    bench.card(1).focus()
    before = bench.page.evaluate(PLACES)
    bench.show(state(history=HISTORY))
    expect(bench.page.locator(".so-far")).to_be_visible()
    assert bench.page.evaluate(PLACES) == before and bench.focus() == "card s2"


def test_what_comes_first_stands_above_the_suggestions(bench: Bench) -> None:
    bench.show({**PHASES["waiting"], "history": HISTORY})
    bench.show(state(history=HISTORY))
    above = "host.shadowRoot.querySelector('.so-far').offsetTop"
    assert bench.page.evaluate(f"{above} < {PLACES}[0]")


def test_a_newer_history_stays_open_where_it_was_opened(bench: Bench) -> None:
    bench.show(state(history=HISTORY))
    bench.page.locator(".so-far summary").click()
    bench.show(state(history={**HISTORY, "total": 5, "contacts": {"count": 4, "days": 1}}))
    expect(bench.page.locator(".so-far .inside")).to_be_visible()
    assert line(bench).startswith("4th contact within a day · 5 earlier tickets")


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("de", "3. Kontakt in 5 Tagen · 4 frühere Tickets · zuletzt schlecht bewertet · 1 Zusage offen"),
        ("es", "contacto n.º 3 en 5 días · 4 tickets anteriores · última valoración: mala · 1 promesa pendiente"),
        ("zh_CN", "5 天内第 3 次联系 · 4 张以往工单 · 最近评价：差 · 1 项承诺未兑现"),
    ],
)
def test_it_is_said_in_the_agents_language(bench: Bench, language: str, expected: str) -> None:
    bench.open(f"language={language}").show(state(history=HISTORY))
    assert line(bench) == expected


def test_it_is_accessible_when_open(bench: Bench) -> None:
    bench.show(state(history=HISTORY))
    bench.page.locator(".so-far summary").click()
    bench.page.add_script_tag(path=AXE)
    found = bench.page.evaluate("axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'] })")
    assert [(row["id"], [node["target"] for node in row["nodes"]]) for row in found["violations"]] == []
