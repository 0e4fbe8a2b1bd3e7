"""The page of replay: what it starts and stops, and what each threshold came to."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from assist_server import store, tasks
from assist_server.console import replay_told
from assist_server.console.words import LANGUAGES
from assist_server.services import Services
from assist_server.store import Entry
from tests.console.test_reindex_page import NoJobs
from tests.console.visiting import post, signed_in, visitor

REPLAY = "/console/replay"
SHARES = ((0.2, 80, 40), (0.4, 50, 40), (0.6, 20, 18), (0.8, 5, 5))  # threshold, shown, close


def report(misses: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    """Return what a replay of 100 tickets tells."""
    overall = [
        {"threshold": at, "shown": shown, "shown_share": shown / 100, "close": close, "close_share": close / shown}
        for at, shown, close in SHARES
    ]
    one = {"tickets": 60, "threshold": 0.2, "shown": 30, "shown_share": 0.5, "close": 20, "close_share": 0.667}
    by = {
        "language": [{"language": "en"} | one, {"language": ""} | one],
        "brand": [{"brand": ""} | one],
        "category": [],
    }
    return {"tickets": 100, "threshold": 0.2, "overall": overall, "by": by, "misses": misses or []}


def replayed(services: Services, result: dict[str, Any]) -> None:
    """Let a replay have been done."""
    job = store.create_job(services.engine, "replay", {})
    store.start_job(services.engine, job.id)
    store.end_job(services.engine, job.id, "done", "", result)


@pytest.fixture(autouse=True)
def no_jobs(services: Services) -> None:
    """Let no job start by itself."""
    services.jobs = NoJobs()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """The browser of an admin who has signed in."""
    return signed_in(app)


def plain(client: FlaskClient) -> str:
    """Return the page's text without its marks."""
    return " ".join(re.sub(r"<[^>]+>", " ", client.get(REPLAY).text).split())


def test_it_works(client: FlaskClient, desk: Services) -> None:
    assert "Nothing was replayed yet" in plain(client)
    assert post(client, REPLAY, last="50").location == REPLAY
    (job, *_) = store.recent_jobs(desk.engine, 1)
    assert (job.task, job.state, job.arguments) == ("replay", "queued", {"last": 50})
    assert "Cancel" in plain(client)
    assert tasks.run(desk, job.id) == "done"
    page = plain(client)
    assert "What each threshold would have shown" in page and "ASSIST_THRESHOLD=0.20" in page
    (wide, _) = re.findall(r"<svg.*?color-0(.*?)color-1.*?</svg>", client.get(REPLAY).text, re.DOTALL)
    assert len(re.findall('class="rect ', wide)) == 19


def test_it_queues_the_same_job_as_the_api(client: FlaskClient, desk: Services, admin: FlaskClient) -> None:
    post(client, REPLAY)
    (by_page, *_) = store.recent_jobs(desk.engine, 1)
    store.end_job(desk.engine, by_page.id, "cancelled")
    assert admin.post("/v1/replay", json={}).status_code == 202
    assert store.recent_jobs(desk.engine, 1)[0].arguments == by_page.arguments


def test_a_second_start_is_told_of_the_first_and_a_cancel_stays_on_the_page(
    client: FlaskClient, services: Services
) -> None:
    post(client, REPLAY)
    answer = post(client, REPLAY)
    assert answer.status_code == 409 and "under way" in answer.text
    (job,) = store.recent_jobs(services.engine, 5)
    assert post(client, f"{REPLAY}/{job.id}/cancel").location == REPLAY
    assert store.cancelled(services.engine, job.id)


@pytest.mark.parametrize("last", ["0", "10001", "-1", "x", "", "1e9", "\x00"])
def test_only_so_many_tickets_can_be_asked(client: FlaskClient, services: Services, last: str) -> None:
    assert post(client, REPLAY, last=last).status_code == 422
    assert store.recent_jobs(services.engine, 5) == []


