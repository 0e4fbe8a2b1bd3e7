"""Sums of one part of the desk, week by week: of one channel, of one category, or of tickets that have both."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, Engine, delete, func, insert, select

from assist_server.store.fact_values import COUNTED, PartRow, SumRow, TimeRow
from assist_server.store.tables import insight_parts as table
from assist_server.store.tables import insight_sums, insight_times, ticket_facts
from assist_server.store.transactions import reading


def put_parts(connection: Connection, week: int, rows: Iterable[PartRow]) -> None:
    """Keep a week's sums by channel and category in the place of those kept, within a transaction."""
    connection.execute(delete(table).where(table.c.week == week))
    new = [row._asdict() for row in rows]
    for row in new:
        row |= dict(zip(COUNTED, row.pop("counts"), strict=True))
    if new:
        connection.execute(insert(table), new)


def parts(engine: Engine, channel: str, category: str, after_week: int) -> list[PartRow]:
    """Return the sums of the tickets that have both, of each week after one."""
    c = table.c
    rows = (
        select(c.week, c.times, *(c[name] for name in COUNTED))
        .where(c.channel == channel, c.category == category, c.week > after_week)
        .order_by(c.week)
    )
    with reading(engine) as connection:
        return [
            PartRow(channel, category, week, tuple(counts), times) for week, times, *counts in connection.execute(rows)
        ]


def label_sums(engine: Engine, dim: str, value: str, after_week: int) -> list[SumRow]:
    """Return the sums of one label by mood, of each week after one."""
    c = insight_sums.c
    rows = select(c.week, c.mood, *(c[name] for name in COUNTED)).where(
        c.dim == dim, c.value == value, c.week > after_week
    )
    with reading(engine) as connection:
        return [SumRow(dim, value, week, mood, tuple(counts)) for week, mood, *counts in connection.execute(rows)]


def label_times(engine: Engine, dim: str, value: str, measures: Sequence[str], after_week: int) -> list[TimeRow]:
    """Return how many tickets of one label took how long, of each week after one."""
    c = insight_times.c
    rows = select(c.dim, c.value, c.measure, c.week, c.bucket, c.tickets).where(
        c.dim == dim, c.value == value, c.measure.in_(measures), c.week > after_week
    )
    with reading(engine) as connection:
        return [TimeRow._make(row) for row in connection.execute(rows)]


def part_key(channel: str, category: str) -> str:
    """Return the name under which the people of a part are counted."""
    return json.dumps([channel, category])


def people_of_parts(engine: Engine, after_week: int) -> dict[str, int]:
    """Count the people who answered, by `part_key`, as far as they are told apart."""
    c = ticket_facts.c
    labels = (func.coalesce(c.channel, ""), func.coalesce(c.category, ""))
    rows = (
        select(*labels, func.count(c.agent_key.distinct()))
        .where(c.week > after_week, c.agent_key.is_not(None))
        .group_by(*labels)
    )
    with reading(engine) as connection:
        return {part_key(channel, category): int(count) for channel, category, count in connection.execute(rows)}
