"""What an index is built from: passages, replies and cached vectors, and what changed since it was built.

Vectors are kept by content hash and model, so that nothing is embedded twice; what their bytes mean the caller knows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import (
    ColumnElement,
    Engine,
    Select,
    and_,
    bindparam,
    delete,
    exists,
    func,
    select,
    text,
    union,
    union_all,
)
from sqlalchemy.dialects import postgresql, sqlite

from assist_server.store import tables
from assist_server.store.changes import drop_unused_vectors
from assist_server.store.lists import among, in_chunks
from assist_server.store.tables import entries, generations, passages, removals, state
from assist_server.store.transactions import reading, writing
from assist_server.store.values import Group, Live, PassageReply, PassageRow, ReplyRow, TextRow

ROW = (passages.c.id, passages.c.group_id, passages.c.text_hash, passages.c.text)
VECTORS = among(
    select(tables.vectors.c.text_hash, tables.vectors.c.vector).where(tables.vectors.c.model == bindparam("of_model")),
    tables.vectors.c.text_hash,
)
LIVE = text(
    "SELECT state.live_generation, coalesce(generations.seq, 0), state.change_seq, state.erased_seq, "
    "state.secret_fingerprint "
    "FROM state LEFT JOIN generations ON generations.id = state.live_generation"
)


def live(engine: Engine) -> Live:
    """Say which generation answers and how far the passages have moved on. Runs in every request."""
    with reading(engine) as connection:
        return Live(*connection.execute(LIVE).one())


def groups(engine: Engine) -> list[Group]:
    """Return every group, in the order of their ids."""
    found = select(tables.groups).order_by(tables.groups.c.id)
    with reading(engine) as connection:
        return [Group(row.id, row.kind, row.brand, row.internal) for row in connection.execute(found)]


def snapshot(engine: Engine) -> tuple[int, int]:
    """Return the change sequence and the number of passages at one moment."""
    counted = select(func.count()).select_from(passages).scalar_subquery()
    with reading(engine) as connection:
        seq, count = connection.execute(select(state.c.change_seq, counted)).one()
    return seq, count


def newest_passage(engine: Engine) -> int:
    """Return the largest id of a passage, 0 where there is none."""
    with reading(engine) as connection:
        return connection.scalar(select(func.max(passages.c.id))) or 0


def passage_ids(engine: Engine) -> list[int]:
    """Return the ids of all passages."""
    with reading(engine) as connection:
        return list(connection.scalars(select(passages.c.id)))


def passages_after(engine: Engine, after_id: int, limit: int) -> list[PassageRow]:
    """Return up to `limit` passages with a larger id, in the order of their ids; streams them all, from 0.

    What is added meanwhile is streamed too: `changed_since` an earlier moment may repeat it.
    """
    rows = select(*ROW).where(passages.c.id > after_id).order_by(passages.c.id).limit(limit)
    with reading(engine) as connection:
        return [PassageRow(*row) for row in connection.execute(rows)]


def changed_since(engine: Engine, seq: int) -> tuple[list[PassageRow], list[int], int]:
    """Return the passages added after `seq` that are still there, the ids removed after it, and the sequence now."""
    added = select(*ROW).where(passages.c.seq > seq).order_by(passages.c.id)
    removed = select(removals.c.passage_id).where(removals.c.seq > seq).order_by(removals.c.passage_id)
    with reading(engine, consistent=True) as connection:
        now = connection.scalar(select(state.c.change_seq)) or 0
        rows = [PassageRow(*row) for row in connection.execute(added)]
        return rows, list(connection.scalars(removed)), now


def pending_count(engine: Engine) -> int:
    """Count the passages that are newer than the live generation; without one, all."""
    live_seq = select(generations.c.seq).join_from(state, generations).scalar_subquery()
    with reading(engine) as connection:
        counted = select(func.count()).select_from(passages).where(passages.c.seq > func.coalesce(live_seq, 0))
        return connection.scalar(counted) or 0


def replies_after(engine: Engine, after_pk: int, limit: int) -> list[ReplyRow]:
    """Return up to `limit` entries' replies with a larger key, in the order of the keys; empty ones are left out."""
    rows = (
        select(entries.c.pk, entries.c.reply_hash, entries.c.reply)
        .where(entries.c.pk > after_pk, entries.c.reply != "")
        .order_by(entries.c.pk)
        .limit(limit)
    )
    with reading(engine) as connection:
        return [ReplyRow(*row) for row in connection.execute(rows)]


def passage_replies_after(engine: Engine, after_id: int, limit: int) -> list[PassageReply]:
    """Return up to `limit` passages of solved tickets with a larger id, in the order of their ids, with their answers.

    Tickets without an answer are left out.
    """
    rows = (
        select(passages.c.id, passages.c.entry_pk, passages.c.group_id, entries.c.language, entries.c.reply_hash)
        .join_from(passages, entries)
        .where(passages.c.id > after_id, entries.c.kind == "ticket", entries.c.reply != "")
        .order_by(passages.c.id)
        .limit(limit)
    )
    with reading(engine) as connection:
        return [PassageReply._make(row) for row in connection.execute(rows)]


def reply_count(engine: Engine) -> int:
    """Count the entries that have a reply."""
    with reading(engine) as connection:
        return connection.scalar(select(func.count()).select_from(entries).where(entries.c.reply != "")) or 0


