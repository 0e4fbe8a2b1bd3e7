"""The extension on a real django-helpdesk: from a ticket's page to painted suggestions, and what the page pays.

python -m bench.extension      prints the tables alone (`make bench` has them too)
"""

from __future__ import annotations

import itertools
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import sync_playwright

from bench import parts
from bench.openings import Browsers, Load, Opening, browsers
from bench.quality.figures import RESAMPLES, SEED
from tests.extension.browser import EXTENSION
from tests.extension.helpdesks import Helpdesk, running_django_helpdesk
from tests.extension.pack import pack

MODELS = Path("data/models")
BEGIN, END = "<!-- extension: begin -->", "<!-- extension: end -->"
OPENINGS, WARM = 30, 3
ROUNDS = 3  # of the page's own load, with and without, over the same tickets
ITEMS = ("tent", "rain jacket", "camping stove", "head lamp", "pair of boots", "sleeping bag")
PROBLEMS = (
    "I sent back a {} three weeks ago and still have no refund. When do I get my money?",
    "My {} has not arrived and the tracking has not moved for days. Where is it?",
    "The {} arrived broken. What do I have to do to get another one?",
    "I ordered the {} in the wrong size. How can I exchange it?",
    "Can I still cancel my order of the {}? I paid with a gift card.",
    "The {} came with a part missing, and nobody answers the phone.",
)


def report(models: Path) -> str:
    """Measure and return the tables between their marks, or why there are none."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            told = _measured(Path(folder), models.absolute())
        except pytest.skip.Exception as why:  # a real part that can't be had here
            told = f"### The extension\n\nNot measured: {why}"
    return f"{BEGIN}\n{told}\n{END}"


def _measured(folder: Path, models: Path) -> str:
    data = folder / "data"
    data.mkdir()
    if models.exists():
        (data / "models").symlink_to(models)
    environment = {"ASSIST_DATA": str(data)}
    parts.run(parts.assist("prepare"), environment)
    port = parts.free_port()
    demo = parts.serving(parts.assist("demo", "--port", str(port)), port, environment, "/readyz")
    with demo, running_django_helpdesk(folder) as helpdesk, sync_playwright() as playwright:
        create = parts.assist("keys", "create", "--role", "agent", "--name", "bench")
        settings = {
            "server": f"http://127.0.0.1:{port}",
            "key": parts.run(create, environment).output.strip(),
            "helpdesks": [{"origin": helpdesk.url, "adapter": helpdesk.name}],
        }
        tickets = _tickets(helpdesk)
        with browsers(playwright, folder / "packed", _packed(folder), helpdesk, settings) as two:
            openings, loads = _open(two, tickets)
        with browsers(playwright, folder / "loaded", EXTENSION, helpdesk, settings) as two:
            modules = [two.opened(ticket) for ticket in tickets][WARM:]
    return "\n\n".join([_openings(openings), _as_modules(modules), _loads(*loads)])


def _packed(folder: Path) -> Path:
    """Return the extension as its package for Chromium holds it."""
    if shutil.which("npm") is None:
        pytest.skip("npm is not installed")
    with zipfile.ZipFile(pack("chromium", folder)) as package:
        package.extractall(folder / "extension")
    return folder / "extension"


def _tickets(helpdesk: Helpdesk) -> list[int]:
    """Let customers open tickets, no two of the same words, so that no answer comes out of the server's cache."""
    texts = [problem.format(item) for item, problem in itertools.product(ITEMS, PROBLEMS)]
    return [helpdesk.customer_writes(text, "A question", None) for text in texts[: WARM + OPENINGS]]


def _open(two: Browsers, tickets: Sequence[int]) -> tuple[list[Opening], tuple[list[Load], list[Load], list[Load]]]:
    """Open each ticket without, with, and without the extension again, in turn; the first ones only warm up."""
    openings: list[Opening] = []
    loads: tuple[list[Load], list[Load], list[Load]] = ([], [], [])
    for turn in range(ROUNDS):
        for ticket in tickets[WARM if turn else 0 :]:
            before, opening, after = two.without(ticket), two.opened(ticket), two.without(ticket)
            if turn or ticket not in tickets[:WARM]:
                for kept, load in zip(loads, (before, opening.load, after), strict=True):
                    kept.append(load)
            if not turn and ticket not in tickets[:WARM]:
                openings.append(opening)
    return openings, loads


