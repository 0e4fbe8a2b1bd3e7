"""The sets to measure with: files of the data folder by their kind, so that others of the same kind can be measured."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

Row = dict[str, Any]


def rows(path: Path) -> list[Row]:
    """Read JSON Lines, gzipped."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def named(data: Path, pattern: str) -> list[tuple[str, Path]]:
    """Return the sets whose files match, each by its name (the file's first part), in alphabetical order."""
    return [(path.name.split(".")[0], path) for path in sorted(data.glob(pattern))]


def beside(path: Path, old: str, new: str) -> Path | None:
    """Return the file whose name has `new` in place of `old`, None where there is none."""
    other = path.with_name(path.name.replace(old, new))
    return other if other != path and other.exists() else None
