from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from assist_server import store
from assist_server.store import Engine, Job, JobState


def _job(engine: Engine, id: str) -> Job:
    found = store.job(engine, id)
    assert found is not None
    return found


def _running(engine: Engine) -> str:
    id = store.create_job(engine, "reindex", {}).id
    assert store.start_job(engine, id)
    return id


def test_it_works(engine: Engine) -> None:
    queued = store.create_job(engine, "reindex", {"force": True, "why": "Größe"})
    assert queued.state == "queued" and _job(engine, queued.id) == queued
    assert store.start_job(engine, queued.id)
    store.report_job(engine, queued.id, "embedding", 3, 10)
    running = _job(engine, queued.id)
    assert (running.state, running.stage, running.done, running.total) == ("running", "embedding", 3, 10)
    store.end_job(engine, queued.id, "done", "fine", {"passages": 10})
    ended = _job(engine, queued.id)
    assert (ended.state, ended.message, ended.result) == ("done", "fine", {"passages": 10})
    assert ended.created_at <= (ended.started_at or ended.created_at) <= (ended.ended_at or datetime.min)


def test_what_a_running_job_knows_already_stays_however_it_ends(engine: Engine) -> None:
    id = store.create_job(engine, "reindex", {}).id
    store.tell_job(engine, id, {"left_out": {"reopened": 1}})
    assert _job(engine, id).result == {}
    store.start_job(engine, id)
    store.tell_job(engine, id, {"left_out": {"reopened": 2}})
    assert _job(engine, id).result == {"left_out": {"reopened": 2}}
    store.end_job(engine, id, "failed", "no room left")
    store.tell_job(engine, id, {})
    assert _job(engine, id).result == {"left_out": {"reopened": 2}}


def test_a_job_that_is_not_there_is_none(engine: Engine) -> None:
    assert store.job(engine, "x") is None
    assert not store.start_job(engine, "x") and not store.cancel_job(engine, "x") and not store.cancelled(engine, "x")


def test_a_job_is_taken_by_one_only(engine: Engine) -> None:
    id = store.create_job(engine, "reindex", {}).id
    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(lambda _: store.start_job(engine, id), range(6))) == 1


def test_of_many_at_once_one_queues_the_task(engine: Engine) -> None:
    with ThreadPoolExecutor(6) as pool:
        queued = list(pool.map(lambda _: store.create_job_unless_active(engine, "reindex", {}), range(6)))
    assert sum(created for _, created in queued) == 1
    assert len({job.id for job, _ in queued}) == len(store.recent_jobs(engine, 9)) == 1


def test_another_task_and_an_ended_job_are_not_in_the_way(engine: Engine) -> None:
    first, _ = store.create_job_unless_active(engine, "reindex", {})
    assert store.create_job_unless_active(engine, "tidy", {})[1]
    assert store.active_job(engine, "reindex") == first
    store.end_job(engine, first.id, "failed", "no room left")
    assert store.active_job(engine, "reindex") is None
    assert store.create_job_unless_active(engine, "reindex", {})[1]


def test_the_newest_job_comes_first(engine: Engine) -> None:
    ids = [store.create_job(engine, "reindex", {}).id for _ in range(3)]
    assert [job.id for job in store.recent_jobs(engine, 2)] == ids[:0:-1]


def test_a_queued_job_is_cancelled_at_once(engine: Engine) -> None:
    id = store.create_job(engine, "reindex", {}).id
    assert store.cancel_job(engine, id) and store.cancelled(engine, id)
    assert _job(engine, id).state == "cancelled" and not store.start_job(engine, id)


def test_a_running_job_is_asked_to_stop(engine: Engine) -> None:
    id = _running(engine)
    assert not store.cancelled(engine, id)
    assert store.cancel_job(engine, id) and store.cancelled(engine, id)
    assert _job(engine, id).state == "running" and store.active_job(engine, "reindex") is not None
    store.end_job(engine, id, "cancelled")
    assert _job(engine, id).state == "cancelled" and not store.cancel_job(engine, id)


@pytest.mark.parametrize("state", ["done", "failed", "cancelled"])
def test_an_ended_job_stays_as_it_is(engine: Engine, state: JobState) -> None:
    id = _running(engine)
    store.end_job(engine, id, state, "first")
    ended = _job(engine, id)
    store.end_job(engine, id, "failed", "second")
    store.report_job(engine, id, "late", 1, 1)
    assert _job(engine, id) == ended


def test_a_report_is_a_sign_of_life(engine: Engine) -> None:
    id = _running(engine)
    started = _job(engine, id).heartbeat_at or datetime.max.replace(tzinfo=UTC)
    store.report_job(engine, id, "embedding", 1, 2)
    assert (_job(engine, id).heartbeat_at or started) > started


def test_one_taken_for_interrupted_can_still_end(engine: Engine) -> None:
    id = _running(engine)
    store.end_job(engine, id, "interrupted")
    store.end_job(engine, id, "done")
    assert _job(engine, id).state == "done"


def test_a_stage_has_its_own_beginning(engine: Engine) -> None:
    id = store.create_job(engine, "reindex", {}).id
    store.start_job(engine, id)
    begun = []
    for stage, done in (("reading", 1), ("reading", 2), ("writing", 1)):
        store.report_job(engine, id, stage, done, 9)
        there = store.job(engine, id)
        assert there is not None and there.stage_at is not None
        begun.append(there.stage_at)
    assert begun[0] == begun[1] < begun[2]


def test_what_is_queued_or_running_is_active(engine: Engine) -> None:
    running, queued = _running(engine), store.create_job(engine, "tidy", {}).id
    store.end_job(engine, _running(engine), "done")
    assert [job.id for job in store.active_jobs(engine)] == [running, queued]


def test_the_last_job_of_a_task_is_the_newest_that_ended_so(engine: Engine) -> None:
    first, second, third = (store.create_job(engine, "replay", {}).id for _ in range(3))
    store.create_job(engine, "reindex", {})
    for id in (first, second):
        store.end_job(engine, id, "done")
    store.end_job(engine, third, "failed")
    done, ended = store.last_job(engine, "replay", "done"), store.last_job(engine, "replay", "done", "failed")
    assert done and ended and (done.id, ended.id) == (second, third)
    assert store.last_job(engine, "tune", "done") is None
