"""Reports: what is measured is written between the marks of a page, what people wrote around it stays."""

from __future__ import annotations

import os
import platform
from datetime import UTC, datetime
from pathlib import Path

REPORTS = Path(__file__).parent.parent / "docs"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"


def machine() -> str:
    """Say when and on what was measured."""
    cpu = next(
        (line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line),
        platform.processor(),
    )
    cores = len(os.sched_getaffinity(0))
    return f"Measured on {datetime.now(UTC):%Y-%m-%d}: {cpu}, {cores} cores, Python {platform.python_version()}."


def write(page: Path, report: str) -> None:
    """Put a report between the marks of a page."""
    text = page.read_text(encoding="utf-8") if page.exists() else f"# {page.stem.capitalize()}\n\n{BEGIN}\n{END}\n"
    before, _, rest = text.partition(BEGIN)
    after = rest.partition(END)[2]
    page.write_text(f"{before}{BEGIN}\n{report}\n{END}{after}", encoding="utf-8")
