"""Speed week by week of one channel, of one category, and of both: what was put in is found, and no more is told."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from sqlalchemy import delete

from assist_server import store
from assist_server.insights.parts import Part
from assist_server.insights.refresh import refresh
from assist_server.insights.shown import SpeedFigures
from assist_server.insights.speed import speed
from assist_server.services import Services
from assist_server.store import Entry, Facts
from assist_server.store.tables import insight_parts
from assist_server.store.transactions import writing
from tests.insights.conftest import quietly

FIRST, WEEKS, PEOPLE = 105_000, 4, 6
TAKES = {("chat", "payment"): 60, ("chat", "delivery"): 300, ("email", "payment"): 7_200, ("email", "delivery"): 30_000}
EACH = 60  # tickets of each channel and category


def facts_of(pk: int, channel: str | None, category: str | None, week: int, seconds: int, agent: str) -> Facts:
    """Return a ticket's facts; every third was not solved in one contact."""
    return Facts(
        entry_pk=pk,
        content_hash=str(pk),
        week=week,
        channel=channel,
        category=category,
        agent_key=agent,
        replies=1,
        contacts=1 + (pk % 3 == 0),
        solved=True,
        first_response=seconds,
        first_response_open=seconds // 2,
        resolution=4 * seconds,
    )


def with_facts(services: Services, facts: list[Facts]) -> Services:
    """Give the desk tickets of which these facts are known, and let the job sum them up."""
    rows = [Entry("ticket", f"T-{one.entry_pk}", "t", one.content_hash) for one in facts]
    store.save_entries(services.engine, rows)
    store.facts.put_facts(services.engine, facts)
    refresh(services, quietly)
    return services


def known_facts() -> Iterator[Facts]:
    """Yield tickets whose times differ by channel and category, around known ones; some have neither."""
    chance, pk = random.Random(4), 0
    for (channel, category), seconds in TAKES.items():
        for number in range(EACH):
            pk += 1
            took = int(seconds * chance.lognormvariate(0, 0.3))
            yield facts_of(pk, channel, category, FIRST + number % WEEKS, took, f"agent {number % PEOPLE}")
    for number in range(PEOPLE):
        pk += 1
        yield facts_of(pk, None, None, FIRST, 1_000, f"agent {number}")


@pytest.fixture
def counted(services: Services) -> Services:
    """A desk whose tickets' times are known by channel and category."""
    return with_facts(services, list(known_facts()))


def medians(figures: SpeedFigures) -> list[float | None]:
    """Return the medians of the first response, week by week."""
    return [week.first_response_median for week in figures.by_week]


PARTS = [Part("chat"), Part(None, "payment"), Part("email", "delivery")]


