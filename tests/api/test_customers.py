"""Forgetting a customer by API: named in the body or in the address, with the proof as the answer."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from assist_server import store
from assist_server.services import Services
from tests.test_erasure import add


class Queued:
    """Stands in for the runner of jobs: remembers what it was to start."""

    def __init__(self) -> None:
        self.ids: list[str] = []

    def start(self, job_id: str) -> None:
        """Remember it."""
        self.ids.append(job_id)

    def workers(self) -> None:
        """Tell of none: nobody waits for one."""


@pytest.fixture
def queued(desk: Services, monkeypatch: pytest.MonkeyPatch) -> Queued:
    """A desk with a ticket of a customer, whose jobs are not started."""
    add(
        desk, "E-1", {"email": "ada@example.org", "id": "customer-4711"}, "The walrus valve drips", "Tighten the valve."
    )
    runner = Queued()
    monkeypatch.setattr(desk, "jobs", runner)
    return runner


def test_it_works(desk: Services, admin: FlaskClient, queued: Queued) -> None:
    told = admin.delete("/v1/customers", json={"email": "ada@example.org"}).json
    assert told["tickets"] == 1 and told["found_in"] == []
    assert queued.ids == [told["job"]] and "next reindex" in told["remains"][0]
    assert store.entry(desk.engine, "ticket", "E-1") is None


@pytest.mark.parametrize("known", ["ada@example.org", "customer-4711"])
def test_the_address_may_name_the_customer(admin: FlaskClient, queued: Queued, known: str) -> None:
    assert admin.delete(f"/v1/customers/{known}").json["tickets"] == 1


def test_a_reindex_under_way_is_left_to_see_to_it(desk: Services, admin: FlaskClient, queued: Queued) -> None:
    under_way = store.create_job(desk.engine, "reindex", {})
    told = admin.delete("/v1/customers", json={"id": "customer-4711"}).json
    assert told["job"] is None and any(under_way.id in sentence for sentence in told["remains"])


@pytest.mark.parametrize("body", [{}, {"id": None}, {"email": " "}, {"id": ""}])
def test_nobody_cannot_be_forgotten(admin: FlaskClient, queued: Queued, body: dict[str, str | None]) -> None:
    assert admin.delete("/v1/customers", json=body).status_code == 422


def test_an_agent_may_not(agent: FlaskClient) -> None:
    assert agent.delete("/v1/customers", json={"id": "customer-4711"}).status_code == 403
