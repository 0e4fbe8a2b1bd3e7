"""What a job may run: by name, with JSON arguments."""

from __future__ import annotations

import logging
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from assist_server import reindex, store, sync, tune, tune_encoder
from assist_server.errors import AssistError, NotFound
from assist_server.insights.refresh import refresh
from assist_server.progress import BEAT
from assist_server.reindex import Cancelled, Report
from assist_server.replay_report import LAST, replay_report
from assist_server.services import Services
from assist_server.store import JobState
from embeddings.errors import EmbeddingError

log = logging.getLogger(__name__)

Task = Callable[[Services, dict[str, Any], Report], dict[str, Any]]


def _reindex(services: Services, arguments: dict[str, Any], report: Report) -> dict[str, Any]:
    """Reindex, after a sync of the source that is named."""
    here = bool(arguments.get("here"))
    if not here:
        reindex.refuse_elsewhere(services)
    synced = {"synced": _sync(services, {"source": arguments["source"]}, report)} if arguments.get("source") else {}
    model, force = arguments.get("model"), bool(arguments.get("force"))
    told = reindex.reindex(services, report, model=model, force=force, here=here)
    if reindex.holds_erased(services):  # somebody was erased while it was built
        told = reindex.reindex(services, report, force=force)
    return told | synced


def _tune(services: Services, arguments: dict[str, Any], report: Report) -> dict[str, Any]:
    """Tune, and where that helped, let the next generation use it at once; a taught encoder waits for the admin."""
    reindex.refuse_elsewhere(services)
    services = services.with_model(services.model())
    if arguments.get("encoder"):
        minutes = int(arguments.get("minutes", tune_encoder.MINUTES))
        return {"encoder": tune_encoder.tune_encoder(services, report, minutes=minutes)}
    seen = tune.tune(services, report)
    return {"tuned": seen} | (reindex.reindex(services, report) if seen["used"] else {})


def _replay(services: Services, arguments: dict[str, Any], report: Report) -> dict[str, Any]:
    return replay_report(services, report, last=int(arguments.get("last", LAST)))


def _sync(services: Services, arguments: dict[str, Any], report: Report) -> dict[str, Any]:
    name, next_at = str(arguments.get("source")), str(arguments.get("next_at") or "")
    return sync.sync(services, report, name, force=bool(arguments.get("force")), next_at=next_at)


def _insights(services: Services, arguments: dict[str, Any], report: Report) -> dict[str, Any]:
    return refresh(services, report, anew=bool(arguments.get("anew")), limit=arguments.get("limit"))


TASKS: dict[str, Task] = {
    "reindex": _reindex,
    "tune": _tune,
    "replay": _replay,
    "sync": _sync,
    "insights": _insights,
}


@contextmanager
def _beating(services: Services, job_id: str) -> Iterator[None]:
    """Show every few seconds that the process is alive, however long a step takes."""
    done = threading.Event()

    def beat() -> None:
        while not done.wait(BEAT):
            with suppress(AssistError):  # a database that is away is somebody else's to tell
                store.beat_job(services.engine, job_id)

    thread = threading.Thread(target=beat, name="heartbeat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def run(services: Services, job_id: str, watch: Callable[[str, int, int], None] | None = None) -> JobState:
    """Run a queued job to its end and return the state it ended in; every way it can end is written to the job.

    `watch(stage, done, total)` is told what the job's row is told. A job that somebody else started is left alone.
    """
    engine = services.engine
    started = store.start_job(engine, job_id)
    job = store.job(engine, job_id)
    if job is None:
        raise NotFound("There is no job of this id.")
    if not started:
        return job.state
    try:
        services.secret()  # with another secret nothing may be written, and nobody forgotten
        with _beating(services, job_id):
            result = TASKS[job.task](services, job.arguments, Report(engine, job_id, watch))
    except Cancelled:
        return _end(services, job_id, "cancelled", "Cancelled on request.")
    except (AssistError, EmbeddingError) as exc:
        return _end(services, job_id, "failed", str(exc))
    except (KeyboardInterrupt, SystemExit):
        _end(services, job_id, "interrupted", "Stopped from outside.")
        raise
    except Exception as exc:  # the job runner's own broad except: the job must end, whatever happened
        # the place without the message, which may hold a customer's words
        log.error("job %s: %s\n%s", job_id, type(exc).__name__, "".join(traceback.format_tb(exc.__traceback__)))
        return _end(services, job_id, "failed", f"Unexpected {type(exc).__name__}; the log has the details.")
    return _end(services, job_id, "done", "", result)


def _end(
    services: Services, job_id: str, state: JobState, message: str, result: dict[str, Any] | None = None
) -> JobState:
    store.end_job(services.engine, job_id, state, message, result)
    return state
