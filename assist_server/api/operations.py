"""An operation is a row: what it takes, returns and requires. Routes and the OpenAPI document come from the rows."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, Response, current_app, g, request
from pydantic import BaseModel
from werkzeug.exceptions import UnsupportedMediaType
from werkzeug.routing import PathConverter

from assist_server import auth
from assist_server.errors import InvalidInput, StoreAway, TooLarge
from assist_server.results import Hint, HintPlace, JobStatus
from assist_server.services import Services
from assist_server.store import Key
from assist_server.ticket import Value
from assist_server.validation import pointer, read_fields, read_json, unknown_brand
from assist_server.web.rate_limit import rate_limit

JSON = "application/json"
NDJSON = "application/x-ndjson"
HINTS_HEADER = "Assist-Hints"
MOST_IN_HEADER = 5  # hints: proxies take headers of a few kilobytes
PATIENCE = 5.0  # seconds that an answer waits for a database server that is away
PAUSE = 0.1


@dataclass(frozen=True)
class Asked:
    """A request as a view gets it: who asks, and what was sent, already validated."""

    services: Services
    key: Key | None
    body: Any = None
    query: Any = None
    path: dict[str, str] = field(default_factory=dict)
    hints: list[Hint] = field(default_factory=list)

    def check_brand(self, brand: str | None, pointer: str, place: HintPlace = "body") -> None:
        """Hint at a brand under which nothing is stored, which only ever finds what is shared by all."""
        if brand and not self.services.knows_brand(brand):
            self.hints.append(unknown_brand(brand, self.services.brands(), pointer, place))


View = Callable[[Asked], BaseModel | Response]


@dataclass(frozen=True)
class Operation:
    """One operation. `role` '' means that it answers without a key; `id` is its name in generated clients."""

    method: str
    path: str
    summary: str
    view: View
    role: str = "agent"
    body: type[BaseModel] | None = None
    lines: type[BaseModel] | None = None
    query: type[BaseModel] | None = None
    result: type[BaseModel] | None = None
    media_type: str = JSON
    status: int = 200
    description: str = ""
    errors: tuple[int, ...] = ()
    reads: bool = False  # whether a POST changes nothing, as a GET does
    id: str = ""

    @property
    def repeatable(self) -> bool:
        """Whether doing it twice is like doing it once. What needs no key tells of the moment, and waits for nobody."""
        return bool(self.role) and (self.reads or self.method in ("GET", "PUT"))


class _IdConverter(PathConverter):
    """Any id in an address, with slashes and line breaks."""

    regex = "(?s:[^/].*?)"


def blueprint(name: str, operations: tuple[Operation, ...]) -> Blueprint:
    """Return the operations as a Flask blueprint."""
    room = Blueprint(name, __name__)
    room.record_once(lambda made: made.app.url_map.converters.update(id=_IdConverter))
    for operation in operations:
        rule = operation.path.replace("{id}", "<id:id>")
        endpoint = operation.view.__name__.strip("_")
        room.add_url_rule(rule, endpoint, _answer(operation), methods=[operation.method])
    return room


def services() -> Services:
    """Return what this process holds open."""
    found: Services = current_app.extensions["assist"]
    return found


def accepted(status: JobStatus) -> Response:
    """Answer that a job is queued, and where it can be looked at."""
    place = {"Location": f"{request.script_root}/v1/jobs/{status.id}"}
    return Response(status.model_dump_json(), 202, place, mimetype=JSON)


def _answer(operation: Operation) -> Callable[..., Response]:
    def answer(**path: str) -> Response:
        held = services()
        return _patiently(operation, lambda: _once(operation, held, path))

    return answer


def _patiently(operation: Operation, answer: Callable[[], Response]) -> Response:
    """Answer; where the database is away for a moment, as when it is restarted, wait for it and answer then."""
    ends = time.monotonic() + PATIENCE
    while True:
        try:
            return answer()
        except StoreAway:
            if not operation.repeatable or time.monotonic() > ends:
                raise
            time.sleep(PAUSE)


def _once(operation: Operation, held: Services, path: dict[str, str]) -> Response:
    g.key = key = auth.require(held.engine, operation.role, request) if operation.role else None
    if key is not None:
        request.environ["assist.key"] = key.id  # from now on its requests wait in a line of their own
        rate_limit(current_app).check(key.id)
    _bound(operation, held)
    hints: list[Hint] = []
    g.hints = hints  # a problem tells them too
    body = _body(operation, hints)
    query = _query(operation, hints)
    returned = operation.view(Asked(held, key, body, query, path, hints))
    response = _response(operation, returned, hints)
    if key is not None:
        auth.note_use(held.engine, key, response)
    return response


def _response(operation: Operation, returned: BaseModel | Response, hints: list[Hint]) -> Response:
    """Return the answer with its hints: in a JSON object among its fields, else in a header."""
    if isinstance(returned, Response):
        if hints:
            _add_hints(returned, hints)
        return returned
    if hints:
        returned = returned.model_copy(update={"hints": hints})
    return Response(returned.model_dump_json(), operation.status, mimetype=JSON)


def _add_hints(response: Response, hints: list[Hint]) -> None:
    told = [hint.model_dump(exclude_none=True) for hint in hints]
    if response.mimetype == JSON and not response.is_streamed:
        response.set_data(json.dumps(json.loads(response.get_data()) | {"hints": told}))
    else:
        response.headers[HINTS_HEADER] = json.dumps(told[:MOST_IN_HEADER])


def _bound(operation: Operation, held: Services) -> None:
    """Refuse what is too large before it is read. Raises TooLarge."""
    limit = held.settings.max_bulk_body if operation.lines else held.settings.max_body
    request.max_content_length = limit
    if (request.content_length or 0) > limit:
        raise TooLarge(f"At most {limit} bytes are taken at once.", mend="Send less, or send it in parts.")


def _body(operation: Operation, hints: list[Hint]) -> BaseModel | None:
    """Return the validated body. Raises InvalidInput, InvalidRequest or 415, all answered as problems."""
    if operation.lines and request.mimetype not in (NDJSON, "application/jsonl", JSON):
        raise UnsupportedMediaType(f"Send {NDJSON} or {JSON}.")
    if operation.body is None:
        if request.content_length and not operation.lines:
            detail = "This operation takes no body; it was not read."
            hints.append(Hint(place="body", pointer="", code="unread_body", detail=detail))
        return None
    if request.mimetype != JSON:
        raise UnsupportedMediaType(f"Send {JSON}.")
    try:
        body, passed_over = read_json(operation.body, request.get_data())
    except UnicodeDecodeError as exc:
        raise InvalidInput("The body is not UTF-8.") from exc
    hints += passed_over
    return body


def _query(operation: Operation, hints: list[Hint]) -> BaseModel | None:
    """Return the validated parameters of the address. Raises InvalidRequest."""
    if not request.args and not operation.query:
        return None
    query, passed_over = read_fields(operation.query or NoParameters, request.args.to_dict(), "query")
    hints += passed_over
    for name, values in request.args.lists():
        if len(values) > 1 and len(hints) < MOST_IN_HEADER:
            detail = "This parameter was given more than once; the first one counts."
            hints.append(Hint(place="query", pointer=pointer((name,)), code="repeated_parameter", detail=detail))
    return query


class NoParameters(Value):
    """The parameters of an operation that takes none."""
