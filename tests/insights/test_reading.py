"""A stored ticket becomes numbers: who answered when, how often the customer came, and what does not count."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from assist_server.insights.hours import Hours
from assist_server.insights.reading import is_automatic, read
from assist_server.store import Facts, FactSource

BEGAN = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # a Monday
HOURS = Hours.parse("mon-fri 09:00-17:00", "UTC")


def facts(*turns: tuple[str, str, float], **more: Any) -> Facts:
    """Return the facts of a ticket whose turns are given as author, text and minutes after the beginning."""
    body = [
        {"author": author, "text": text, "sent_at": (BEGAN + timedelta(minutes=at)).isoformat()}
        for author, text, at in turns
    ]
    fields: dict[str, Any] = {name: None for name in FactSource._fields} | {
        "pk": 1,
        "content_hash": "h",
        "status": "solved",
    }
    return read(FactSource(**fields | {"body": json.dumps(body)} | more), HOURS).facts


ASKED, ANSWERED = ("customer", "Does it burn?", 0), ("agent", "It does.", 90)


def test_it_works() -> None:
    found = facts(ASKED, ANSWERED, solved_at=BEGAN + timedelta(hours=2), csat="bad", channel="email")
    assert (found.first_response, found.resolution, found.replies, found.contacts) == (5400, 7200, 1, 1)
    assert found.bad is True and found.solved and found.live_wait is None
    assert found.week * 7 + 1 == BEGAN.toordinal()


def test_an_automatic_reply_is_no_response() -> None:
    receipt = ("agent", "Thank you! We have received your request and will answer soon.", 0.1)
    found = facts(ASKED, receipt, ANSWERED)
    assert (found.first_response, found.replies) == (5400, 1)
    assert facts(ASKED, receipt).first_response is None


@pytest.mark.parametrize(
    "text",
    [
        "This is an automatic reply.",
        "Ihre Anfrage ist eingegangen.",
        "Hemos recibido su solicitud.",
        "我们已经收到您的请求。",
    ],
)
def test_receipts_are_known_in_four_languages(text: str) -> None:
    assert is_automatic(text)


def test_an_answer_that_mentions_the_request_is_a_response() -> None:
    assert not is_automatic("Your refund was sent today. " * 30 + "We have received your request for it.")
    assert not is_automatic("We sent you a new one.")


def test_a_last_thanks_is_no_further_contact_and_a_question_on_the_next_day_is() -> None:
    assert facts(ASKED, ANSWERED, ("customer", "Thanks!", 2000)).contacts == 1
    assert facts(ASKED, ANSWERED, ("customer", "And now?", 2000), ("agent", "Now too.", 2010)).contacts == 2
    assert facts(ASKED, ANSWERED, ("customer", "And now?", 100), ("agent", "Now too.", 110)).contacts == 1


def test_the_longest_wait_is_told_of_live_channels_alone() -> None:
    turns = (ASKED, ("agent", "It does.", 2), ("customer", "And rain?", 3), ("agent", "No.", 20))
    assert facts(*turns, channel="chat").live_wait == 17 * 60
    assert facts(*turns, channel="email").live_wait is None


def test_nights_and_weekends_are_not_opening_hours() -> None:
    assert HOURS.between(BEGAN, BEGAN + timedelta(days=7)) == 5 * 8 * 3600
    friday = datetime(2026, 11, 27, 16, 30, tzinfo=UTC)
    assert HOURS.between(friday, datetime(2026, 11, 30, 9, 15, tzinfo=UTC)) == 45 * 60


def test_a_working_week_may_begin_on_any_day() -> None:
    sunday_to_thursday = Hours.parse("sun-thu 09:00-17:00", "UTC")
    assert sunday_to_thursday.between(BEGAN - timedelta(hours=9), BEGAN + timedelta(days=7, hours=-9)) == 5 * 8 * 3600
    assert sunday_to_thursday.between(BEGAN + timedelta(days=4), BEGAN + timedelta(days=5)) == 0


def test_opening_hours_follow_the_clocks_of_their_place() -> None:
    berlin = Hours.parse("mon-sun 09:00-17:00", "Europe/Berlin")
    before = datetime(2026, 3, 28, tzinfo=UTC)  # the clocks go forward on the 29th
    assert berlin.between(before, before + timedelta(days=2)) == 16 * 3600
    assert berlin.between(datetime(2026, 3, 29, 7, 0, tzinfo=UTC), datetime(2026, 3, 29, 7, 30, tzinfo=UTC)) == 1800


def test_a_ticket_without_times_has_no_times_and_no_week() -> None:
    body = json.dumps([{"author": "customer", "text": "Hm", "sent_at": None}])
    found = facts(body=body)
    assert (found.week, found.first_response, found.resolution) == (0, None, None)
