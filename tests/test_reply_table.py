"""What each ticket of a generation was answered, and who of them has a vote."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from assist_server import assistance, imports, store, suggest
from assist_server.knowledge import KINDS, Found, Neighbours, Query, search_widely
from assist_server.learnt import REPLIES, learnt_folder
from assist_server.reply_table import NO_ROW, OFTEN, ReplyTable, build_reply_table, open_reply_table
from assist_server.requests import SuggestionRequest
from assist_server.services import Services
from tests.conftest import reindex_now


def table_of(desk: Services) -> ReplyTable:
    """Return the live generation's table."""
    table = desk.view().learnt.replies
    assert table is not None
    return table


def neighbours_of(desk: Services, text: str, brand: str | None = None) -> Neighbours:
    """Return who has a vote on a question."""
    view = desk.view()
    vector = desk.encode([text], view.encoder)[0]
    query = Query(text, vector, view.encoder.model.name, brand)
    _, near = search_widely(desk.engine, view, query, {"ticket": 12}, view.learnt.read(vector, text))
    assert near is not None
    return near


def test_it_works(desk: Services) -> None:
    table = table_of(desk)
    replies = {row.passage_id: row for row in store.passage_replies_after(desk.engine, 0, 10_000)}
    assert replies.keys() == set(table.passages.tolist())
    entries, rows = table.find(table.passages)
    for passage, entry, row in zip(table.passages.tolist(), entries.tolist(), rows.tolist(), strict=True):
        assert (entry, table.groups[row]) == (replies[passage].entry_pk, replies[passage].group)
        given = {one.entry_pk for one in replies.values() if one.reply_hash == replies[passage].reply_hash}
        assert table.hashes[row].decode() == (replies[passage].reply_hash if len(given) >= OFTEN else "")
        assert table.languages_of(np.array([row], np.int32)) == [replies[passage].language]
    assert np.allclose(np.linalg.norm(table.vectors_of(rows), axis=1), 1.0, atol=1e-2)


def test_a_passage_that_is_not_in_it_has_no_row(desk: Services) -> None:
    beyond = np.array([-1, int(table_of(desk).passages.max()) + 1], np.int64)
    assert table_of(desk).find(beyond)[1].tolist() == [NO_ROW, NO_ROW]


def test_only_what_was_indexed_is_in_it_and_nothing_makes_no_table(desk: Services, tmp_path: Path) -> None:
    encoder, passages = desk.encoder(), table_of(desk).passages
    build_reply_table(desk.engine, encoder, passages[:3], tmp_path / "three")
    assert open_reply_table(tmp_path / "three").passages.tolist() == passages[:3].tolist()
    build_reply_table(desk.engine, encoder, np.empty(0, np.int64), tmp_path / "none")
    assert not (tmp_path / "none").exists()


def test_who_was_deleted_a_moment_ago_has_no_vote(desk: Services) -> None:
    text = "My parcel has not arrived"
    near = neighbours_of(desk, text)
    assert len(near.entries) == len(set(near.entries.tolist())) > 0
    card = near.cards(near.passages[:1].tolist())[0]
    store.delete_entries(desk.engine, "ticket", [card.id])
    assert card.entry_pk not in neighbours_of(desk, text).entries.tolist()


def test_a_brand_hears_its_own_tickets_and_the_shared_ones_alone(desk: Services) -> None:
    view = desk.view()
    brands = {group.brand for group in view.groups if group.kind == "ticket"}
    for brand in brands - {None}:
        near = neighbours_of(desk, "My parcel has not arrived", brand)
        allowed = view.groups_for("ticket", brand, internal=False)
        assert set(near.table.groups[near.rows].tolist()) <= allowed


def test_the_open_ticket_has_no_vote_on_itself(desk: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    (card,) = neighbours_of(desk, "My parcel has not arrived").cards(
        neighbours_of(desk, "My parcel has not arrived").passages[:1].tolist()
    )
    heard: list[set[int]] = []
    original = suggest.groups

    def groups(asked: suggest.Asked, found: list[Found], near: Neighbours | None = None) -> list[suggest.Group]:
        heard.append({one.card.entry_pk for one in found} | set(near.entries.tolist() if near else ()))
        return original(asked, found, near)

    monkeypatch.setattr(suggest, "groups", groups)
    for own in (None, card.id):
        ticket = {"id": own, "messages": [{"author": "customer", "text": card.text}]}
        assistance.assist(desk, SuggestionRequest.model_validate({"ticket": ticket}))
    assert card.entry_pk in heard[0] and card.entry_pk not in heard[1]


def test_a_generation_without_a_table_answers_from_the_tickets_it_reads(desk: Services) -> None:
    generation = desk.view().generation
    shutil.rmtree(learnt_folder(desk.settings, generation) / REPLIES)
    view = replace(desk.view(), learnt=replace(desk.view().learnt, replies=None))
    text = "My parcel has not arrived"
    vector = desk.encode([text], view.encoder)[0]
    query = Query(text, vector, view.encoder.model.name)
    found, near = search_widely(desk.engine, view, query, dict.fromkeys(KINDS, 3), view.learnt.read(vector, text))
    assert near is None and found["ticket"]
    reindex_now(desk)
    assert desk.view().learnt.replies is not None


def test_the_same_words_of_two_brands_are_two_replies(desk: Services) -> None:
    said = "Please restart the lamp and hold its button for nine seconds."
    tickets = "\n".join(
        f'{{"id": "{brand}-{number}", "status": "solved", "brand": "{brand}", "messages": ['
        f'{{"author": "customer", "text": "The lamp of {brand} blinks"}}, {{"author": "agent", "text": "{said}"}}]}}'
        for brand in ("north", "south")
        for number in range(3)
    )
    with (desk.settings.folder / "two.jsonl").open("w+b") as lines:
        lines.write(tickets.encode())
        lines.seek(0)
        assert imports.import_lines(desk, "ticket", lines).rejected == 0
    reindex_now(desk)
    replies = [row for row in store.passage_replies_after(desk.engine, 0, 10_000)]
    table = table_of(desk)
    assert len(table.hashes) == len({(row.group, row.reply_hash) for row in replies})
    assert table.hashes.tolist().count(replies[-1].reply_hash.encode()) == 2
