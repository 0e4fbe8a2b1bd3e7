"""The console at `/console`: all of its pages in one room."""

from __future__ import annotations

from flask import Blueprint, Response, abort, make_response, redirect, request, url_for

from assist_server.console import (
    erasure_page,
    insights_pages,
    keys_page,
    overview_page,
    privacy_page,
    reindex_page,
    replay_page,
    sign_in,
    source_form,
    sources_page,
    usage_page,
)
from assist_server.console.room import console_room
from assist_server.errors import NotFound


def console_blueprint() -> Blueprint:
    """Make the blueprint that serves the console."""
    room = console_room()
    sign_in.add_pages(room)
    overview_page.add_pages(room)
    reindex_page.add_pages(room)
    replay_page.add_pages(room)
    insights_pages.add_pages(room)
    keys_page.add_pages(room)
    sources_page.add_pages(room)
    source_form.add_pages(room)
    privacy_page.add_pages(room)
    erasure_page.add_pages(room)
    usage_page.add_pages(room)
    room.add_url_rule("/<path:place>", "nowhere", nowhere)
    return room


def front() -> Response:
    """Lead a browser from the server's bare address to the console; for a program there is nothing."""
    if request.accept_mimetypes.best_match(["application/problem+json", "text/html"]) != "text/html":
        abort(404)
    response = make_response(redirect(url_for("console.home"), 303))
    response.headers["Cache-Control"] = "no-store"
    response.vary.add("Accept")
    return response


def nowhere(place: str) -> Response:
    """Say that there is no such page."""
    raise NotFound("There is no such page.")
