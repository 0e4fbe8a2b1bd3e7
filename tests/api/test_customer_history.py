"""The customer so far, by API: who is matched, what is told, and that nothing of it outlives the tickets."""

from __future__ import annotations

import io
import json
import logging
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from assist_server import erasure, imports
from assist_server.intake import keys_of_customer
from assist_server.services import Services, secret_of
from assist_server.store import Facts
from assist_server.store import facts as kept

NOW = datetime.now(UTC).replace(microsecond=0)
ADA = {"id": "c-17", "email": "ada@example.org"}
PROMISE = "I will send you a new valve by Friday."
WAIT = "We are looking into this and will get back to you."
EMPTY = {
    "tickets": [],
    "total": 0,
    "unsolved": 0,
    "contacts": {"count": 1, "days": 1},
    "ratings": {"rated": 0, "bad": 0, "last": None},
    "moods": {},
    "open_promises": 0,
}


def days_ago(days: float) -> str:
    """Return a time as the API takes it."""
    return (NOW - timedelta(days=days)).isoformat()


def ticket(id: str, days: float, customer: dict[str, str] | None = None, said: str = "Done.", **more: Any) -> Any:
    """Return a ticket of Ada's that began so many days ago and was answered three hours later."""
    messages = [
        {"author": "customer", "text": "The walrus valve drips.", "sent_at": days_ago(days)},
        {"author": "agent", "text": said, "sent_at": days_ago(days - 0.125)},
    ]
    fields = {"status": "solved", "subject": "Walrus valve", "channel": "email", "messages": messages}
    return {"id": id, "customer": customer or ADA, "created_at": days_ago(days), "language": "en", **fields, **more}


def bring_in(services: Services, *tickets: Any) -> None:
    """Import tickets."""
    lines = "\n".join(json.dumps(one) for one in tickets)
    assert imports.import_lines(services, "ticket", io.BytesIO(lines.encode())).rejected == 0


def ask(agent: FlaskClient, customer: dict[str, str] | None = None, **more: Any) -> Any:
    """Return the history of a customer, Ada unless another one is named."""
    answer = agent.post("/v1/customers/history", json={"customer": ADA if customer is None else customer, **more})
    assert answer.status_code == 200, answer.json
    return answer.json


def ids(history: Any) -> list[str]:
    """Return the ids of the tickets that are told."""
    return [one["id"] for one in history["tickets"]]


def test_it_works(services: Services, agent: FlaskClient) -> None:
    bring_in(
        services,
        ticket("A-1", 100, csat="bad", solved_at=days_ago(98), url="https://help.example/A-1"),
        ticket("A-2", 4, said=PROMISE, status="open", channel="chat"),
        ticket("B-1", 3, {"email": "bob@example.org"}),
    )
    history = ask(agent, ticket_id="A-9", written_at=[days_ago(0.1)])
    assert ids(history) == ["A-2", "A-1"]
    assert history["tickets"][1] == {
        "id": "A-1",
        "subject": "Walrus valve",
        "url": "https://help.example/A-1",
        "channel": "email",
        "status": "solved",
        "created_at": days_ago(100).replace("+00:00", "Z"),
        "solved_at": days_ago(98).replace("+00:00", "Z"),
        "csat": "bad",
        "mood_first": None,
        "mood_last": None,
        "promised": [],
    }
    assert history["tickets"][0]["promised"][0]["text"] == PROMISE and history["open_promises"] == 1
    assert (history["total"], history["unsolved"]) == (2, 1)
    assert history["contacts"] == {"count": 2, "days": 4}
    assert history["ratings"] == {"rated": 1, "bad": 1, "last": "bad"}


@pytest.mark.parametrize(
    "customer", [{}, {"name": "Ada"}, {"email": " "}, {"id": "nobody"}, {"email": "new@example.org"}]
)
def test_who_is_not_known_has_an_empty_history(
    services: Services, agent: FlaskClient, customer: dict[str, str]
) -> None:
    bring_in(services, ticket("A-1", 3), ticket("N-1", 2, {"name": "Ada"}), ticket("N-2", 2, {"email": " "}))
    assert ask(agent, customer) == EMPTY


@pytest.mark.parametrize(
    ("stored", "asked"),
    [
        (ADA, {"email": "ADA@example.org "}),
        (ADA, {"id": "c-17"}),
        ({"email": "ada@example.org"}, ADA),
        ({"id": "c-17"}, ADA),
        ({"id": "ada@example.org"}, ADA),
        ({"email": "ada@example.org"}, {"id": "ada@example.org"}),
    ],
)
def test_tickets_of_different_channels_meet(
    services: Services, agent: FlaskClient, stored: dict[str, str], asked: dict[str, str]
) -> None:
    bring_in(services, ticket("A-1", 3, stored))
    assert ids(ask(agent, asked)) == ["A-1"]


def test_an_id_of_another_helpdesk_is_no_match_where_the_address_is_another(
    services: Services, agent: FlaskClient
) -> None:
    bring_in(services, ticket("Z-1", 3, {"id": "c-17", "email": "zoe@example.org"}))
    assert ids(ask(agent)) == []


