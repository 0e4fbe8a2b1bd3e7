"""Does the first mood decide? Bad ratings per 1,000 by the mood of the first contact; who was turned round or lost."""

from __future__ import annotations

from collections.abc import Sequence

from assist_server.insights.groups import Allowed, added, allowed, by_label, counted_at, period
from assist_server.insights.proportions import Interval, difference, holds_zero, share
from assist_server.insights.shown import Example, MoodFigures, MoodRow, Rate, Turned, Verdict
from assist_server.services import Services
from assist_server.store import DIMS, SumRow
from assist_server.store import facts as kept

LEAST = 30  # rated tickets on either side, below which a difference is not even tried
EXAMPLES = 5
PER = 1_000
UPSET = "negative"


def mood(services: Services) -> MoodFigures:
    """Return the figures of the last year of tickets."""
    span, may = period(services), allowed(services)
    sums = kept.sums(services.engine, DIMS, span.after)
    groups = by_label(sums)
    shown = {key: rows for key, rows in groups.items() if may.shows(*key)}
    everything = groups.get(("all", ""), [])
    rows = [_row(dim, value, group) for (dim, value), group in shown.items()]
    whole = rows[0] if rows and rows[0].dim == "all" else None
    return MoodFigures(
        weeks=span.weeks,
        since=span.since,
        tickets=added(everything, "tickets")[0],
        read=added([row for row in everything if row.mood], "tickets")[0],
        rows=rows,
        turned=[_turned(dim, value, group) for (dim, value), group in shown.items()],
        turned_examples=_examples(services, UPSET, ("neutral", "positive"), may),
        lost_examples=[
            *_examples(services, "positive", (UPSET,), may),
            *_examples(services, "neutral", (UPSET,), may),
        ][:EXAMPLES],
        hidden=len(groups) - len(shown),
        counted_at=counted_at(services),
        words=_words(whole),
    )


def _row(dim: str, value: str, rows: Sequence[SumRow]) -> MoodRow:
    upset_rated, upset_bad = added([row for row in rows if row.mood == UPSET], "rated", "bad")
    other_rated, other_bad = added([row for row in rows if row.mood not in ("", UPSET)], "rated", "bad")
    enough = min(upset_rated, other_rated) >= LEAST
    apart = difference(upset_bad, upset_rated, other_bad, other_rated) if enough else None
    return MoodRow(
        dim=dim,
        value=value,
        upset_rated=upset_rated,
        upset_bad=upset_bad,
        other_rated=other_rated,
        other_bad=other_bad,
        upset=rate(upset_bad, upset_rated),
        other=rate(other_bad, other_rated),
        difference=per_thousand(apart) if apart else None,
        verdict=_verdict(apart),
    )


def _verdict(apart: Interval | None) -> Verdict:
    if apart is None:
        return "too few"
    if holds_zero(apart):
        return "unclear"
    return "more" if apart.value > 0 else "fewer"


def _turned(dim: str, value: str, rows: Sequence[SumRow]) -> Turned:
    upset, turned = added([row for row in rows if row.mood == UPSET], "moods_read", "turned_round")
    other, lost = added([row for row in rows if row.mood not in ("", UPSET)], "moods_read", "lost")
    return Turned(
        dim=dim,
        value=value,
        began_upset=upset,
        turned_round=turned,
        turned_share=rate(turned, upset),
        began_otherwise=other,
        lost=lost,
        lost_share=rate(lost, other),
    )


def _examples(services: Services, first: str, last: tuple[str, ...], may: Allowed) -> list[Example]:
    """Return tickets to look at, none where the whole desk is too few people."""
    if not may.shows("all", ""):
        return []
    rows = kept.examples(services.engine, first, last, EXAMPLES)
    return [Example(id=id_, title=title, url=url) for id_, title, url in rows]


def rate(part: int, whole: int) -> Rate | None:
    """Return a share per 1,000 with its interval, None of nothing."""
    return per_thousand(share(part, whole)) if whole else None


def per_thousand(interval: Interval) -> Rate:
    """Return an interval of shares as numbers per 1,000."""
    value, low, high = (round(PER * part, 1) for part in interval)
    return Rate(value=value, low=low, high=high)


def _words(whole: MoodRow | None) -> list[str]:
    """Say what the overall figures say, and what they don't."""
    if whole is None:
        return ["There is nothing to show yet."]
    if whole.difference is None:
        return [f"Fewer than {LEAST} rated tickets began in one of the two moods: nothing can be said yet."]
    apart = whole.difference
    found = {
        "more": f"Customers who began upset left {apart.value:g} more bad ratings per 1,000 (between {apart.low:g} and"
        f" {apart.high:g}).",
        "fewer": f"Customers who began upset left {-apart.value:g} fewer bad ratings per 1,000 (between"
        f" {-apart.high:g} and {-apart.low:g}).",
        "unclear": "Whether customers who began upset leave more bad ratings can't be told: the difference lies between"
        f" {apart.low:g} and {apart.high:g} per 1,000, so none at all is possible.",
    }[whole.verdict]
    return [
        found,
        "This compares tickets; it does not show what causes a rating. Only rated tickets count, and who is angry may"
        " rate more or less often. The mood is read by a model that errs now and then, which makes a difference look"
        " smaller than it is.",
        "Of many groups, one in twenty shows a difference by chance alone.",
    ]
