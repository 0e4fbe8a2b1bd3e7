"""The page of keys: who may ask, a new key shown once, and a key revoked after a question."""

from __future__ import annotations

import re
import secrets

from flask import Blueprint, Response, g, make_response, redirect, request, url_for
from pydantic import ValidationError

from assist_server import auth, store
from assist_server.api.operations import services
from assist_server.auth import Made
from assist_server.console.room import SESSION, forget, page, words
from assist_server.errors import AssistError, Conflict, InvalidInput, NotFound
from assist_server.requests import KeyRequest
from assist_server.store import Key

NEW_ID = re.compile(r"[0-9a-f]{12}")


def add_pages(room: Blueprint) -> None:
    """Put the pages into the room."""
    room.add_url_rule("/keys", "keys", show)
    room.add_url_rule("/keys", "make_key", make, methods=["POST"])
    room.add_url_rule("/keys/<id>/revoke", "ask_revoke", ask_revoke)
    room.add_url_rule("/keys/<id>/revoke", "revoke_key", revoke, methods=["POST"])


def show() -> Response:
    """Show every key."""
    return _page()


def make() -> Response:
    """Make a key and show it in this answer alone.

    The form carries the new key's id, so that a form sent twice makes one key.
    """
    form, id = request.form, request.form.get("id", "")
    try:
        asked = KeyRequest.model_validate({"role": form.get("role"), "name": form.get("name", "")})
    except ValidationError:
        return _page(422, refused=words()("keys.bad-name"))
    if not NEW_ID.fullmatch(id):
        raise InvalidInput("The form is not as it was made.", mend="Load the page again.")
    try:
        return _page(made=auth.make_key(services().engine, asked.role, asked.name, id))
    except Conflict as exc:
        return _page(exc.status, problem=exc)


def ask_revoke(id: str) -> Response:
    """Ask whether a key shall be refused from now on, and say what that ends."""
    keys = store.keys(services().engine)
    return page("console/key_revoke.html", key=_valid(keys, id), own=_is_own(id), last=auth.only_admin(keys, id))


def revoke(id: str) -> Response:
    """Revoke a key; the one of this session only where that was said and agreed to."""
    if _is_own(id) and request.form.get("own") != "yes":
        raise Conflict("This is the key of this session.", mend="Go back and revoke it from its own page.")
    if not store.revoke_key(services().engine, id):
        raise _gone()
    if _is_own(id):
        return forget(make_response(redirect(url_for("console.sign_in", out=1), 303)), SESSION)
    return make_response(redirect(url_for("console.keys", note="key-revoked"), 303))


def _is_own(id: str) -> bool:
    own: str = g.session.key.id
    return own == id


def _valid(keys: list[Key], id: str) -> Key:
    found = next((key for key in keys if key.id == id and key.revoked_at is None), None)
    if found is None:
        raise _gone()
    return found


def _gone() -> NotFound:
    return NotFound("There is no valid key of this id.", mend="Look at the list again: it may be revoked by now.")


def _page(
    status: int = 200, *, made: Made | None = None, refused: str = "", problem: AssistError | None = None
) -> Response:
    keys = store.keys(services().engine)
    return page(
        "console/keys.html",
        status,
        made=made,
        refused=refused,
        problem=problem,
        note=words()("note.key-revoked") if request.args.get("note") == "key-revoked" else "",
        valid=[key for key in reversed(keys) if key.revoked_at is None],
        revoked=[key for key in reversed(keys) if key.revoked_at is not None],
        named=request.form.get("name", "") if refused else "",
        role=request.form.get("role") if refused else "agent",
        new_id=secrets.token_hex(6),
    )
