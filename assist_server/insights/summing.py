"""The facts of a week become sums: by each label, by the mood at the start, and times in buckets."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from assist_server.insights.buckets import bucket
from assist_server.store import COUNTED, DIMS, MEASURES, Facts, PartRow, SumRow, TimeRow

LONG_WAIT = 600  # seconds in a live channel


def sum_up(week: int, facts: Iterable[Facts]) -> tuple[list[SumRow], list[TimeRow], list[PartRow]]:
    """Return the sums and the counted times of the tickets of one week, and both by channel and category."""
    sums: defaultdict[tuple[str, str, str], list[int]] = defaultdict(lambda: [0] * len(COUNTED))
    times: Counter[tuple[str, str, str, int]] = Counter()
    parts: defaultdict[tuple[str, str], _Part] = defaultdict(_Part)
    for one in facts:
        counts = _counts(one)
        taken = [(measure, bucket(seconds)) for measure in MEASURES if (seconds := getattr(one, measure)) is not None]
        parts[one.channel or "", one.category or ""].add(counts, taken)
        for dim, value in _labels(one):
            _add(sums[dim, value, one.mood_first or ""], counts)
            times.update((dim, value, measure, number) for measure, number in taken)
    return (
        [SumRow(dim, value, week, mood, tuple(row)) for (dim, value, mood), row in sums.items()],
        [TimeRow(dim, value, measure, week, number, count) for (dim, value, measure, number), count in times.items()],
        [PartRow(*labels, week, tuple(part.counts), part.times) for labels, part in parts.items()],
    )


@dataclass
class _Part:
    """The tickets of one channel and category as they are summed up."""

    counts: list[int] = field(default_factory=lambda: [0] * len(COUNTED))
    times: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def add(self, counts: Sequence[int], taken: Iterable[tuple[str, int]]) -> None:
        """Count a ticket."""
        _add(self.counts, counts)
        for measure, number in taken:
            self.times[measure][str(number)] += 1


def _add(row: list[int], counts: Sequence[int]) -> None:
    for place, count in enumerate(counts):
        row[place] += count


def _labels(one: Facts) -> Iterator[tuple[str, str]]:
    """Yield what a ticket is counted under; a label it does not have is ''."""
    yield "all", ""
    for dim in DIMS[1:]:
        yield dim, getattr(one, dim) or ""


def _counts(one: Facts) -> tuple[int, ...]:
    """Return a ticket's part of each of COUNTED, in order."""
    both = one.mood_first is not None and one.mood_last is not None
    began_bad, ended_bad = one.mood_first == "negative", one.mood_last == "negative"
    return (
        1,
        one.bad is not None,
        one.bad is True,
        both,
        both and began_bad and not ended_bad,
        both and not began_bad and ended_bad,
        one.replies > 0,
        one.solved,
        one.solved and one.replies > 0 and one.contacts <= 1 and not one.reopened,
        one.reopened is not None,
        one.reopened is True,
        one.live_wait is not None,
        (one.live_wait or 0) > LONG_WAIT,
    )
