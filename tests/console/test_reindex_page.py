"""The page of reindexing without a browser: what it starts, stops and shows, and what it refuses."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from assist_server import reindex, store
from assist_server.console.words import LANGUAGES, Words
from assist_server.plan import Plan
from assist_server.services import Services
from assist_server.store import Entry
from embeddings.models import MODELS
from tests.console.visiting import PAGE, post, signed_in, visitor

JSON = {"Accept": "application/json"}


class NoJobs:
    """Stands in for the runner of jobs: what is queued stays so until the test takes it."""

    def start(self, job_id: str) -> None:
        """Leave the job queued."""

    def lost(self, job_id: str) -> bool:
        """Never: it waits for the test."""
        return False

    def check(self) -> None:
        """Find nothing wrong."""

    def workers(self) -> None:
        """Tell of none: nobody waits for one."""


@pytest.fixture(autouse=True)
def no_jobs(services: Services) -> None:
    """Let no job start by itself."""
    services.jobs = NoJobs()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """The browser of an admin who has signed in."""
    return signed_in(app)


def asked(client: FlaskClient, path: str) -> dict[str, Any]:
    """Return what the page gets when it asks by itself."""
    answer = client.get(path, headers=JSON)
    assert answer.status_code == 200 and answer.json is not None
    return dict(answer.json)


def built(services: Services, id: str, report: dict[str, Any] | None = None) -> None:
    """Let a generation be live as if it had been built."""
    store.create_generation(services.engine, id, "all-MiniLM-L6-v2", 0)
    store.finish_building(services.engine, id, 7, report or {})
    store.go_live(services.engine, id)


def test_it_works(client: FlaskClient, services: Services) -> None:
    assert "There is no index yet" in client.get(PAGE).text
    answer = post(client, PAGE, model="all-MiniLM-L6-v2", force="on")
    assert (answer.status_code, answer.location) == (303, PAGE)
    (job,) = store.recent_jobs(services.engine, 5)
    assert (job.task, job.state, job.arguments["force"], job.arguments["model"]) == (
        "reindex",
        "queued",
        True,
        "all-MiniLM-L6-v2",
    )
    assert "Building a new index" in client.get(PAGE).text


def test_it_queues_the_same_job_as_the_api(client: FlaskClient, services: Services, admin: FlaskClient) -> None:
    post(client, PAGE)
    (by_page,) = store.recent_jobs(services.engine, 5)
    store.end_job(services.engine, by_page.id, "cancelled")
    assert admin.post("/v1/reindex", json={}).status_code == 202
    (by_api, _) = store.recent_jobs(services.engine, 5)
    assert (by_api.task, by_api.arguments) == (by_page.task, by_page.arguments)


def test_a_second_start_is_told_of_the_first(client: FlaskClient, services: Services) -> None:
    post(client, PAGE)
    answer = post(client, PAGE)
    assert answer.status_code == 409 and "under way" in answer.text and "Cancel" in answer.text
    assert len(store.recent_jobs(services.engine, 5)) == 1


@pytest.mark.parametrize("model", ["nobody/made-this", "../../etc", "x" * 999, "\x00"])
def test_only_a_model_on_offer_can_be_chosen(client: FlaskClient, services: Services, model: str) -> None:
    assert post(client, PAGE, model=model).status_code == 422
    assert post(client, "/console/reindex/plan", model=model).status_code == 422
    assert client.get("/console/reindex/plan", query_string={"model": model}, headers=JSON).status_code == 422
    assert store.recent_jobs(services.engine, 5) == []
    assert set(MODELS) <= set(re.findall(r'<option value="([^"]+)"', client.get(PAGE).text))


def test_the_plan_is_told_with_and_without_scripts(client: FlaskClient, desk: Services) -> None:
    told = asked(client, "/console/reindex/plan")
    rows = {name: value for name, value in told["rows"]}
    assert rows["Texts to embed"] == "0" and int(rows["Passages to take in"]) > 0
    page = post(client, "/console/reindex/plan", model=told["model"]).text
    assert all(name in page for name in rows)


def test_a_plan_is_made_anew_only_when_something_has_changed(
    client: FlaskClient, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str | None] = []

    def counted(services: Services, model: str | None) -> Plan:
        made.append(model)
        return Plan("m", len(made), 0, None, {"too old": 2})

    monkeypatch.setattr("assist_server.console.plan_told.plan", counted)
    first, again = (asked(client, "/console/reindex/plan") for _ in range(2))
    assert first == again and len(made) == 1
    store.save_entries(services.engine, [Entry("ticket", "1", "a title", "hash", passages=("a text",))])
    assert asked(client, "/console/reindex/plan") != first and len(made) == 2
    built(services, "first")
    asked(client, "/console/reindex/plan")
    assert len(made) == 3


def test_a_source_can_be_read_on_first_where_there_is_one(client: FlaskClient, services: Services) -> None:
    assert 'name="source"' not in client.get(PAGE).text
    assert post(client, PAGE, source="desk").status_code == 422
    store.put_source(services.engine, "desk", "jsonl", {})
    assert "<option>desk</option>" in client.get(PAGE).text
    assert post(client, PAGE, source="another").status_code == 422
    assert post(client, PAGE, source="desk").status_code == 303
    assert store.recent_jobs(services.engine, 1)[0].arguments["source"] == "desk"


def test_a_job_is_watched_and_cancelled(client: FlaskClient, services: Services) -> None:
    post(client, PAGE)
    (job,) = store.recent_jobs(services.engine, 5)
    store.start_job(services.engine, job.id)
    store.report_job(services.engine, job.id, "embedding passages", 25, 100)
    told = asked(client, f"/console/jobs/{job.id}")
    assert (told["done"], told["total"], told["ended"]) == (25, 100, False)
    assert told["fields"]["stage"] == "Embedding passages" and told["fields"]["count"] == "25 of 100"
    assert told["spoken"] == "Embedding passages, 20%"
    assert post(client, f"/console/jobs/{job.id}/cancel").status_code == 303
    assert "stopping" in client.get(PAGE).text
    assert store.cancelled(services.engine, job.id)


def test_what_is_left_out_is_told_while_it_builds(client: FlaskClient, services: Services) -> None:
    post(client, PAGE)
    (job,) = store.recent_jobs(services.engine, 5)
    store.start_job(services.engine, job.id)
    assert asked(client, f"/console/jobs/{job.id}")["fields"]["left_out"] == ""
    store.tell_job(services.engine, job.id, {"left_out": {"reopened": 3, "no answer": 1200, "too old": 0}})
    told = asked(client, f"/console/jobs/{job.id}")["fields"]["left_out"]
    assert told == "Left out: reopened 3, no answer 1,200" and told in client.get(PAGE).text


def test_events_tell_what_the_page_shows(client: FlaskClient, services: Services) -> None:
    job = store.create_job(services.engine, "reindex", {})
    store.end_job(services.engine, job.id, "failed", "It finds less.")
    answer = client.get(f"/console/jobs/{job.id}/events", headers={"Accept": "text/event-stream"})
    assert answer.mimetype == "text/event-stream"
    last = answer.get_data(as_text=True).strip().splitlines()[-1]
    assert json.loads(last.removeprefix("data: ")) == asked(client, f"/console/jobs/{job.id}")


def test_a_job_that_is_none_is_no_page(client: FlaskClient) -> None:
    assert client.get("/console/jobs/none", headers=JSON).status_code == 404
    assert client.get("/console/jobs/none/events", headers=JSON).status_code == 404
    assert post(client, "/console/jobs/none/cancel").status_code == 303


def test_why_the_last_build_failed_is_said_first(client: FlaskClient, services: Services) -> None:
    job = store.create_job(services.engine, "reindex", {})
    store.end_job(services.engine, job.id, "failed", "The new index finds less.")
    page = client.get(PAGE).text
    assert page.index("The new index finds less.") < page.index("Build a new index")


def test_going_back_is_asked_first_and_then_done(
    client: FlaskClient, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reindex, "recheck_generation", lambda *_: None)  # these have rows and no files
    built(services, "first")
    assert "no previous generation" in client.get("/console/reindex/roll-back").text
    built(services, "second")
    asked = client.get("/console/reindex/roll-back").text
    assert asked.index("first") < asked.index("second")
    live = store.live_generation(services.engine)
    assert live is not None and live.id == "second"
    answer = post(client, "/console/reindex/roll-back", to="first")
    assert answer.status_code == 303 and "answers again" in client.get(answer.location).text
    live = store.live_generation(services.engine)
    assert live is not None and live.id == "first"


def test_going_back_goes_where_it_was_said_to_or_not_at_all(client: FlaskClient, services: Services) -> None:
    assert post(client, "/console/reindex/roll-back", to="first").status_code == 404
    built(services, "first")
    built(services, "second")
    assert post(client, "/console/reindex/roll-back", to="something else").status_code == 422
    live = store.live_generation(services.engine)
    assert live is not None and live.id == "second"


def test_the_report_is_shown_beside_the_one_before(client: FlaskClient, services: Services) -> None:
    counts = {"asked": 100, "shown": 60, "close": 45, "silent_when_hidden": 70, "leaks": 0}
    built(services, "first", {"recall": 1.0})
    built(services, "second", {"recall": 0.99, "replay": counts, "before": {**counts, "shown": 50, "leaks": 3}})
    page = client.get(PAGE).text
    assert 'aria-label="Now: 60.0%"' in page and 'aria-label="Before: 50.0%"' in page
    row = r"<th scope=\"row\">{}</th><td>{}</td><td>{}</td>"
    assert re.search(row.format("Shown", "60.0%", "50.0%"), page) and re.search(
        row.format("Recall", "99.0%", "100.0%"), page
    )


def test_where_nothing_is_a_page_says_so(client: FlaskClient) -> None:
    answer = client.get("/console/no/such/page")
    assert answer.status_code == 404 and "no such page" in answer.text and answer.mimetype == "text/html"
    assert str(client.get("/console").location).endswith("/console/")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_speaks_every_language_and_remembers_it(client: FlaskClient, language: str) -> None:
    say = Words(language)
    page = client.get(PAGE, query_string={"language": language}).text
    assert f'<html lang="{say.manner.tag}">' in page and say("reindex.promise") in page
    assert say("reindex.promise") in client.get(PAGE).text


def test_what_a_browser_prefers_is_spoken_before_anybody_chose(app: Flask) -> None:
    page = visitor(app).get("/console/sign-in", headers={"Accept-Language": "fr, es-MX;q=0.8, en;q=0.5"}).text
    assert Words("es")("sign-in.key") in page


def test_words_from_elsewhere_are_shown_as_text(client: FlaskClient, services: Services) -> None:
    job = store.create_job(services.engine, "reindex", {})
    store.end_job(services.engine, job.id, "failed", "<script>alert(1)</script>")
    page = client.get(PAGE).text
    assert "&lt;script&gt;alert(1)" in page and "<script>alert" not in page


@pytest.mark.parametrize("path", ["/console/reindex", "/console/sign-in", "/console/jobs/%00", "/console/jobs/%C0%AF"])
@pytest.mark.parametrize(
    "query", ["language=%00", "language=../../x", "note=%FF", "model=%F0%9F", "ended=" + "9" * 999]
)
def test_no_address_breaks_it(client: FlaskClient, path: str, query: str) -> None:
    assert client.get(f"{path}?{query}").status_code < 500
