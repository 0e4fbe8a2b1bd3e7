"""What is told of a job while it runs and when it is done."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from assist_server.console.progress_told import outcome, told
from assist_server.console.words import Words
from assist_server.store import Job

BEGUN = datetime.now(UTC) - timedelta(seconds=10)
JOB = Job("j", "reindex", {}, "running", "checking", 50, 200, "", BEGUN, BEGUN, None, BEGUN, {}, False, BEGUN)
SAY = Words("en")


def done(result: dict[str, Any]) -> list[str]:
    """Return what is told of a job with this result."""
    return outcome(replace(JOB, state="done", result=result), SAY)


def test_it_works() -> None:
    now = told(JOB, SAY)
    assert (now.done, now.total, now.ended, now.spoken) == (50, 200, False, "Checking, 20%")
    assert now.fields["stage"] == "Checking" and now.fields["count"] == "50 of 200"
    assert "per second" in now.fields["rate"] and "left in this step" in now.fields["left"]


def test_a_stage_that_reads_a_source_names_it_and_an_unknown_one_itself() -> None:
    assert told(replace(JOB, stage="reading desk"), SAY).fields["stage"] == "Reading desk"
    assert told(replace(JOB, stage="polishing"), Words("zh")).fields["stage"] == "polishing"


def test_what_cannot_be_known_yet_is_not_told() -> None:
    now = told(replace(JOB, state="queued", stage="", done=0, total=0, stage_at=None), SAY)
    assert now.fields == {"state": "queued", "stage": "queued", "count": "", "rate": "", "left": "", "left_out": ""}


def test_a_reader_hears_of_every_tenth_only() -> None:
    heard = {told(replace(JOB, done=done), SAY).spoken for done in range(201)}
    assert len(heard) == 11


def test_what_was_left_out_is_told_with_its_reason() -> None:
    assert done({"passages": 1200, "embedded": 3, "left_out": {"too old": 7, "reopened": 0}}) == [
        "passages 1,200 · embedded 3",
        "Left out: too old 7",
    ]


def test_what_a_source_brought_is_told_and_what_could_not_be_read() -> None:
    synced = {"added": 5, "changed": 1, "gone": 2, "unread": {"too large": 4}}
    told = ["added 5 · changed 1 · gone 2", "Not read: too large 4"]
    assert done({"passages": 9, "synced": synced}) == ["passages 9", *told]
    assert done(synced) == told


def test_a_job_without_a_result_came_to_nothing() -> None:
    assert done({}) == []
