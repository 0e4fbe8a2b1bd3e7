"""The pages of insights: the same figures as the API's, in the reader's language, for who is signed in."""

from __future__ import annotations

import pytest
from flask import Flask

from assist_server import store
from assist_server.console import charts
from assist_server.console.words import LANGUAGES
from assist_server.insights.shown import Rate
from assist_server.services import Services
from tests.api.test_insights import NoJobs
from tests.console.visiting import post, signed_in, visitor

PAGES = ("mood", "speed", "speed?hours=open", "consistency", "gaps", "usage", "maturity")


@pytest.fixture
def open_desk(desk: Services) -> Services:
    """A desk where a group of one may be shown."""
    desk.settings = desk.settings.model_copy(update={"insights_people": 1})
    return desk


def test_it_works(open_desk: Services, app: Flask) -> None:
    client = signed_in(app)
    assert client.get("/console/insights", follow_redirects=True).status_code == 200
    shown = client.get("/console/insights/mood").text
    assert "Bad ratings by the mood" in shown and 'class="span"' not in shown  # too few to compare
    assert 'id="groups-title"' in client.get("/console/insights/speed").text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_there_in_every_language(open_desk: Services, app: Flask, name: str, language: str) -> None:
    client = signed_in(app)
    client.get(f"/console/insights?language={language}")
    assert client.get(f"/console/insights/{name}").status_code == 200


def test_an_empty_desk_has_pages_that_say_so(app: Flask) -> None:
    client = signed_in(app)
    for name in ("mood", "speed", "usage"):
        assert "There is nothing to show yet." in client.get(f"/console/insights/{name}").text


def test_nobody_sees_them_without_a_session(app: Flask) -> None:
    client = visitor(app)
    for name in ("", "/mood", "/speed", "/mood.csv", "/speed.csv"):
        assert client.get(f"/console/insights{name}").status_code == 303


def test_the_table_is_that_of_the_api(open_desk: Services, app: Flask) -> None:
    answer = signed_in(app).get("/console/insights/mood.csv")
    assert answer.mimetype == "text/csv" and answer.text.startswith("group,label,")


def test_the_button_queues_the_job_and_the_page_says_so(desk: Services, app: Flask) -> None:
    desk.jobs = NoJobs()
    client = signed_in(app)
    assert post(client, "/console/insights/refresh").status_code == 303
    assert store.active_job(desk.engine, "insights") is not None
    assert "New tickets are being read." in client.get("/console/insights/mood").text
    assert post(client, "/console/insights/refresh").status_code == 409


def test_what_the_desk_says_of_itself_is_kept(app: Flask) -> None:
    client = signed_in(app)
    assert post(client, "/console/insights/maturity", skills="on", acting="on").status_code == 303
    shown = client.get("/console/insights/maturity").text
    assert shown.count(" checked") == 2 and "2 of 7" in shown and "Starter" in shown


def test_spans_lie_within_the_chart_and_share_its_zero() -> None:
    found = charts.spans([Rate(value=20, low=-5, high=45), None, Rate(value=-10, low=-30, high=10)])
    one, _, other = found
    assert one and other and found[1] is None and one.zero == other.zero
    assert 0 <= other.low < other.value < one.low < one.zero < one.value < one.high <= 100


def test_a_week_of_which_nothing_is_known_breaks_the_line() -> None:
    drawn, low, high = charts.curves([("first_response_median", [10.0, 20.0, None, 40.0])])
    assert (low, high) == (10.0, 40.0) and [len(part.split()) for part in drawn[0].points] == [2, 1]
    assert charts.curves([("nothing", [None])]) == ([], 0.0, 0.0)
