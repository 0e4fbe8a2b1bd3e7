"""The figures over HTTP: for admins, as JSON and as tables, and the job that brings them up to date."""

from __future__ import annotations

import csv
import io

from flask.testing import FlaskClient

from assist_server import store, tasks
from assist_server.insights.tables import table
from assist_server.services import Services


class NoJobs:
    """Stands in for the runner of jobs: the test runs them."""

    def start(self, job_id: str) -> None:
        """Leave the job queued."""

    def lost(self, job_id: str) -> bool:
        """Never: it waits for the test."""
        return False


def test_it_works(desk: Services, admin: FlaskClient) -> None:
    desk.jobs = NoJobs()
    queued = admin.post("/v1/insights/refresh", json={"anew": True})
    assert queued.status_code == 202 and tasks.run(desk, queued.json["id"]) == "done"
    tickets = store.count_entries(desk.engine, "ticket")
    assert admin.get("/v1/insights/mood").json["tickets"] <= tickets
    assert store.facts.count_facts_missing(desk.engine) == 0


def test_agents_see_none_of_it(agent: FlaskClient) -> None:
    for path in ("mood", "speed", "mood.csv", "speed.csv"):
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


def test_a_label_never_becomes_a_formula() -> None:
    assert table(("label", "number"), [("=1+1", -3)]).splitlines()[1] == "'=1+1,-3"
