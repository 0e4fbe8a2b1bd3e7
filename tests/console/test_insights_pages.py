"""The pages of insights: the same figures as the API's, in the reader's language, for who is signed in."""

from __future__ import annotations

import html
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask

from assist_server import store
from assist_server.console.words import LANGUAGES
from assist_server.insights.speed import speed
from assist_server.services import Services
from tests.api.test_insights import NoJobs, has_found
from tests.console.visiting import post, signed_in, visitor

PAGES = (
    "mood",
    "speed",
    "speed?hours=open",
    "speed?channel=chat",
    "speed?channel=chat&category=x",
    "consistency",
    "gaps",
    "usage",
    "maturity",
)


@pytest.fixture
def open_desk(desk: Services) -> Services:
    """A desk where a group of one may be shown."""
    desk.settings = desk.settings.model_copy(update={"insights_people": 1})
    return desk


def test_it_works(open_desk: Services, app: Flask) -> None:
    client = signed_in(app)
    assert client.get("/console/insights", follow_redirects=True).status_code == 200
    shown = client.get("/console/insights/mood").text
    assert "Bad ratings by the mood" in shown and "pygal-chart" not in shown  # too few to compare
    assert 'id="groups-title"' in client.get("/console/insights/speed").text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_there_in_every_language(open_desk: Services, app: Flask, name: str, language: str) -> None:
    client = signed_in(app)
    client.get(f"/console/insights?language={language}")
    assert client.get(f"/console/insights/{name}").status_code == 200


def test_another_language_keeps_what_was_chosen(open_desk: Services, app: Flask) -> None:
    shown = signed_in(app).get("/console/insights/speed?measure=resolution&channel=e%26mail&note=x&language=de").text
    assert 'href="/console/insights/speed?measure=resolution&amp;channel=e%26mail&amp;language=es"' in shown


def test_an_empty_desk_has_pages_that_say_so(app: Flask) -> None:
    client = signed_in(app)
    for name in ("mood", "speed", "usage"):
        assert "There is nothing to show yet." in client.get(f"/console/insights/{name}").text


def test_nobody_sees_them_without_a_session(app: Flask) -> None:
    client = visitor(app)
    for name in ("", "/mood", "/speed", "/mood.csv", "/speed.csv", "/consistency.csv", "/gaps.csv", "/articles.csv"):
        assert client.get(f"/console/insights{name}").status_code == 303


def test_the_table_is_that_of_the_api(open_desk: Services, app: Flask) -> None:
    answer = signed_in(app).get("/console/insights/mood.csv")
    assert answer.mimetype == "text/csv" and answer.text.startswith("group,label,")


def test_groups_and_articles_have_their_tables_where_there_are_any(open_desk: Services, app: Flask) -> None:
    client, pages = signed_in(app), {"consistency": "consistency", "gaps": "gaps", "articles": "gaps"}
    for name in pages:
        store.facts.keep_found(open_desk.engine, name, [])
    assert not any(f"{name}.csv" in client.get(f"/console/insights/{page}").text for name, page in pages.items())
    has_found(open_desk)
    for name, page in pages.items():
        assert f'href="/console/insights/{name}.csv"' in client.get(f"/console/insights/{page}").text
        given = client.get(f"/console/insights/{name}.csv")
        assert given.mimetype == "text/csv" and len(given.text.splitlines()) > 1
        assert given.headers["Content-Disposition"] == f'attachment; filename="{name}.csv"'


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


@pytest.mark.parametrize("measure", ["first_response", "resolution", "one_contact", "reopened", "waited", "unheard-of"])
def test_each_measure_of_speed_has_its_chart_its_table_and_its_file(
    open_desk: Services, app: Flask, measure: str
) -> None:
    shown = signed_in(app).get(f"/console/insights/speed?measure={measure}&hours=open").text
    name = {"one_contact": "One contact", "resolution": "Resolution", "reopened": "Reopened", "waited": "Waited"}
    assert f"{name.get(measure, 'First response')}: week by week" in shown
    assert shown.count("<table>") == 2 and shown.count("speed.csv?hours=open") == 2
    assert "<style" not in shown and " style=" not in shown and "<script>" not in shown


def test_a_channel_and_a_category_are_chosen_by_a_form_and_kept_in_every_link(open_desk: Services, app: Flask) -> None:
    chosen = speed(open_desk)
    channel, category = chosen.channels[0], chosen.categories[0]
    client, where = signed_in(app), {"measure": "resolution", "hours": "open", "channel": channel, "category": category}
    shown = client.get("/console/insights/speed", query_string=where).text
    assert f'<option value="{channel}" selected>' in shown and f'<option value="{category}" selected>' in shown
    assert '<input type="hidden" name="measure" value="resolution">' in shown
    assert '<input type="hidden" name="hours" value="open">' in shown and 'method="get"' in shown
    links = re.findall(r'href="(/console/insights/speed[.?](?!language)[^"]*)"', shown)
    asked = [parse_qs(urlsplit(html.unescape(link)).query) for link in links]
    assert len(links) == 13 and all((one["channel"], one["category"]) == ([channel], [category]) for one in asked)
    assert f"week by week ({channel} · {category})" in shown
    table = client.get("/console/insights/speed.csv", query_string=where).text
    assert f"part,{channel} · {category}," in table and "week," in table


def test_what_nobody_has_is_said_and_the_choice_stays_open(open_desk: Services, app: Flask) -> None:
    shown = signed_in(app).get("/console/insights/speed", query_string={"channel": '"><b>fax\0'}).text
    assert "No ticket of these weeks is in what is chosen." in shown
    assert "<b>fax" not in shown and '<select id="channel"' in shown


def test_the_week_of_a_table_tells_its_shares(open_desk: Services, app: Flask) -> None:
    names, *rows = (line.split(",") for line in signed_in(app).get("/console/insights/speed.csv").text.splitlines())
    weeks = [dict(zip(names, row, strict=True)) for row in rows if row[0] == "week"]
    assert weeks and all(float(week["one_contact_low"]) <= float(week["one_contact"]) for week in weeks)