def sample_passages(engine: Engine, size: int) -> list[PassageRow]:
    """Return up to `size` passages, spread evenly over all, in the order of their ids; the same ones at every call."""
    with reading(engine, consistent=True) as connection:
        ids = list(connection.scalars(select(passages.c.id).order_by(passages.c.id)))
        picked = [ids[position * len(ids) // size] for position in range(size)] if len(ids) > size else ids
        rows: list[PassageRow] = []
        for chunk in in_chunks(picked):
            found = connection.execute(select(*ROW).where(passages.c.id.in_(chunk)).order_by(passages.c.id))
            rows += [PassageRow(*row) for row in found]
    return rows


def vectors(engine: Engine, model: str, hashes: Iterable[str]) -> dict[str, bytes]:
    """Return the vectors of these texts, by hash; those that are missing are left out."""
    found: dict[str, bytes] = {}
    with reading(engine) as connection:
        for chunk in in_chunks(hashes):
            rows = connection.execute(VECTORS[engine.dialect.name], {"of_model": model, "wanted": chunk}).all()
            found |= {text_hash: bytes(vector) for text_hash, vector in rows}
    return found


def put_vectors(engine: Engine, model: str, new: Mapping[str, bytes], *, patient: bool = True) -> None:
    """Keep vectors by the hash of their text; one that is there already stays. See `writing` for `patient`."""
    rows = [{"text_hash": text_hash, "model": model, "vector": vector} for text_hash, vector in sorted(new.items())]
    if not rows:
        return
    add = (sqlite if engine.dialect.name == "sqlite" else postgresql).insert(tables.vectors).on_conflict_do_nothing()
    with writing(engine, patient=patient) as connection:
        connection.execute(add, rows)


def drop_vectors(engine: Engine, model: str, hashes: Iterable[str]) -> None:
    """Drop this model's vectors of these texts, so that they count as missing."""
    vector = tables.vectors.c
    with writing(engine) as connection:
        for chunk in in_chunks(hashes):
            connection.execute(delete(tables.vectors).where(vector.model == model, vector.text_hash.in_(chunk)))


def missing_vectors(engine: Engine, model: str, after: str, limit: int) -> list[TextRow]:
    """Return up to `limit` texts of passages and replies without a vector, each once.

    They come in the order of their hashes, from the first one after `after` ('' to begin with).
    """
    per_passage = _missing(passages.c.text_hash, passages.c.text, model, after, limit).subquery()
    per_reply = _missing(entries.c.reply_hash, entries.c.reply, model, after, limit).subquery()
    both = union_all(select(per_passage), select(per_reply)).subquery()
    rows = select(both.c.hash, func.min(both.c.text)).group_by(both.c.hash).order_by(both.c.hash).limit(limit)
    with reading(engine) as connection:
        return [TextRow(*row) for row in connection.execute(rows)]


def missing_count(engine: Engine, model: str) -> int:
    """Count the texts of passages and replies without a vector of this model, each text once."""
    per_passage = _lacking(passages.c.text_hash, model)
    per_reply = _lacking(entries.c.reply_hash, model).where(entries.c.reply_hash != "")
    with reading(engine) as connection:
        return connection.scalar(select(func.count()).select_from(union(per_passage, per_reply).subquery())) or 0


def _lacking(text_hash: ColumnElement[str], model: str) -> Select[str]:
    known = exists().where(tables.vectors.c.text_hash == text_hash, tables.vectors.c.model == model)
    return select(text_hash).where(~known)


def vectors_for_passages(
    engine: Engine, model: str, after_id: int, limit: int
) -> list[tuple[PassageRow, bytes | None]]:
    """Return up to `limit` passages with a larger id, in the order of their ids, each with its vector or None."""
    known = tables.vectors.c
    columns = (passages.c.id, passages.c.group_id, passages.c.text_hash, passages.c.text, known.vector)
    same = and_(known.text_hash == passages.c.text_hash, known.model == model)
    rows = (
        select(*columns)
        .outerjoin_from(passages, tables.vectors, same)
        .where(passages.c.id > after_id)
        .order_by(passages.c.id)
        .limit(limit)
    )
    with reading(engine) as connection:
        return [(PassageRow(*row[:4]), None if row[4] is None else bytes(row[4])) for row in connection.execute(rows)]


def prune_vectors(engine: Engine, keep: Iterable[str]) -> int:
    """Drop the vectors of models other than those in `keep`, and of texts that are gone; return how many."""
    with writing(engine) as connection:
        others = connection.execute(delete(tables.vectors).where(tables.vectors.c.model.not_in(list(keep))))
        return others.rowcount + drop_unused_vectors(connection)


def _missing(
    text_hash: ColumnElement[str], its_text: ColumnElement[str], model: str, after: str, limit: int
) -> Select[str, str]:
    """Select one column's hashes without a vector, in order, each with its text. No text hashes to ''."""
    known = exists().where(tables.vectors.c.text_hash == text_hash, tables.vectors.c.model == model)
    rows = select(text_hash.label("hash"), func.min(its_text).label("text")).where(text_hash > after, ~known)
    return rows.group_by(text_hash).order_by(text_hash).limit(limit)
