"""The API document is what a client can be generated from: names, tags, examples that are true, every operation."""

from __future__ import annotations

import re
from typing import Any

import jsonschema_rs
import pytest
from flask import Flask
from flask.testing import FlaskClient

from assist_server.api import ROOMS
from assist_server.api.openapi import TAGS, document, examples
from assist_server.services import Services

OPERATIONS = [row for rows in ROOMS.values() for row in rows]
VERBS = """answer cancel check create delete erase export get import list preview put read refresh revoke roll_back
 search start stop stream sync try""".split()


@pytest.fixture(scope="module")
def described() -> dict[str, Any]:
    """The document."""
    return document(ROOMS)


def operation_of(described: dict[str, Any], row: Any) -> dict[str, Any]:
    """Return an operation as described."""
    found: dict[str, Any] = described["paths"][row.path][row.method.lower()]
    return found


def is_valid(described: dict[str, Any], schema: dict[str, Any], value: Any) -> bool:
    """Say whether a value is as a schema of the document has it."""
    whole = {**schema, "components": described["components"]}
    return bool(jsonschema_rs.validator_for(whole).is_valid(value))


def test_it_works(app: Flask, described: dict[str, Any]) -> None:
    assert app.test_client().get("/openapi.json").json == described | {"servers": [{"url": "/"}]}


def test_every_operation_has_a_tag_that_is_described(described: dict[str, Any]) -> None:
    tags = {tag["name"]: tag["description"] for tag in described["tags"]}
    assert tags == TAGS
    assert all(set(operation_of(described, row)["tags"]) <= tags.keys() for row in OPERATIONS)


def test_the_tags_come_in_the_order_a_developer_needs_them(app: Flask) -> None:
    text = app.test_client().get("/openapi.json").text
    assert text.index("/v1/suggestions") < text.index("/v1/tickets") < text.index("/healthz")


def test_every_operation_has_a_name_that_begins_with_what_it_does(described: dict[str, Any]) -> None:
    ids = [operation_of(described, row)["operationId"] for row in OPERATIONS]
    assert len(set(ids)) == len(ids)
    assert [id for id in ids if not re.fullmatch(rf"({'|'.join(VERBS)})(_[a-z]+)*", id)] == []
    assert all(operation_of(described, row)["summary"] for row in OPERATIONS)


@pytest.mark.parametrize("row", OPERATIONS, ids=lambda row: row.id)
def test_every_operation_has_examples_as_the_document_has_them(described: dict[str, Any], row: Any) -> None:
    operation = operation_of(described, row)
    shown = [
        (kind["schema"], kind["example"])
        for part in (operation.get("requestBody"), operation["responses"][str(row.status)])
        for kind in (part or {}).get("content", {}).values()
    ]
    assert len(shown) >= bool(row.body or row.lines) + (row.status != 204)
    named = [(one["schema"], one["example"]) for one in operation.get("parameters", ()) if "example" in one]
    assert [one["name"] for one in operation.get("parameters", ()) if one["required"] and "example" not in one] == []
    assert [value for schema, value in shown + named if not is_valid(described, schema, value)] == []


@pytest.mark.parametrize("row", [row for row in OPERATIONS if row.body], ids=lambda row: row.id)
def test_an_example_is_a_request_without_a_slip(row: Any) -> None:
    row.body.model_validate(examples()[row.id]["body"], extra="forbid")
    if row.query:
        row.query.model_validate(examples()[row.id].get("query", {}), extra="forbid")


def test_an_id_is_one_named_component(described: dict[str, Any]) -> None:
    schemas = described["components"]["schemas"]
    assert schemas["Id"]["anyOf"] == [{"type": "string"}, {"type": "integer"}]
    unnamed = [
        f"{name}.{field}"
        for name, schema in schemas.items()
        for field, shape in schema.get("properties", {}).items()
        if {"type": "integer"} in shape.get("anyOf", ()) and {"type": "string"} in shape.get("anyOf", ())
    ]
    assert unnamed == []


@pytest.mark.parametrize("noun", ["tickets", "articles", "macros"])
def test_what_is_sent_many_at_once_may_be_an_array(
    described: dict[str, Any], desk: Services, admin: FlaskClient, noun: str
) -> None:
    content = described["paths"][f"/v1/{noun}"]["post"]["requestBody"]["content"]
    array, lines = content["application/json"], content["application/x-ndjson"]
    assert array["schema"]["items"] == lines["x-line"]
    first = admin.post(f"/v1/{noun}", json=array["example"])
    taken = first.json["added"] + first.json["changed"] + first.json["unchanged"]
    assert (taken, first.json["rejected"]) == (len(array["example"]), 0)
    again = admin.post(f"/v1/{noun}", data=lines["example"].encode(), content_type="application/x-ndjson")
    assert again.json["unchanged"] == len(array["example"])


@pytest.mark.parametrize(
    ("body", "added", "status"),
    [
        (b"[]", 0, 200),
        (b' \n[ {"id": 1, "title": "t", "text": "x"} , {"id": 2, "title": "t", "text": "x"} ] \n', 2, 200),
        (b'{"id": 1, "title": "t", "text": "x"}', 1, 200),
        (b'[{"id": 1, "title": "t", "text": "x"}, 7, "x", null, [1]]', 1, 200),
        (b'[{"id": 1, "title": "t", "text": "x"}', 0, 422),
        (b'[{"id": 1, "title": "t", "text": "x"}] and more', 0, 422),
        (b'[{"id": 1},, {"id": 2}]', 0, 422),
        (b"[" * 50_000, 0, 422),
        (b'["\xff"]', 0, 422),
    ],
)
def test_an_array_is_whole_or_told_not_to_be(admin: FlaskClient, body: bytes, added: int, status: int) -> None:
    answer = admin.post("/v1/macros", data=body, content_type="application/json")
    assert answer.status_code == status
    assert status != 200 or answer.json["added"] == added


def test_an_array_has_the_bounds_that_lines_have(admin: FlaskClient, services: Services) -> None:
    services.settings = services.settings.model_copy(update={"max_bulk_body": 2_000})
    body = b"[" + b" " * 3_000 + b"]"
    assert admin.post("/v1/macros", data=body, content_type="application/json").status_code == 413