def test_a_brand_sees_its_own_tickets_and_the_shared_ones(services: Services, agent: FlaskClient) -> None:
    bring_in(services, ticket("F-1", 4, brand="fernway"), ticket("L-1", 3, brand="lumio"), ticket("S-1", 2))
    assert ids(ask(agent, brand="fernway")) == ["S-1", "F-1"] and ask(agent, brand="fernway")["total"] == 2
    assert ids(ask(agent)) == ["S-1", "L-1", "F-1"]


@pytest.mark.parametrize("stored", ["7", "desk:7"])
def test_the_open_ticket_is_no_earlier_one_but_a_contact(services: Services, agent: FlaskClient, stored: str) -> None:
    bring_in(services, ticket(stored, 2, status="open"), ticket("A-1", 5))
    history = ask(agent, ticket_id="7")
    assert ids(history) == ["A-1"] and (history["total"], history["unsolved"]) == (1, 0)
    assert history["contacts"] == {"count": 2, "days": 3}
    again = ask(agent, ticket_id="7", written_at=[days_ago(2), days_ago(0.5)])
    assert again["contacts"] == {"count": 3, "days": 5}


def test_twenty_are_told_and_all_are_counted(services: Services, agent: FlaskClient) -> None:
    bring_in(services, *(ticket(f"A-{place}", place, csat=1 + place % 5) for place in range(1, 81)))
    history = ask(agent)
    assert ids(history) == [f"A-{place}" for place in range(1, 21)]
    assert history["total"] == 80 and history["ratings"] == {"rated": 80, "bad": 32, "last": 2}


def test_a_wait_is_open_until_the_desk_writes_again(services: Services, agent: FlaskClient) -> None:
    kept_word = ticket("A-1", 9, said=WAIT)
    kept_word["messages"].append({"author": "agent", "text": "It was the seal.", "sent_at": days_ago(8)})
    bring_in(services, kept_word, ticket("A-2", 3, said=WAIT))
    history = ask(agent)
    assert [(one["id"], [(said["text"], said["open"]) for said in one["promised"]]) for one in history["tickets"]] == [
        ("A-2", [(WAIT, True)]),
        ("A-1", [(WAIT, False)]),
    ]
    assert history["open_promises"] == 1


def test_moods_are_those_the_insights_read_of_this_content(services: Services, agent: FlaskClient) -> None:
    bring_in(services, ticket("A-1", 3), ticket("A-2", 2))
    for source in next(kept.facts_missing(services.engine, 10)):
        facts = Facts(source.pk, source.content_hash, 1, mood_first="negative", mood_last="positive")
        kept.put_facts(services.engine, [facts])
    history = ask(agent)
    assert {(one["mood_first"], one["mood_last"]) for one in history["tickets"]} == {("negative", "positive")}
    assert history["moods"] == {"positive": 2}
    bring_in(services, ticket("A-2", 2, said="All is well now."))
    assert ask(agent)["moods"] == {"positive": 1}


def test_a_changed_or_deleted_ticket_is_told_as_it_now_is(
    services: Services, agent: FlaskClient, admin: FlaskClient
) -> None:
    bring_in(services, ticket("A-1", 3, said=PROMISE, status="open"), ticket("A-2", 2))
    assert ask(agent)["open_promises"] == 1
    bring_in(services, ticket("A-1", 3, said=PROMISE, status="solved", csat="good"))
    changed = ask(agent)
    assert (changed["open_promises"], changed["unsolved"], changed["ratings"]["last"]) == (0, 0, "good")
    assert admin.delete("/v1/tickets/A-1").status_code == 204
    assert ids(ask(agent)) == ["A-2"]


def test_erasing_the_customer_leaves_nothing_of_it(services: Services, agent: FlaskClient, admin: FlaskClient) -> None:
    bring_in(
        services, ticket("A-1", 3, {"id": "c-17"}), ticket("A-2", 2), ticket("B-1", 1, {"email": "bob@example.org"})
    )
    assert ask(agent)["total"] == 2
    proof = erasure.erase(services, *ADA.values())
    assert (proof.tickets, proof.found_in) == (2, [])
    assert ask(agent) == EMPTY
    assert ask(agent, {"email": "bob@example.org"})["total"] == 1


def test_the_customer_is_in_no_answer_and_no_log(
    services: Services, agent: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    bring_in(services, ticket("A-1", 3))
    text = json.dumps(ask(agent))
    refused = agent.post("/v1/customers/history", json={"customer": {"email": "ada@example.org", "id": ""}})
    assert refused.status_code == 422
    for told in (text, refused.get_data(as_text=True), caplog.text):
        assert "ada@example.org" not in told and "c-17" not in told
    hashes = keys_of_customer(ADA.values(), secret_of(services.settings))
    assert json.loads(text)["total"] == 1 and not any(hashed in text + caplog.text for hashed in hashes)


def test_only_with_a_key(app: Any) -> None:
    assert app.test_client().post("/v1/customers/history", json={"customer": ADA}).status_code == 401
