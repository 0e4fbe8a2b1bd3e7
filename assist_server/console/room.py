"""The console's room: what holds for all of its pages. Nobody enters without a session, no form without its token."""

from __future__ import annotations

import secrets
from copy import copy
from typing import Any

from flask import Blueprint, Response, g, make_response, redirect, render_template, request, url_for
from werkzeug.exceptions import HTTPException

from assist_server import problems
from assist_server.api.operations import services
from assist_server.console import sessions
from assist_server.console.policy import policy
from assist_server.console.sentences import said
from assist_server.console.sessions import SignInNeeded
from assist_server.console.words import LANGUAGES, Words, chosen
from assist_server.errors import AssistError, NotReady
from embeddings.errors import EmbeddingError

PATH = "/console"
SESSION, BEFORE, LANGUAGE = "assist_console", "assist_console_form", "assist_language"
YEAR = 31_536_000  # seconds
MOST_BODY = 16_384  # bytes of a form
LARGE = ("console.show_stored",)  # what takes as much as the API does: a ticket is pasted into it
OPEN = ("console.sign_in", "console.try_key", "console.static")  # what answers before somebody has signed in
PAGES = ("overview", "reindex", "replay", "sources", "insights", "keys", "privacy", "erasure")  # as they are led to
BY_ITSELF = ("console.job_state", "console.job_events", "console.planned")  # what a page asks without its reader
HEADERS = {
    "Content-Security-Policy": policy("'self'"),
    "Referrer-Policy": "same-origin",  # with none at all a browser hides the origin of a form, too
    "Cross-Origin-Opener-Policy": "same-origin",
}


def console_room() -> Blueprint:
    """Return the blueprint that the pages are put into."""
    room = Blueprint(
        "console",
        __name__,
        url_prefix=PATH,
        template_folder="templates",
        static_folder="static",
        static_url_path="/static",
    )
    room.before_request(_let_in)
    room.after_request(_protect)
    room.context_processor(_given)
    room.register_error_handler(SignInNeeded, _to_sign_in)
    room.register_error_handler(AssistError, _told)
    room.register_error_handler(EmbeddingError, lambda exc: _told(NotReady(exc.detail, mend=exc.mend)))
    room.register_error_handler(HTTPException, _refused)
    return room


def page(template: str, status: int = 200, **values: Any) -> Response:
    """Return a page made from a template."""
    return make_response(render_template(template, **values), status)


def words() -> Words:
    """Return the texts of the reader's language."""
    found: Words = g.words
    return found


def address() -> str:
    """Return where the request comes from, as a trusted proxy has it where there is one."""
    return sessions.address_of(request.remote_addr)


def cookie_path() -> str:
    """Return the path of the pages that get the cookies, below the one that a proxy shows the server under."""
    return request.script_root + PATH


def keep(response: Response, name: str, value: str) -> Response:
    """Have the browser keep a secret that no script reads, no other site sends, and nobody overhears."""
    response.set_cookie(name, value, path=cookie_path(), httponly=True, samesite="Strict", secure=request.is_secure)
    return response


def forget(response: Response, name: str) -> Response:
    """Have the browser forget a secret."""
    response.delete_cookie(name, path=cookie_path(), httponly=True, samesite="Strict", secure=request.is_secure)
    return response


def _let_in() -> None:
    """Choose the language, require a session, and of each form its token. Raises SignInNeeded or Forbidden."""
    asked, kept = request.args.get("language"), request.cookies.get(LANGUAGE)
    g.words = Words(chosen(asked, kept, (tag for tag, _ in request.accept_languages)))
    g.session, g.secret = None, request.cookies.get(SESSION)
    most = services().settings.max_body if request.endpoint in LARGE else MOST_BODY
    request.max_content_length = request.max_form_memory_size = most
    if request.endpoint == "console.static":
        return
    if request.endpoint in OPEN:
        g.secret = request.cookies.get(BEFORE) or secrets.token_urlsafe(32)
    else:
        used = request.endpoint not in BY_ITSELF
        g.session = sessions.session_of(services().engine, g.secret, used=used)
    if request.method == "POST":
        known = request.cookies.get(BEFORE) if request.endpoint in OPEN else g.secret
        sessions.check_form(known, request.form.get("form_token", ""))


def _protect(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers[name] = value
    if request.endpoint == "console.static":
        return response
    response.headers["Cache-Control"] = "no-store"
    response.vary.update(("Cookie", "Accept-Language"))
    if request.endpoint in OPEN and g.get("secret") and g.secret != request.cookies.get(BEFORE):
        keep(response, BEFORE, g.secret)
    if request.args.get("language") in LANGUAGES:
        language = request.args["language"]
        response.set_cookie(LANGUAGE, language, YEAR, path=cookie_path(), samesite="Lax", secure=request.is_secure)
    return response


def _given() -> dict[str, Any]:
    """Return what every template can name."""
    return {
        "say": g.get("words") or Words(chosen(None, None, (tag for tag, _ in request.accept_languages))),
        "translated": said,
        "languages": LANGUAGES,
        "pages": PAGES,
        "session": g.get("session"),
        "form_token": sessions.form_token(g.secret) if g.get("secret") else "",
        "here": request.script_root + request.path if request.method == "GET" else _page_of_form(),
        "query": _chosen() if request.method == "GET" else {},
    }


def _chosen() -> dict[str, str]:
    """Return what the page was asked with, for its address in another language."""
    return {name: told for name, told in request.args.items() if name != "note"}


def _page_of_form() -> str:
    """Return the page that the form of this request belongs to."""
    if request.endpoint in OPEN:
        return url_for("console.sign_in")
    places = [url_for(f"console.{name}") for name in PAGES]
    here = f"{request.script_root}{request.path}/"
    return next((place for place in places if here.startswith(f"{place}/")), places[0])


def _to_sign_in(exc: SignInNeeded) -> Response:
    """Lead a person to the sign-in; answer what a page asked by itself with the problem alone."""
    if not _is_person():
        return problems.answer(exc)
    response = redirect(url_for("console.sign_in", ended=1 if exc.ended else None), 303)
    return forget(make_response(response), SESSION)


def _told(exc: AssistError) -> Response:
    """Say in a page what is wrong and what mends it."""
    if not _is_person():
        return problems.answer(exc)
    shown = copy(exc)
    shown.detail, shown.mend = problems.told(exc, f"{exc.title}.")
    return page("console/problem.html", exc.status, problem=shown)


def _refused(exc: HTTPException) -> Response:
    """Say in a page what Flask itself refuses: a form that is too large, or none at all."""
    told = AssistError(str(exc.description))
    told.status, told.title = exc.code or 500, exc.name
    return _told(told)


def _is_person() -> bool:
    return request.accept_mimetypes.accept_html
