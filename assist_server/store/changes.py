"""What every change of entries does: number itself, give passages their rows, write removals, drop unused vectors."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, delete, exists, insert, literal, select, union, update

from assist_server.store.lists import in_chunks
from assist_server.store.tables import entries, groups, passages, removals, state, vectors
from assist_server.store.values import Entry, text_hash

GroupKey = tuple[str, str | None, bool]


def next_seq(connection: Connection) -> int:
    """Count this change. Comes first in its transaction: the row's lock lets one writer in at a time."""
    counted = update(state).values(change_seq=state.c.change_seq + 1).returning(state.c.change_seq)
    return int(connection.execute(counted).scalar_one())


def group_ids(connection: Connection, wanted: Iterable[GroupKey]) -> dict[GroupKey, int]:
    """Return the id of each group, after adding those that are new."""
    known = _groups(connection)
    new = sorted(set(wanted) - known.keys(), key=repr)
    if not new:
        return known
    connection.execute(insert(groups), [{"kind": k, "brand": b, "internal": i} for k, b, i in new])
    return _groups(connection)


def _groups(connection: Connection) -> dict[GroupKey, int]:
    rows = connection.execute(select(groups.c.kind, groups.c.brand, groups.c.internal, groups.c.id))
    return {(kind, brand, internal): id_ for kind, brand, internal, id_ in rows}


def add_passages(connection: Connection, saved: Sequence[tuple[int, Entry]], seq: int) -> None:
    """Insert the passages of entries, given with their primary keys."""
    group_of = group_ids(connection, ((entry.kind, entry.brand, entry.internal) for _, entry in saved))
    rows = [
        {
            "entry_pk": pk,
            "position": position,
            "group_id": group_of[entry.kind, entry.brand, entry.internal],
            "seq": seq,
            "text_hash": text_hash(text),
            "text": text,
        }
        for pk, entry in saved
        for position, text in enumerate(entry.passages)
    ]
    if rows:
        connection.execute(insert(passages), rows)


def remove_passages(connection: Connection, pks: Sequence[int], seq: int) -> set[str]:
    """Remove the passages of these entries and note their ids; return the hashes of their texts and replies."""
    hashes: set[str] = set()
    for chunk in in_chunks(pks):
        theirs = passages.c.entry_pk.in_(chunk)
        used = union(
            select(passages.c.text_hash).where(theirs),
            select(entries.c.reply_hash).where(entries.c.pk.in_(chunk)),
        )
        hashes.update(connection.scalars(used))
        gone = select(passages.c.id, literal(seq)).where(theirs)
        connection.execute(insert(removals).from_select(["passage_id", "seq"], gone))
        connection.execute(delete(passages).where(theirs))
    return hashes


def drop_unused_vectors(connection: Connection, hashes: Iterable[str] | None = None) -> int:
    """Drop the vectors, among these hashes or of all, whose text is no longer anywhere; return how many."""
    unused = delete(vectors).where(
        ~exists().where(passages.c.text_hash == vectors.c.text_hash),
        ~exists().where(entries.c.reply_hash == vectors.c.text_hash),
    )
    if hashes is None:
        return connection.execute(unused).rowcount
    return sum(connection.execute(unused.where(vectors.c.text_hash.in_(c))).rowcount for c in in_chunks(hashes))
