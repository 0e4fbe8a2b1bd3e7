"""Servers that the extension's tests talk to: the real one over a small desk, and ones that are not it."""

from __future__ import annotations

import functools
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, get_args

from assist_server import auth, create_app, imports, store
from assist_server.results import Kind
from assist_server.services import Services
from assist_server.settings import Settings

ROOT = Path(__file__).parent.parent.parent
CASES = Path(__file__).parent.parent / "cases" / "desk"
PAGE = "<!doctype html><html lang=en><title>A page</title><h1>A page</h1><p id=text>My parcel does not move.</p>"


@dataclass(frozen=True)
class Desk:
    """A desk with a little history on the disk, and an agent's key to it."""

    settings: Settings
    services: Services
    key: str

    def revoke(self) -> None:
        """Revoke the agent's keys."""
        for key in store.keys(self.services.engine):
            if key.role == "agent" and key.revoked_at is None:
                store.revoke_key(self.services.engine, key.id)

    def events(self) -> dict[str, int]:
        """Return how much feedback of each kind there is."""
        return dict(store.stats(self.services.engine).feedback)


@contextmanager
def desk_in(folder: Path, models: Path, reindex: Callable[[Services], Any] | None) -> Iterator[Desk]:
    """Make a desk in the folder; without `reindex` it has no index."""
    (folder / "models").symlink_to(models)
    settings = Settings(folder=folder, secret="a secret for tests", allowed_hosts=["localhost", "127.0.0.1"])
    store.migrate(settings.database)
    app = create_app(settings)
    services: Services = app.extensions["assist"]
    for kind in get_args(Kind):
        with (CASES / f"{kind}s.jsonl").open("rb") as lines:
            imports.import_lines(services, kind, lines)
    if reindex:
        reindex(services)
    yield Desk(settings, services, auth.create_key(services.engine, "agent", "tests"))
    services.close()


@dataclass
class Recorder:
    """A server that is no Agent Assist: answers what it was told to, and keeps path, headers and body of each POST."""

    address: str = ""
    body: bytes = PAGE.encode()
    media_type: str = "text/html"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    posted: list[tuple[str, dict[str, str], Any]] = field(default_factory=list)


@contextmanager
def recorder() -> Iterator[Recorder]:
    """Run one on a free port of the loopback address."""
    told = Recorder()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(told.status)
            self.send_header("Content-Type", told.media_type)
            for name, value in told.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(told.body)

        def do_POST(self) -> None:
            text = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            told.posted.append((self.path, headers, json.loads(text)))
            self.do_GET()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    told.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield told
    server.shutdown()
    server.server_close()
    thread.join()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def repository_served() -> Iterator[str]:
    """Serve the repository's files on a free port, so that a page can load the panel's modules; yield the address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(ROOT)))
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()
