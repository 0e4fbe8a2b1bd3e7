"""Writing tickets, articles and macros, one by one or as NDJSON. Found by the next request, in every process."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, request
from pydantic import BaseModel, ValidationError

from assist_server import following, imports, store
from assist_server.api.operations import Asked, Operation, View
from assist_server.errors import NotFound
from assist_server.results import Change, Imported, Kind
from assist_server.ticket import Article, ArticleBody, Macro, MacroBody, Ticket, TicketBody
from assist_server.validation import InvalidRequest

WHOLE: dict[Kind, type[BaseModel]] = {"ticket": Ticket, "article": Article, "macro": Macro}
BODY: dict[Kind, type[BaseModel]] = {"ticket": TicketBody, "article": ArticleBody, "macro": MacroBody}


def _named(name: str, view: Callable[[Asked], Any]) -> View:
    view.__name__ = name
    return view


def _count_anew(kind: Kind, asked: Asked) -> None:
    """Let the insights follow what is written of tickets."""
    if kind == "ticket":
        following.ask(asked.services)


def _put(kind: Kind) -> View:
    def put(asked: Asked) -> Change:
        try:
            whole = WHOLE[kind].model_validate(asked.body.model_dump() | {"id": asked.path["id"]})
        except ValidationError as exc:  # of the address: the body has passed
            raise InvalidRequest(exc) from exc
        saved = imports.save(asked.services, [imports.entry_of(kind, whole, asked.services)])
        _count_anew(kind, asked)
        return Change(state="added" if saved.added else "changed" if saved.changed else "unchanged")

    return _named(f"put_{kind}", put)


def _delete(kind: Kind) -> View:
    def delete(asked: Asked) -> Response:
        if not store.delete_entries(asked.services.engine, kind, [asked.path["id"]]):
            raise NotFound(f"There is no {kind} of this id.")
        _count_anew(kind, asked)
        return Response(status=204)

    return _named(f"delete_{kind}", delete)


def _post(kind: Kind) -> View:
    def post(asked: Asked) -> Imported:
        settings = asked.services.settings
        done = imports.import_lines(
            asked.services,
            kind,
            request.stream,
            most_bytes=settings.max_bulk_body,
            processes=settings.bulk_processes,
        )
        asked.hints.extend(done.hints)
        _count_anew(kind, asked)
        return done

    return _named(f"post_{kind}s", post)


def _operations(kind: Kind) -> tuple[Operation, ...]:
    nouns = f"/v1/{kind}s"
    return (
        Operation(
            "PUT",
            f"{nouns}/{{id}}",
            f"Add or replace one {kind}",
            _put(kind),
            "admin",
            BODY[kind],
            result=Change,
            id=f"put_{kind}",
        ),
        Operation(
            "DELETE",
            f"{nouns}/{{id}}",
            f"Forget one {kind}",
            _delete(kind),
            "admin",
            status=204,
            errors=(404,),
            id=f"delete_{kind}",
        ),
        Operation(
            "POST",
            nouns,
            f"Add or replace many {kind}s, as lines of JSON or as one array",
            _post(kind),
            "admin",
            lines=WHOLE[kind],
            result=Imported,
            description="Good lines land; bad ones are named with their number and reason. Lines are read as they come,"
            " gzipped or not, an array is read whole. 503 with Retry-After while other bulk requests use all the"
            " processes that there are for them.",
            id=f"import_{kind}s",
        ),
    )


OPERATIONS = tuple(operation for kind in WHOLE for operation in _operations(kind))
