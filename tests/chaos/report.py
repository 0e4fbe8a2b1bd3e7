"""The table of docs/RELIABILITY.md."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from statistics import median

from bench.report import machine
from tests.chaos.catalogue import FAULTS
from tests.chaos.scene import Tally

HEAD = (
    "| fault | rounds | jobs afterwards | requests | lost to the kill | failed | writes held* | lost "
    "| stale answers | live again (median, worst) |\n|---|--:|---|--:|--:|--:|--:|--:|--:|--:|"
)

NOTE = "\\* acknowledged, and looked for after each round; the tickets of the prepared desk are among them."


def report(tallies: Iterable[Tally], seed: str) -> str:
    """Return the table, then where each fault struck, then what was not kept."""
    tallies = list(tallies)
    what = {fault.name: fault.what for fault in FAULTS}
    clients = sorted({tally.clients for tally in tallies})
    said = f"{machine()} {'/'.join(map(str, clients))} clients asking all the while, seed {seed}."
    rows = [_row(what[tally.fault], tally) for tally in tallies]
    slower = [f"- {what[tally.fault]}: {_p95(tally)}." for tally in tallies if tally.p95]
    moments = [f"- {what[tally.fault]}: {_counts(tally.moments)}." for tally in tallies if tally.moments]
    return "\n".join(
        [
            said,
            "",
            HEAD,
            *rows,
            "",
            NOTE,
            "",
            "The 95th percentile of the clients' answers by round, ms: in calm/beside as much harmless text/amid it:",
            "",
            *slower,
            "",
            "Where it struck:",
            "",
            *moments,
            "",
            *_not_kept(tallies),
        ]
    )


def _row(what: str, tally: Tally) -> str:
    back = f"{median(tally.back):.1f} s, {max(tally.back):.1f} s" if tally.back else "never away"
    cells = (
        what,
        tally.rounds,
        _counts(tally.jobs),
        tally.requests,
        tally.lost_to_kills,
        sum(tally.failed.values()),
        tally.writes,
        len(tally.lost_writes),
        len(tally.stale) + len(tally.missed),
        back,
    )
    return f"| {' | '.join(map(str, cells))} |"


def _counts(counted: dict[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counted.items(), key=lambda one: -one[1])) or "none"


def _p95(tally: Tally) -> str:
    return ", ".join("/".join(f"{seconds * 1000:.0f}" for seconds in three) for three in tally.p95)


def _not_kept(tallies: Iterable[Tally]) -> Iterator[str]:
    broken = [tally for tally in tallies if not tally.held or tally.slowed]
    yield "Every promise was kept." if not broken else "Not kept:"
    for tally in broken:
        yield ""
        yield from (f"- {tally.fault}: {count} times {what}" for what, count in tally.failed.items())
        yield from (
            f"- {tally.fault}: {what}" for what in (*tally.broken, *tally.slowed, *tally.lost_writes, *set(tally.stale))
        )
