"""A part of the desk that is chosen: the tickets of one channel, of one category, or those that have both."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from assist_server.store import Engine, SumRow
from assist_server.store import parts as kept


@dataclass
class Week:
    """One week of a part: its sums, and how many tickets took how long, by measure and bucket."""

    sums: list[SumRow] = field(default_factory=list)
    times: defaultdict[str, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))


@dataclass(frozen=True)
class Part:
    """What is chosen; without a choice the whole desk."""

    channel: str | None = None
    category: str | None = None

    @property
    def labels(self) -> list[tuple[str, str]]:
        """The chosen labels, each with its dimension."""
        named = (("channel", self.channel), ("category", self.category))
        return [(dim, value) for dim, value in named if value]

    @property
    def key(self) -> tuple[str, str]:
        """What its people are counted under."""
        if self.channel and self.category:
            return "part", kept.part_key(self.channel, self.category)
        return self.labels[0] if self.labels else ("all", "")


def weeks_of(engine: Engine, part: Part, measures: Sequence[str], after: int) -> dict[int, Week]:
    """Return the weeks after one in which the part has tickets, in order."""
    found = defaultdict[int, Week](Week)
    if part.channel and part.category:
        for row in kept.parts(engine, part.channel, part.category, after):
            found[row.week].sums.append(SumRow(*part.key, row.week, "", row.counts))
            for measure in measures:
                counted = row.times.get(measure, {})
                found[row.week].times[measure].update({int(bucket): count for bucket, count in counted.items()})
        return dict(found)
    for one in kept.label_sums(engine, *part.key, after):
        found[one.week].sums.append(one)
    for time in kept.label_times(engine, *part.key, measures, after):
        found[time.week].times[time.measure][time.bucket] += time.tickets
    return dict(sorted(found.items()))
