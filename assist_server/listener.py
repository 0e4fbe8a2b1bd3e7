"""The socket a server listens on: opened first, so that a port that can't be had ends the start before any harm."""

from __future__ import annotations

import errno
import os
import socket
import sys
import time
from ipaddress import ip_address
from pathlib import Path

from assist_server.errors import AssistError, Conflict, SettingsError

BACKLOG = 2048  # connections that may wait to be accepted
RETRY_EVERY = 0.2  # seconds
UNIX = "unix:"  # before the path of a socket file
Address = tuple[str, int] | str
QUIET = 2.0  # seconds that a port is waited for without a word


def open_listener(host: str, port: int, patience: float = 0.0) -> socket.socket:
    """Bind and listen; port 0 takes any that is free. A port that is taken is tried again for `patience` seconds.

    Raises Conflict for a port that stays taken, and SettingsError for an address or a port that can't be had at all.
    """
    family, address = _resolve(host, port)
    if isinstance(address, str):
        _remove_abandoned(address)
    ends, warned = time.monotonic() + patience, False
    while True:
        try:
            return _listen(family, address)
        except OSError as exc:
            left = ends - time.monotonic()
            if exc.errno != errno.EADDRINUSE or left <= 0:
                raise _refusal(exc, host, port) from exc
            if not warned and patience - left > QUIET:
                warned = True
                sys.stderr.write(f"Port {port} is still taken, perhaps by a server that was killed; waiting for it.\n")
            time.sleep(RETRY_EVERY)


def url_of(listener: socket.socket) -> str:
    """Return the address a browser on this machine opens: that of the loopback where all addresses are listened on."""
    if listener.family == socket.AF_UNIX:
        return f"unix:{listener.getsockname()}"
    host, port = listener.getsockname()[:2]
    if ip_address(host.partition("%")[0]).is_unspecified:
        host = "::1" if ":" in host else "127.0.0.1"
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def _resolve(host: str, port: int) -> tuple[int, Address]:
    """Return family and address of a host, the IPv4 one of a name that has several; or of a socket file."""
    if host.startswith(UNIX):
        return socket.AF_UNIX, host.removeprefix(UNIX)
    name = host.strip().removeprefix("[").removesuffix("]")
    if not name:
        raise SettingsError("The host to listen on is empty.", mend="Leave --host away, or give an address.")
    try:
        found = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError) as exc:
        raise SettingsError(f"{host} is no address of this machine.", mend="Give one with --host.") from exc
    family, _, _, _, address = min(found, key=lambda one: one[0] != socket.AF_INET)
    return family, address  # type: ignore[return-value]


def _remove_abandoned(path: str) -> None:
    """Remove a socket file that nobody listens on any more: a server that was killed leaves it behind."""
    if not Path(path).is_socket():  # another file refuses a connection just so
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
        try:
            client.connect(path)
        except ConnectionRefusedError:
            os.unlink(path)
        except OSError:  # this user may not
            return


def _listen(family: int, address: Address) -> socket.socket:
    listener = socket.socket(family, socket.SOCK_STREAM)
    before = os.umask(0)  # who may reach a socket file is for its folder to say: a proxy is another user
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # connections that have just ended don't matter
        listener.bind(address)
        listener.listen(BACKLOG)
    except OSError:
        listener.close()
        raise
    finally:
        os.umask(before)
    return listener


def _refusal(exc: OSError, host: str, port: int) -> AssistError:
    """Say in one sentence why an address can't be listened on, and what can be done."""
    if host.startswith(UNIX):
        mend = "Give the path of a socket file in a folder that this user may write to, as --host unix:/PATH."
        return SettingsError(f"No socket can be listened on there ({exc.strerror}).", mend=mend)
    if exc.errno == errno.EADDRINUSE:
        return Conflict(
            f"Port {port} of {host} is taken by another program.", mend="Stop that, or choose another with --port."
        )
    if exc.errno in (errno.EACCES, errno.EPERM):
        return SettingsError(
            f"This user may not listen on port {port}.",
            mend="Choose one from 1024 on with --port, and put a proxy before.",
        )
    if exc.errno in (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT):
        return SettingsError(f"{host} is no address of this machine.", mend="Give one with --host.")
    return SettingsError(f"Port {port} of {host} can't be listened on ({exc.strerror}).")
