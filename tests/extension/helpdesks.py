"""The two real helpdesks, started from nothing on free ports of the loopback address."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import time
import urllib.request
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.support import free_port

REPOSITORY = Path(__file__).parent.parent.parent
SCRIPTS = Path(__file__).parent.parent / "helpdesks"
ENVIRONMENT = REPOSITORY / "data" / "helpdesks" / "django_helpdesk"  # kept between runs; git ignores it
PATIENCE = 600  # seconds for an installation from nothing
AGENT = ("agent", "agent-pass")
MAIL = """From: Maria Customer <maria.customer@example.test>
To: rt@localhost.localdomain
Subject: {subject}
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

{text}
"""


@dataclass(frozen=True)
class Helpdesk(ABC):
    """A running helpdesk. Ticket 1 holds the angry Maria, an agent's answer, an internal note and her second mail."""

    name: str  # the adapter's
    url: str
    folder: Path

    @abstractmethod
    def ticket_url(self, number: int = 1) -> str:
        """Return where a ticket is read."""

    @abstractmethod
    def reply_url(self, number: int = 1) -> str:
        """Return where it is answered: the same page where that has a composer."""

    @abstractmethod
    def sign_in(self, page: Page) -> None:
        """Sign the page's browser in as the agent."""

    @abstractmethod
    def customer_writes(self, text: str, subject: str = "", number: int | None = 1) -> int:
        """Let the customer mail in, to a ticket or (None) to open one; return the ticket's number."""

    @abstractmethod
    def texts(self, number: int = 1) -> list[tuple[str, bool]]:
        """Return what the helpdesk stored of a ticket, the oldest first: text or HTML, and whether it is public."""


@dataclass(frozen=True)
class DjangoHelpdesk(Helpdesk):
    """django-helpdesk 2.6.1."""

    def ticket_url(self, number: int = 1) -> str:
        """Return where a ticket is read."""
        return f"{self.url}/tickets/{number}/"

    def reply_url(self, number: int = 1) -> str:
        """Return the same."""
        return self.ticket_url(number)

    def sign_in(self, page: Page) -> None:
        """Sign the page's browser in as the agent."""
        _sign_in(page, f"{self.url}/login/", "username", "password")

    def customer_writes(self, text: str, subject: str = "", number: int | None = 1) -> int:
        """Let the customer mail in."""
        return int(self._seed("mail", f"Re: [support-{number}] {subject}" if number else subject, text))

    def colleague_answers(self, number: int, text: str) -> None:
        """Let another agent answer in public."""
        self._seed("answer", str(number), text)

    def texts(self, number: int = 1) -> list[tuple[str, bool]]:
        """Return the follow-ups."""
        return [(str(text), bool(public)) for text, public in json.loads(self._seed("texts", str(number)))]

    def change(self, *lines: dict[str, Any]) -> None:
        """Open and change tickets by the product's own models."""
        self._seed("change", given="".join(json.dumps(line) + "\n" for line in lines))

    def truth(self) -> list[dict[str, Any]]:
        """Return what its database holds of every ticket."""
        told: list[dict[str, Any]] = json.loads(self._seed("truth"))
        return told

    def _seed(self, *arguments: str, given: str = "") -> str:
        """Run a command of seed.py in the helpdesk's own environment."""
        scripts = SCRIPTS / "django_helpdesk"
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "site_settings",
            "PYTHONPATH": str(scripts),
            "PYTHONDONTWRITEBYTECODE": "1",
            "HELPDESK_FOLDER": str(self.folder),
        }
        command = [str(ENVIRONMENT / "bin" / "python"), str(scripts / "seed.py"), *arguments]
        return subprocess.run(command, env=environment, input=given, check=True, capture_output=True, text=True).stdout


