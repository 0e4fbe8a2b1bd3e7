"""Signing in to the console with an admin's key, and out of it, here or everywhere."""

from __future__ import annotations

from flask import Blueprint, Response, g, make_response, redirect, request, url_for

from assist_server import auth, store
from assist_server.api.operations import services
from assist_server.console import sessions
from assist_server.console.room import BEFORE, SESSION, address, forget, keep, page, words
from assist_server.console.sessions import KeyRefused, LockedOut


def add_pages(room: Blueprint) -> None:
    """Put the pages of signing in and out into the room."""
    room.add_url_rule("/sign-in", "sign_in", sign_in, methods=["GET"])
    room.add_url_rule("/sign-in", "try_key", try_key, methods=["POST"])
    room.add_url_rule("/sign-out", "sign_out", sign_out, methods=["POST"])
    room.add_url_rule("/sign-out-everywhere", "sign_out_everywhere", sign_out_everywhere, methods=["POST"])


def sign_in() -> Response:
    """Ask for the key."""
    note = next((words()(f"sign-in.{name}") for name in ("ended", "out") if name in request.args), "")
    return page("console/sign_in.html", note=note)


def try_key() -> Response:
    """Open a session with the key given, in place of the one there was."""
    try:
        secret = sessions.sign_in(services(), request.form.get("key", ""), address())
    except KeyRefused as exc:
        return page("console/sign_in.html", exc.status, refused=words()("sign-in.refused"))
    except LockedOut as exc:
        told = words()("sign-in.locked", time=words().seconds(exc.seconds))
        response = page("console/sign_in.html", exc.status, refused=told)
        response.headers["Retry-After"] = str(exc.seconds)
        return response
    _end(request.cookies.get(SESSION))
    response = make_response(redirect(url_for("console.overview"), 303))
    return keep(forget(response, BEFORE), SESSION, secret)


def sign_out() -> Response:
    """End this session."""
    _end(g.secret)
    return _out()


def sign_out_everywhere() -> Response:
    """End every session of the same key."""
    store.end_sessions(services().engine, g.session.key.id)
    return _out()


def _end(secret: str | None) -> None:
    if secret:
        store.end_session(services().engine, auth.digest(secret))


def _out() -> Response:
    return forget(make_response(redirect(url_for("console.sign_in", out=1), 303)), SESSION)
