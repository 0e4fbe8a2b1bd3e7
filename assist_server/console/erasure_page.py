"""The page of erasure: who is to be forgotten, what would go, and the proof that it is gone.

The customer is named in the bodies of forms alone: no address, no job and no log ever holds who it was.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, request
from pydantic import ValidationError

from assist_server import erasure, reindex, store
from assist_server.api.customers import erased
from assist_server.api.operations import services
from assist_server.console.progress_told import told
from assist_server.console.room import page, words
from assist_server.errors import AssistError, InvalidInput
from assist_server.requests import CustomerRequest


def add_pages(room: Blueprint) -> None:
    """Put the pages into the room."""
    room.add_url_rule("/erasure", "erasure", show)
    room.add_url_rule("/erasure", "count_erasure", count, methods=["POST"])
    room.add_url_rule("/erasure/confirmed", "erase", erase, methods=["POST"])


def show() -> Response:
    """Ask who is to be forgotten."""
    return _page()


def count() -> Response:
    """Show how much would go, and ask."""
    try:
        customer = _customer()
        return _page(customer=customer, counts=erasure.would_go(services(), *customer.known()))
    except AssistError as exc:
        return _page(exc.status, problem=exc)


def erase() -> Response:
    """Forget the customer, as the API does, and show the proof."""
    try:
        proof = erased(services(), _customer())
    except AssistError as exc:
        return _page(exc.status, problem=exc)
    job = store.job(services().engine, proof.job) if proof.job else None
    active = told(job, words()) if job else None
    return _page(proof=proof, active=active, stay=True, at=datetime.now(UTC))


def _customer() -> CustomerRequest:
    """Return who is named in the form. Raises InvalidInput, which does not repeat it."""
    given = {name: value for name in ("id", "email") if (value := request.form.get(name, "").strip())}
    try:
        return CustomerRequest.model_validate(given)
    except ValidationError as exc:
        detail = "Give the customer's id, up to 200 characters, or e-mail address, up to 300."
        raise InvalidInput(detail) from exc


def _page(status: int = 200, **values: Any) -> Response:
    return page("console/erasure.html", status, left=reindex.holds_erased(services()), **values)
