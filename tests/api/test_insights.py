"""The figures over HTTP: for admins, as JSON and as tables, and the job that brings them up to date."""

from __future__ import annotations

import csv
import io
import json

import pytest
from click.testing import CliRunner, Result
from flask.testing import FlaskClient
from sqlalchemy import select

from assist_server import cli, store, tasks
from assist_server.insights.tables import table
from assist_server.services import Services
from assist_server.store import Entry
from assist_server.store.tables import entries


class NoJobs:
    """Stands in for the runner of jobs: the test runs them."""

    def start(self, job_id: str) -> None:
        """Leave the job queued."""

    def lost(self, job_id: str) -> bool:
        """Never: it waits for the test."""
        return False

    def check(self) -> None:
        """Find nothing wrong."""

    def workers(self) -> None:
        """Tell of none: nobody waits for one."""


def test_it_works(desk: Services, admin: FlaskClient) -> None:
    desk.jobs = NoJobs()
    queued = admin.post("/v1/insights/refresh", json={"anew": True})
    assert queued.status_code == 202 and tasks.run(desk, queued.json["id"]) == "done"
    tickets = store.count_entries(desk.engine, "ticket")
    assert admin.get("/v1/insights/mood").json["tickets"] <= tickets
    assert store.facts.count_facts_missing(desk.engine) == 0


def has_found(desk: Services) -> None:
    """Keep groups at the desk as the job does, and let them be shown: unlike answers, a gap, and an article."""
    desk.settings = desk.settings.model_copy(update={"insights_people": 1})
    rows = [
        Entry("ticket", "=T-1", "t", "a", passages=("=1+1, or\n2?",), reply="-Yes."),
        Entry("ticket", "T-2", "t", "b", reply='Say "no".', url="https://desk.example/2"),
        Entry("article", "A-1", "@Home", "c"),
    ]
    store.save_entries(desk.engine, rows)
    with desk.engine.connect() as connection:
        pks = {row.id: row.pk for row in connection.execute(select(entries.c.id, entries.c.pk))}
    one, other, article = pks["=T-1"], pks["T-2"], pks["A-1"]
    answers = [{"pk": one, "tickets": 3, "sources": [one, other]}, {"pk": other, "tickets": 2, "sources": [other]}]
    store.facts.keep_found(desk.engine, "consistency", [{"asked": one, "tickets": 5, "answers": answers}])
    gap = {"asked": one, "tickets": 4, "recent": 3, "before": 1, "similarity": 0.25, "answers": answers[1:]}
    store.facts.keep_found(desk.engine, "gaps", [gap])
    store.facts.keep_found(desk.engine, "articles", [{"pk": article, "reason": "outdated"}])


def test_what_was_found_in_groups_has_its_tables_too(desk: Services, admin: FlaskClient) -> None:
    has_found(desk)
    told = {name: rows_of(admin, name) for name in ("consistency", "gaps", "articles")}
    ones = [
        {name: row[name] for name in ("group", "tickets", "answer", "answer_tickets")} for row in told["consistency"]
    ]
    assert ones == [
        {"group": "1", "tickets": "5", "answer": "'-Yes.", "answer_tickets": "3"},
        {"group": "1", "tickets": "5", "answer": 'Say "no".', "answer_tickets": "2"},
    ]
    assert [(row["sources"], row["urls"]) for row in told["consistency"]] == [
        ("'=T-1 T-2", "https://desk.example/2"),
        ("T-2", "https://desk.example/2"),
    ]
    assert all(row["question"].startswith("'=1+1, or") for row in (*told["consistency"], *told["gaps"]))
    (gap,) = told["gaps"]
    assert (gap["tickets"], gap["recent"], gap["before"], gap["nearest_article"]) == ("4", "3", "1", "0.25")
    assert 'Say "no".' in gap["draft"] and told["articles"] == [
        {"article": "A-1", "title": "'@Home", "url": "", "reason": "outdated"}
    ]


def test_without_groups_the_tables_have_their_heads_alone(admin: FlaskClient) -> None:
    for name in ("consistency", "gaps", "articles"):
        assert rows_of(admin, name) == []


