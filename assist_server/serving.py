"""Serving with gunicorn: a few processes of a few threads, no access log (an address can hold a customer's words)."""

from __future__ import annotations

import hashlib
import os
import shutil
import socket
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from gunicorn.app.base import BaseApplication

from assist_server.errors import SettingsError, StoreUnusable
from assist_server.listener import open_listener, url_of
from assist_server.server_lock import Record, ServerLock, acquire
from assist_server.settings import UNIX_SOCKET, Settings, is_file_of_milvus
from assist_server.web.gunicorn_worker import connections_allowed, note_key, worker_class

GRACE = 20  # seconds for requests under way when stopping
MEMORY = Path("/dev/shm")  # files in memory, on Linux
LINGER = GRACE + 5.0  # seconds after a server was killed in which its processes may still hold its port


@dataclass(frozen=True)
class Reservation:
    """What a server needs for itself: the data folder, locked, and its address, listened on."""

    lock: ServerLock
    listener: socket.socket

    @property
    def url(self) -> str:
        """Where the server is reached from this machine."""
        return url_of(self.listener)

    @property
    def address(self) -> str:
        """The address as it is listened on."""
        name = self.listener.getsockname()
        return name if isinstance(name, str) else f"{name[0]} {name[1]}"

    def record(self, demo_key: str = "") -> None:
        """Write down where the server is, and the id of its demo page's key."""
        self.lock.write(Record(self.url, demo_key))

    def hand_down(self) -> str:
        """Let a program that takes this process's place inherit both, and return what `inherited` makes them of."""
        descriptors = (self.listener.fileno(), self.lock.descriptor)
        for descriptor in descriptors:
            if descriptor is not None:
                os.set_inheritable(descriptor, True)
        return ",".join("" if one is None else str(one) for one in descriptors)

    @classmethod
    def inherited(cls, descriptors: str) -> Self:
        """Return what the program before has handed down."""
        listener, lock = (int(one) if one else None for one in descriptors.split(","))
        for descriptor in (listener, lock):
            if descriptor is not None:
                os.set_inheritable(descriptor, False)
        return cls(ServerLock(lock), socket.socket(fileno=listener))

    def release(self) -> None:
        """Let both go."""
        self.listener.close()
        self.lock.release()


def reserve(settings: Settings, host: str, port: int, *, demo: bool = False) -> Reservation:
    """Lock the data folder and listen on the address, before anything else is touched.

    Servers share a folder only where the state is in PostgreSQL; a demo's page has a key of its own, so a demo never
    does. Raises Conflict where the folder is served or the port taken, SettingsError for what can't be listened on.
    """
    lock = acquire(settings.folder, alone=demo or settings.database.startswith("sqlite"))
    try:
        # one that was killed: its processes end what they are at, and hold the port till then
        killed = lock.previous.url.endswith(f":{port}/")
        reservation = Reservation(lock, open_listener(host, port, LINGER if killed else 0.0))
    except BaseException:
        lock.release()
        raise
    reservation.record(lock.previous.demo_key)
    return reservation


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


def refuse_unfit(settings: Settings) -> None:
    """Raise SettingsError where the web processes could not share what the settings name."""
    if is_file_of_milvus(settings.index_url) and settings.web_workers > 1:
        raise SettingsError(
            f"INDEX_URL names a file of Milvus, which one process alone can open, and WEB_CONCURRENCY is"
            f" {settings.web_workers}.",
            mend="Set WEB_CONCURRENCY to 1 and reindex while the server is stopped, or use a Milvus server"
            " (INDEX_URL=milvus:http://HOST:19530) or FAISS files (INDEX_URL unset).",
        )


def serve(settings: Settings, reservation: Reservation) -> None:
    """Serve until stopped. Never returns.

    The processes' figures for Prometheus meet in a folder, which has to be named before the library is imported.
    """
    figures = figures_folder(settings.folder.absolute(), reservation.address)
    settings = settings.model_copy(update={"metrics_folder": str(figures)})
    sys.stderr.write(f"Agent Assist: {reservation.url}\n")
    _Server(settings, _options(settings, reservation)).run()


def figures_folder(data: Path, address: str) -> Path:
    """Return an empty folder for the figures of the server that listens there, in memory where the machine has such a
    place. Nobody else can have the same one: an address is listened on by one server.

    The library maps files with holes: on a disk that is full the kernel ends the process that first writes to one.
    """
    name = hashlib.sha256(f"{data} {address}".encode()).hexdigest()[:16]
    for folder in (MEMORY / f"agent-assist-{name}", data / "metrics"):
        shutil.rmtree(folder, ignore_errors=True)
        try:
            folder.mkdir(mode=0o700, parents=folder.parent == data)
        except OSError:  # no such place, or somebody else's folder of that name
            continue
        return folder
    raise StoreUnusable("The data folder can't be written to.", mend=f"Let this user write to {data}.")


def _options(settings: Settings, reservation: Reservation) -> dict[str, object]:
    return {
        "bind": f"fd://{reservation.listener.detach()}",
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
        "post_fork": lambda _server, _worker: reservation.lock.release(),  # or the folder would stay locked by orphans
        "on_exit": lambda _: _end(settings, reservation.lock),
        "post_worker_init": _end_streams_with,
        "proc_name": "agent-assist",
        "control_socket_disable": True,  # it would lie outside the data folder
    }


def _end(settings: Settings, lock: ServerLock) -> None:
    """Leave nothing behind but the id of the demo page's key, which the next demo revokes."""
    shutil.rmtree(settings.metrics_folder, ignore_errors=True)
    lock.write(Record(demo_key=lock.read().demo_key))


def _end_streams_with(worker: Any) -> None:
    """Let open streams of events end when their process is told to stop, instead of holding it up."""
    from assist_server.api.events import streams

    streams(worker.wsgi).stopping = lambda: not worker.alive


def _forget_process(server: object, worker: object) -> None:
    from prometheus_client import multiprocess

    multiprocess.mark_process_dead(worker.pid)  # type: ignore[attr-defined, no-untyped-call]
