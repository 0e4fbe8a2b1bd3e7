"""The small effect that the demo year holds by default is within the intervals, whatever the seed."""

from __future__ import annotations

from collections import Counter
from itertools import product

import pytest

from assist_server.demo import year
from assist_server.demo.year import CLOSINGS, OPENINGS, TOPICS, Effects
from assist_server.insights.proportions import Interval, difference, share
from assist_server.insights.refresh import mood_labels
from assist_server.services import Services

SEEDS = range(20)
COUNT = 1_000
EFFECTS = Effects()


def tally(seed: int) -> Counter[tuple[bool, str]]:
    """Count the tickets of a year by whether they began upset: rated, bad, written to again, ended upset."""
    found: Counter[tuple[bool, str]] = Counter()
    for ticket in year.tickets(COUNT, seed=seed):
        upset = ticket["messages"][0]["text"].startswith(OPENINGS["negative"])
        last = ticket["messages"][-1]
        again = last["text"] in (*CLOSINGS["negative"], *CLOSINGS["positive"])
        found[upset, "rated"] += ticket["csat"] is not None
        found[upset, "bad"] += ticket["csat"] == "bad"
        found[upset, "again"] += again
        found[upset, "ended upset"] += again and last["text"] in CLOSINGS["negative"]
    return found


def apart(found: Counter[tuple[bool, str]]) -> Interval:
    """Return how much larger the share of bad ratings is where customers began upset."""
    return difference(found[True, "bad"], found[True, "rated"], found[False, "bad"], found[False, "rated"])


def held(intervals: list[Interval], truth: float) -> int:
    """Count the intervals that hold what was put in."""
    return sum(one.low <= truth <= one.high for one in intervals)


def test_it_works() -> None:
    found = tally(7)
    assert found[True, "rated"] + found[False, "rated"] > COUNT * EFFECTS.rated / 2
    assert apart(found).low < EFFECTS.bad_more_when_upset < apart(found).high


def test_over_many_seeds_the_intervals_hold_what_was_put_in() -> None:
    """Of 20 intervals at 95 % at least 17 hold the truth, but for once in 60 sets of seeds; these seeds are set."""
    years = [tally(seed) for seed in SEEDS]
    lost = [share(one[False, "ended upset"], one[False, "again"]) for one in years]
    still = [share(one[True, "ended upset"], one[True, "again"]) for one in years]
    other = [share(one[False, "bad"], one[False, "rated"]) for one in years]
    assert held([apart(one) for one in years], EFFECTS.bad_more_when_upset) >= 17
    assert held(lost, EFFECTS.lost) >= 17 and held(still, 1 - EFFECTS.turned_round) >= 17
    assert held(other, EFFECTS.bad) >= 17


@pytest.mark.model
def test_the_mood_of_each_text_of_the_year_is_read_as_it_was_put_in(services: Services) -> None:
    openings = [
        (mood, f"{text} {topic.question}") for mood in OPENINGS for text, topic in product(OPENINGS[mood], TOPICS)
    ]
    known = openings + [(mood, text) for mood, texts in CLOSINGS.items() for text in texts]
    read = mood_labels(services, services.encoder(), {text: "en" for _, text in known})
    upset = [
        (text, one)
        for (mood, text), one in zip(known, read, strict=True)
        if (mood == "negative") != (one == "negative")
    ]
    assert upset == []
