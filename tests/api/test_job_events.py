"""A job's progress as server-sent events."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from assist_server import auth, store
from assist_server.api import events
from assist_server.api.events import Streams, Told, streams
from assist_server.errors import Busy, StoreUnusable
from assist_server.services import Services
from tests.support import serving


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look often, so that a test need not wait."""
    monkeypatch.setattr(events, "LOOK_EVERY", 0.005)


def running(services: Services) -> str:
    """Return the id of a job that runs and is a little way on."""
    job = store.create_job(services.engine, "reindex", {})
    store.start_job(services.engine, job.id)
    store.report_job(services.engine, job.id, "checking", 1, 4)
    return job.id


def told(part: bytes) -> dict[str, Any]:
    """Return what one event carries."""
    name, data = part.decode().strip().split("\n")
    assert name == "event: job"
    return dict(json.loads(data.removeprefix("data: ")))


def test_it_works(services: Services, admin: FlaskClient) -> None:
    id = running(services)
    answer = admin.get(f"/v1/jobs/{id}/events", headers={"Last-Event-ID": "anything at all"})
    assert answer.content_type == events.MEDIA_TYPE and answer.headers["Cache-Control"] == "no-store"
    parts = answer.iter_encoded()
    assert next(parts).startswith(b"retry: ")
    assert told(next(parts))["done"] == 1
    store.end_job(services.engine, id, "done", result={"recall": 1.0})
    *_, last = parts
    assert told(last)["state"] == "done" and told(last)["result"] == {"recall": 1.0}
    answer.close()


def test_only_an_admin_listens_and_only_to_a_job_there_is(
    services: Services, agent: FlaskClient, admin: FlaskClient
) -> None:
    assert agent.get(f"/v1/jobs/{running(services)}/events").status_code == 403
    assert admin.get("/v1/jobs/none/events").status_code == 404
    assert streams(admin.application).most == 1


def test_when_no_thread_can_be_spared_it_says_when_to_come_back(services: Services, admin: FlaskClient) -> None:
    path = f"/v1/jobs/{running(services)}/events"
    first = admin.get(path)
    refused = admin.get(path)
    assert (refused.status_code, refused.headers["Retry-After"], refused.json["code"]) == (503, "5", "busy")
    first.close()
    again = admin.get(path)
    assert again.status_code == 200
    again.close()


def test_a_stream_that_nobody_reads_gives_its_thread_back(services: Services, admin: FlaskClient) -> None:
    path = f"/v1/jobs/{running(services)}/events"
    for _ in range(3):
        answer = admin.head(path)
        assert answer.status_code == 200
        answer.close()


def test_silence_is_filled_with_comments(monkeypatch: pytest.MonkeyPatch, app: Flask) -> None:
    monkeypatch.setattr(events, "BEAT_EVERY", 0)
    with app.app_context():
        parts = Streams(1).answer(lambda: Told("{}", False)).iter_encoded()
    assert [next(parts) for _ in range(3)][1:] == [b"event: job\ndata: {}\n\n", b": still here\n\n"]


def test_a_stream_ends_with_its_time_its_process_and_its_database(monkeypatch: pytest.MonkeyPatch, app: Flask) -> None:
    def away() -> Iterator[Told]:
        yield Told("{}", False)
        raise StoreUnusable("The database is away.")

    looks = away()
    with app.app_context():
        assert len(list(Streams(1, stopping=lambda: True).answer(lambda: Told("{}", False)).iter_encoded())) == 2
        assert len(list(Streams(1).answer(lambda: next(looks)).iter_encoded())) == 2
        monkeypatch.setattr(events, "LONGEST", -1)
        assert len(list(Streams(1).answer(lambda: Told("{}", False)).iter_encoded())) == 2


def test_with_few_threads_none_is_spared(app: Flask) -> None:
    with app.app_context(), pytest.raises(Busy):
        Streams(3 // events.SHARE).answer(lambda: Told("{}", True))


def test_recent_jobs_are_listed_the_newest_first(services: Services, admin: FlaskClient, agent: FlaskClient) -> None:
    made = [store.create_job(services.engine, "reindex", {}).id for _ in range(3)]
    listed = [one["id"] for one in admin.get("/v1/jobs?limit=2").json["jobs"]]
    assert listed == made[::-1][:2]
    assert admin.get("/v1/jobs?limit=0").status_code == 422
    assert agent.get("/v1/jobs").status_code == 403


def test_streams_never_use_up_the_threads_of_a_real_server(services: Services) -> None:
    id = running(services)
    key = auth.create_key(services.engine, "admin", "tests")
    with serving(services.settings, key) as client:
        held = [_listen(client.port, key, id) for _ in range(12)]
        statuses = [answer.status for _, answer in held]
        assert set(statuses) == {200, 503} and statuses.count(200) <= 2
        assert {client.ask("GET", "/v1/stats")[0] for _ in range(20)} == {200}
        store.end_job(services.engine, id, "cancelled")
        last = [answer.read() for _, answer in held if answer.status == 200]
        assert all(b'"state":"cancelled"' in one for one in last)
    for connection, _ in held:
        connection.close()


def _listen(port: int, key: str, id: str) -> tuple[http.client.HTTPConnection, http.client.HTTPResponse]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", f"/v1/jobs/{id}/events", headers={"Authorization": f"Bearer {key}"})
    return connection, connection.getresponse()