def _openings(openings: Sequence[Opening]) -> str:
    rows: list[tuple[str, Callable[[Opening], float]]] = [
        ("the page until it is readable (DOMContentLoaded), without us", lambda one: one.load.readable),
        ("the page until its load event is over, which goes first", lambda one: one.loading),
        ("extension: started", lambda one: one.start),
        ("extension: read and panel made, without the helpdesk's API", lambda one: one.read),
        ("helpdesk: its API", lambda one: one.api),
        ("extension: from the page to its worker and back", lambda one: one.worker),
        ("network", lambda one: one.network),
        ("server", lambda one: one.server),
        ("extension: paint", lambda one: one.paint),
        ("**the extension's own part** (aim: under 50 at the median)", lambda one: one.own),
        ("**page readable until painted**", lambda one: one.after_readable),
        (
            "**the same without the helpdesk's API**: ticket readable until painted (aim: 150)",
            lambda one: one.after_api,
        ),
        ("**load until painted**", lambda one: one.painted),
    ]
    head = (
        "### The extension: from a ticket's page to painted suggestions\n\n"
        f"{len(openings)} openings of fresh tickets on django-helpdesk, the demo company's index, the package of "
        "`make extension` in Chromium without a window, everything on this machine.\n\n"
        "| part | p50 ms | p95 ms |\n|---|---|---|\n"
    )
    return head + "\n".join(f"| {name} | {_cells([of(one) for one in openings])} |" for name, of in rows)


def _as_modules(openings: Sequence[Opening]) -> str:
    own = [one.own for one in openings]
    return (
        "Loaded unpacked, as modules: the extension's own part "
        f"{np.percentile(own, 50):.1f} (p95 {np.percentile(own, 95):.1f}) ms over the same {len(own)} tickets, "
        "which the server by then knows."
    )


def _cells(values: Sequence[float]) -> str:
    return " | ".join(f"{np.percentile(values, q):.1f}" for q in (50, 95))


def _loads(before: Sequence[Load], assisted: Sequence[Load], after: Sequence[Load]) -> str:
    """Compare with and without, and without and without: what is seen there is noise."""
    rows: list[tuple[str, Callable[[Load], float]]] = [
        ("load event, since the page was asked for", lambda load: load.loaded),
        ("load event, since the page had arrived", lambda load: load.loaded - load.answered),
        ("DOMContentLoaded, since the page had arrived", lambda load: load.readable - load.answered),
    ]
    lines = []
    for name, of in rows:
        first, between, last = ([of(load) for load in loads] for loads in (before, assisted, after))
        plain = [(one + other) / 2 for one, other in zip(first, last, strict=True)]
        medians = f"{np.median(plain):.1f} | {np.median(between):.1f}"
        lines.append(f"| {name} | {medians} | {_slower(plain, between)} | {_slower(first, last)} |")
    shifts = [f"{max(load.shifts for load in loads):.4f}" for loads in ([*before, *after], assisted)]
    head = (
        "### The extension: what the page pays\n\n"
        f"{len(assisted)} openings with the extension, each between two without it. In brackets the 95 % interval "
        "(bootstrap of the median); the last column is noise: the same page without the extension against itself.\n\n"
        "| until | without, p50 ms | with, p50 ms | slower (aim: under 3 %) | noise |\n|---|---|---|---|---|\n"
    )
    told = f"Largest sum of layout shifts: {shifts[0]} without, {shifts[1]} with the extension (aim: none of its own)."
    return head + "\n".join(lines) + f"\n\n{told}"


def _slower(plain: Sequence[float], other: Sequence[float]) -> str:
    """Return by how many percent the median of the paired differences is, with its interval."""
    differences = (np.array(other) - np.array(plain)) / np.median(plain) * 100
    drawn = np.random.default_rng(SEED).choice(differences, (RESAMPLES, len(differences)))
    low, high = np.percentile(np.median(drawn, axis=1), (2.5, 97.5))
    return f"{np.median(differences):+.1f} % ({low:+.1f} to {high:+.1f})"


if __name__ == "__main__":
    sys.stdout.write(report(MODELS) + "\n")
