"""What a source says becomes a value, or is named as unread with the reason and none of its text."""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from assist_server.sources import Unread
from assist_server.ticket import MAX_ID

T = TypeVar("T", bound=BaseModel)


def made(shape: type[T], id: Any, fields: dict[str, Any]) -> T | Unread:
    """Return the value of these fields, or why they make none."""
    try:
        return shape.model_validate({"id": id, **fields})
    except ValidationError as exc:
        return Unread(str(id)[:MAX_ID], reason(exc))


def reason(exc: ValidationError) -> str:
    """Say what is wrong with a value without repeating any of it."""
    first = exc.errors(include_url=False, include_input=False, include_context=False)[0]
    if first["type"] == "json_invalid":
        return "not JSON"
    place = ".".join("*" if isinstance(part, int) else part for part in first["loc"])
    return f"{place}: {first['msg']}" if place else first["msg"]
