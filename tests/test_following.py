"""The insights follow what tickets bring, by a job of their own: no other job's end hangs on them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient

from assist_server import following, store, tasks, worker
from assist_server.errors import AssistError
from assist_server.reindex import Cancelled, Report
from assist_server.services import Services
from assist_server.store import facts as kept
from tests.api.test_insights import NoJobs

pytestmark = pytest.mark.model
LATER = {"status": "solved", "messages": [{"author": "customer", "text": "Where is my parcel?"}]}


def anew(desk: Services) -> None:
    """Let nothing have been read yet."""
    kept.forget_facts(desk.engine)


def jobs(desk: Services, task: str = following.TASK) -> list[store.Job]:
    """Return the jobs of a task, the newest first."""
    return [job for job in store.recent_jobs(desk.engine, 50) if job.task == task]


def test_it_works(desk: Services) -> None:
    anew(desk)
    job = following.follow(desk, "reindex")
    assert job and job.state == "done" and job.result["read"] > 0
    assert not following.is_due(desk) and following.follow(desk, "reindex") is None and len(jobs(desk)) == 1


def test_a_process_that_ran_a_reindex_or_a_sync_reads_the_tickets_after_it(desk: Services) -> None:
    anew(desk)
    job = store.create_job(desk.engine, "reindex", {})
    worker._run(job.id, desk.settings)
    (followed,) = jobs(desk)
    ended = store.job(desk.engine, job.id)
    assert ended and ended.state == followed.state == "done" and "insights" not in ended.result
    assert followed.created_at >= (ended.ended_at or datetime.max.replace(tzinfo=UTC))


@pytest.mark.parametrize(("wrong", "state"), [(AssistError("no"), "failed"), (Cancelled(), "cancelled")])
def test_a_reading_that_fails_or_is_cancelled_leaves_the_reindex_done(
    desk: Services, monkeypatch: pytest.MonkeyPatch, wrong: Exception, state: str
) -> None:
    def fail(services: Services, arguments: dict[str, object], report: Report) -> dict[str, object]:
        raise wrong

    monkeypatch.setitem(tasks.TASKS, following.TASK, fail)
    anew(desk)
    job = store.create_job(desk.engine, "reindex", {})
    worker._run(job.id, desk.settings)
    ended = store.job(desk.engine, job.id)
    assert ended and ended.state == "done" and jobs(desk)[0].state == state


def test_a_job_that_failed_is_followed_by_none(desk: Services) -> None:
    anew(desk)
    job = store.create_job(desk.engine, "sync", {"source": "nowhere"})
    worker._run(job.id, desk.settings)
    assert jobs(desk, "sync")[0].state == "failed" and jobs(desk) == []


def test_no_other_task_is_followed_and_no_two_read_at_once(desk: Services) -> None:
    anew(desk)
    assert following.follow(desk, "replay") is None
    store.create_job(desk.engine, following.TASK, {})
    assert following.follow(desk, "reindex") is None and len(jobs(desk)) == 1


def test_at_a_terminal_only_so_many_are_read(desk: Services) -> None:
    anew(desk)
    job = following.follow(desk, "sync", limit=1)
    assert job and job.result["read"] == 1 and following.is_due(desk)


def test_a_ticket_written_by_api_has_the_job_started_where_the_desk_is_counted_and_not_just_now(
    desk: Services, admin: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.jobs = NoJobs()
    assert admin.put("/v1/tickets/new-1", json=LATER).status_code == 200 and jobs(desk) == []
    anew(desk)
    assert following.follow(desk, "reindex")
    assert admin.put("/v1/tickets/new-2", json=LATER).status_code == 200 and len(jobs(desk)) == 1
    monkeypatch.setattr(following, "APART", timedelta(0))
    assert admin.put("/v1/macros/one", json={"title": "a", "text": "b"}).status_code == 200 and len(jobs(desk)) == 1
    assert admin.delete("/v1/tickets/new-1").status_code == 204
    assert [job.state for job in jobs(desk)] == ["queued", "done"]
    assert admin.put("/v1/tickets/new-3", json=LATER).status_code == 200 and len(jobs(desk)) == 2
    assert tasks.run(desk, jobs(desk)[0].id) == "done" and not following.is_due(desk)
