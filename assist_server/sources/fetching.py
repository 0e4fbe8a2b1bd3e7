"""The polite fetcher: JSON from one server, in turn, retried, bounded, and its credentials sent nowhere else."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

import urllib3
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NameResolutionError, NewConnectionError, SSLError

from assist_server.errors import InvalidInput, SourceGone, SourceRefused, SourceTooLarge, SourceUnusable
from assist_server.sources.pace import Bucket, Clock, RealClock, asked_to_wait, growing, sleep

ATTEMPTS = 7  # of one request; the waits between them come to a minute or two
FEW_ATTEMPTS = 3  # where somebody sits and waits: some seconds
MOST_BYTES = 64 * 2**20  # of one answer, unpacked
MOST_SECONDS = 300.0  # for one answer, however it trickles
MOST_PATIENCE = 900.0  # seconds that a Retry-After may ask for; beyond, the sync ends and says so
MOST_REDIRECTS = 3
CHUNK = 2**16
TRY_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
REDIRECTS = frozenset({301, 302, 303, 307, 308})
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
PORTS = {"https": 443, "http": 80}
AGENT = {"User-Agent": "agent-assist", "Accept": "application/json", "Accept-Encoding": "gzip"}


class PoliteFetch:
    """A `Fetch` (and a `Post`) over HTTP. One request at a time, in the order asked.

    No error holds an answer's body, a query or a credential. `sign` is called before every request and while waiting.
    """

    def __init__(
        self,
        address: str,
        *,
        rate: float = 0,
        insecure: bool = False,
        clock: Clock | None = None,
        sign: Callable[[], None] = lambda: None,
        most_bytes: int = MOST_BYTES,
        attempts: int = ATTEMPTS,
    ) -> None:
        self._base, self._prefix = _server(address, insecure)
        self.headers: Mapping[str, str] = {}
        self._clock = clock or RealClock()
        self._bucket = Bucket(rate, self._clock)
        self._sign, self._most, self._attempts = sign, most_bytes, attempts
        self._pool = urllib3.PoolManager(timeout=urllib3.Timeout(connect=10, read=60), retries=False, maxsize=1)

    def __call__(self, path: str, query: Mapping[str, str | int] | None = None) -> Any:
        """Return the parsed answer. Raises SourceRefused, SourceGone, SourceTooLarge and SourceUnusable."""
        address = self._address(path)
        if query:
            address += ("&" if "?" in address else "?") + urlencode(query)
        return self._patiently("GET", address, None)

    def post(self, path: str, form: Mapping[str, str]) -> Any:
        """Send a form and return the parsed answer; for asking for a token. Raises as fetching does."""
        return self._patiently("POST", self._address(path), urlencode(form).encode())

    def close(self) -> None:
        """Close the connections."""
        self._pool.clear()

    def _address(self, path: str) -> str:
        """Return the whole address. Raises SourceUnusable for one on another server: credentials stay here."""
        if path.startswith("/"):
            return self._base + self._prefix + path
        if _origin(path) != _origin(self._base):
            detail = "The source points to another server, which is not followed."
            raise SourceUnusable(
                detail, mend="Check the source's url: it must be the one that the helpdesk names itself."
            )
        return path

    def _patiently(self, method: str, address: str, body: bytes | None) -> Any:
        """Ask until there is an answer or no hope for one."""
        failure = ""
        for attempt in range(self._attempts):
            sleep(self._clock, self._bucket.wait(), self._sign)
            self._sign()
            try:
                status, after, content = self._once(method, address, body)
            except HTTPError as exc:
                failure, wait = _silence(exc), None
            else:
                if status == 200:
                    parsed, failure, wait = *_parsed(content), None
                    if not failure:
                        return parsed
                else:
                    failure, wait = _refusal(status), asked_to_wait(after, self._clock.today())
            if attempt + 1 < self._attempts:
                sleep(self._clock, _bounded(growing(attempt) if wait is None else wait), self._sign)
        mend = "Try again later, or check its url."
        raise SourceUnusable(f"The source was asked {self._attempts} times: {failure}.", mend=mend)

    def _once(self, method: str, address: str, body: bytes | None) -> tuple[int, str | None, bytes]:
        """Ask once, following redirects on the same server. Return status, Retry-After and content (of a 200 alone)."""
        headers = {**AGENT, **self.headers}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        for _ in range(MOST_REDIRECTS + 1):
            answer = self._pool.request(
                method, address, body=body, headers=headers, redirect=False, preload_content=False
            )
            try:
                if answer.status in REDIRECTS and method == "GET":
                    address = self._address(_joined(address, answer.headers.get("Location", "")))
                    continue
                content = self._read(answer) if answer.status == 200 else b""
                return answer.status, answer.headers.get("Retry-After"), content
            finally:
                answer.close()  # a half-read connection can't be used again; one read to its end was given back
        raise SourceUnusable("The source redirects in a circle.", mend="Check the source's url.")

    def _read(self, answer: urllib3.BaseHTTPResponse) -> bytes:
        """Read to the end, within bounds of size and time."""
        ends = self._clock.now() + MOST_SECONDS
        content = bytearray()
        for chunk in answer.stream(CHUNK, decode_content=True):
            content += chunk
            if len(content) > self._most:
                raise SourceTooLarge(f"An answer is larger than {self._most} bytes.")
            if self._clock.now() > ends:
                raise SourceUnusable(f"An answer took longer than {MOST_SECONDS:.0f} seconds.", mend="Try again later.")
        return bytes(content)


def _silence(exc: HTTPError) -> str:
    """Return why there was no whole answer. The errors' own words hold the address, query and all."""
    if isinstance(exc, NameResolutionError):
        return "no server bears that name"
    if isinstance(exc, NewConnectionError | ConnectTimeoutError):
        return "no server answers at that address"
    if isinstance(exc, SSLError):
        return "its certificate is not trusted, or it speaks no https"
    return f"no whole answer ({type(exc).__name__})"


