"""Whatever stands where in an answer, a run ends: with what could be read, or saying that the source is unusable."""

from __future__ import annotations

import copy
import importlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assist_server.errors import AssistError, SourceGone, SourceUnusable
from tests.sources.hosted.test_cases import FOLDERS

MOST = 400  # requests; a runner ends a run that tells the same again and again
GARBAGE: list[Any] = [None, True, 0, -1, 10**30, 1.5, "", "x", "\x00", "2026-99-99", "9" * 5000, [], [[]], [None], {}]
GARBAGE += [{"a": 1}, [{"id": {}}]]
Place = tuple[Any, Any]


def places(tree: Any) -> Iterator[Place]:
    """Yield every place of a JSON tree: what holds it, and under what name."""
    for key in list(tree) if isinstance(tree, dict) else range(len(tree)) if isinstance(tree, list) else ():
        yield tree, key
        yield from places(tree[key])


def run(folder: Path, answers: Mapping[str, Any], options: Mapping[str, str]) -> list[str]:
    """Read a case to its end, and return every reason given. Raises AssistError."""
    asked = 0

    def fetch(path: str, query: Mapping[str, str | int] | None = None) -> Any:
        nonlocal asked
        asked += 1
        if asked > MOST:
            raise SourceUnusable("asked for ever")
        narrow = [f"{urlsplit(path).path}?{key}={value}" for key, value in (query or {}).items()]
        for address in (*narrow, path):
            if address in answers:
                return answers[address]
        raise SourceGone("not part of this case")

    source = importlib.import_module(f"assist_server.sources.{folder.parent.name}")
    return [thing.reason for step in source.pages(fetch, {}, options) for thing in step.unread]


def test_it_works() -> None:
    case = json.loads((FOLDERS[0] / "answers.json").read_text(encoding="utf-8"))
    assert len(list(places(case["answers"]))) > 50
    assert run(FOLDERS[0], case["answers"], case["options"]) is not None


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: f"{folder.parent.name}/{folder.name}")
@given(data=st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_garbage_in_any_field_ends_no_run_but_by_an_error_that_says_so(folder: Path, data: st.DataObject) -> None:
    case = json.loads((folder / "answers.json").read_text(encoding="utf-8"))
    answers = copy.deepcopy(case["answers"])
    for _ in range(data.draw(st.integers(1, 3))):
        found = list(places(answers))
        holder, key = found[data.draw(st.integers(0, 10_000)) % len(found)]
        holder[key] = copy.deepcopy(GARBAGE[data.draw(st.integers(0, len(GARBAGE) - 1))])
    try:
        reasons = run(folder, answers, case["options"])
    except AssistError as exc:
        reasons = [str(exc)]
    assert not any(word in reason for reason in reasons for word in ("lamp", "Hazel", "Jonas", "Inés", "9999"))