def test_without_an_index_it_leads_to_the_first_build(client: FlaskClient) -> None:
    page = client.get(REPLAY).text
    assert "There is no index yet" in page and 'name="last"' not in page


def test_the_threshold_in_use_is_marked_and_what_it_comes_to_is_said(client: FlaskClient, services: Services) -> None:
    services.settings = services.settings.model_copy(update={"threshold": 0.43})
    replayed(services, report())
    page = plain(client)
    assert "At 0.40, 50% of these tickets would get a suggestion; 80% of the shown" in page
    assert "0.40 In use 50 (50%) 40 80% 10 50" in page and "ASSIST_THRESHOLD=0.43" in page


def test_a_goal_is_reached_from_a_threshold_on_and_only_where_enough_was_shown() -> None:
    found = {
        goal.share: goal.row.threshold if goal.row else None for goal in replay_told.goals(replay_told.rows(report()))
    }
    assert found == {0.5: 0.2, 0.6: 0.4, 0.7: 0.4, 0.8: 0.4, 0.9: 0.6}
    few = replay_told.rows(report() | {"overall": report()["overall"][3:]})
    assert all(goal.row is None for goal in replay_told.goals(few))


def test_right_wrong_and_silent_make_up_all_tickets(client: FlaskClient, services: Services) -> None:
    replayed(services, report())
    answer = client.get(f"{REPLAY}.csv")
    assert answer.mimetype == "text/csv"
    lines = list(csv.DictReader(io.StringIO(answer.text)))
    assert [float(line["threshold"]) for line in lines] == [row[0] for row in SHARES]
    assert all(sum(int(line[name]) for name in ("right", "wrong", "silent")) == 100 for line in lines)


def test_examples_are_shown_with_what_was_asked_written_and_offered(client: FlaskClient, services: Services) -> None:
    store.save_entries(
        services.engine,
        [
            Entry(
                "ticket",
                "T-1",
                "Late",
                "1",
                reply="It is on its way.",
                passages=("Where is it?",),
                url="https://x.example/1",
            ),
            Entry("macro", "M-1", "Hello", "2", reply="<b>Hello</b>", url="javascript:alert(1)"),
        ],
    )
    numbers = {"confidence": 0.61, "closeness": 0.2}
    kept = {"ticket": "T-1", "from": {"type": "macro", "id": "M-1"}, **numbers}
    replayed(services, report([kept, {"ticket": "gone", "from": {"type": "macro", "id": "M-1"}, **numbers}]))
    page = client.get(REPLAY).text
    assert "61% · Late" in page and "Where is it?" in page and "It is on its way." in page
    assert "&lt;b&gt;Hello" in page and 'href="https://x.example/1"' in page and "javascript:" not in page
    assert page.count('class="table miss"') == 1


def test_a_failed_replay_is_told_and_the_one_before_stays(client: FlaskClient, services: Services) -> None:
    replayed(services, report())
    job = store.create_job(services.engine, "replay", {})
    store.end_job(services.engine, job.id, "failed", "No index has been built yet.")
    page = plain(client)
    assert "Replay: failed" in page and "No index has been built yet." in page and "0.60 20 (20%)" in page


def test_groups_are_told_where_there_is_more_than_one(client: FlaskClient, services: Services) -> None:
    replayed(services, report())
    page = plain(client)
    assert "Language Tickets Shown" in page and "Brand Tickets Shown" not in page


def test_a_table_of_nothing_is_not_found(client: FlaskClient) -> None:
    assert client.get(f"{REPLAY}.csv").status_code == 404


def test_nobody_sees_it_without_a_session(app: Flask) -> None:
    client = visitor(app)
    assert [client.get(f"{REPLAY}{part}").status_code for part in ("", ".csv")] == [303, 303]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_there_in_every_language(client: FlaskClient, services: Services, language: str) -> None:
    replayed(services, report())
    assert client.get(f"{REPLAY}?language={language}").status_code == 200
