"""A caller's slips are told, wherever they are made, and nothing is refused for them."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from assist_server.api.operations import HINTS_HEADER
from assist_server.services import Services
from assist_server.validation import MOST

QUESTION = {"author": "customer", "text": "My parcel has not arrived."}
TICKET = {"messages": [QUESTION]}
SOLVED = {"status": "solved", "messages": [QUESTION, {"author": "agent", "text": "We look for it and write tomorrow."}]}


def hints(answer: Any) -> dict[str, str]:
    """Return what an answer hints at: the detail by the pointer."""
    return {hint["pointer"]: hint["detail"] for hint in answer.json.get("hints", [])}


def test_it_works(desk: Services, agent: FlaskClient) -> None:
    answer = agent.post("/v1/suggestions", json={"ticket": {"message": [QUESTION]}, "limits": 3})
    assert answer.status_code == 200
    told = hints(answer)
    assert told["/limits"].endswith("Did you mean limit?")
    assert told["/ticket/message"].endswith("Did you mean messages?")
    assert "no message of the customer" in told["/ticket/messages"]


def test_a_request_without_a_slip_gets_no_hints(desk: Services, agent: FlaskClient) -> None:
    answers = [
        agent.post("/v1/suggestions", json={"ticket": TICKET | {"brand": "alder"}}),
        agent.get("/v1/search?q=parcel&limit=3"),
        agent.get("/v1/stats"),
    ]
    assert ["hints" in answer.text for answer in answers] == [False] * 3


@pytest.mark.parametrize(
    ("given", "pointer", "meant"),
    [
        ({"ticket": {"messages": [QUESTION | {"txt": "x"}]}}, "/ticket/messages/0/txt", "text"),
        ({"ticket": TICKET | {"customer": {"mail": "x"}}}, "/ticket/customer/mail", "email"),
        ({"ticket": TICKET | {"createdAt": "2026-01-01"}}, "/ticket/createdAt", "created_at"),
        ({"ticket": TICKET, "messages": [QUESTION]}, "/messages", "/ticket/messages"),
        ({"ticket": TICKET | {"limit": 3}}, "/ticket/limit", "/limit"),
    ],
)
def test_a_field_is_named_however_deep_it_lies(
    desk: Services, agent: FlaskClient, given: Any, pointer: str, meant: str
) -> None:
    answer = agent.post("/v1/suggestions", json=given)
    assert answer.status_code == 200 and hints(answer)[pointer].endswith(f"Did you mean {meant}?")


def test_where_nothing_is_near_the_known_fields_are_named(desk: Services, agent: FlaskClient) -> None:
    answer = agent.post("/v1/search", json={"q": "parcel", "zzzz": 1})
    assert hints(answer)["/zzzz"].endswith("Known here: brand, internal, kind, limit, q.")


def test_a_name_of_another_shape_than_text_breaks_nothing(desk: Services, agent: FlaskClient) -> None:
    odd = {"ticket": TICKET, "": 1, "a/b~c": 2, "\u0000": 3, "x" * 5_000: 4}
    answer = agent.post("/v1/suggestions", json=odd)
    assert answer.status_code == 200
    assert "/a~1b~0c" in hints(answer) and all(len(pointer) <= 200 for pointer in hints(answer))


def test_of_many_slips_the_first_are_named_and_the_rest_counted(desk: Services, agent: FlaskClient) -> None:
    many = {f"field {number}": number for number in range(MOST + 30)}
    told = agent.post("/v1/suggestions", json={"ticket": TICKET} | many).json["hints"]
    assert len(told) == MOST + 1 and told[-1]["detail"].startswith("30 more")


@pytest.mark.parametrize(
    ("method", "path", "body", "pointer"),
    [
        ("POST", "/v1/suggestions", {"ticket": TICKET | {"brand": "aldr"}}, "/ticket/brand"),
        ("POST", "/v1/search", {"q": "parcel", "brand": "aldr"}, "/brand"),
        ("GET", "/v1/search?q=parcel&brand=aldr", None, "/brand"),
        ("POST", "/v1/customers/history", {"customer": {"id": "1"}, "brand": "aldr"}, "/brand"),
        ("POST", "/v1/drafts/check", {"ticket": TICKET | {"brand": "aldr"}, "draft": "Hello"}, "/ticket/brand"),
    ],
)
def test_a_brand_that_nothing_is_stored_under_is_named(
    desk: Services, agent: FlaskClient, method: str, path: str, body: Any, pointer: str
) -> None:
    answer = agent.open(path, method=method, json=body)
    assert answer.status_code == 200 and hints(answer)[pointer].endswith("Did you mean alder?")


def test_a_brand_written_a_moment_ago_is_known(desk: Services, agent: FlaskClient, admin: FlaskClient) -> None:
    assert hints(agent.post("/v1/suggestions", json={"ticket": TICKET | {"brand": "cedar"}}))
    assert admin.put("/v1/tickets/C-1", json=SOLVED | {"brand": "cedar"}).status_code == 200
    assert not hints(agent.post("/v1/suggestions", json={"ticket": TICKET | {"brand": "cedar"}}))


@pytest.mark.parametrize("path", ["/v1/search?q=parcel&limits=3", "/v1/stats?limits=3", "/healthz?limits=3"])
def test_a_parameter_nobody_knows_is_named(desk: Services, agent: FlaskClient, path: str) -> None:
    answer = agent.get(path)
    assert answer.status_code == 200
    (hint,) = answer.json["hints"]
    assert (hint["place"], hint["pointer"], hint["code"]) == ("query", "/limits", "unknown_field")


def test_a_parameter_given_twice_and_a_body_nobody_reads_are_named(desk: Services, admin: FlaskClient) -> None:
    assert "more than once" in hints(admin.get("/v1/search?q=a&q=b"))["/q"]
    assert "takes no body" in hints(admin.get("/v1/stats", json={"limit": 3}))[""]


def test_an_answer_that_is_no_json_object_tells_in_a_header(
    desk: Services, agent: FlaskClient, admin: FlaskClient
) -> None:
    suggestion = agent.post("/v1/suggestions", json={"ticket": TICKET}).json["suggestions"][0]["id"]
    feedback = {"suggestion_id": suggestion, "event": "shown", "similarty": 0.5}
    answers = [
        (agent.post("/v1/feedback", json=feedback), "/similarty"),
        (admin.get("/v1/insights/speed.csv?chanel=email"), "/chanel"),
        (agent.get("/metrics?x=1"), "/x"),
    ]
    for answer, pointer in answers:
        assert answer.status_code in (200, 204)
        assert [hint["pointer"] for hint in json.loads(answer.headers[HINTS_HEADER])] == [pointer]


def test_an_answer_made_by_hand_tells_too(desk: Services, admin: FlaskClient, app: Flask) -> None:
    answer = admin.post("/v1/keys", json={"role": "agent", "name": "Ann", "nme": "x"})
    assert answer.status_code == 201 and answer.json["key"] and list(hints(answer)) == ["/nme"]


def test_a_refusal_names_the_field_that_was_meant(desk: Services, agent: FlaskClient) -> None:
    answer = agent.post("/v1/suggestions", json={"tickets": TICKET})
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json["errors"]] == ["/ticket"]
    assert hints(answer)["/tickets"].endswith("Did you mean ticket?")


def test_a_problem_that_comes_later_names_the_slips_too(agent: FlaskClient) -> None:
    answer = agent.post("/v1/suggestions", json={"ticket": TICKET, "limits": 3})  # there is no index
    assert answer.status_code == 503 and "/limits" in hints(answer)


def test_hints_are_of_the_request_and_never_of_the_cache(desk: Services, agent: FlaskClient) -> None:
    asked = {"ticket": TICKET}
    first, again = (agent.post("/v1/suggestions", json=asked | more) for more in ({"limits": 3}, {}))
    assert first.json["id"] == again.json["id"]
    assert "hints" in first.text and "hints" not in again.text


@pytest.mark.parametrize("form", ["lines", "gzip", "array"])
def test_a_bulk_tells_what_its_lines_name_and_nobody_knows(admin: FlaskClient, form: str) -> None:
    tickets: list[dict[str, Any]] = [{"id": number, "prioritty": 1, **SOLVED} for number in range(3)]
    tickets[0]["messages"] = [{**QUESTION, "colour": "red"}, *SOLVED["messages"]]
    lines = "".join(json.dumps(ticket) + "\n" for ticket in tickets).encode()
    data = {"lines": lines, "gzip": gzip.compress(lines), "array": json.dumps(tickets).encode()}[form]
    kind = "application/json" if form == "array" else "application/x-ndjson"
    answer = admin.post("/v1/tickets", data=data, content_type=kind)
    assert (answer.json["added"], answer.json["rejected"]) == (3, 0)
    assert {hint["pointer"]: hint["lines"] for hint in answer.json["hints"]} == {
        "/prioritty": 3,
        "/messages/*/colour": 1,
    }


def test_a_rejected_line_tells_what_it_names_too(admin: FlaskClient) -> None:
    answer = admin.post(
        "/v1/macros", data=b'{"id": 1, "titel": "x", "text": "y"}\n', content_type="application/x-ndjson"
    )
    assert answer.json["rejected"] == 1 and hints(answer)["/titel"].endswith("Did you mean title?")


def test_the_lines_of_a_bulk_name_a_bounded_number_of_fields(admin: FlaskClient) -> None:
    lines = b"".join(
        json.dumps({"id": number, "title": "x", "text": "y", f"field{number}": 1}).encode() + b"\n"
        for number in range(300)
    )
    answer = admin.post("/v1/macros", data=lines, content_type="application/x-ndjson")
    assert answer.json["added"] == 300 and len(answer.json["hints"]) == MOST + 1
