"""The desk's own past as something to learn from: solved tickets with what was asked and what was answered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import ColumnElement, Engine, and_, func, select

from assist_server.store.lists import in_chunks
from assist_server.store.tables import entries, passages, vectors
from assist_server.store.transactions import reading
from assist_server.store.values import HistoryRow, PastTicket

DECIDING = (
    entries.c.pk,
    entries.c.title,
    entries.c.status,
    entries.c.category,
    entries.c.channel,
    entries.c.tags,
    entries.c.csat,
    func.coalesce(entries.c.solved_at, entries.c.created_at, type_=entries.c.solved_at.type),
    entries.c.team,
    entries.c.agent_key,
    entries.c.reopened,
    entries.c.reply,
)
TICKETS = 5_000  # read at a time


def newest_solved(engine: Engine, model: str, limit: int) -> list[PastTicket]:
    """Return up to `limit` solved tickets with an answer, the newest first, with this model's vectors of both texts.

    Those without both vectors are left out.
    """
    asked, answered = vectors.alias("asked"), vectors.alias("answered")
    rows = (
        select(
            entries.c.pk,
            entries.c.id,
            entries.c.brand,
            entries.c.language,
            entries.c.category,
            passages.c.text,
            entries.c.reply,
            entries.c.reply_hash,
            asked.c.vector,
            answered.c.vector,
        )
        .join_from(entries, passages, and_(passages.c.entry_pk == entries.c.pk, passages.c.position == 0))
        .join(asked, and_(asked.c.text_hash == passages.c.text_hash, asked.c.model == model))
        .join(answered, and_(answered.c.text_hash == entries.c.reply_hash, answered.c.model == model))
        .where(entries.c.kind == "ticket", entries.c.reply != "")
        .order_by(func.coalesce(entries.c.solved_at, entries.c.created_at).desc().nulls_last(), entries.c.pk.desc())
        .limit(limit)
    )
    with reading(engine) as connection:
        return [PastTicket._make(row) for row in connection.execute(rows)]


def passages_answered_like(
    engine: Engine, *, pks: Sequence[int] = (), reply_hash: str | None = None, category: str | None = None
) -> frozenset[int]:
    """Return the ids of the passages of these entries, of all tickets with this answer, and of all in this category."""
    like: list[ColumnElement[bool]] = [entries.c.pk.in_(list(pks))]
    like += [entries.c.reply_hash == reply_hash] if reply_hash else []
    like += [entries.c.category == category] if category else []
    with reading(engine) as connection:
        found: set[int] = set()
        for condition in like:
            rows = select(passages.c.id).join_from(passages, entries).where(entries.c.kind == "ticket", condition)
            found.update(connection.scalars(rows))
    return frozenset(found)


def history_rows(engine: Engine) -> Iterator[HistoryRow]:
    """Yield what decides of every stored ticket whether it is learnt from, in the order of their keys."""
    after = 0
    while True:
        rows = select(*DECIDING).where(entries.c.kind == "ticket", entries.c.pk > after)
        with reading(engine) as connection:
            found = [HistoryRow._make(row) for row in connection.execute(rows.order_by(entries.c.pk).limit(TICKETS))]
        if not found:
            return
        yield from found
        after = found[-1].pk


def history_of(engine: Engine, passage_ids: Iterable[int]) -> Iterator[tuple[int, HistoryRow]]:
    """Yield these passages' ids, each with what decides of its ticket; those of articles and macros are left out."""
    rows = select(passages.c.id, *DECIDING).join_from(passages, entries).where(entries.c.kind == "ticket")
    with reading(engine) as connection:
        for chunk in in_chunks(passage_ids):
            for id_, *deciding in connection.execute(rows.where(passages.c.id.in_(chunk))):
                yield id_, HistoryRow._make(deciding)


def passages_of(engine: Engine, pks: Iterable[int]) -> set[int]:
    """Return the ids of these entries' passages."""
    found: set[int] = set()
    with reading(engine) as connection:
        for chunk in in_chunks(pks):
            found.update(connection.scalars(select(passages.c.id).where(passages.c.entry_pk.in_(chunk))))
    return found
