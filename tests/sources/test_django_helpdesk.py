"""django-helpdesk, the real one: what is stored is what its database says, whatever happens between two syncs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from assist_server import store, sync
from assist_server.errors import SourceRefused
from assist_server.services import Services
from tests.extension.helpdesks import DjangoHelpdesk
from tests.sources.rt_desk import LAMPS, answer, question
from tests.sources.stored import Truth, stored_of

TICKETS = 1500
FIRST = 2  # the first of the seeded tickets; 1 is the angry customer's
RESOLVED, REOPENED, DUPLICATE = 3, 2, 5
STATUS = {1: "open", REOPENED: "open", RESOLVED: "solved", 4: "closed"}


@pytest.fixture(scope="module")
def desk(django: DjangoHelpdesk) -> Iterator[DjangoHelpdesk]:
    """Fifteen hundred tickets."""
    django.change(
        *(
            {
                "do": "create",
                "title": f"My {LAMPS[number % len(LAMPS)]} lamp",
                "sender": f"customer{number % 20}@example.test",
                "text": question(number),
                "answer": answer(number),
            }
            for number in range(TICKETS)
        )
    )
    yield django


@pytest.fixture
def source(services: Services, desk: DjangoHelpdesk, monkeypatch: pytest.MonkeyPatch) -> Services:
    """A source named help, with its credentials."""
    store.put_source(services.engine, "help", "django_helpdesk", {"url": desk.url})
    monkeypatch.setenv("ASSIST_SOURCE_HELP_USER", "agent")
    monkeypatch.setenv("ASSIST_SOURCE_HELP_PASSWORD", "agent-pass")
    return services


def run(services: Services) -> dict[str, Any]:
    """Sync."""
    return sync.sync(services, lambda *_: None, "help")


def stored(services: Services) -> Truth:
    """Return what is stored of the source."""
    return stored_of(services, "help")


def expected(desk: DjangoHelpdesk) -> Truth:
    """Return what the database holds, without what was merged or is a duplicate, and without ticket 1."""
    return {
        str(one["id"]): (
            STATUS[one["status"]],
            [("agent" if from_desk else "customer", text) for from_desk, text in one["turns"]],
        )
        for one in desk.truth()
        if one["merged_to"] is None and one["status"] != DUPLICATE and one["id"] != 1
    }


def test_it_works(source: Services, desk: DjangoHelpdesk) -> None:
    """Killed in the middle, resumed, changed in every way there is, and true each time."""
    with pytest.raises(KeyboardInterrupt):
        sync.sync(source, _stops_after(500), "help")
    told = run(source)
    assert 0 < told["added"] <= TICKETS - 499 and told["unread"] == {}
    assert stored(source) == expected(desk)

    desk.change(*_everything())
    told = run(source)
    assert stored(source) == expected(desk)
    assert (told["added"], told["gone"]) == (1, 4)

    told = run(source)
    assert (told["added"], told["changed"], told["gone"]) == (0, 0, 0)


def _stops_after(tickets: int) -> Any:
    def report(stage: str, done: int, total: int) -> None:
        if done >= tickets:
            raise KeyboardInterrupt

    return report


def _everything() -> list[dict[str, Any]]:
    """Return replies, a reopened ticket, a private note, deletions, merges and a new ticket."""
    back = "That did not help, the lamp does the same as before."
    return [
        {"do": "reply", "id": FIRST + 3, "text": back, "status": REOPENED},
        {"do": "reply", "id": FIRST + 5, "text": "We send a new ring, it fits every lamp of ours.", "agent": True},
        {"do": "reply", "id": FIRST + 6, "text": "Nobody outside may ever see this.", "agent": True, "public": False},
        {"do": "delete", "id": FIRST + 7},
        {"do": "delete", "id": FIRST + 1200},
        {"do": "merge", "id": FIRST + 8, "into": FIRST + 9},
        {"do": "merge", "id": FIRST + 1498, "into": FIRST + 10},
        {
            "do": "create",
            "title": "Anillo perdido",
            "sender": "nueva@example.test",
            "text": "He perdido el anillo de mi lámpara, ¿dónde consigo otro?",
            "answer": "Hoy mismo le enviamos un anillo nuevo, encaja en todas nuestras lámparas.",
        },
    ]


def test_a_ticket_tells_who_when_and_where(source: Services, desk: DjangoHelpdesk) -> None:
    options = {"url": desk.url, "queues": "1=Second line", "queue_is_brand": "yes"}
    entries, unread = sync.trial(source, "help", "django_helpdesk", options)
    solved = next(entry for entry in entries if entry.id == f"help:{FIRST}")
    assert unread == [] and (solved.team, solved.brand) == ("Second line", "Second line")
    assert solved.solved_at and solved.customer_key and solved.agent_key and solved.reopened is False
    assert solved.url == f"{desk.url}/tickets/{FIRST}/" and solved.reply
    angry = next(entry for entry in entries if entry.id == "help:1")
    assert "duplicate capture" not in angry.body and angry.body.count("nobody answers my mails") == 1


def test_a_wrong_password_is_refused_naming_the_variables(source: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSIST_SOURCE_HELP_PASSWORD", "a wrong one")
    with pytest.raises(SourceRefused, match="ASSIST_SOURCE_HELP_PASSWORD") as refused:
        run(source)
    assert "a wrong one" not in str(refused.value)
