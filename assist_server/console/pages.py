"""The console at `/console`: all of its pages in one room."""

from __future__ import annotations

from flask import Blueprint, Response

from assist_server.console import insights_pages, reindex_page, sign_in, usage_page
from assist_server.console.room import console_room
from assist_server.errors import NotFound


def console_blueprint() -> Blueprint:
    """Make the blueprint that serves the console."""
    room = console_room()
    sign_in.add_pages(room)
    reindex_page.add_pages(room)
    insights_pages.add_pages(room)
    usage_page.add_pages(room)
    room.add_url_rule("/<path:place>", "nowhere", nowhere)
    return room


def nowhere(place: str) -> Response:
    """Say that there is no such page."""
    raise NotFound("There is no such page.")
