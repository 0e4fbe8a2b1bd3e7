"""JSON in a column: each document carries the release and the schema it was made by, and one that this release cannot
read counts as absent. That a document has the shape its readers expect is seen to here, once for all of them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from typing import Annotated, Any, Literal, NotRequired

from pydantic import AfterValidator, TypeAdapter, ValidationError
from sqlalchemy import JSON, Dialect, TypeDecorator
from typing_extensions import TypedDict

from assist_server.results import Kind
from assist_server.stamps import release

log = logging.getLogger(__name__)

SCHEMA = 1
"""Raise it when a document's fields change their meaning: an older release then passes over what it can't read."""
MADE_BY = "made_by"
LIST = "value"  # where a document that is a list is kept, beside the stamp


class _ThresholdRow(TypedDict):
    threshold: float
    shown: int
    shown_share: float
    close: int
    close_share: float


class _Origin(TypedDict):
    type: Kind
    id: str


_Miss = TypedDict("_Miss", {"ticket": str, "from": _Origin, "confidence": float})


class GenerationReport(TypedDict, total=False):
    """What is known of a generation's report where it is read; it may hold more."""

    calibration: dict[str, Any] | None
    bad_rating: dict[str, Any] | None
    replay: dict[str, Any] | None
    before: dict[str, Any] | None
    recall: float
    seconds: float
    embed_seconds: float
    fingerprint: str
    message: str
    left_out: dict[str, int]
    reasons: list[str]


class JobResult(TypedDict, total=False):
    """What is known of a job's result where it is read, whatever the job; it may hold more."""

    synced: dict[str, Any] | None
    left_out: dict[str, int] | None
    unread: dict[str, int] | None
    misses: list[dict[str, Any]]


class ReplayResult(TypedDict):
    """What a replay came to, as its page shows it."""

    tickets: int
    threshold: float
    overall: list[_ThresholdRow]
    by: dict[str, list[dict[str, Any]]]
    misses: list[_Miss]


class SyncReport(TypedDict, total=False):
    """What is known of a sync's report where it is read; it may hold more."""

    started_at: str
    next_at: str
    looked_at: str
    error: str
    unread: dict[str, int]
    unread_ids: dict[str, list[str]]


class FoundAnswer(TypedDict):
    """One of the answers that a group of like questions got: the keys of entries."""

    pk: int
    tickets: int
    sources: list[int]


class FoundGroup(TypedDict):
    """A group of like questions."""

    asked: int
    tickets: int
    answers: list[FoundAnswer]


class FoundGap(FoundGroup):
    """A group of like questions without a good article."""

    recent: int
    before: int
    similarity: float


class FoundArticle(TypedDict):
    """An article to look at."""

    pk: int
    reason: str


def _moment(text: str) -> str:
    datetime.fromisoformat(text)  # raises ValueError for what is no time
    return text


class StoredTurn(TypedDict):
    """One turn of a stored ticket."""

    author: Literal["customer", "agent", "system"]
    text: str
    sent_at: NotRequired[Annotated[str, AfterValidator(_moment)] | None]


FOUND: dict[str, Any] = {
    "consistency": list[FoundGroup],
    "gaps": list[FoundGap],
    "articles": list[FoundArticle],
    "people": dict[str, dict[str, int]],
    "times": list[tuple[str, str, int, str, float | None, float | None]],
}
"""What the insights' job keeps, by the name it is kept under."""


class Document(TypeDecorator[Any]):
    """A column of JSON documents of one kind. What is no JSON, of another shape or of a later schema reads as empty."""

    impl = JSON
    cache_ok = True

    def __init__(self, kind: str, shape: Any = dict[str, Any], *, absent: Callable[[], Any] = dict) -> None:
        super().__init__()
        self.kind, self.shape, self.absent = kind, shape, absent

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        """Stamp a document with what made it."""
        if value is None:
            return None
        made_by = {MADE_BY: {"release": release(), "schema": SCHEMA}}
        return {**value, **made_by} if isinstance(value, Mapping) else {LIST: value, **made_by}

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """Return the document without its stamp, or an empty one where it can't be read. One of a release that did not
        stamp yet is read by its shape alone."""
        document = value
        if isinstance(value, dict) and MADE_BY in value:
            if not _is_known(value[MADE_BY]):
                return self._unreadable("made by a later release")
            document = {name: part for name, part in value.items() if name != MADE_BY}
        if isinstance(document, dict) and document.keys() == {LIST} and isinstance(document[LIST], list):
            document = document[LIST]
        return document if document is not None and fits(document, self.shape) else self._unreadable("of another shape")

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any] | None:
        """Read what isn't JSON (SQLite keeps it as plain text) as an empty document."""
        process = super().result_processor(dialect, coltype)
        assert process is not None  # there is a process_result_value

        def read(value: Any) -> Any:
            try:
                return process(value)
            except (ValueError, RecursionError):
                return self._unreadable("not JSON")

        return read

    def _unreadable(self, why: str) -> Any:
        log.warning("a stored %s cannot be read (%s); it counts as absent", self.kind, why)
        return self.absent()


def is_replay(result: Mapping[str, Any]) -> bool:
    """Say whether a job's result is that of a replay, as this release reads it."""
    return fits(result, ReplayResult)


def read_turns(body: str) -> list[StoredTurn]:
    """Return the turns of a stored ticket, without fields of a later release; none where they can't be read."""
    if not body:
        return []
    try:
        turns: list[StoredTurn] = _adapter(list[StoredTurn]).validate_json(body)
    except ValidationError:
        log.warning("a stored ticket's messages cannot be read; they count as absent")
        return []
    return turns


def fits(document: Any, shape: Any) -> bool:
    """Say whether a document has a shape: any type that pydantic knows, such as a TypedDict."""
    try:
        _adapter(shape).validate_python(document)
    except ValidationError:
        return False
    return True


@cache
def _adapter(shape: Any) -> TypeAdapter[Any]:
    """Return the validator of a shape, made once."""
    return TypeAdapter(shape)


def _is_known(made_by: Any) -> bool:
    schema = made_by.get("schema") if isinstance(made_by, dict) else None
    return isinstance(schema, int) and 0 < schema <= SCHEMA
