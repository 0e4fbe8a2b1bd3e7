"""The page of first sight: it tells what is there, what is wrong, and what to do next."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from assist_server import auth, health, store
from assist_server.console.words import LANGUAGES
from assist_server.jobs import open_jobs
from assist_server.services import Services
from assist_server.store import Entry
from tests.console.visiting import key_of, signed_in, visitor

OVERVIEW = "/console/overview"


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """The browser of an admin who has signed in."""
    return signed_in(app)


def plain(client: FlaskClient) -> str:
    """Return the page's text without its marks."""
    answer = client.get(OVERVIEW)
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())


def test_it_works(desk: Services, client: FlaskClient) -> None:
    page = plain(client)
    live = store.live_generation(desk.engine)
    held = store.held(desk.engine)
    assert live and f"Generation {live.id}" in page and "All is well." in page
    assert f"Solved tickets {held.solved} Open tickets {held.open} Articles {held.articles}" in page
    assert "The last build live" in page and "None yet: the extension tells" in page


def test_the_console_and_a_sign_in_lead_to_it(app: Flask, client: FlaskClient) -> None:
    assert client.get("/console/").location == OVERVIEW
    assert visitor(app).get(OVERVIEW).location == "/console/sign-in"


def test_a_fresh_machine_is_told_what_to_do(client: FlaskClient) -> None:
    page = plain(client)
    steps = ("Bring in solved tickets", "Build the index", "See how sure to be", "Give each agent a key")
    places = [page.index(f"{step} (to do)") for step in steps]
    assert places == sorted(places) and "assist import tickets" in page
    assert "No index has been built yet. Run: assist reindex" in page


def test_each_step_is_ticked_off_and_the_list_goes_when_all_are(
    app: Flask, services: Services, client: FlaskClient
) -> None:
    store.save_entries(services.engine, [Entry("ticket", "1", "", "hash", status="solved")])
    assert "Bring in solved tickets (done)" in plain(client)
    store.create_generation(services.engine, "first", "all-MiniLM-L6-v2", 0)
    store.finish_building(services.engine, "first", 7, {})
    store.go_live(services.engine, "first")
    assert "Build the index (done)" in plain(client)
    key_of(app, "agent")
    assert "Give each agent a key (done)" in plain(client)
    store.end_job(services.engine, store.create_job(services.engine, "replay", {}).id, "failed")
    assert "See how sure to be (to do)" in plain(client)
    store.end_job(services.engine, store.create_job(services.engine, "replay", {}).id, "done")
    assert "What to do next" not in plain(client)


def test_what_is_broken_is_told_with_what_mends_it(
    services: Services, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    services.settings = services.settings.model_copy(update={"redis_url": "redis://127.0.0.1:1/0"})
    services.jobs = open_jobs(services.settings)
    monkeypatch.setattr(health, "SPARE", 10**18)
    page = plain(client)
    assert "To look at: 3" in page
    assert "broken Redis Redis is away: no job can be queued. Start Redis, or correct REDIS_URL." in page
    assert "GB are free in the data folder; the next index may not fit. Make room on its disk." in page


def test_passages_beyond_what_is_searched_beside_the_index_are_a_warning(desk: Services, client: FlaskClient) -> None:
    desk.settings = desk.settings.model_copy(update={"max_pending": 0})
    store.save_entries(desk.engine, [Entry("ticket", "1", "", "hash", passages=("a", "b"), status="solved")])
    assert "2 passages are newer than can be searched beside the index. Run: assist reindex" in plain(client)


def test_the_api_tells_the_same(desk: Services, admin: FlaskClient, agent: FlaskClient, client: FlaskClient) -> None:
    told = admin.get("/v1/health").json
    assert told and {check["name"]: check["state"] for check in told["checks"]} == {
        "database": "ok",
        "redis": "unused",
        "index": "ok",
        "encoder": "ok",
        "disk": "ok",
    }
    assert all(check["detail"] in plain(client) for check in told["checks"])
    assert agent.get("/v1/health").status_code == 403


def test_jobs_and_sources_are_told_with_their_outcome(services: Services, client: FlaskClient) -> None:
    job = store.create_job(services.engine, "reindex", {})
    store.start_job(services.engine, job.id)
    store.report_job(services.engine, job.id, "checking", 30, 200)
    failed = store.create_job(services.engine, "tune", {})
    store.end_job(services.engine, failed.id, "failed", "Too few tickets.")
    for name, report in (("good", {"added": 3, "held_back": 40}), ("bad", {"error": "It answers 500."}), ("new", {})):
        store.put_source(services.engine, name, "jsonl", {})
        if report:
            store.keep_report(services.engine, name, report, datetime.now(UTC) if name == "good" else None)
    page = plain(client)
    assert "running Reindex Checking · 30 of 200" in page and "failed Tune" in page and "Too few tickets." in page
    assert "synced good" in page and "added 3" in page and "were kept: 40" in page
    assert "failed bad" in page and "It answers 500." in page and "never synced new" in page


def test_feedback_is_that_of_the_week(services: Services, client: FlaskClient) -> None:
    for event in ("shown", "shown", "inserted"):
        told = dict.fromkeys(("ticket_key", "key_id", "entry_pk", "similarity", "reason"))
        store.add_feedback(services.engine, suggestion_id="0123456789ab.1", event=event, **told)
    page = plain(client)
    assert "Shown in 7 days 2" in page and "Shown 2 Inserted 1" in page


def test_a_build_that_stayed_out_says_why(services: Services, client: FlaskClient) -> None:
    store.create_generation(services.engine, "worse", "all-MiniLM-L6-v2", 0)
    store.fail_generation(services.engine, "worse", "It finds less.")
    page = plain(client)
    assert "The last build stayed out worse" in page and "It finds less." in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_there_in_every_language(desk: Services, client: FlaskClient, language: str) -> None:
    assert client.get(f"{OVERVIEW}?language={language}").status_code == 200


def test_no_key_is_in_the_page(app: Flask) -> None:
    key = key_of(app)
    page = signed_in(app, key).get(OVERVIEW).text
    assert key not in page and auth.digest(key) not in page


@pytest.mark.parametrize(
    ("accept", "status"),
    [("text/html,application/xhtml+xml,*/*;q=0.8", 303), ("*/*", 404), ("application/json", 404), ("", 404)],
)
def test_a_browser_is_led_from_the_bare_address_to_the_console(app: Flask, accept: str, status: int) -> None:
    answer = app.test_client().get("/", headers={"Accept": accept})
    assert answer.status_code == status
    if status == 303:
        assert answer.headers["Location"] == "/console/" and "Accept" in answer.headers["Vary"]
    else:
        assert answer.mimetype == "application/problem+json"
