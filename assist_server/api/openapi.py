"""The OpenAPI 3.1 document, made from the same rows and types that route and validate; and a page to browse it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, render_template, request, send_from_directory
from pydantic.json_schema import models_json_schema

from assist_server.api.operations import JSON, NDJSON, Operation
from assist_server.problems import MEDIA_TYPE, Problem

OWN_PARTS = Path(__file__).parent / "static"
EXAMPLES = Path(__file__).parent / "examples.json"
DESCRIPTION = """Suggested replies for support agents, from the desk's own history.

Errors are RFC 9457 problems with a stable `code` and what mends them. What a request names and nobody knows, such as
a misspelt field or a brand without a ticket, is no error: the answer names it in `hints`, or, where it is no JSON
object, in the header `Assist-Hints`."""
KEY = "A key, as `assist keys create --role agent --name NAME` or the console's page of keys makes it."
TAGS = {
    "suggestions": "Replies for an open ticket, its mood, and free search",
    "drafts": "A reply read before it is sent",
    "feedback": "What became of suggestions",
    "replies": "Sent replies, and an agent's own figures",
    "knowledge": "Tickets, articles and macros: written and deleted, one by one or many at once",
    "jobs": "Reindexing, tuning and replay, and how far they are",
    "customers": "A customer's history, and forgetting a customer",
    "keys": "Who may ask",
    "privacy": "What would be stored of a ticket",
    "generations": "The built indexes",
    "sources": "Where tickets come from",
    "insights": "What the desk's tickets say about its service",
    "experiment": "Suggestions held back at random, to learn what they bring",
    "health": "Whether all is there, and what is stored",
}
REFERENCE = "#/components/schemas/{model}"
TITLES = {
    400: "Not JSON, or not HTTP as it should be",
    401: "Key missing or refused",
    403: "Role, host or origin not allowed",
    404: "Nothing of that id",
    409: "Something else is under way",
    413: "Too large",
    415: "Not the documented media type",
    422: "Not as documented",
    429: "The key asks too often; says when to ask again",
    502: "A source is unusable, or refuses us",
    503: "Not ready; says what mends it",
}


def document(rooms: Mapping[str, Sequence[Operation]]) -> dict[str, Any]:
    """Return the OpenAPI document of the operations, by the rooms they are in."""
    tagged = [(tag, row) for tag, operations in rooms.items() for row in operations]
    rows = [row for _, row in tagged]
    models = {(model, "serialization") for row in rows if (model := row.result)} | {(Problem, "serialization")}
    models |= {(model, "validation") for row in rows for model in (row.body, row.lines, row.query) if model}
    references, schemas = models_json_schema(sorted(models, key=str), ref_template=REFERENCE)  # type: ignore[arg-type]
    paths: dict[str, dict[str, Any]] = {}
    for tag, row in tagged:
        described = {"tags": [tag]} | _operation(row, references, schemas.get("$defs", {}))
        paths.setdefault(row.path, {})[row.method.lower()] = described
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Agent Assist",
            "version": version("agent-assist"),
            "description": DESCRIPTION,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "tags": [{"name": tag, "description": TAGS[tag]} for tag in rooms],
        "paths": paths,
        "components": {
            "schemas": schemas.get("$defs", {}),
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer", "description": KEY}},
        },
    }


@cache
def examples() -> dict[str, dict[str, Any]]:
    """Return an example for each operation, by its id: `body`, `query` and `path` it takes, `answer` it gives."""
    found: dict[str, dict[str, Any]] = json.loads(EXAMPLES.read_text(encoding="utf-8"))
    return found


def _operation(row: Operation, references: Any, schemas: dict[str, Any]) -> dict[str, Any]:
    example = examples()[row.id]
    described: dict[str, Any] = {
        "operationId": row.id,
        "summary": row.summary,
        "responses": _responses(row, references),
    }
    if row.description:
        described["description"] = row.description
    if row.role:
        described["security"] = [{"key": []}]
        described["x-role"] = row.role
    if row.body:
        content = {JSON: {"schema": references[row.body, "validation"], "example": example["body"]}}
        described["requestBody"] = {"required": True, "content": content}
    if row.lines:
        described["requestBody"] = {"required": True, "content": _bulk(references[row.lines, "validation"], example)}
    if parameters := _parameters(row, schemas):
        described["parameters"] = parameters
    return described


def _bulk(line: dict[str, Any], example: dict[str, Any]) -> dict[str, Any]:
    """Return how many are sent: as an array, which any generated client can, or as lines, which are read as they come.

    JSON has no way to describe lines: their shape is told by `x-line`.
    """
    values = example["body"]
    lines = "".join(json.dumps(value, ensure_ascii=False) + "\n" for value in values)
    return {
        JSON: {"schema": {"type": "array", "items": line}, "example": values},
        NDJSON: {"schema": {"type": "string"}, "x-line": line, "example": lines},
    }


def _responses(row: Operation, references: Any) -> dict[str, Any]:
    schema = references[row.result, "serialization"] if row.result else {"type": "string"}
    content = {row.media_type: {"schema": schema, "example": examples()[row.id].get("answer")}}
    good: dict[str, Any] = {"description": row.summary}
    responses = {str(row.status): good if row.status == 204 else good | {"content": content}}
    problem = {MEDIA_TYPE: {"schema": references[Problem, "serialization"]}}
    for status in sorted(_errors(row)):
        responses[str(status)] = {"description": TITLES[status], "content": problem}
    return responses


def _errors(row: Operation) -> set[int]:
    """Return every error status that the operation can answer with."""
    errors = {403, *row.errors}
    errors |= {401, 429, 503} if row.role else set()
    errors |= {400, 413, 415, 422} if row.body or row.lines else set()
    errors |= {422} if row.query or "{id}" in row.path else set()
    return errors


def _parameters(row: Operation, schemas: dict[str, Any]) -> list[dict[str, Any]]:
    example = examples()[row.id]
    id_schema = {"type": "string", "minLength": 1, "maxLength": 200}
    found = [
        {"name": name, "in": "path", "required": True, "schema": id_schema, "example": example["path"][name]}
        for name in re.findall(r"{(\w+)}", row.path)
    ]
    if row.query:
        schema = schemas[row.query.__name__]
        required = schema.get("required", [])
        for name, shape in schema["properties"].items():
            parameter = {"name": name, "in": "query", "required": name in required, "schema": shape}
            shown = {"example": example["query"][name]} if name in example.get("query", {}) else {}
            found.append(parameter | shown)
    return found


def openapi_blueprint(rooms: Mapping[str, Sequence[Operation]]) -> Blueprint:
    """Return `/openapi.json` and the page `/docs`, whose parts are all served from here."""
    room = Blueprint("openapi", __name__, template_folder="templates")
    described = cache(lambda: document(rooms))  # in our order, the first things first

    @room.get("/openapi.json")
    def openapi() -> Response:
        servers = {"servers": [{"url": request.script_root or "/"}]}
        return Response(json.dumps(described() | servers, ensure_ascii=False), mimetype=JSON)

    @room.get("/docs")
    def docs() -> str:
        return render_template("docs.html")

    @room.get("/docs/<path:name>")
    def docs_part(name: str) -> Response:
        return send_from_directory(OWN_PARTS if name == "docs.js" else _swagger_parts(), name)

    return room


@cache
def _swagger_parts() -> Path:
    """Return the folder of Swagger UI's files, found without importing the package that carries them."""
    found = find_spec("flask_openapi3_swagger")
    assert found is not None and found.submodule_search_locations  # a pinned requirement
    return Path(found.submodule_search_locations[0]) / "templates" / "swagger"
