"""What is counted of tickets: facts kept for each, summed up by week, so that a page never counts a million of them."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, fields
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine, and_, delete, func, insert, or_, select, update

from assist_server.store.documents import FOUND, fits
from assist_server.store.fact_values import COUNTED, Facts, FactSource, PartRow, SumRow, TimeRow
from assist_server.store.lists import in_chunks
from assist_server.store.parts import put_parts
from assist_server.store.tables import (
    entries,
    insight_answers,
    insight_found,
    insight_parts,
    insight_sums,
    insight_times,
)
from assist_server.store.tables import ticket_facts as table
from assist_server.store.transactions import reading, writing

log = logging.getLogger(__name__)

SOURCE = [entries.c[name] for name in FactSource._fields]
FIELDS = [table.c[field.name] for field in fields(Facts)]


def facts_missing(engine: Engine, limit: int) -> Iterator[list[FactSource]]:
    """Yield the tickets of which nothing is counted yet, or of an older content, in lots of up to `limit`."""
    after = 0
    while True:
        rows = (
            select(*SOURCE)
            .outerjoin(table, table.c.entry_pk == entries.c.pk)
            .where(entries.c.kind == "ticket", entries.c.pk > after)
            .where(or_(table.c.entry_pk.is_(None), table.c.content_hash != entries.c.content_hash))
            .order_by(entries.c.pk)
            .limit(limit)
        )
        with reading(engine) as connection:
            found = [FactSource._make(row) for row in connection.execute(rows)]
        if not found:
            return
        yield found
        after = found[-1].pk


def count_facts_missing(engine: Engine) -> int:
    """Count the tickets that `facts_missing` yields."""
    counted = (
        select(func.count())
        .select_from(entries)
        .outerjoin(table, table.c.entry_pk == entries.c.pk)
        .where(entries.c.kind == "ticket")
        .where(or_(table.c.entry_pk.is_(None), table.c.content_hash != entries.c.content_hash))
    )
    with reading(engine) as connection:
        return connection.scalar(counted) or 0


def put_facts(engine: Engine, new: Sequence[Facts]) -> None:
    """Keep what was read of tickets, in the place of what was kept of them; one that is gone is left out."""
    with writing(engine) as connection:
        there: set[int] = set()
        for chunk in in_chunks(one.entry_pk for one in new):
            there.update(connection.scalars(select(entries.c.pk).where(entries.c.pk.in_(chunk))))
            connection.execute(delete(table).where(table.c.entry_pk.in_(chunk)))
        rows = [asdict(one) | {"counted": False} for one in new if one.entry_pk in there]
        if rows:
            connection.execute(insert(table), rows)


def forget_facts(engine: Engine) -> None:
    """Let go of all facts and sums, so that they are read anew."""
    with writing(engine) as connection:
        for each in (table, insight_sums, insight_times, insight_parts, insight_found):
            connection.execute(delete(each))


def weeks_to_sum(engine: Engine) -> list[int]:
    """Return the weeks whose sums are not those of the facts: something came in, was moved, or is gone."""
    facts = select(table.c.week, func.count()).group_by(table.c.week)
    new = select(table.c.week).where(table.c.counted.is_(False)).distinct()
    summed = (
        select(insight_sums.c.week, func.sum(insight_sums.c.tickets))
        .where(insight_sums.c.dim == "all")
        .group_by(insight_sums.c.week)
    )
    parts = select(insight_parts.c.week, func.sum(insight_parts.c.tickets)).group_by(insight_parts.c.week)
    with reading(engine, consistent=True) as connection:
        there = {week: count for week, count in connection.execute(facts)}
        told = [{week: count for week, count in connection.execute(sums)} for sums in (summed, parts)]
        fresh = set(connection.scalars(new))
    weeks = there.keys() | told[0].keys() | told[1].keys()
    return sorted(fresh | {week for week in weeks if any(there.get(week, 0) != sums.get(week, 0) for sums in told)})


def facts_of_week(engine: Engine, week: int) -> list[Facts]:
    """Return the facts of the tickets that began in a week."""
    with reading(engine) as connection:
        return [Facts(*row) for row in connection.execute(select(*FIELDS).where(table.c.week == week))]


def put_sums(
    engine: Engine, week: int, sums: Iterable[SumRow], times: Iterable[TimeRow], parts: Iterable[PartRow]
) -> None:
    """Keep a week's sums in the place of those kept."""
    totals = [row._asdict() for row in sums]
    for row in totals:
        row |= dict(zip(COUNTED, row.pop("counts"), strict=True))
    buckets = [row._asdict() for row in times]
    with writing(engine) as connection:
        connection.execute(delete(insight_sums).where(insight_sums.c.week == week))
        connection.execute(delete(insight_times).where(insight_times.c.week == week))
        if totals:
            connection.execute(insert(insight_sums), totals)
        if buckets:
            connection.execute(insert(insight_times), buckets)
        put_parts(connection, week, parts)
        connection.execute(update(table).where(table.c.week == week, table.c.counted.is_(False)).values(counted=True))


