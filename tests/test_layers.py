"""The house keeps its order: imports point downward only."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
# A module may import from lower levels and from its own; the longest matching name counts.
LEVELS = {
    "embeddings": 0,
    "assist_server.errors": 1,
    "assist_server.ip_addresses": 1,
    "assist_server.settings": 1,
    "assist_server.data_folder": 1,
    "assist_server.pseudonyms": 1,
    "assist_server.redis_client": 1,
    "assist_server.ticket": 1,
    "assist_server.judgement": 1,
    "assist_server.stamps": 1,
    "assist_server.validation": 1,
    "assist_server.results": 1,
    "assist_server.requests": 1,
    "assist_server.store": 2,
    "assist_server.bulk_lines": 2,
    "assist_server.cache": 2,
    "assist_server.jobs": 2,
    "assist_server.progress": 2,
    "assist_server.process_slots": 2,
    "assist_server.pulse": 2,
    "assist_server.vectors": 2,
    "assist_server.history": 3,
    "assist_server.reply_table": 3,
    "assist_server.learnt": 3,
    "assist_server.live_index": 3,
    "assist_server.services": 3,
    "assist_server.text": 4,
    "assist_server.intake": 4,
    "assist_server.sources": 4,
    "assist_server.sync": 4,
    "assist_server.imports": 4,
    "assist_server.preview": 4,
    "assist_server.knowledge": 4,
    "assist_server.ageing": 4,
    "assist_server.consensus": 4,
    "assist_server.suggest": 4,
    "assist_server.suggestion_ids": 4,
    "assist_server.sentiment": 4,
    "assist_server.experiment": 4,
    "assist_server.assistance": 4,
    "assist_server.drafts": 4,
    "assist_server.customer": 4,
    "assist_server.recommend": 4,
    "assist_server.bad_rating": 4,
    "assist_server.bad_rating_fit": 4,
    "assist_server.replay": 4,
    "assist_server.calibration": 4,
    "assist_server.replay_report": 4,
    "assist_server.tune": 4,
    "assist_server.matching": 4,
    "assist_server.plan": 4,
    "assist_server.building": 4,
    "assist_server.checking": 4,
    "assist_server.comparing": 4,
    "assist_server.tune_encoder": 4,
    "assist_server.reindex": 4,
    "assist_server.erasure": 4,
    "assist_server.insights": 4,
    "assist_server.health": 4,
    "assist_server.tasks": 5,
    "assist_server.queueing": 5,
    "assist_server.sync_jobs": 5,
    "assist_server.following": 5,
    "assist_server": 6,
}


def level(module: str) -> int:
    """Return the floor that a module stands on."""
    names = [name for name in LEVELS if module == name or module.startswith(name + ".")]
    return LEVELS[max(names, key=len)]


@cache
def modules() -> dict[str, Path]:
    """Return every module of the house by its name."""
    files = [path for room in ("embeddings", "assist_server") for path in (ROOT / room).rglob("*.py")]
    return {".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path for path in files}


def imported(path: Path) -> set[str]:
    """Return the names of our modules that a file imports, wherever in the file."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return {name for name in found if name in modules()} - {"assist_server"}


def test_it_works() -> None:
    assert level("embeddings.encoder") == 0
    assert level("assist_server.store.entries") == 2
    assert level("assist_server.api.health") == 6


def test_imports_point_downward_only() -> None:
    upward = [
        f"{name} imports {other}"
        for name, path in modules().items()
        for other in imported(path)
        if level(other) > level(name)
    ]
    assert upward == []


def test_embeddings_know_nothing_of_the_service() -> None:
    leaks = [name for name, path in modules().items() if level(name) == 0 and "assist_server" in path.read_text()]
    assert leaks == []


def test_flask_stays_on_the_top_floor() -> None:
    users = [name for name, path in modules().items() if _uses(path, "flask")]
    assert users and all(level(name) == 6 for name in users)


def _uses(path: Path, library: str) -> bool:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import) and any(alias.name.split(".")[0] == library for alias in node.names):
            return True
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == library:
            return True
    return False
