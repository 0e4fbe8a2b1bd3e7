"""Whether everything is there that answers and works: one check for each part, with what mends it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from assist_server import reindex, store
from assist_server.errors import AssistError
from assist_server.learnt import MATCHING, learnt_folder
from assist_server.live_index import ELSEWHERE, SHARE, View, words_folder
from assist_server.results import HealthCheck, Part
from assist_server.services import Services
from embeddings.errors import EmbeddingError
from embeddings.index import index_folder, index_root

SPARE = 1_000_000_000  # bytes that should be free beside what the next generation takes
LEAST = 100_000_000  # bytes below which writing is about to fail
GB = 1e9
STATES = ("ok", "unused", "warning", "broken")  # from the best


def ready(services: Services) -> View:
    """Return the view that questions are put to.

    Raises StoreUnusable, EmbeddingError or another AssistError where suggestions can't be answered.
    """
    store.check(services.engine)
    return services.view()


def checks(services: Services) -> list[HealthCheck]:
    """Return a check for each part. Opens the index and the encoder, which the first question would do anyway."""
    return [
        _tried("database", lambda: _database(services)),
        _tried("redis", lambda: _redis(services)),
        _tried("index", lambda: _index(services)),
        _tried("encoder", lambda: _fine("encoder", services.encoder().model.name)),
        _tried("disk", lambda: _disk(services)),
    ]


def _tried(name: Part, check: Callable[[], HealthCheck]) -> HealthCheck:
    """Return the check's result, or that the part is broken and what mends it."""
    try:
        return check()
    except (AssistError, EmbeddingError) as exc:
        return HealthCheck(name=name, state="broken", detail=exc.detail, mend=exc.mend)
    except OSError as exc:
        detail = f"The data folder cannot be read: {exc.strerror}."
        return HealthCheck(name=name, state="broken", detail=detail, mend="Set ASSIST_DATA.")


def _fine(name: Part, detail: str) -> HealthCheck:
    return HealthCheck(name=name, state="ok", detail=detail)


def _database(services: Services) -> HealthCheck:
    store.check(services.engine)
    return _fine("database", {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[services.engine.dialect.name])


def _redis(services: Services) -> HealthCheck:
    if not services.settings.redis_url:
        return HealthCheck(name="redis", state="unused", detail="")
    services.jobs.check()
    if services.jobs.workers() == 0:
        detail = "No worker is there: a job that is queued waits until one is."
        return HealthCheck(name="redis", state="warning", detail=detail, mend="Run: assist worker")
    return _fine("redis", "Redis")


def _index(services: Services) -> HealthCheck:
    view = ready(services)
    if view.generation != view.live.generation and reindex.is_elsewhere(services):
        detail = f"{ELSEWHERE} An older one answers here: {view.generation}."
        return HealthCheck(name="index", state="warning", detail=detail, mend=SHARE)
    if view.generation != view.live.generation:
        detail = f"The live generation cannot be opened; {view.generation} answers instead."
        return HealthCheck(name="index", state="warning", detail=detail, mend="Run: assist reindex")
    if view.report and MATCHING not in view.report:
        detail = (
            "The index was built by an older release: only the nearest tickets have a vote, not all that are alike."
        )
        return HealthCheck(name="index", state="warning", detail=detail, mend="Run: assist reindex")
    beyond = store.pending_count(services.engine) - services.settings.max_pending
    if beyond > 0:
        detail = f"{beyond} passages are newer than can be searched beside the index."
        return HealthCheck(name="index", state="warning", detail=detail, mend="Run: assist reindex")
    return _fine("index", view.generation)


def _disk(services: Services) -> HealthCheck:
    """Compare what is free with what a second generation of the live one's size would take, where its files lie: the
    vectors may be in another folder, on another disk, than the rest."""
    vectors, rest = _size_of_live(services)
    data, index = services.settings.folder, index_root(services.settings.index)
    if index is None or _device(index) == _device(data):
        return _room(data, vectors + rest)
    checks = [_room(data, rest), _room(index, vectors, of_index=True)]
    return max(checks, key=lambda check: STATES.index(check.state))


def _room(folder: Path, needed: int, *, of_index: bool = False) -> HealthCheck:
    free = shutil.disk_usage(_existing(folder)).free
    detail = f"{free / GB:.1f} GB"
    if free >= SPARE + needed:
        return _fine("disk", detail)
    said = f"{detail} are free in the data folder; the next index may not fit."
    if of_index:
        said = f"{detail} are free in the folder of the index; the next one may not fit."
    state: Literal["warning", "broken"] = "warning" if free >= LEAST else "broken"
    return HealthCheck(name="disk", state=state, detail=said, mend="Make room on its disk.")


def _device(folder: Path) -> int:
    return _existing(folder).stat().st_dev


def _existing(folder: Path) -> Path:
    """Return the folder, or the nearest one above it that is there: the first reindex makes it."""
    return next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())


def _size_of_live(services: Services) -> tuple[int, int]:
    """Return the bytes of the live generation's vectors and of all else, as far as they are files of this machine."""
    live = store.live(services.engine).generation
    if live is None:
        return 0, 0
    vectors = index_folder(services.settings.index, live)
    rest = (words_folder(services.settings, live), learnt_folder(services.settings, live))
    return _size(vectors) if vectors else 0, sum(map(_size, rest))


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
