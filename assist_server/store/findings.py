"""What insights look for groups in: articles with their vectors, tickets' weeks and ratings, texts by key, feedback."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Engine, and_, case, func, select

from assist_server.store.lists import in_chunks
from assist_server.store.tables import entries, feedback, passages, ticket_facts, usage_sums, vectors
from assist_server.store.transactions import reading


class ArticleVector(NamedTuple):
    """One passage of an article, packed, and when the article was last changed."""

    pk: int
    vector: bytes
    at: datetime | None
    text: str


class Words(NamedTuple):
    """What is shown of an entry: its first passage is what was asked."""

    pk: int
    id: str
    title: str
    url: str | None
    asked: str
    reply: str


class UsageRow(NamedTuple):
    """Events of feedback on one sort of entries: how many of each, the mean share kept, and of how many it is."""

    value: str
    event: str
    times: int
    kept: float | None
    told: int


def article_vectors(engine: Engine, model: str) -> list[ArticleVector]:
    """Return this model's vectors of all passages of public articles."""
    rows = (
        select(entries.c.pk, vectors.c.vector, entries.c.solved_at, passages.c.text)
        .join_from(entries, passages, passages.c.entry_pk == entries.c.pk)
        .join(vectors, and_(vectors.c.text_hash == passages.c.text_hash, vectors.c.model == model))
        .where(entries.c.kind == "article", entries.c.internal.is_(False))
        .order_by(passages.c.id)
    )
    with reading(engine) as connection:
        return [ArticleVector._make(row) for row in connection.execute(rows)]


def weeks_and_ratings(engine: Engine, pks: Iterable[int]) -> dict[int, tuple[int, bool | None]]:
    """Return the week in which tickets began and whether they were rated badly, by key."""
    found: dict[int, tuple[int, bool | None]] = {}
    with reading(engine) as connection:
        for chunk in in_chunks(pks):
            rows = select(ticket_facts.c.entry_pk, ticket_facts.c.week, ticket_facts.c.bad)
            found |= {
                pk: (week, bad) for pk, week, bad in connection.execute(rows.where(ticket_facts.c.entry_pk.in_(chunk)))
            }
    return found


def words_of(engine: Engine, pks: Iterable[int]) -> dict[int, Words]:
    """Return what is shown of these entries, by key; those that are gone are left out."""
    rows = select(
        entries.c.pk, entries.c.id, entries.c.title, entries.c.url, func.coalesce(passages.c.text, ""), entries.c.reply
    ).outerjoin(passages, and_(passages.c.entry_pk == entries.c.pk, passages.c.position == 0))
    found: dict[int, Words] = {}
    with reading(engine) as connection:
        for chunk in in_chunks(pks):
            found |= {row[0]: Words._make(row) for row in connection.execute(rows.where(entries.c.pk.in_(chunk)))}
    return found


def inserted_entries(engine: Engine) -> set[int]:
    """Return the keys of the entries that were ever inserted."""
    with reading(engine) as connection:
        rows = select(feedback.c.entry_pk).where(feedback.c.event == "inserted").distinct()
        return {int(pk) for pk in connection.scalars(rows) if pk is not None}


def usage(engine: Engine, by: str) -> list[UsageRow]:
    """Return the events of feedback by a label of the entries they are on ("kind", "source", "category"), as summed."""
    c = usage_sums.c
    times, told = func.sum(c.times), func.sum(c.told)
    mean = case((told > 0, func.sum(c.kept) / told))
    rows = select(c.value, c.event, times, mean, told).where(c.by == by).group_by(c.value, c.event)
    with reading(engine) as connection:
        found = connection.execute(rows.order_by(c.value, c.event))
        return [UsageRow(value, event, int(count), kept, int(of)) for value, event, count, kept, of in found]


def reasons(engine: Engine) -> dict[str, int]:
    """Count why suggestions were set aside, the most frequent first."""
    c = usage_sums.c
    rows = select(c.value, func.sum(c.times)).where(c.by == "reason").group_by(c.value)
    with reading(engine) as connection:
        return {
            str(reason): int(count) for reason, count in connection.execute(rows.order_by(func.sum(c.times).desc()))
        }


def people_judging(engine: Engine, by: str) -> dict[str, int]:
    """Count the keys that gave feedback, by a label of the entries as in `usage`."""
    c = usage_sums.c
    rows = select(c.value, func.count(c.key_id.distinct())).where(c.by == by, c.key_id != "").group_by(c.value)
    with reading(engine) as connection:
        return {str(value): int(count) for value, count in connection.execute(rows)}
