"""The job that keeps the figures current: reads each new ticket once, its moods too, then sums up the weeks touched.

It can be stopped at any time: what was read stays, and the next run goes on from there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import numpy as np

from assist_server.insights.finding import find
from assist_server.insights.hours import Hours
from assist_server.insights.outcomes import match_outcomes
from assist_server.insights.reading import Read, read
from assist_server.insights.summing import sum_up
from assist_server.insights.times import keep_quantiles
from assist_server.sentiment import Head, NullHead, Turn, load_head, read_sentiment
from assist_server.services import Services
from assist_server.store import DIMS, Facts
from assist_server.store import facts as kept
from assist_server.store.parts import people_of_parts
from embeddings.encoder import Encoder

LIKE = 0.8  # least cosine of two questions of one group
GOOD_ARTICLE = 0.5  # least cosine of a group of questions and a passage that answers them
LOT = 500  # tickets read at a time
WEEKS = 52  # that the figures tell of
Progress = Callable[[str, int, int], None]


def refresh(services: Services, progress: Progress, *, anew: bool = False, limit: int | None = None) -> dict[str, Any]:
    """Read the tickets of which nothing is counted yet, up to `limit`, and bring the sums up to date.

    `anew` forgets all facts first: for other opening hours, or another encoder. Raises ModelUnavailable.
    """
    if anew:
        kept.forget_facts(services.engine)
    match_outcomes(services)
    encoder = services.encoder()
    done = _read_new(services, encoder, progress, limit)
    weeks = kept.weeks_to_sum(services.engine)
    for place, week in enumerate(weeks):
        progress("summing up weeks", place, len(weeks))
        kept.put_sums(services.engine, week, *sum_up(week, kept.facts_of_week(services.engine, week)))
    if done or weeks:
        _count_all(services)
        progress("looking for groups", 0, 0)
        find(services, LIKE, GOOD_ARTICLE)
    return {"read": done, "weeks": len(weeks), "moods": not isinstance(load_head(encoder.model.name), NullHead)}


def first_week(services: Services) -> int:
    """Return the last week that the figures no longer tell of: WEEKS before the newest one."""
    return max(0, kept.newest_week(services.engine) - WEEKS)


def people(services: Services) -> dict[str, dict[str, int]]:
    """Return how many people answered, by label, as last counted."""
    found = kept.found(services.engine, "people")
    return found[0] if found else {}


def _count_all(services: Services) -> None:
    after = first_week(services)
    keep_quantiles(services.engine, after)
    counted = {dim: kept.people(services.engine, dim, after) for dim in DIMS}
    kept.keep_found(services.engine, "people", counted | {"part": people_of_parts(services.engine, after)})


def _read_new(services: Services, encoder: Encoder, progress: Progress, limit: int | None) -> int:
    total = kept.count_facts_missing(services.engine)
    total = total if limit is None else min(limit, total)
    settings, head = services.settings, load_head(encoder.model.name)
    hours = Hours.parse(settings.business_hours, settings.business_zone)
    done = 0
    for lot in kept.facts_missing(services.engine, LOT) if total else ():
        progress("reading tickets", done, total)
        taken = lot[: total - done]
        known = [read(one, hours) for one in taken]
        languages = [one.language for one in taken]
        kept.put_facts(services.engine, with_moods(services, encoder, head, known, languages))
        done += len(taken)
        if done >= total:
            break
    return done


def with_moods(
    services: Services, encoder: Encoder, head: Head, known: Sequence[Read], languages: Sequence[str | None]
) -> list[Facts]:
    """Return the facts with the moods at the start and the end; without a head nothing is read."""
    if isinstance(head, NullHead):
        return [one.facts for one in known]
    texts = {
        text: language for one, language in zip(known, languages, strict=True) for text in (one.first, one.last) if text
    }
    moods = dict(zip(texts, mood_labels(services, encoder, texts), strict=True))
    return [replace(one.facts, mood_first=moods.get(one.first), mood_last=moods.get(one.last)) for one in known]


def mood_labels(services: Services, encoder: Encoder, texts: dict[str, str | None]) -> list[str]:
    """Return the moods of customers' texts, given with their languages."""
    if not texts:
        return []
    head = load_head(encoder.model.name)
    vectors, now = services.encode(list(texts), encoder), datetime.now(UTC)
    return [
        read_sentiment([Turn("customer", text, now, language)], np.asarray(vector[None]), head, now=now).label
        for (text, language), vector in zip(texts.items(), vectors, strict=True)
    ]
