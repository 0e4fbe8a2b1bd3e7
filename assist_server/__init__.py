"""Agent Assist: suggested replies for support agents, from the desk's own history, on the desk's own machine."""

from __future__ import annotations

from importlib.resources import files

from flask import Flask, Response, request

from assist_server.settings import Settings

SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}

STRICT_TRANSPORT = "max-age=31536000"  # seconds: a year by HTTPS alone, once a trusted proxy has said that it is


def create_app(settings: Settings | None = None) -> Flask:
    """Return the web application with the given settings, or those of the environment.

    It starts even when model, database or index are missing: it then answers 503 and says what mends it.
    Raises SettingsError for unusable settings, SecretRefused for another secret than the database's.
    """
    from contextlib import suppress

    from assist_server import auth, measures, problems
    from assist_server.api import ROOMS, events
    from assist_server.api.openapi import openapi_blueprint
    from assist_server.api.operations import blueprint
    from assist_server.console.pages import console_blueprint, front
    from assist_server.errors import AssistError, StoreUnusable
    from assist_server.services import build
    from assist_server.web import forwarded, rate_limit

    settings = settings or Settings.from_environment()
    app = Flask(__name__, static_folder=None)
    app.url_map.merge_slashes = False
    app.extensions["assist"] = services = build(settings)
    try:
        with suppress(StoreUnusable):
            services.secret()
    except AssistError:
        services.close()
        raise
    measures.init_app(app)
    auth.init_app(app, settings)
    problems.init_app(app)
    events.init_app(app, settings)
    rate_limit.init_app(app, settings)
    app.after_request(_secure)
    app.wsgi_app = forwarded.Forwarded(  # type: ignore[method-assign]
        app.wsgi_app, settings.trusted_proxies, settings.script_name
    )
    for name, operations in ROOMS.items():
        app.register_blueprint(blueprint(name, operations))
    app.register_blueprint(openapi_blueprint(ROOMS))
    app.register_blueprint(console_blueprint())
    if settings.demo_key:
        _add_demo(app, settings.demo_key)
    else:
        app.add_url_rule("/", "front", front)
    return app


def _add_demo(app: Flask, key: str) -> None:
    from assist_server.console.demo_page import demo_blueprint

    app.register_blueprint(demo_blueprint(key, files("assist_server") / "demo"))


def _secure(response: Response) -> Response:
    from assist_server import auth

    for name, value in SECURITY_HEADERS.items():
        response.headers.setdefault(name, value)
    if (
        request.is_secure and auth.host_of(request) not in auth.OWN_MACHINE
    ):  # else every server of this machine would be meant
        response.headers["Strict-Transport-Security"] = STRICT_TRANSPORT
    return response
