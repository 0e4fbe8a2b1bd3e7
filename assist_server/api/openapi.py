"""The OpenAPI 3.1 document, made from the same rows and types that route and validate; and a page to browse it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, jsonify, render_template, request, send_from_directory
from pydantic.json_schema import models_json_schema

from assist_server.api.operations import JSON, NDJSON, Operation
from assist_server.problems import MEDIA_TYPE, Problem

OWN_PARTS = Path(__file__).parent / "static"
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


def document(operations: Iterable[Operation]) -> dict[str, Any]:
    """Return the OpenAPI document of the operations."""
    rows = list(operations)
    models = {(model, "serialization") for row in rows if (model := row.result)} | {(Problem, "serialization")}
    models |= {(model, "validation") for row in rows for model in (row.body, row.lines, row.query) if model}
    references, schemas = models_json_schema(sorted(models, key=str), ref_template=REFERENCE)  # type: ignore[arg-type]
    paths: dict[str, dict[str, Any]] = {}
    for row in rows:
        paths.setdefault(row.path, {})[row.method.lower()] = _operation(row, references, schemas.get("$defs", {}))
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Agent Assist",
            "version": version("agent-assist"),
            "description": "Suggested replies for support agents. Errors are RFC 9457 problems.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": paths,
        "components": {
            "schemas": schemas.get("$defs", {}),
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(row: Operation, references: Any, schemas: dict[str, Any]) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": row.view.__name__,
        "summary": row.summary,
        "responses": _responses(row, references),
    }
    if row.description:
        described["description"] = row.description
    if row.role:
        described["security"] = [{"key": []}]
        described["x-role"] = row.role
    if row.body:
        described["requestBody"] = {"required": True, "content": {JSON: {"schema": references[row.body, "validation"]}}}
    if row.lines:
        line = references[row.lines, "validation"]
        described["requestBody"] = {
            "required": True,
            "content": {NDJSON: {"schema": {"type": "string"}, "x-line": line}},
        }
    if parameters := _parameters(row, schemas):
        described["parameters"] = parameters
    return described


def _responses(row: Operation, references: Any) -> dict[str, Any]:
    content = {
        row.media_type: {"schema": references[row.result, "serialization"] if row.result else {"type": "string"}}
    }
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
    found = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string", "minLength": 1, "maxLength": 200}}
        for name in re.findall(r"{(\w+)}", row.path)
    ]
    if row.query:
        schema = schemas[row.query.__name__]
        required = schema.get("required", [])
        for name, shape in schema["properties"].items():
            found.append({"name": name, "in": "query", "required": name in required, "schema": shape})
    return found


def openapi_blueprint(operations: Iterable[Operation]) -> Blueprint:
    """Return `/openapi.json` and the page `/docs`, whose parts are all served from here."""
    rows = tuple(operations)
    room = Blueprint("openapi", __name__, template_folder="templates")
    described = cache(lambda: document(rows))

    @room.get("/openapi.json")
    def openapi() -> Response:
        return jsonify(described() | {"servers": [{"url": request.script_root or "/"}]})

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
