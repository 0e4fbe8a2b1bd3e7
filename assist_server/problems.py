"""Errors as RFC 9457 problem+json. What a customer wrote never gets into one, nor into the log."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Sequence
from typing import Annotated, Any

from flask import Flask, Response, g, has_app_context
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from werkzeug.exceptions import HTTPException

from assist_server.errors import AssistError, Busy, TooManyRequests
from assist_server.results import Hint
from assist_server.validation import InvalidRequest
from embeddings.errors import EmbeddingError, ModelUnavailable

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
MORE = "An admin finds the reason in the console, or by GET /v1/health."
MOST_ERRORS = 20  # of one request named one by one


class InvalidField(BaseModel):
    """One place of the request that is not as documented."""

    pointer: Annotated[str, Field(description="where, as a JSON pointer")]
    detail: str


class Problem(BaseModel):
    """An error, as RFC 9457 has it, with a stable code and what mends it."""

    model_config = ConfigDict(extra="forbid")

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    code: Annotated[str, Field(description="stable name of the problem")]
    mend: Annotated[str, Field(description="the command or step that puts it right")] = ""
    errors: list[InvalidField] = []
    hints: Annotated[
        list[Hint],
        Field(exclude_if=lambda hints: not hints, description="at what else is probably a mistake in the request"),
    ] = []


def respond(problem: Problem, headers: dict[str, str] | None = None) -> Response:
    """Return the problem as a response, with what was passed over in the request."""
    if has_app_context() and (hints := g.get("hints")) and not problem.hints:
        problem = problem.model_copy(update={"hints": list(hints)})
    return Response(problem.model_dump_json(), problem.status, headers, mimetype=MEDIA_TYPE)


def invalid(exc: ValidationError, hints: Sequence[Hint] = ()) -> Problem:
    """Return what is wrong with the request field by field, without repeating what was sent."""
    errors = exc.errors(include_url=False, include_context=False, include_input=False)
    if errors and errors[0]["type"] == "json_invalid":
        return Problem(title="Bad request", status=400, detail="The body is not JSON.", code="not-json")
    named = [InvalidField(pointer=_pointer(error["loc"]), detail=error["msg"]) for error in errors[:MOST_ERRORS]]
    first = f"{named[0].pointer or 'The body'}: {named[0].detail}." if named else "Not as documented."
    return Problem(
        title="Invalid input", status=422, detail=first, code="invalid-input", errors=named, hints=list(hints)
    )


def _pointer(location: tuple[int | str, ...]) -> str:
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in location)


def answer(exc: AssistError) -> Response:
    """Answer an error of ours with what is wrong and what mends it."""
    headers = {"WWW-Authenticate": "Bearer"} if exc.status == 401 else {}
    headers |= {"Retry-After": str(exc.retry_after)} if isinstance(exc, (Busy, TooManyRequests)) else {}
    detail, mend = told(exc, f"{exc.title}.")
    return respond(Problem(title=exc.title, status=exc.status, detail=detail, code=exc.code, mend=mend), headers)


def _embedding_error(exc: EmbeddingError) -> Response:
    log.warning("not ready: %s", exc)
    code = "".join("-" + c.lower() if c.isupper() else c for c in type(exc).__name__).strip("-")
    part = "encoder" if isinstance(exc, ModelUnavailable) else "index"
    detail, mend = told(exc, f"The {part} cannot be used.")
    return respond(Problem(title="Not ready", status=503, detail=detail, code=code, mend=mend))


def told(exc: AssistError | EmbeddingError, instead: str) -> tuple[str, str]:
    """Return what is wrong and what mends it, without any path of this machine where nobody knows who asks."""
    if g.get("key") is not None or g.get("session") is not None:
        return exc.detail, exc.mend
    detail, mend = (text if "/" not in text.replace("docs/", "") else "" for text in (exc.detail, exc.mend))
    return detail or instead, mend if mend or not exc.mend else MORE


def _http_error(exc: HTTPException) -> Response:
    """Answer what Flask itself refuses (unknown path, method, size) in the same form."""
    status = exc.code or 500
    kept = {name: value for name, value in exc.get_headers() if name in ("Allow", "Location", "Retry-After")}
    code = exc.name.lower().replace(" ", "-")
    return respond(Problem(title=exc.name, status=status, detail=str(exc.description), code=code), kept)


def _unexpected(exc: Exception) -> Response:
    """Answer a defect of ours: 500, and a log entry with the place but not the text, which may be a customer's."""
    log.error("unexpected %s\n%s", type(exc).__name__, "".join(traceback.format_tb(exc.__traceback__)))
    detail = f"Unexpected {type(exc).__name__}; the server's log has the place."
    return respond(Problem(title="Internal error", status=500, detail=detail, code="internal-error"))


def init_app(app: Flask) -> None:
    """Answer every error of the app as a problem."""
    handlers: dict[type[Exception], Any] = {
        AssistError: answer,
        EmbeddingError: _embedding_error,
        InvalidRequest: lambda exc: respond(invalid(exc.cause, exc.hints)),
        HTTPException: _http_error,
        Exception: _unexpected,
    }
    for kind, handler in handlers.items():
        app.register_error_handler(kind, handler)