def rows_of(admin: FlaskClient, name: str) -> list[dict[str, str]]:
    """Return the rows of a table."""
    answer = admin.get(f"/v1/insights/{name}.csv")
    assert answer.mimetype == "text/csv" and answer.text.splitlines()
    return list(csv.DictReader(io.StringIO(answer.text)))


def test_the_terminal_prints_the_same_tables(
    desk: Services, admin: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSIST_DATA", str(desk.settings.folder))
    monkeypatch.setenv("ASSIST_INSIGHTS_PEOPLE", "1")
    has_found(desk)

    def printed(name: str) -> str:
        done = CliRunner().invoke(cli.main, ["insights", name, "--csv"])
        assert done.exit_code == (name == "maturity"), done.output
        return done.output.replace("\r", "")

    told = {name: admin.get(f"/v1/insights/{name}.csv").text.replace("\r", "") for name in ("consistency", "gaps")}
    articles = admin.get("/v1/insights/articles.csv").text.replace("\r", "")
    assert "'-Yes." in told["consistency"] and printed("consistency") == told["consistency"]
    assert printed("gaps") == f"{told['gaps']}\n{articles}"
    assert "no table" in printed("maturity")


def test_agents_see_none_of_it(agent: FlaskClient) -> None:
    tables = ("mood.csv", "speed.csv", "consistency.csv", "gaps.csv", "articles.csv")
    for path in ("mood", "speed", *tables):
        assert agent.get(f"/v1/insights/{path}").status_code == 403
    assert agent.post("/v1/insights/refresh", json={}).status_code == 403


def test_tables_have_a_row_for_each_group(desk: Services, admin: FlaskClient) -> None:
    desk.settings = desk.settings.model_copy(update={"insights_people": 1})
    for path in ("mood", "speed"):
        answer = admin.get(f"/v1/insights/{path}.csv")
        rows = list(csv.DictReader(io.StringIO(answer.text)))
        told = admin.get(f"/v1/insights/{path}").json["rows"]
        assert answer.mimetype == "text/csv" and told
        assert [(row["group"], row["label"]) for row in rows][: len(told)] == [(r["dim"], r["value"]) for r in told]


def test_speed_is_told_of_a_channel_and_a_category(desk: Services, admin: FlaskClient) -> None:
    desk.settings = desk.settings.model_copy(update={"insights_people": 1})
    whole = admin.get("/v1/insights/speed").get_json()
    channel, category = whole["channels"][0], whole["categories"][0]
    (row,) = [row for row in whole["rows"] if (row["dim"], row["value"]) == ("channel", channel)]
    told = admin.get("/v1/insights/speed", query_string={"channel": channel}).get_json()
    assert told["tickets"] == row["tickets"] == sum(week["tickets"] for week in told["by_week"])
    both = {"channel": channel, "category": category}
    told = admin.get("/v1/insights/speed", query_string=both).get_json()
    rows = list(csv.DictReader(io.StringIO(admin.get("/v1/insights/speed.csv", query_string=both).text)))
    assert [row["label"] for row in rows if row["group"] == "week"] == [week["monday"] for week in told["by_week"]]
    assert {name: told[name] for name in both} == both


@pytest.mark.parametrize(("given", "status"), [("", 200), ("fax", 200), ("a" * 10_000, 422), ("\0", 200)])
def test_any_channel_may_be_asked_for(admin: FlaskClient, given: str, status: int) -> None:
    for name in ("speed", "speed.csv"):
        assert admin.get(f"/v1/insights/{name}", query_string={"channel": given}).status_code == status


def test_the_terminal_tells_speed_of_a_part(desk: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSIST_DATA", str(desk.settings.folder))

    def run(*words: str) -> Result:
        return CliRunner().invoke(cli.main, ["insights", *words])

    told = run("speed", "--channel", "fax", "--json")
    assert (json.loads(told.output)["channel"], json.loads(told.output)["by_week"]) == ("fax", [])
    refused = run("mood", "--category", "payment")
    assert refused.exit_code == 1 and "Only speed" in refused.output


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\n"])
def test_a_text_never_becomes_a_formula(start: str) -> None:
    ((told, number),) = list(csv.reader(io.StringIO(table(("label", "number"), [(f"{start}1+1", -3)]))))[1:]
    assert (told, number) == (f"'{start}1+1", "-3")
