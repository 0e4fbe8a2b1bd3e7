"""Times from opening a ticket to sending the reply, with and without an inserted suggestion."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from assist_server import store
from assist_server.insights.ranks import MOST_TOLD, Counted, counted, quantile, ratio
from assist_server.insights.shown import Compared, Times, TimesGroup
from assist_server.services import Services
from assist_server.store import ReplyTime

NEWEST = 10_000  # replies looked at
WEEKS = 52
LEAST = 30  # replies on either side, below which no difference is told
BY = ("kind", "source", "category")


def newest(services: Services, most: int = NEWEST) -> list[ReplyTime]:
    """Return the replies that the figures tell of."""
    since = datetime.now(UTC) - timedelta(weeks=WEEKS)
    return store.newest_replies(services.engine, since, most)


def own_times(services: Services) -> list[float]:
    """Return the seconds of the desk's newest replies, as many as tell how much they differ."""
    return [float(one.seconds) for one in newest(services, MOST_TOLD)]


def times_of(seconds: Sequence[float] | Counted) -> Times:
    """Return the median and the 90th percentile."""
    those = seconds if isinstance(seconds, Counted) else counted(seconds)
    if not those.total:
        return Times(replies=0)
    median, p90 = (round(quantile(those, share), 1) for share in (0.5, 0.9))
    return Times(replies=those.total, median=median, p90=p90)


def grouped(replies: Sequence[ReplyTime], least_people: int) -> tuple[list[TimesGroup], int]:
    """Return the groups that enough people replied in, the largest first within their kind, and how many are hidden."""
    groups: defaultdict[tuple[str, str], list[ReplyTime]] = defaultdict(list)
    for one in replies:
        if one.used == "none":
            continue
        groups["all", ""].append(one)
        if one.kind is not None:  # its entry is still there
            for by in BY:
                groups[by, getattr(one, by) or ""].append(one)
    order = sorted(groups, key=lambda key: (("all", *BY).index(key[0]), -len(groups[key]), key[1]))
    shown = [key for key in order if enough_people(groups[key], least_people)]
    return [_group(*key, groups[key]) for key in shown], len(order) - len(shown)


def enough_people(replies: Sequence[ReplyTime], least: int) -> bool:
    """Tell whether so many people sent these that a figure tells of none of them."""
    return len({one.key_id for one in replies} - {None}) >= least


def _group(by: str, value: str, replies: Sequence[ReplyTime]) -> TimesGroup:
    used = [float(one.seconds) for one in replies if one.used == "inserted"]
    unused = [float(one.seconds) for one in replies if one.used == "offered"]
    apart = compared(used, unused) if min(len(used), len(unused)) >= LEAST else None
    told = {"by": by, "value": value, "inserted": times_of(used), "offered": times_of(unused), "ratio": apart}
    return TimesGroup.model_validate(told)


def compared(ones: Sequence[float] | Counted, others: Sequence[float] | Counted) -> Compared:
    """Return how many times as long the first take."""
    value, low, high = (round(part, 3) for part in ratio(ones, others))
    return Compared(value=value, low=low, high=high)
