"""How far a job is, in the reader's language: for the page, and for the events that keep it up to date."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from assist_server import progress
from assist_server.console.sentences import plain
from assist_server.console.words import Words
from assist_server.store import ACTIVE, Job

READING = "reading "
BUILT = ("passages", "embedded")
READ = ("added", "changed", "unchanged", "gone")
PASSED_OVER = ("unread", "left_out")
STEP = 10  # per cent of a stage between two things said aloud


@dataclass(frozen=True)
class JobTold:
    """A job as the page shows it. `fields` are texts by the name of their place, `spoken` is for a screen reader."""

    id: str
    task: str
    state: str
    ended: bool
    done: int
    total: int
    fields: dict[str, str]
    spoken: str


def told(job: Job, say: Words) -> JobTold:
    """Tell how far a job is."""
    now = progress.status(job)
    waits_for = plain(job.message, say) if job.state == "queued" else ""
    stage = _stage(job.stage, say) if job.stage else waits_for or say.of("state", job.state)
    stopping = job.cancel_asked and job.state == "running"
    counted = say("progress.count", done=say.number(job.done), total=say.number(job.total)) if job.total else ""
    fields = {
        "state": say("progress.stopping") if stopping else say.of("state", job.state),
        "stage": stage,
        "count": counted,
        "rate": say("progress.rate", rate=say.number(now.rate, 0 if now.rate >= 10 else 1)) if now.rate else "",
        "left": say("progress.left", time=say.seconds(now.seconds_left)) if now.seconds_left is not None else "",
        "left_out": _by_reason("left_out", job.result, say),
    }
    return JobTold(
        job.id, job.task, job.state, job.state not in ACTIVE, job.done, job.total, fields, _spoken(job, stage, say)
    )


def outcome(job: Job, say: Words) -> list[str]:
    """Tell what a job that is done came to."""
    return came_to(job.result, say)


def came_to(result: Mapping[str, Any], say: Words) -> list[str]:
    """Tell how much a build or a sync did, and what it left out and why."""
    synced = result.get("synced") or result
    lines = [_counted(result, BUILT, say), _counted(synced, READ, say)]
    lines += [_by_reason(part, result if result.get(part) else synced, say) for part in PASSED_OVER]
    return [line for line in lines if line]


def _by_reason(part: str, result: Mapping[str, Any], say: Words) -> str:
    """Tell how much was passed over for which reason, '' where nothing was."""
    reasons = (result.get(part) or {}).items()
    told = ", ".join(f"{_reason(part, str(reason), say)} {say.number(count)}" for reason, count in reasons if count)
    return f"{say(part)}: {told}" if told else ""


def _reason(part: str, reason: str, say: Words) -> str:
    """Name a reason: the rule of what is learnt from has a few, a source any number."""
    return say.of("reason", reason) if part == "left_out" else plain(reason, say)


def _counted(result: Mapping[str, Any], names: Iterable[str], say: Words) -> str:
    found = [(name, result[name]) for name in names if isinstance(result.get(name), int)]
    return " · ".join(f"{say('did.' + name)} {say.number(count)}" for name, count in found)


def _stage(stage: str, say: Words) -> str:
    """Name a stage; one that reads a source names the source."""
    if stage.startswith(READING):
        return say("reading", name=stage.removeprefix(READING))
    return say.of("stage", stage)


def _spoken(job: Job, stage: str, say: Words) -> str:
    """Say the stage and every tenth of it: what changes twice a second is not worth hearing."""
    if job.state not in ACTIVE:
        return say.of("state", job.state)
    tenth = 100 * job.done // job.total // STEP * STEP if job.total else 0
    return f"{stage}, {say.percent(tenth / 100)}"