def newest_week(engine: Engine) -> int:
    """Return the latest week there are sums of, 0 where there is none."""
    with reading(engine) as connection:
        return connection.scalar(select(func.max(insight_sums.c.week)).where(insight_sums.c.dim == "all")) or 0


def sums(engine: Engine, dims: Sequence[str], after_week: int, *, by_week: bool = False) -> list[SumRow]:
    """Return the sums of the weeks after one, by label and mood; all weeks in one row (week 0), or each in its own."""
    c = insight_sums.c
    keys = [c.dim, c.value, *([c.week] if by_week else []), c.mood]
    rows = (
        select(*keys, *(func.sum(c[name]) for name in COUNTED))
        .where(c.dim.in_(dims), c.week > after_week)
        .group_by(*keys)
        .order_by(*keys)
    )
    with reading(engine) as connection:
        found = [list(row) for row in connection.execute(rows)]
    width = len(keys)
    return [
        SumRow(row[0], row[1], row[2] if by_week else 0, row[width - 1], tuple(map(int, row[width:]))) for row in found
    ]


def times(engine: Engine, dims: Sequence[str], after_week: int, *, by_week: bool = False) -> list[TimeRow]:
    """Return how many tickets took how long, as `sums` does."""
    c = insight_times.c
    keys = [c.dim, c.value, c.measure, *([c.week] if by_week else []), c.bucket]
    rows = (
        select(*keys, func.sum(c.tickets)).where(c.dim.in_(dims), c.week > after_week).group_by(*keys).order_by(*keys)
    )
    with reading(engine) as connection:
        found = [tuple(row) for row in connection.execute(rows)]
    return [TimeRow(row[0], row[1], row[2], row[3] if by_week else 0, row[-2], int(row[-1])) for row in found]


def people(engine: Engine, dim: str, after_week: int) -> dict[str, int]:
    """Count the people who answered, by label ('' for the dim "all"), as far as they are told apart."""
    labels = [] if dim == "all" else [table.c[dim]]
    rows = (
        select(*labels, func.count(table.c.agent_key.distinct()))
        .where(table.c.week > after_week, table.c.agent_key.is_not(None))
        .group_by(*labels)
    )
    with reading(engine) as connection:
        return {str(row[0] or "") if labels else "": int(row[-1]) for row in connection.execute(rows)}


def examples(engine: Engine, first: str, last: Sequence[str], limit: int) -> list[tuple[str, str, str | None]]:
    """Return id, title and address of the newest tickets that began in one mood and ended in one of others."""
    rows = (
        select(entries.c.id, entries.c.title, entries.c.url)
        .join_from(table, entries, table.c.entry_pk == entries.c.pk)
        .where(and_(table.c.mood_first == first, table.c.mood_last.in_(last)))
        .order_by(entries.c.pk.desc())
        .limit(limit)
    )
    with reading(engine) as connection:
        return [(id_, title, url) for id_, title, url in connection.execute(rows)]


def keep_found(engine: Engine, name: str, found: Any) -> None:
    """Keep what took long to find, in the place of what was kept under this name."""
    with writing(engine) as connection:
        connection.execute(delete(insight_found).where(insight_found.c.name == name))
        connection.execute(insert(insight_found), {"name": name, "found": found, "at": datetime.now(UTC)})


def found(engine: Engine, name: str) -> tuple[Any, datetime] | None:
    """Return what was kept under a name and when; None where nothing was, or nothing that can be read."""
    with reading(engine) as connection:
        row = connection.execute(
            select(insight_found.c.found, insight_found.c.at).where(insight_found.c.name == name)
        ).one_or_none()
    if row is None or row[0] is None:
        return None
    if not fits(row[0], FOUND.get(name, Any)):
        log.warning("what the insights found (%s) cannot be read; it counts as absent", name)
        return None
    return row[0], row[1]


def put_answers(engine: Engine, said: dict[str, bool]) -> None:
    """Keep what the desk says of itself."""
    now = datetime.now(UTC)
    with writing(engine) as connection:
        connection.execute(delete(insight_answers).where(insight_answers.c.trait.in_(said)))
        if said:
            rows = [{"trait": trait, "holds": holds, "at": now} for trait, holds in said.items()]
            connection.execute(insert(insight_answers), rows)


def answers(engine: Engine) -> dict[str, bool]:
    """Return what the desk has said of itself."""
    with reading(engine) as connection:
        rows = connection.execute(select(insight_answers.c.trait, insight_answers.c.holds))
        return {trait: holds for trait, holds in rows}


def count_summed(engine: Engine) -> int:
    """Count the tickets that are in the sums."""
    with reading(engine) as connection:
        counted = select(func.sum(insight_sums.c.tickets)).where(insight_sums.c.dim == "all")
        return int(connection.scalar(counted) or 0)
