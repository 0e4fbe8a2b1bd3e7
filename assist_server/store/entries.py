"""Tickets, articles and macros: save, delete, read back, and the cards that serving shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Engine, Select, and_, bindparam, case, delete, func, insert, select, update

from assist_server.judgement import Standing
from assist_server.results import Kind
from assist_server.store.changes import add_passages, drop_unused_vectors, next_seq, remove_passages
from assist_server.store.lists import among, in_chunks
from assist_server.store.tables import entries, passages, standings, vectors
from assist_server.store.transactions import reading, writing
from assist_server.store.values import Entry, PassageCard, Saved, text_hash

EntryKey = tuple[str, str]
FIELDS = [column for column in entries.columns if column.name not in ("pk", "reply_hash")]
CARDS: dict[str, Select[*tuple[Any, ...]]] = among(
    select(
        passages.c.id,
        passages.c.text,
        entries.c.pk,
        entries.c.kind,
        entries.c.id,
        entries.c.title,
        entries.c.url,
        entries.c.brand,
        entries.c.language,
        entries.c.internal,
        entries.c.category,
        entries.c.csat,
        entries.c.solved_at,
        entries.c.reply,
        vectors.c.vector,
        standings.c.evidence,
        standings.c.at,
    )
    .join_from(passages, entries)
    .outerjoin(
        vectors,
        and_(
            vectors.c.text_hash == case((entries.c.reply_hash == "", passages.c.text_hash), else_=entries.c.reply_hash),
            vectors.c.model == bindparam("of_model"),
        ),
    )
    .outerjoin(standings, standings.c.entry_pk == entries.c.pk),
    passages.c.id,
)


def save_entries(engine: Engine, new: Sequence[Entry]) -> Saved:
    """Add or replace entries by kind and id, in one transaction; one whose content hash is known is left untouched.

    Of several with the same kind and id the last counts. A replaced entry's passages are removed and added anew.
    Saving what is all there already leaves the change sequence as it was.
    """
    wanted = {(entry.kind, entry.id): entry for entry in new}
    with writing(engine) as connection:
        seq = next_seq(connection)
        known = _known(connection, wanted)
        added = [entry for key, entry in wanted.items() if key not in known]
        changed = [
            (known[key][0], entry)
            for key, entry in wanted.items()
            if key in known and known[key][1] != entry.content_hash
        ]
        if added or changed:
            old_texts = _replace(connection, changed, seq)
            _add(connection, added, seq)
            drop_unused_vectors(connection, old_texts)  # last, as any of the new ones may have an old one's text
        else:
            connection.rollback()
    return Saved(len(added), len(changed), len(wanted) - len(added) - len(changed))


def delete_entries(engine: Engine, kind: Kind, ids: Iterable[str]) -> int:
    """Delete entries with their passages, feedback, and vectors nobody else uses; return how many there were."""
    with writing(engine) as connection:
        seq = next_seq(connection)
        pks = [pk for pk, _ in _known(connection, {(kind, id_) for id_ in ids}).values()]
        hashes = remove_passages(connection, pks, seq)
        for chunk in in_chunks(pks):
            connection.execute(delete(entries).where(entries.c.pk.in_(chunk)))
        drop_unused_vectors(connection, hashes)
        if not pks:
            connection.rollback()
    return len(pks)


def entry(engine: Engine, kind: Kind, id: str) -> Entry | None:
    """Return one entry with its passages, or None."""
    with reading(engine, consistent=True) as connection:
        found = connection.execute(
            select(entries.c.pk, *FIELDS).where(entries.c.kind == kind, entries.c.id == id)
        ).one_or_none()
        if found is None:
            return None
        texts = select(passages.c.text).where(passages.c.entry_pk == found.pk).order_by(passages.c.position)
        fields = {column.name: getattr(found, column.name) for column in FIELDS}
        return Entry(**fields | {"tags": tuple(found.tags), "passages": tuple(connection.scalars(texts))})


def count_entries(engine: Engine, kind: Kind | None = None) -> int:
    """Count the entries of one kind, or of all."""
    counted = select(func.count()).select_from(entries)
    with reading(engine) as connection:
        return connection.scalar(counted if kind is None else counted.where(entries.c.kind == kind)) or 0


def cards(engine: Engine, model: str, passage_ids: Sequence[int]) -> list[PassageCard]:
    """Return the cards of these passages in the order given, with the model's vectors of their answers.

    A passage that is gone is left out.
    """
    wanted = {"wanted": list(passage_ids), "of_model": model}
    with reading(engine) as connection:
        found = connection.execute(CARDS[engine.dialect.name], wanted).all()
    by_id = {row[0]: _card(row) for row in found}
    return [by_id[id_] for id_ in passage_ids if id_ in by_id]


def _card(row: Sequence[Any]) -> PassageCard:
    """Make a card of a row of CARDS, whose last two columns are empty where nobody judged the entry."""
    *shown, evidence, at = row
    return PassageCard._make((*shown, None if at is None else Standing(evidence, at)))


def _known(connection: Connection, keys: Iterable[EntryKey]) -> dict[EntryKey, tuple[int, str]]:
    """Return primary key and content hash of those entries that are there."""
    ids: dict[str, list[str]] = {}
    for kind, id_ in keys:
        ids.setdefault(kind, []).append(id_)
    found: dict[EntryKey, tuple[int, str]] = {}
    for kind, all_ids in ids.items():
        for chunk in in_chunks(all_ids):
            rows = connection.execute(
                select(entries.c.id, entries.c.pk, entries.c.content_hash).where(
                    entries.c.kind == kind, entries.c.id.in_(chunk)
                )
            )
            found |= {(kind, id_): (pk, content_hash) for id_, pk, content_hash in rows}
    return found


def _add(connection: Connection, added: Sequence[Entry], seq: int) -> None:
    if not added:
        return
    connection.execute(insert(entries), [_row(entry) for entry in added])
    pks = _known(connection, ((entry.kind, entry.id) for entry in added))
    add_passages(connection, [(pks[entry.kind, entry.id][0], entry) for entry in added], seq)


def _replace(connection: Connection, changed: Sequence[tuple[int, Entry]], seq: int) -> set[str]:
    """Write the entries over those with their primary keys; return the hashes of the texts they had."""
    if not changed:
        return set()
    hashes = remove_passages(connection, [pk for pk, _ in changed], seq)
    rows = [_row(entry) | {"this_pk": pk} for pk, entry in changed]
    connection.execute(update(entries).where(entries.c.pk == bindparam("this_pk")), rows)
    add_passages(connection, changed, seq)
    return hashes


def _row(entry: Entry) -> dict[str, Any]:
    """Lay an entry out in columns; JSON has no tuples."""
    row = {column.name: getattr(entry, column.name) for column in FIELDS}
    return row | {"tags": list(entry.tags), "reply_hash": text_hash(entry.reply) if entry.reply else ""}