@dataclass(frozen=True)
class RequestTracker(Helpdesk):
    """Request Tracker 5 of Debian."""

    def ticket_url(self, number: int = 1) -> str:
        """Return where a ticket is read."""
        return f"{self.url}/Ticket/Display.html?id={number}"

    def reply_url(self, number: int = 1) -> str:
        """Return where it is answered."""
        return f"{self.url}/Ticket/Update.html?Action=Respond&id={number}"

    def sign_in(self, page: Page) -> None:
        """Sign the page's browser in as the agent."""
        _sign_in(page, f"{self.url}/", "user", "pass")

    def customer_writes(self, text: str, subject: str = "", number: int | None = 1) -> int:
        """Let the customer mail in."""
        mail = MAIL.format(subject=f"Re: [localtest #{number}] {subject}" if number else subject, text=text)
        gate = ["rt-mailgate-5", "--queue", "General", "--action", "correspond", "--url", f"{self.url}/"]
        subprocess.run(gate, input=mail, text=True, check=True, capture_output=True)
        newest = self._ask("/tickets?query=id%3E0&orderby=id&order=DESC&per_page=1")
        return number or int(newest["items"][0]["id"])

    def texts(self, number: int = 1) -> list[tuple[str, bool]]:
        """Return the correspondence and the comments."""
        turns = self._ask(f"/ticket/{number}/history?fields=Type&per_page=100")["items"]
        return [
            (str(part["Content"]), turn["Type"] != "Comment")
            for turn in turns
            if turn["Type"] in ("Create", "Correspond", "Comment")
            for part in self._ask(f"/transaction/{turn['id']}/attachments?fields=ContentType,Content")["items"]
            if part["ContentType"].startswith("text/")
        ]

    def write_plainly(self, page: Page, plain: bool) -> None:
        """Set the agent's preference: a plain textarea to answer in, or CKEditor."""
        page.goto(f"{self.url}/Prefs/Other.html")
        choice = "no" if plain else "empty"
        page.evaluate(f"document.querySelector('#MessageBoxRichText-{choice}').checked = true")
        with page.expect_navigation():
            page.evaluate("document.querySelector('input[name=Update]').click()")

    def _ask(self, path: str) -> Any:
        """Return what RT's API answers the agent."""
        token = base64.b64encode(":".join(AGENT).encode()).decode()
        request = urllib.request.Request(f"{self.url}/REST/2.0{path}", headers={"Authorization": f"Basic {token}"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)


@contextmanager
def running_django_helpdesk(tmp_path: Path) -> Iterator[DjangoHelpdesk]:
    """Run django-helpdesk over a folder until the block ends; installed by pip the first time."""
    port, folder = free_port(), tmp_path / "django_helpdesk"
    command = [str(SCRIPTS / "django_helpdesk" / "start.sh"), str(folder), str(port), str(ENVIRONMENT)]
    with _running(command, folder, f"http://127.0.0.1:{port}/login/", lambda: (ENVIRONMENT / "installed").exists()):
        yield DjangoHelpdesk("django-helpdesk", f"http://127.0.0.1:{port}", folder)


@contextmanager
def running_rt(tmp_path: Path) -> Iterator[RequestTracker]:
    """Run Request Tracker over a folder until the block ends; installed by apt-get the first time, as root."""
    if not _rt_is_installed() and (os.geteuid() != 0 or shutil.which("apt-get") is None):
        pytest.skip("Request Tracker is not installed, and this is not root on Debian")
    port, folder = free_port(), tmp_path / "rt"
    command = [str(SCRIPTS / "rt" / "start.sh"), str(folder), str(port)]
    with _running(command, folder, f"http://127.0.0.1:{port}/", _rt_is_installed):
        yield RequestTracker("rt", f"http://127.0.0.1:{port}", folder)


def _rt_is_installed() -> bool:
    return Path("/usr/share/request-tracker5/libexec/rt-server").exists() and shutil.which("starman") is not None


@contextmanager
def _running(command: list[str], folder: Path, url: str, installed: Callable[[], bool]) -> Iterator[None]:
    """Run a start script until the block ends, from when its server answers and its tickets are there."""
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / "start.log"
    with log.open("wb") as said:
        process = subprocess.Popen(command, stdout=said, stderr=said)
    try:
        ends = time.monotonic() + PATIENCE
        while not ((folder / "ready").exists() and _answers(url)):
            if process.poll() is not None and not installed():
                pytest.skip(f"cannot be installed here: {command[0]}: {_tail(log)}")
            if process.poll() is not None or time.monotonic() > ends:
                raise RuntimeError(f"{command[0]} did not start: {_tail(log)}")
            time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait(timeout=60)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=10):
            return True
    except OSError:
        return False


def _tail(log: Path) -> str:
    return log.read_text(encoding="utf-8", errors="replace")[-800:]


def _sign_in(page: Page, url: str, user: str, password: str) -> None:
    """Fill the helpdesk's own form."""
    page.goto(url)
    page.fill(f"input[name={user}]", AGENT[0])
    page.fill(f"input[name={password}]", AGENT[1])
    with page.expect_navigation():
        page.press(f"input[name={password}]", "Enter")
