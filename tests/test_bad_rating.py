"""The chance of a bad rating is shown where the desk's own history bears it out, and nowhere else."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest

from assist_server import bad_rating_fit, store
from assist_server.assistance import assist
from assist_server.bad_rating import chance, features
from assist_server.bad_rating_fit import fit_bad_rating, is_bad
from assist_server.intake import Turn
from assist_server.requests import SuggestionRequest
from assist_server.results import Sentiment
from assist_server.services import Services
from assist_server.store import Csat, Engine, Entry, RatedTicket
from assist_server.ticket import OpenTicket
from embeddings.encoder import Encoder, load_encoder

START = datetime(2024, 1, 1, tzinfo=UTC)
CALM = ("Where do I find my invoice?", "Please change my delivery address.", "Is the blue jacket available in M?")
ANGRY = (
    "This is outrageous, nobody answers.",
    "I am furious, the box arrived broken.",
    "You are useless, I am leaving.",
)
Turns = list[dict[str, Any]]


def quiet(stage: str, done: int, total: int) -> None:
    """Watch the progress without a word."""


def conversation(question: str, number: int, hours: float) -> Turns:
    """Return a question, an answer after some hours, and thanks that come too late to count."""
    asked = START + timedelta(hours=number)
    said = ((0.0, "customer", question), (hours, "agent", "It is done."), (hours + 1, "customer", "Thanks, great!"))
    return [
        {"author": author, "text": text, "sent_at": (asked + timedelta(hours=after)).isoformat()}
        for after, author, text in said
    ]


def ticket(number: int, turns: Turns, csat: Csat | None, **more: Any) -> Entry:
    """Return a rated ticket as it is stored."""
    fields: dict[str, Any] = {"solved_at": START + timedelta(hours=number), "language": "en", "status": "solved"} | more
    return Entry(
        kind="ticket", id=f"R-{number}", title="", content_hash=str(number), body=json.dumps(turns), csat=csat, **fields
    )


def history(count: int, *, effect: float, seed: int = 1, **more: Any) -> list[Entry]:
    """Return tickets of which the angry and the late ones are rated badly more often, by so much."""
    draw = random.Random(seed)
    made = []
    for number in range(count):
        angry = draw.random() < 0.5
        hours = draw.choice((1.0, 100.0))
        bad = draw.random() < 0.4 + effect * ((angry - 0.5) + (hours > 2) - 0.5)
        turns = conversation(draw.choice(ANGRY if angry else CALM), number, hours)
        made.append(ticket(number, turns, "bad" if bad else "good", **more))
    return made


def fitted(engine: Engine, encoder: Encoder, entries: Sequence[Entry]) -> dict[str, Any]:
    """Store the tickets and fit."""
    store.save_entries(engine, entries)
    return fit_bad_rating(engine, encoder, quiet)


@pytest.fixture(scope="module")
def encoder(models_folder: Any) -> Encoder:
    """The default encoder."""
    return load_encoder("all-MiniLM-L6-v2", models_folder)


def test_it_works(engine: Engine, encoder: Encoder) -> None:
    report = fitted(engine, encoder, history(300, effect=0.45))
    assert report["used"] and report["gain"][1] > 0
    assert report["brier"] < report["brier_of_base_rate"] and report["auroc"][0] > 0.7
    assert json.loads(json.dumps(report)) == report


def test_without_an_effect_it_stays_silent(engine: Engine, encoder: Encoder) -> None:
    report = fitted(engine, encoder, history(300, effect=0.0))
    assert report["used"] is False and "model" not in report and chance({"bad_rating": report}, {}) is None


@pytest.mark.parametrize("seed", range(8))
def test_chance_alone_does_not_make_it_speak(seed: int) -> None:
    draw = np.random.default_rng(seed)
    rows, labels = draw.normal(size=(200, 20)), (draw.random(200) < 0.3).astype(float)
    assert bad_rating_fit._judged([str(column) for column in range(20)], rows, labels)["used"] is False


def test_few_ratings_are_not_fitted_and_the_report_says_so(engine: Engine, encoder: Encoder) -> None:
    report = fitted(engine, encoder, history(60, effect=0.45))
    assert (report["rated"], report["used"]) == (60, False) and "fewer than" in report["why"]


def test_a_desk_without_ratings_says_so_in_its_generation(desk: Services) -> None:
    live = store.live_generation(desk.engine)
    assert live is not None and live.report["bad_rating"]["used"] is False
    answer = assist(desk, SuggestionRequest(ticket=OpenTicket(messages=[{"author": "customer", "text": "Hello?"}])))
    assert answer.bad_rating is None


def test_an_answer_tells_the_chance_beside_the_base_rate(desk: Services, reindexed: Any) -> None:
    store.save_entries(desk.engine, history(300, effect=0.45))
    report = reindexed(desk)["bad_rating"]
    now = datetime.now(UTC)
    told = []
    for text, ago in ((CALM[0], timedelta(minutes=5)), (ANGRY[0], timedelta(hours=99))):
        message = {"author": "customer", "text": text, "sent_at": (now - ago).isoformat()}
        told.append(assist(desk, SuggestionRequest(ticket=OpenTicket(messages=[message]))).bad_rating)
    calm, angry = told
    assert calm is not None and angry is not None
    assert calm.chance < calm.base_rate == round(report["model"]["base_rate"], 3) < angry.chance


def test_undated_tickets_are_split_without_regard_to_their_order(engine: Engine, encoder: Encoder) -> None:
    report = fitted(engine, encoder, history(300, effect=0.45, solved_at=None))
    assert report["used"]
    rated = store.rated_tickets(engine, 300)
    ordered = [one.id for one in bad_rating_fit._in_time(rated)]
    assert ordered == [one.id for one in bad_rating_fit._in_time(rated[::-1])] != [one.id for one in rated]


def test_dated_tickets_are_judged_on_the_latest(engine: Engine) -> None:
    store.save_entries(engine, history(20, effect=0.0))
    ordered = bad_rating_fit._in_time(store.rated_tickets(engine, 20))
    assert [one.id for one in ordered] == [f"R-{number}" for number in range(20)]


def test_what_was_said_after_the_last_answer_is_not_known() -> None:
    turns = [Turn(**turn) for turn in conversation("Where is it?", 1, 2.0)]
    assert [turn.text for turn in bad_rating_fit._before_last_answer(turns)] == ["Where is it?"]
    assert bad_rating_fit._looked_at(turns, turns[:1]) == START + timedelta(hours=3)


@pytest.mark.parametrize(
    "turns",
    [
        [],
        [("agent", "Hello")],
        [("agent", "a"), ("customer", "b")],
        [("customer", "a"), ("agent", "b"), ("agent", "c")],
    ],
)
def test_odd_conversations_do_no_harm(turns: list[tuple[Any, str]]) -> None:
    made = [Turn(author, text, None) for author, text in turns]
    before = bad_rating_fit._before_last_answer(made)
    assert not before or before[-1].author == "customer"
    known = features(Sentiment(label="neutral", score=0.0), made, None, START)
    assert all(np.isfinite(value) for value in known.values())


@pytest.mark.parametrize(
    ("csat", "bad"), [("bad", True), ("good", False), (1, True), (2, True), (3, False), (5, False)]
)
def test_one_and_two_of_five_are_bad(csat: Csat, bad: bool) -> None:
    assert is_bad(csat) is bad


def test_open_and_unrated_tickets_are_left_out(engine: Engine) -> None:
    turns = conversation("Where is it?", 1, 2.0)
    made = [
        ticket(1, turns, "bad", status="open"),
        ticket(2, turns, None),
        ticket(3, turns, 4),
        ticket(4, turns, "bad"),
    ]
    store.save_entries(engine, made)
    found: list[RatedTicket] = store.rated_tickets(engine, 10)
    assert [(one.id, one.csat) for one in found] == [("R-4", "bad"), ("R-3", 4)]
