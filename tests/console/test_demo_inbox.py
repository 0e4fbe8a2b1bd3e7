"""The demo inbox in a real Chromium, against a stand-in for the API."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import pytest
from flask import Flask, Response, jsonify, request
from playwright.sync_api import Browser, Locator, Page, Route, expect
from werkzeug.serving import make_server

from assist_server.console.demo_page import demo_blueprint
from tests.extension.driven import AXE, violations
from tests.extension.panel_states import HISTORY, NOBODY

pytestmark = pytest.mark.browser

HOSTILE = '<script>window.ran = 1</script><img src=x onerror="window.ran = 2"><a href="javascript:ran=3">click</a>'
ANGRY = "This is the THIRD time I write.\nI am furious!"
REPLY = "Please send us [order] and [date], then we look at once."
SEEN = "0123456789ab.1"


@dataclass
class Api:
    """A stand-in for `/v1`: what it answers can be set, what it was told can be read."""

    address: str = ""
    problem: dict[str, Any] = field(default_factory=dict)
    asked: list[dict[str, Any]] = field(default_factory=list)
    feedback: list[dict[str, Any]] = field(default_factory=list)
    looked_back: list[dict[str, Any]] = field(default_factory=list)
    checked: list[dict[str, Any]] = field(default_factory=list)
    replies: list[dict[str, Any]] = field(default_factory=list)
    holds_back: bool = False


def open_ticket(name: str, text: str, minute: int) -> str:
    """Return an open ticket of one message as a line of JSON."""
    message = {"author": "customer", "text": text, "sent_at": f"2026-11-20T10:{minute:02}:00Z"}
    customer = {"name": f"Ada {name}", "email": f"{name}@mail.example"}
    brand = {"brand": "lumio" if minute % 2 else "fernway"}
    return json.dumps({"id": name, "subject": f"About {name}", "customer": customer, "messages": [message], **brand})


def mood(text: str) -> dict[str, Any]:
    """Return a mood: bad, with a warning, where the text is furious."""
    angry = "furious" in text
    label, score = ("negative", -0.8) if angry else ("neutral", 0.0)
    warning = {"code": "anger", "severity": "critical", "message": "The customer is angry.", "evidence": ["furious"]}
    trend = [{"label": label, "score": score}]
    return {"label": label, "score": score, "trend": trend, "warnings": [warning] if angry else []}


def answer(ticket: dict[str, Any]) -> dict[str, Any]:
    """Return a whole answer; without suggestions where the customer asks for silence."""
    text = ticket["messages"][-1]["text"]
    evidence = {
        "type": "ticket", "id": "T-9", "title": HOSTILE, "url": "javascript:window.ran=4", "similarity": 0.81,
        "excerpt": "Where is it?", "solved_at": "2026-08-03T10:00:00Z", "csat": "good",
    }  # fmt: skip
    suggestion = {
        "id": SEEN, "text": REPLY, "confidence": 0.86, "kind": "reply", "evidence": [evidence],
        "placeholders": ["[order]", "[date]"], "support": 4,
    }  # fmt: skip
    return {
        "id": "1", "suggestions": [] if "silence" in text else [suggestion], "articles": [], "similar_tickets": [],
        "sentiment": mood(text), "language": "en", "category": None, "generation": "g1", "took_ms": 7.5,
    }  # fmt: skip


def findings(draft: str) -> list[dict[str, Any]]:
    """Return a finding with its fix where the draft blames, its places counted in characters."""
    start = draft.find("Obviously, ")
    fix = {"start": start, "end": start + len("Obviously, "), "text": ""}
    blame = {"heading": "respect", "code": "blaming", "severity": "warning", "reason": "It blames.", "fix": fix}
    return [{**blame, "start": start, "end": fix["end"], "words": "Obviously"}] if start >= 0 else []


def stand_in(api: Api, path: Path) -> Flask:
    """Return the demo page with the stand-in beside it."""
    app = Flask("stand-in")
    app.register_blueprint(demo_blueprint("demo-key", path))

    @app.post("/v1/suggestions")
    def suggestions() -> Response:
        api.asked.append({**request.get_json(), "key": request.headers["Authorization"]})
        if api.problem:
            return Response(json.dumps(api.problem), api.problem["status"], mimetype="application/problem+json")
        told = answer(request.get_json()["ticket"])
        held = api.holds_back and not request.get_json()["anyway"]
        return jsonify(told | {"suggestions": [], "held_back": True} if held else told)

    @app.post("/v1/customers/history")
    def history() -> Response:
        api.looked_back.append(request.get_json())
        return jsonify(HISTORY if request.get_json()["ticket_id"] == "angry" else NOBODY)

    @app.post("/v1/drafts/check")
    def check() -> Response:
        draft = request.get_json()["draft"]
        api.checked.append(request.get_json())
        return jsonify(draft=draft, findings=findings(draft))

    @app.post("/v1/sentiment")
    def sentiment() -> Response:
        return jsonify(mood(request.get_json()["messages"][-1]["text"]))

    @app.get("/v1/search")
    def search() -> Response:
        hit = {
            "type": "macro",
            "id": "m",
            "title": f"On {request.args['q']}",
            "url": None,
            "excerpt": "…",
            "score": 0.5,
        }
        return jsonify(results=[hit])

    @app.post("/v1/feedback")
    def feedback() -> Response:
        api.feedback.append(request.get_json())
        return Response(status=204)

    @app.post("/v1/replies")
    def replies() -> Response:
        api.replies.append(request.get_json())
        return Response(status=204)

    return app


@pytest.fixture
def api(tmp_path: Path) -> Iterator[Api]:
    """The stand-in on a free port, with four open tickets, the newest first."""
    lines = [open_ticket("calm", "Where is my parcel?", 40), open_ticket("angry", ANGRY, 30)]
    lines += [open_ticket("hostile", HOSTILE, 20), open_ticket("odd", "silence\n" * 40 + "w" * 300, 11)]
    path = tmp_path / "some.open.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    api = Api()
    server = make_server("127.0.0.1", 0, stand_in(api, path), threaded=True)
    api.address = f"http://127.0.0.1:{server.server_port}/"
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield api
    server.shutdown()
    server.server_close()


@pytest.fixture
def page(browser: Browser, api: Api) -> Iterator[Page]:
    """A page that fails the test when a script throws, the policy is broken or another host is asked."""
    wrong: list[str] = []
    context = browser.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    page = context.new_page()
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda line: wrong.append(line.text) if "Security Policy" in line.text else None)
    page.on("request", lambda asked: None if asked.url.startswith(api.address) else wrong.append(asked.url))
    yield page
    context.close()
    assert wrong == []


def visit(page: Page, api: Api, ticket: str = "") -> Locator:
    """Open the inbox, or one ticket of it, and return the reply field."""
    page.goto(api.address + (f"#ticket={ticket}" if ticket else ""))
    return page.locator("#reply")


def test_it_works(page: Page, api: Api) -> None:
    visit(page, api)
    expect(page.locator("#subject")).to_have_text("About calm")
    expect(page.locator(".card")).to_contain_text("Please send us [order]")
    expect(page.locator(".card")).to_contain_text("High confidence")
    expect(page.locator(".card")).to_contain_text("4 tickets agree")
    assert (api.asked[0]["key"], api.asked[0]["ticket"]["id"]) == ("Bearer demo-key", "calm")


def test_a_click_inserts_and_selects_the_first_placeholder(page: Page, api: Api) -> None:
    reply = visit(page, api)
    page.get_by_role("button", name="Insert").click()
    expect(reply).to_have_value(REPLY)
    expect(reply).to_be_focused()
    assert selected(page) == "[order]"


def test_the_customer_so_far_opens_to_what_was_promised(page: Page, api: Api) -> None:
    visit(page, api, "angry")
    line = page.locator(".so-far-line")
    expect(line).to_have_text("3rd contact in 5 days · 4 earlier tickets · last rated bad · 1 promise open")
    page.locator(".so-far summary").press("Enter")
    expect(page.locator(".so-far .due li")).to_contain_text("come back to you by Friday.")
    expect(page.locator(".so-far .earlier")).to_contain_text("We will send you a new slider.")
    (asked,) = api.looked_back
    assert len(asked.pop("written_at")) == 1  # the demo moves its times to today
    assert asked == {"customer": {"email": "angry@mail.example"}, "ticket_id": "angry", "brand": "fernway"}


def test_a_new_customer_has_no_line(page: Page, api: Api) -> None:
    visit(page, api)
    expect(page.locator(".card")).to_be_visible()
    expect(page.locator(".so-far")).to_be_hidden()


def test_a_draft_is_read_after_a_pause_and_its_mark_opens_to_what_was_found(page: Page, api: Api) -> None:
    reply = visit(page, api)
    page.get_by_role("button", name="Insert").click()
    mark, found = page.locator("#draft-mark"), page.locator("#draft-findings")
    expect(mark).to_be_hidden()
    before = page.locator("#as-customer").bounding_box()
    reply.fill("😀 Obviously, it is lost.")
    expect(mark).to_have_accessible_name("1 thing to look at in your draft")
    assert page.locator("#as-customer").bounding_box() == before and not found.is_visible()
    assert api.checked[-1]["ticket"]["id"] == "calm" and api.checked[-1]["evidence"] == [SEEN]
    assert api.checked[-1]["articles"] == []
    mark.press("Enter")
    expect(found).to_contain_text("It blames. “Obviously”")
    found.get_by_role("button", name="Fix").press("Escape")
    expect(mark).to_be_focused()
    mark.press("Enter")
    found.get_by_role("button", name="Fix").press("Enter")
    expect(reply).to_have_value("😀 it is lost.")
    expect(mark).to_be_hidden()
    reply.press("Control+z")
    expect(reply).to_have_value("😀 Obviously, it is lost.")


def selected(page: Page) -> str:
    """Return what is selected in the reply field."""
    return str(page.evaluate("getSelection().toString()"))


def test_alt_and_a_digit_inserts_at_the_cursor_without_overwriting(page: Page, api: Api) -> None:
    reply = visit(page, api)
    expect(page.locator(".card")).to_be_visible()
    reply.fill("Dear Ada,\n\n\n\nYours")
    reply.evaluate("area => area.setSelectionRange(0, 11)")
    reply.press("Alt+1")
    expect(reply).to_have_value(f"Dear Ada,\n\n{REPLY}\n\nYours")


def test_one_undo_takes_an_insertion_back(page: Page, api: Api) -> None:
    reply = visit(page, api)
    expect(page.locator(".card")).to_be_visible()
    reply.press_sequentially("Hello")
    reply.press("Alt+1")
    expect(reply).to_have_value(f"Hello\n\n{REPLY}")
    reply.press("Control+z")
    expect(reply).to_have_value("Hello")


def test_a_hostile_ticket_runs_nothing(page: Page, api: Api) -> None:
    visit(page, api, "hostile")
    expect(page.locator("#messages .text")).to_have_text(HOSTILE)
    page.locator(".evidence summary").click()
    expect(page.locator(".evidence a")).to_have_count(0)
    assert page.evaluate("window.ran") is None


def test_the_words_behind_a_warning_are_marked_in_the_conversation(page: Page, api: Api) -> None:
    visit(page, api, "angry")
    expect(page.locator(".alert")).to_contain_text("The customer is angry.")
    expect(page.locator("#messages mark")).to_have_text("furious")
    expect(page.locator("[data-id=angry]").get_by_role("img", name="mood negative")).to_be_visible()


def test_silence_is_called_normal(page: Page, api: Api) -> None:
    visit(page, api, "odd")
    expect(page.locator(".quiet")).to_contain_text("Nothing good enough to suggest")
    expect(page.locator(".quiet")).to_contain_text("Silence is normal")


def test_not_ready_shows_what_mends_it_and_can_be_tried_again(page: Page, api: Api) -> None:
    mend = "Run `assist reindex`."
    api.problem = {
        "title": "Not ready",
        "status": 503,
        "detail": "There is no index.",
        "code": "not-ready",
        "mend": mend,
    }
    visit(page, api)
    expect(page.get_by_role("alert")).to_contain_text("There is no index.")
    expect(page.get_by_role("alert")).to_contain_text("Run assist reindex.")
    api.problem = {}
    page.get_by_role("button", name="Try again").click()
    expect(page.locator(".card")).to_be_visible()


def test_a_refused_key_asks_for_a_fresh_page(page: Page, api: Api) -> None:
    api.problem = {"title": "Refused", "status": 401, "detail": "", "code": "unauthorized"}
    visit(page, api)
    expect(page.get_by_role("alert")).to_contain_text("The key was refused")
    expect(page.get_by_role("button", name="Load the page again")).to_be_visible()


def test_a_server_that_is_away_is_named_and_the_reply_is_kept(page: Page, api: Api) -> None:
    reply = visit(page, api)
    reply.fill("A beginning")
    page.route("**/v1/suggestions", lambda route: route.abort())
    page.locator("[data-id=angry]").click()
    expect(page.get_by_role("alert")).to_contain_text("The server is away")
    page.locator("[data-id=calm]").click()
    expect(reply).to_have_value("A beginning")


def test_sending_stays_in_the_page_and_tells_how_much_was_kept(page: Page, api: Api) -> None:
    reply = visit(page, api)
    expect(page.locator(".card")).to_be_visible()
    reply.press("Alt+1")
    reply.fill("Please send us FN-1 and Monday, then we look at once.")
    reply.press("Control+Enter")
    expect(page.locator(".turn.agent")).to_contain_text("sent (demo)")
    expect(page.get_by_role("button", name="Next ticket")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#subject")).to_have_text("About angry")
    events = told(page, api, 4)
    assert sorted(events) == ["edited", "inserted", "sent", "shown"]
    assert events["edited"] == events["sent"]
    assert 0.7 < events["sent"] < 1
    (sent,) = api.replies
    assert sent | {"seconds": 0} == {"seconds": 0, "ticket_id": "calm", "inserted": SEEN, "offered": SEEN}


def test_what_an_experiment_holds_back_is_said_and_shown_on_request(page: Page, api: Api) -> None:
    api.holds_back = True
    visit(page, api)
    expect(page.locator("#assist")).to_contain_text("an experiment of the desk is running")
    page.get_by_role("button", name="Show them anyway").click()
    expect(page.locator(".card")).to_be_visible()
    assert [asked["anyway"] for asked in api.asked] == [False, True]


def told(page: Page, api: Api, count: int) -> dict[str, Any]:
    """Wait for so many events, which arrive in any order; return each with its similarity or reason."""
    for _ in range(200):
        if len(api.feedback) >= count:
            break
        page.wait_for_timeout(25)
    return {row["event"]: row.get("similarity", row.get("reason")) for row in api.feedback}


def test_blanks_left_are_sent_only_when_asked_twice(page: Page, api: Api) -> None:
    reply = visit(page, api)
    page.get_by_role("button", name="Insert").click()
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#composer-status")).to_contain_text("[order] is still to be filled in")
    expect(reply).to_have_value(REPLY)
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".turn.agent")).to_contain_text(REPLY)


def test_thumbs_down_asks_why_and_sets_the_suggestion_aside(page: Page, api: Api) -> None:
    visit(page, api)
    page.get_by_role("button", name="Bad suggestion").click()
    page.get_by_role("button", name="Out of date").click()
    expect(page.locator(".card")).to_contain_text("Set aside")
    assert told(page, api, 2) == {"shown": None, "down": "out_of_date"}


def test_j_and_k_go_through_the_tickets_but_not_while_writing(page: Page, api: Api) -> None:
    reply = visit(page, api)
    expect(page.locator(".card")).to_be_visible()
    page.keyboard.press("j")
    expect(page.locator("[aria-current=true]")).to_have_attribute("data-id", "angry")
    expect(page.locator("[data-id=angry]")).to_be_focused()
    page.keyboard.press("k")
    expect(page.locator("[aria-current=true]")).to_have_attribute("data-id", "calm")
    reply.press_sequentially("jk?")
    expect(reply).to_have_value("jk?")
    expect(page.locator("#subject")).to_have_text("About calm")


def test_a_question_mark_shows_the_keys(page: Page, api: Api) -> None:
    visit(page, api)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_visitor_can_write_as_the_customer(page: Page, api: Api) -> None:
    visit(page, api)
    page.get_by_role("button", name="New ticket").click()
    page.get_by_role("textbox", name="Message").fill("I am furious")
    page.get_by_role("button", name="Open this ticket").click()
    expect(page.locator("#messages")).to_contain_text("I am furious")
    expect(page.locator(".alert")).to_be_visible()
    assert api.asked[-1]["ticket"]["messages"][0]["text"] == "I am furious"


def test_search_stands_in_for_the_suggestions_until_it_is_cleared(page: Page, api: Api) -> None:
    visit(page, api)
    page.get_by_role("searchbox").fill("zip")
    expect(page.locator("#found")).to_contain_text("On zip")
    expect(page.locator("#assist")).to_be_hidden()
    page.get_by_role("searchbox").press("Escape")
    expect(page.locator(".card")).to_be_visible()


def test_what_is_searched_for_while_the_page_still_loads_is_found(page: Page, api: Api) -> None:
    held: list[Route] = []
    page.route("**/demo/tickets", lambda route: held.append(route))
    visit(page, api)
    page.get_by_role("searchbox").fill("zip")
    expect(page.locator("#found")).to_contain_text("On zip")
    held[0].continue_()
    expect(page.locator("#subject")).to_have_text("About calm")
    expect(page.locator("#found")).to_contain_text("On zip")


def test_the_chosen_theme_is_remembered(page: Page, api: Api) -> None:
    visit(page, api)
    page.get_by_role("button", name="Use the dark theme").click()
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.get_by_role("button", name="Use the light theme")).to_be_visible()


def test_nothing_overflows_a_narrow_window(page: Page, api: Api) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    visit(page, api)
    page.locator("[data-id=odd]").click()
    expect(page.locator("#messages")).to_contain_text("silence")
    assert too_wide(page) == []
    page.get_by_role("button", name="Assist").click()
    expect(page.locator(".quiet")).to_be_visible()
    assert too_wide(page) == []
    page.get_by_role("link", name="Tickets").click()
    expect(page.locator("[data-id=odd]")).to_be_focused()
    assert too_wide(page) == []


def too_wide(page: Page) -> list[str]:
    """Return what is seen and reaches beyond the window's edge, or scrolls sideways."""
    found: list[str] = page.evaluate(
        """() => [document.documentElement, ...document.querySelectorAll('body *:not(.vh, .skip)')]
            .filter((node) => node.getBoundingClientRect().right > innerWidth + 1
                || (node.matches('.scroll') && node.scrollWidth > node.clientWidth))
            .map((node) => `${node.tagName} ${node.className}`)"""
    )
    return found


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed (tests/extension/check.sh install)")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(page: Page, api: Api, scheme: Literal["light", "dark"]) -> None:
    page.emulate_media(color_scheme=scheme)
    reply = visit(page, api, "angry")
    expect(page.locator(".so-far")).to_be_visible()
    page.locator(".so-far summary").first.click()
    reply.fill("Obviously, it is lost.")
    page.locator("#draft-mark").click()
    expect(page.locator("#draft-findings")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("searchbox").fill("zip")
    expect(page.locator("#found")).to_contain_text("On zip")
    assert violations(page) == []
    page.set_viewport_size({"width": 360, "height": 700})
    assert violations(page) == []
