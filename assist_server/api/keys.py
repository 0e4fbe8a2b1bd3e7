"""Keys over HTTP: who may ask, a new key told once, and a key refused from now on."""

from __future__ import annotations

from dataclasses import asdict

from flask import Response

from assist_server import auth, store
from assist_server.api.operations import JSON, Asked, Operation
from assist_server.errors import Conflict, NotFound
from assist_server.requests import KeyRequest, RevokeRequest
from assist_server.results import KeyMade, Keys, KeyShown


def keys(asked: Asked) -> Keys:
    """List the keys."""
    return Keys(keys=[KeyShown(**asdict(one)) for one in store.keys(asked.services.engine)])


def make_key(asked: Asked) -> Response:
    """Make a key and tell it, this once, to nobody who keeps what passes through."""
    made = auth.make_key(asked.services.engine, asked.body.role, asked.body.name)
    told = KeyMade(**asdict(made.key), key=made.secret)
    headers = {"Cache-Control": "no-store"}
    return Response(told.model_dump_json(), 201, headers, mimetype=JSON)


def revoke_key(asked: Asked) -> Response:
    """Refuse a key from now on, and end its sessions."""
    id = asked.path["id"]
    if asked.key and asked.key.id == id and not asked.query.own:
        raise Conflict("This is the key that asks.", mend="Send own=true to revoke it all the same.")
    if not store.revoke_key(asked.services.engine, id):
        raise NotFound("There is no valid key of this id.", mend="Run: assist keys list")
    return Response(status=204)


OPERATIONS = (
    Operation(
        "GET",
        "/v1/keys",
        "Every key, without its secret",
        keys,
        "admin",
        result=Keys,
        id="list_keys",
    ),
    Operation(
        "POST",
        "/v1/keys",
        "Make a key; it is told this once",
        make_key,
        "admin",
        KeyRequest,
        result=KeyMade,
        status=201,
        id="create_key",
    ),
    Operation(
        "DELETE",
        "/v1/keys/{id}",
        "Revoke a key; its sessions end at once",
        revoke_key,
        "admin",
        query=RevokeRequest,
        status=204,
        errors=(404, 409),
        id="revoke_key",
    ),
)
