"""Serving with gunicorn: a few processes of a few threads, no access log (an address can hold a customer's words)."""

from __future__ import annotations

import hashlib
import shutil
import sys
from pathlib import Path
from typing import Any

from gunicorn.app.base import BaseApplication

from assist_server.errors import StoreUnusable
from assist_server.settings import UNIX_SOCKET, Settings
from assist_server.web.gunicorn_worker import connections_allowed, note_key, worker_class

GRACE = 20  # seconds for requests under way when stopping
MEMORY = Path("/dev/shm")  # files in memory, on Linux


class _Server(BaseApplication):
    """gunicorn with our settings instead of a configuration file."""

    def __init__(self, settings: Settings, options: dict[str, object]) -> None:
        self._settings, self._options = settings, options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """Make the worker's application. Its matrix products are small and many requests run at once: with more threads
        than one each product would wake, and wait for, the cores that serve the others."""
        from threadpoolctl import threadpool_limits

        from assist_server import create_app

        threadpool_limits(1, user_api="blas")
        return create_app(self._settings)


def serve(settings: Settings, host: str, port: int) -> None:
    """Serve until stopped. Never returns.

    The processes' figures for Prometheus meet in a folder, which has to be named before the library is imported.
    """
    settings = settings.model_copy(update={"metrics_folder": str(figures_folder(settings.folder.absolute(), port))})
    sys.stderr.write(f"Agent Assist: http://{host}:{port}/\n")
    _Server(settings, _options(settings, host, port)).run()


def figures_folder(data: Path, port: int) -> Path:
    """Return an empty folder for the figures, in memory where the machine has such a place.

    The library maps files with holes: on a disk that is full the kernel ends the process that first writes to one.
    """
    name = hashlib.sha256(f"{data} {port}".encode()).hexdigest()[:16]
    for folder in (MEMORY / f"agent-assist-{name}", data / "metrics"):
        shutil.rmtree(folder, ignore_errors=True)
        try:
            folder.mkdir(mode=0o700, parents=folder.parent == data)
        except OSError:  # no such place, or somebody else's folder of that name
            continue
        return folder
    raise StoreUnusable("The data folder can't be written to.", mend=f"Let this user write to {data}.")


def _options(settings: Settings, host: str, port: int) -> dict[str, object]:
    return {
        "bind": host if host.startswith("unix:") else f"{host}:{port}",
        "workers": settings.web_workers,
        "threads": settings.web_threads,
        "worker_class": worker_class(settings),
        "worker_connections": connections_allowed(),
        "post_request": note_key,
        "sendfile": False,  # it would wait for the client
        "forwarded_allow_ips": ",".join(part for part in settings.trusted_proxies if part != UNIX_SOCKET),
        "secure_scheme_headers": {},  # web/forwarded.py looks at who says so
        "graceful_timeout": GRACE,
        "timeout": 300,
        "keepalive": 65,
        # the prefix is taken off by web/forwarded.py: gunicorn would refuse a probe that asks without it
        "raw_env": [f"PROMETHEUS_MULTIPROC_DIR={settings.metrics_folder}", "SCRIPT_NAME="],
        "limit_request_line": 8190,
        "child_exit": _forget_process,
        "on_exit": lambda _: shutil.rmtree(settings.metrics_folder, ignore_errors=True),
        "post_worker_init": _end_streams_with,
        "proc_name": "agent-assist",
        "control_socket_disable": True,  # it would lie outside the data folder
    }


def _end_streams_with(worker: Any) -> None:
    """Let open streams of events end when their process is told to stop, instead of holding it up."""
    from assist_server.api.events import streams

    streams(worker.wsgi).stopping = lambda: not worker.alive


def _forget_process(server: object, worker: object) -> None:
    from prometheus_client import multiprocess

    multiprocess.mark_process_dead(worker.pid)  # type: ignore[attr-defined, no-untyped-call]