def _refusal(status: int) -> str:
    """Return what to say if trying again does not help. Raises at once where it can't."""
    if status in (401, 403):
        raise SourceRefused(f"The source refuses us (status {status}).")
    if status in (404, 410):
        raise SourceGone(f"The source has nothing there (status {status}).")
    if status not in TRY_AGAIN:
        raise SourceUnusable(f"The source answers with status {status}.", mend="Check the source's url.")
    return f"status {status}"


def _parsed(content: bytes) -> tuple[Any, str]:
    """Return the JSON and '', or None and what is wrong with it."""
    try:
        return json.loads(content, parse_constant=_no_number), ""
    except (ValueError, RecursionError):
        return None, "what it answers is not JSON"


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _bounded(seconds: float) -> float:
    if seconds > MOST_PATIENCE:
        raise SourceUnusable(f"The source asks to wait {seconds:.0f} seconds.", mend="Sync again after that.")
    return seconds


def _server(address: str, insecure: bool) -> tuple[str, str]:
    """Split an address into its server and the path before everything. Raises InvalidInput for one that is unfit."""
    try:
        parts = urlsplit(address.strip())
        port = parts.port
    except ValueError as exc:
        raise InvalidInput("The url of the source is not an address.") from exc
    if parts.scheme not in PORTS or not parts.hostname or parts.username or parts.query or parts.fragment:
        raise InvalidInput("The url of a source is https://HOST, with a path if need be, and nothing more.")
    if parts.scheme == "http" and parts.hostname not in LOOPBACK and not insecure:
        detail = "Plain http would send the credentials in clear."
        raise InvalidInput(detail, mend="Use https, or set the option insecure=yes within a network that you trust.")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{host}" + (f":{port}" if port else ""), parts.path.rstrip("/")


def _joined(address: str, location: str) -> str:
    """Return where a redirect leads, '' where it leads nowhere."""
    try:
        return urljoin(address, location)
    except ValueError:
        return ""


def _origin(address: str) -> tuple[str, str | None, int | None]:
    try:
        parts = urlsplit(address)
        return parts.scheme, parts.hostname, parts.port or PORTS.get(parts.scheme)
    except ValueError:
        return "", None, None
