"""How much there is."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import Engine, func, select

from assist_server.store.feedback import feedback_counts
from assist_server.store.tables import entries, passages
from assist_server.store.transactions import reading
from assist_server.store.values import Held, Stats
from assist_server.ticket import RESOLVED


def stats(engine: Engine) -> Stats:
    """Count entries by kind and brand, passages, and feedback."""
    grouped = select(entries.c.kind, entries.c.brand, func.count()).group_by(entries.c.kind, entries.c.brand)
    kinds: Counter[str] = Counter()
    brands: Counter[str] = Counter()
    with reading(engine, consistent=True) as connection:
        for kind, brand, count in connection.execute(grouped):
            kinds[kind] += count
            brands[brand or ""] += count
        in_passages = connection.scalar(select(func.count()).select_from(passages)) or 0
    return Stats(
        tickets=kinds["ticket"],
        articles=kinds["article"],
        macros=kinds["macro"],
        passages=in_passages,
        brands=dict(sorted(brands.items())),
        feedback=feedback_counts(engine),
    )


def held(engine: Engine) -> Held:
    """Count entries by kind, and tickets by whether they are solved: an index alone is read, no row."""
    counted = select(entries.c.kind, entries.c.status, func.count()).group_by(entries.c.kind, entries.c.status)
    found: Counter[str] = Counter()
    with reading(engine) as connection:
        for kind, status, count in connection.execute(counted):
            found[kind if kind != "ticket" else "solved" if status in RESOLVED else "open"] += count
    return Held(found["solved"], found["open"], found["article"], found["macro"])


def languages(engine: Engine) -> dict[str, int]:
    """Count the solved tickets with an answer by language; those of which none is known are left out."""
    counted = (
        select(entries.c.language, func.count())
        .where(entries.c.kind == "ticket", entries.c.reply != "", entries.c.language.is_not(None))
        .group_by(entries.c.language)
    )
    with reading(engine) as connection:
        return {str(language): count for language, count in connection.execute(counted)}