def test_it_works(counted: Services) -> None:
    figures = speed(counted, Part("chat", "payment"))
    assert figures.tickets == EACH and [week.tickets for week in figures.by_week] == [EACH // WEEKS] * WEEKS
    assert all(week == pytest.approx(60, rel=0.3) for week in medians(figures))
    told = [(row.dim, row.value, row.tickets) for row in figures.rows]
    whole = 4 * EACH + PEOPLE
    assert told == [
        ("all", "", whole),
        ("channel", "chat", 2 * EACH),
        ("category", "payment", 2 * EACH),
        ("part", "chat · payment", EACH),
    ]
    assert (figures.channels, figures.categories) == (["chat", "email"], ["delivery", "payment"])


@pytest.mark.parametrize("part", PARTS, ids=["channel", "category", "both"])
@pytest.mark.parametrize("opened", [False, True])
def test_a_part_tells_the_times_and_shares_of_its_tickets(counted: Services, part: Part, opened: bool) -> None:
    name = "first_response_open" if opened else "first_response"
    chosen = [
        one for one in known_facts() if part.channel in (None, one.channel) and part.category in (None, one.category)
    ]
    figures = speed(counted, part, business_hours=opened)
    assert figures.tickets == len(chosen)
    for number, week in enumerate(figures.by_week):
        of_week = [one for one in chosen if one.week == FIRST + number]
        times = sorted(getattr(one, name) for one in of_week)
        assert week.tickets == len(of_week)
        assert week.first_response_median == pytest.approx(times[(len(times) - 1) // 2], rel=0.03)
        assert week.first_response_p90 == pytest.approx(times[-(-9 * len(times) // 10) - 1], rel=0.03)
        once = sum(one.contacts == 1 for one in of_week) / len(of_week)
        assert week.one_contact and week.one_contact.value == pytest.approx(1000 * once, abs=0.1)
    (row, times) = figures.rows[-1], sorted(getattr(one, name) for one in chosen)
    assert row.tickets == len(chosen)
    assert row.first_response_median == pytest.approx(times[(len(times) - 1) // 2], rel=0.03)


def test_the_parts_of_a_label_add_up_to_it(counted: Services) -> None:
    whole = {week.monday: week.tickets for week in speed(counted, Part("chat")).by_week}
    for monday, tickets in whole.items():
        parts = [speed(counted, Part("chat", category)) for category in ("payment", "delivery")]
        assert tickets == sum(week.tickets for part in parts for week in part.by_week if week.monday == monday)


def test_without_a_choice_the_whole_desk_is_told(counted: Services) -> None:
    figures = speed(counted, Part("", ""))
    assert figures == speed(counted) and figures.tickets == 4 * EACH + PEOPLE
    assert {"all", "channel", "category"} <= {row.dim for row in figures.rows}


@pytest.mark.parametrize("part", [Part("fax"), Part("chat", "fax"), Part("\0", "'")])
def test_what_no_ticket_has_is_told_as_nothing(counted: Services, part: Part) -> None:
    figures = speed(counted, part)
    assert (figures.tickets, figures.by_week, figures.hidden) == (0, [], 0)
    assert [row.dim for row in figures.rows][:1] == ["all"] and "part" not in {row.dim for row in figures.rows}


def test_a_part_that_too_few_people_answered_is_not_shown_though_its_labels_are(services: Services) -> None:
    facts = list(known_facts())
    for category, agents in (("payment", range(PEOPLE)), ("delivery", [1] * 40)):
        facts += [
            facts_of(len(facts) + place, "phone", category, FIRST, 60, f"agent {agent}")
            for place, agent in enumerate(agents, 1)
        ]
    desk = with_facts(services, facts)
    alone = speed(desk, Part("phone", "delivery"))
    assert (alone.tickets, alone.by_week, alone.hidden) == (0, [], 1)
    assert [row.dim for row in alone.rows] == ["all", "channel", "category"]
    assert speed(desk, Part("phone", "payment")).tickets == PEOPLE
    assert speed(desk, Part("phone")).tickets == PEOPLE + 40


def test_after_an_update_the_job_fills_in_what_was_counted_before(counted: Services) -> None:
    before = speed(counted, Part("chat", "payment"))
    with writing(counted.engine) as connection:
        connection.execute(delete(insight_parts))
    assert speed(counted, Part("chat", "payment")).by_week == []
    assert medians(speed(counted, Part("chat"))) != []  # of one label the sums were there before
    assert refresh(counted, quietly)["weeks"] == WEEKS
    again = speed(counted, Part("chat", "payment"))
    assert (again.rows, again.by_week) == (before.rows, before.by_week)
    assert refresh(counted, quietly)["weeks"] == 0


def test_a_deleted_ticket_is_in_no_part(counted: Services) -> None:
    store.delete_entries(counted.engine, "ticket", ["T-1"])
    refresh(counted, quietly)
    assert speed(counted, Part("chat", "payment")).tickets == EACH - 1
    store.facts.forget_facts(counted.engine)
    assert speed(counted, Part("chat", "payment")).by_week == []
