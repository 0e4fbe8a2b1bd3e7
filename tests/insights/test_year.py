"""What is put into a year is found in its figures, within their intervals."""

from __future__ import annotations

import math

import pytest

from assist_server import store
from assist_server.insights.mood import mood
from assist_server.insights.refresh import refresh
from assist_server.insights.shown import Rate
from assist_server.insights.speed import speed
from assist_server.services import Services
from assist_server.store import facts as kept
from tests.insights.conftest import Lived, quietly

pytestmark = pytest.mark.model
COUNT = 1_200


def holds(rate: Rate | None, truth: float) -> bool:
    """Tell whether an interval holds what was put in, given as a share of 1."""
    return rate is not None and rate.low <= 1000 * truth <= rate.high


def test_it_works(lived: Lived) -> None:
    desk = lived(COUNT, bad=0.1, bad_more_when_upset=0.25, rated=1.0, one_contact=1.0)
    found = mood(desk)
    assert found.tickets == COUNT == found.read and found.weeks == 52
    (whole,) = [row for row in found.rows if row.dim == "all"]
    assert whole.verdict == "more" and whole.upset_rated + whole.other_rated == COUNT
    assert holds(whole.difference, 0.25) and holds(whole.other, 0.1) and holds(whole.upset, 0.35)
    (turned,) = [row for row in found.turned if row.dim == "all"]
    assert holds(turned.turned_share, 0.7) and holds(turned.lost_share, 0.05)
    assert {row.value for row in found.rows if row.dim == "channel"} == {"email", "chat", "phone"}
    assert found.turned_examples and found.lost_examples and "cause" in " ".join(found.words)


def test_without_an_effect_the_words_claim_none(lived: Lived) -> None:
    found = mood(lived(600, bad=0.1, bad_more_when_upset=0.0, rated=1.0))
    assert found.rows[0].verdict == "unclear" and holds(found.rows[0].difference, 0.0)
    assert "can't be told" in found.words[0]


def test_few_ratings_say_nothing(lived: Lived) -> None:
    found = mood(lived(100, rated=0.1))
    assert found.rows[0].verdict == "too few" and found.rows[0].difference is None


def test_times_and_shares_are_found_again(lived: Lived) -> None:
    desk = lived(800, first_response=(("email", 7200.0), ("chat", 900.0), ("phone", 30.0)), spread=0.3)
    rows = {(row.dim, row.value): row for row in speed(desk).rows}
    email, chat = rows["channel", "email"], rows["channel", "chat"]
    assert email.first_response_median == pytest.approx(7200, rel=0.1)
    assert email.first_response_p90 == pytest.approx(7200 * math.exp(1.2816 * 0.3), rel=0.15)
    assert chat.first_response_median == pytest.approx(900, rel=0.1) and email.waited is None
    assert chat.waited and chat.waited.value > 500
    assert holds(rows["all", ""].one_contact, 0.8 * 0.92) and holds(rows["all", ""].reopened, 0.08)
    assert len(speed(desk).by_week) == 52


def test_opening_hours_shorten_what_lasts_over_night(lived: Lived) -> None:
    desk = lived(200, first_response=(("email", 80_000.0), ("chat", 80_000.0), ("phone", 80_000.0)), spread=0.05)
    around, opened = speed(desk).rows[0], speed(desk, business_hours=True).rows[0]
    assert around.first_response_median and opened.first_response_median
    assert opened.first_response_median < around.first_response_median / 2
    assert speed(desk, business_hours=True).business_hours == "mon-fri 09:00-17:00 UTC"


def test_groups_of_fewer_than_five_people_are_not_shown(lived: Lived) -> None:
    desk = lived(100, agents=4)
    assert mood(desk).rows == [] and mood(desk).hidden > 10 and speed(desk).by_week == []
    assert mood(desk).turned_examples == []
    desk.settings = desk.settings.model_copy(update={"insights_people": 1})
    assert mood(desk).rows and mood(desk).hidden == 0


def test_read_again_nothing_changes_and_what_is_new_or_gone_counts_at_once(lived: Lived) -> None:
    desk = lived(60)
    assert refresh(desk, quietly) == {"read": 0, "weeks": 0, "moods": True}
    store.delete_entries(desk.engine, "ticket", ["year-0", "year-59"])
    assert refresh(desk, quietly)["read"] == 0
    assert mood(desk).tickets == 58
    lived(60, seed=8)  # the two that are gone again, and the others changed
    assert mood(desk).tickets == 60


def test_a_stopped_run_goes_on_where_it_was(lived: Lived) -> None:
    desk = lived(40)
    kept.forget_facts(desk.engine)
    assert refresh(desk, quietly, limit=15)["read"] == 15
    assert mood(desk).tickets == 15
    assert refresh(desk, quietly)["read"] == 25 and mood(desk).tickets == 40


def test_a_desk_without_tickets_says_so(services: Services) -> None:
    assert mood(services).words == ["There is nothing to show yet."]
