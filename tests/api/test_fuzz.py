"""The API document matches the behaviour: a schema-driven fuzzer finds no 500 and no undocumented answer."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from assist_server import auth
from assist_server.api import ROOMS
from assist_server.api.operations import Operation
from assist_server.services import Services

CHECKED = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
OPERATIONS = [row for rows in ROOMS.values() for row in rows]
CASES = [(row, GenerationMode.POSITIVE) for row in OPERATIONS] + [
    (row, GenerationMode.NEGATIVE) for row in OPERATIONS if row.body or row.query or "{" in row.path
]
EXAMPLES = 25


@schemathesis.serializer("application/x-ndjson")
def as_it_is(context: Any, value: Any) -> bytes:
    """Send the text that the fuzzer made up for the lines."""
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")


class NoJobs:
    """Stands in for the runner of jobs, so that the fuzzer does not start hundreds of reindexes."""

    def start(self, job_id: str) -> None:
        """Leave the job queued."""

    def lost(self, job_id: str) -> bool:
        """Never."""
        return False

    def check(self) -> None:
        """Find nothing wrong."""

    def workers(self) -> None:
        """Tell of none: nobody waits for one."""


@pytest.fixture
def api(app: Flask, desk: Services) -> Any:
    """The described API of a desk with a little history, without the demo's pages."""
    desk.jobs = NoJobs()
    return schemathesis.openapi.from_wsgi("/openapi.json", app)


@pytest.fixture
def headers(desk: Services) -> dict[str, str]:
    """An admin's headers."""
    return {"Authorization": f"Bearer {auth.create_key(desk.engine, 'admin', 'fuzzer')}"}


@pytest.mark.parametrize(
    ("row", "mode"), CASES, ids=lambda part: getattr(part, "value", None) or f"{part.method} {part.path}"
)
def test_every_answer_is_as_described(api: Any, headers: dict[str, str], row: Operation, mode: GenerationMode) -> None:
    operation = api[row.path][row.method]

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(operation.as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        case.call_and_validate(headers=headers, checks=CHECKED)

    ask()
