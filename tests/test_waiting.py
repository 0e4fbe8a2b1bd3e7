"""What an import that was cut short left unembedded is taken in bit by bit: no request waits for all of it."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from assist_server import imports, live_index, store
from assist_server.errors import StoreUnusable
from assist_server.live_index import View
from assist_server.services import Services
from assist_server.ticket import Ticket
from assist_server.vectors import embedded
from embeddings.encoder import Encoder
from tests.test_imports import ticket

MOST = 4


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a request embed four texts at most."""
    monkeypatch.setattr(live_index, "MOST_EMBEDDED", MOST)


def save(services: Services, count: int) -> None:
    """Save tickets as an import does that is killed before it embeds them."""
    tickets = (Ticket.model_validate(ticket(number)) for number in range(count))
    store.save_entries(services.engine, [imports.entry_of("ticket", one, services) for one in tickets])


def counted(view: View) -> tuple[int, int]:
    """Return how many passages are searched beside the index, and how many wait."""
    return len(view.added), len(view.waiting)


def test_it_works(desk: Services) -> None:
    """One request after the other takes some in, until all are found."""
    save(desk, 10)
    assert [counted(desk.view()) for _ in range(4)] == [(4, 6), (8, 2), (10, 0), (10, 0)]


def test_what_another_process_has_embedded_comes_in_at_once(desk: Services) -> None:
    save(desk, 10)
    assert counted(desk.view()) == (4, 6)
    imports.embed_waiting(desk)
    assert counted(desk.view()) == (10, 0)


def test_who_comes_while_another_embeds_is_answered_from_what_there_is(desk: Services) -> None:
    save(desk, 10)
    before = desk.view()
    with desk.index._embedding:
        assert desk.view() is before


def test_what_is_deleted_while_it_waits_never_comes_in(desk: Services) -> None:
    save(desk, 10)
    waiting = desk.view().waiting
    store.delete_entries(desk.engine, "ticket", [f"N-{number}" for number in range(10)])
    assert waiting and counted(desk.view()) == (0, 0)


def test_who_follows_a_change_embeds_nothing_while_another_does(desk: Services) -> None:
    save(desk, 3)
    assert counted(desk.view()) == (3, 0)
    with desk.index._embedding:
        save(desk, 10)
        assert counted(desk.view()) == (3, 7)
    assert counted(desk.view()) == (7, 3)


def test_what_cannot_be_kept_is_searched_nevertheless_and_embedded_once(
    desk: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise StoreUnusable("The database is busy with another writer.")

    texts = list[str]()

    def count(encoder: Encoder, missing: Mapping[str, str]) -> dict[str, bytes]:
        texts.extend(missing)
        return embedded(encoder, missing)

    monkeypatch.setattr(store, "put_vectors", refuse)
    monkeypatch.setattr(live_index, "embedded", count)
    save(desk, 10)
    assert [counted(desk.view()) for _ in range(4)] == [(4, 6), (8, 2), (10, 0), (10, 0)]
    save(desk, 11)
    assert counted(desk.view()) == (11, 0)
    assert len(texts) == len(set(texts)) == 11
