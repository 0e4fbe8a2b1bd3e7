"""Serving with gunicorn: a few processes of a few threads, no access log (an address can hold a customer's words)."""

from __future__ import annotations

import shutil
import sys
from typing import Any

from gunicorn.app.base import BaseApplication

from assist_server.settings import Settings

GRACE = 20  # seconds for requests under way when stopping


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
    folder = settings.folder.absolute() / "metrics"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    settings = settings.model_copy(update={"metrics_folder": str(folder)})
    sys.stderr.write(f"Agent Assist: http://{host}:{port}/\n")
    _Server(settings, _options(settings, host, port)).run()


def _options(settings: Settings, host: str, port: int) -> dict[str, object]:
    return {
        "bind": f"{host}:{port}",
        "workers": settings.web_workers,
        "threads": settings.web_threads,
        "worker_class": "gthread",
        "graceful_timeout": GRACE,
        "timeout": 300,
        "keepalive": 65,
        "raw_env": [f"PROMETHEUS_MULTIPROC_DIR={settings.metrics_folder}"],
        "limit_request_line": 8190,
        "child_exit": _forget_process,
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
