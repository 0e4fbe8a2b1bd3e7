"""What each hosted helpdesk's answers become: one folder a case, with the answers given and the tickets expected."""

from __future__ import annotations

import importlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from assist_server.errors import SourceGone
from assist_server.sources import Page

CASES = Path(__file__).parent / "cases"
FOLDERS = sorted(path.parent for path in CASES.glob("*/*/answers.json"))


def replay(folder: Path) -> list[Page]:
    """Read a case with the source that its folder's parent is named after."""
    case = json.loads((folder / "answers.json").read_text(encoding="utf-8"))

    def fetch(path: str, query: Mapping[str, str | int] | None = None) -> Any:
        narrow = [f"{urlsplit(path).path}?{key}={value}" for key, value in (query or {}).items()]
        for address in (*narrow, path):
            if address in case["answers"]:
                return case["answers"][address]
        raise SourceGone(f"{path} is not part of this case")

    source = importlib.import_module(f"assist_server.sources.{folder.parent.name}")
    return list(source.pages(fetch, {}, case["options"]))


def told(steps: list[Page]) -> dict[str, Any]:
    """Return everything that pages bring, as the case's file writes it: what a value leaves open is left out."""
    things = {
        name: [thing.model_dump(mode="json", exclude_defaults=True) for step in steps for thing in getattr(step, name)]
        for name in ("tickets", "articles", "macros")
    }
    gone = [list(each) for step in steps for each in step.gone]
    return things | {"gone": gone, "unread": [[each.id, each.reason] for step in steps for each in step.unread]}


def test_it_works() -> None:
    assert {folder.parent.name for folder in FOLDERS} >= {"zendesk", "freshdesk", "zammad", "chatwoot", "helpscout"}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: f"{folder.parent.name}/{folder.name}")
def test_answers_become_the_tickets_expected(folder: Path) -> None:
    assert told(replay(folder)) == json.loads((folder / "expected.json").read_text(encoding="utf-8"))
