"""A real nginx of the tests' own, with TLS, in front of a server on the loopback address."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support import free_port

HEADERS = """
            proxy_set_header Host $http_host;
            proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
            proxy_set_header X-Forwarded-Proto $scheme;
            proxy_set_header X-Forwarded-Host $http_host;
"""
CONFIGURATION = """
daemon off; pid {folder}/pid; error_log {folder}/log; worker_processes 1;
events {{ worker_connections 256; }}
http {{
    access_log off; client_max_body_size 64m; types {{ text/html html; }}
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port} ssl;
        ssl_certificate {folder}/certificate.pem; ssl_certificate_key {folder}/key.pem;
        location {prefix}/ {{
            proxy_pass http://127.0.0.1:{upstream}{passed};
            proxy_http_version 1.1; proxy_set_header Connection "";
            {headers}
        }}
    }}
}}
"""


@contextmanager
def nginx(folder: Path, upstream: int, *, prefix: str = "", stripped: bool = True) -> Iterator[int]:
    """Show a server under a prefix by HTTPS; yields the port.

    With `stripped` the prefix is taken off and told as X-Forwarded-Prefix, else it stays in the path.
    """
    program = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
    openssl = shutil.which("openssl")
    if program is None or openssl is None:
        pytest.skip("nginx is not installed")
    folder.mkdir(parents=True)
    certificate = [openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-days", "2"]
    files = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "certificate.pem")]
    subprocess.run([*certificate, *names, *files], check=True, capture_output=True)
    port = free_port()
    told = f"proxy_set_header X-Forwarded-Prefix {prefix};" if prefix and stripped else ""
    passed = "/" if prefix and stripped else ""
    text = CONFIGURATION.format(
        folder=folder, port=port, prefix=prefix, upstream=upstream, passed=passed, headers=HEADERS + told
    )
    (folder / "nginx.conf").write_text(text)
    process = subprocess.Popen(
        [program, "-c", str(folder / "nginx.conf"), "-p", str(folder), "-e", str(folder / "log")]
    )
    try:
        _wait(port)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=20)


def trusting(folder: Path) -> ssl.SSLContext:
    """Return what a client needs to believe this nginx."""
    return ssl.create_default_context(cafile=str(folder / "certificate.pem"))


def _wait(port: int) -> None:
    ends = time.monotonic() + 20
    while time.monotonic() < ends:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise TimeoutError("nginx")
