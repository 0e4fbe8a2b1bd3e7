"""What a reindex would cost is told before it starts."""

from __future__ import annotations

import pytest

from assist_server import store
from assist_server.plan import plan
from assist_server.services import Services
from assist_server.store import Entry
from embeddings.errors import ModelUnavailable


def unread(services: Services) -> None:
    """Save a ticket whose two texts nobody embedded."""
    new = Entry(
        kind="ticket",
        id="E-1",
        title="",
        content_hash="1",
        reply="Turn it off.",
        passages=("it hums",),
        status="solved",
    )
    store.save_entries(services.engine, [new])


def test_it_works(desk: Services) -> None:
    planned = plan(desk)
    live = store.live_generation(desk.engine)
    assert live is not None and planned.model == live.model
    assert (planned.passages, planned.to_embed) == (live.passages, 0)


def test_only_what_has_no_vector_is_to_be_embedded_replies_too(desk: Services) -> None:
    unread(desk)
    assert plan(desk).to_embed == 2
    assert plan(desk).seconds is not None


def test_another_model_has_everything_to_embed(desk: Services) -> None:
    there = {row.text_hash for row in store.passages_after(desk.engine, 0, 1_000)}
    there |= {row.reply_hash for row in store.replies_after(desk.engine, 0, 1_000)}
    assert plan(desk, "multilingual-e5-small").to_embed == len(there)


def test_before_the_first_build_the_time_is_told_from_a_sample(services: Services) -> None:
    assert plan(services).seconds is None
    unread(services)
    seconds = plan(services).seconds
    assert seconds is not None and seconds > 0


def test_a_name_that_is_no_model_is_refused(desk: Services) -> None:
    with pytest.raises(ModelUnavailable):
        plan(desk, "./nowhere")
