"""Request Tracker, the real one: what is stored is what its database says, whatever happens between two syncs."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from assist_server import store, sync
from assist_server.errors import SourceRefused
from assist_server.services import Services
from assist_server.settings import Settings
from tests.extension.helpdesks import RequestTracker
from tests.sources import rt_desk
from tests.sources.rt_desk import STEP, change, truth
from tests.sources.stored import Truth, stored_of

ROOT = Path(__file__).parent.parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
TICKETS, COPIES = 100, 20
FIRST = 2  # the first of the seeded tickets; 1 is the angry customer's


@pytest.fixture(scope="module")
def few(rt: RequestTracker) -> RequestTracker:
    """A hundred tickets."""
    rt_desk.seed(rt, TICKETS)
    return rt


@pytest.fixture(scope="module")
def desk(few: RequestTracker) -> RequestTracker:
    """Two thousand tickets."""
    rt_desk.multiply(few, COPIES)
    return few


@pytest.fixture
def source(services: Services, desk: RequestTracker, monkeypatch: pytest.MonkeyPatch) -> Services:
    """A source named rt, with its credentials."""
    store.put_source(services.engine, "rt", "rt", {"url": desk.url})
    monkeypatch.setenv("ASSIST_SOURCE_RT_USER", "agent")
    monkeypatch.setenv("ASSIST_SOURCE_RT_PASSWORD", "agent-pass")
    return services


def run(services: Services) -> dict[str, Any]:
    """Sync."""
    return sync.sync(services, lambda *_: None, "rt")


def stored(services: Services) -> Truth:
    """Return what is stored of the source."""
    return stored_of(services, "rt")


def expected(desk: RequestTracker) -> Truth:
    """Return the truth without the angry customer's ticket, whose texts are cleaned."""
    return {id_: told for id_, told in truth(desk).items() if id_ != "1"}


def copy_of(number: int, copy: int) -> int:
    """Return the id of a copy of a seeded ticket."""
    return FIRST + number + copy * STEP


def test_it_works(few: RequestTracker, settings: Settings) -> None:
    """An admin follows the README word for word, with an address and a token of a Request Tracker that is there."""
    [block] = re.findall(r"^### From Request Tracker\n.*?^```bash\n(.*?)^```", README, re.DOTALL | re.MULTILINE)
    token = change(few, {"do": "token"})
    script = block.replace("https://rt.example.com", few.url).replace("1-14-0123456789abcdef", token.strip())
    assert few.url in script and token.strip() in script
    here = script.replace(".venv/bin/assist", f"{sys.executable} -m assist_server.cli")
    environment = {**os.environ, "ASSIST_DATA": str(settings.folder)}
    command = ["bash", "-euo", "pipefail", "-c", here]
    done = subprocess.run(command, cwd=ROOT, env=environment, input="y\n", text=True, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    assert f"rt: {TICKETS + 1} added" in done.stdout and "live: " in done.stdout
    assert token.strip() not in done.stdout + done.stderr


def test_it_is_true_whatever_happens_between_two_syncs(source: Services, desk: RequestTracker) -> None:
    """Killed in the middle, resumed, changed in every way there is, and true each time."""
    with pytest.raises(KeyboardInterrupt):
        sync.sync(source, _stops_after(300), "rt")
    told = run(source)
    assert 0 < told["added"] < TICKETS * COPIES and told["unread"] == {}
    assert stored(source) == expected(desk)

    change(desk, *_everything())
    told = run(source)
    assert stored(source) == expected(desk)
    assert told["gone"] == 5 and told["added"] == 2
    assert told["changed"] + told["unchanged"] < 40  # only what changed was read again

    told = run(source)
    assert (told["added"], told["changed"], told["gone"]) == (0, 0, 0)

    change(desk, {"do": "zone", "zone": "Pacific/Kiritimati"}, *_reply(60, 3))
    assert run(source)["changed"] == 1
    change(desk, {"do": "zone", "zone": "Pacific/Pago_Pago"}, *_reply(61, 3))
    assert run(source)["changed"] == 1
    assert stored(source) == expected(desk)


def _stops_after(tickets: int) -> Any:
    def report(stage: str, done: int, total: int) -> None:
        if done >= tickets:
            raise KeyboardInterrupt

    return report


def _reply(number: int, copy: int) -> list[dict[str, Any]]:
    """Return a reply of the customer who opened the ticket."""
    text = "That did not help, the lamp does the same as before."
    return [{"do": "reply", "id": copy_of(number, copy), "by": rt_desk.customer(number), "text": text}]


def _everything() -> list[dict[str, Any]]:
    """Return replies, reopened and stalled tickets, comments, deletions, rejections, merges and new tickets."""
    return [
        *_reply(3, 1),
        {"do": "status", "id": copy_of(3, 1), "status": "open"},
        {"do": "status", "id": copy_of(4, 19), "status": "open"},
        {"do": "reply", "id": copy_of(5, 2), "by": "agent", "text": "We send a new ring, it fits every lamp of ours."},
        {"do": "comment", "id": copy_of(6, 2), "text": "Nobody outside may ever see this sentence."},
        {"do": "status", "id": copy_of(7, 7), "status": "deleted"},
        {"do": "status", "id": copy_of(8, 0), "status": "deleted"},
        {"do": "status", "id": copy_of(9, 4), "status": "rejected"},
        {"do": "merge", "id": copy_of(10, 5), "into": copy_of(11, 6)},
        {"do": "merge", "id": copy_of(12, 6), "into": copy_of(12, 5)},
        {
            "do": "create",
            "subject": "Ring lost",
            "from": "new@example.test",
            "text": "I lost the ring of my lamp, where do I get another one?",
        },
        {
            "do": "create",
            "subject": "Anillo perdido",
            "from": "nueva@example.test",
            "text": "He perdido el anillo de mi lámpara, ¿dónde consigo otro?",
            "answer": "Hoy mismo le enviamos un anillo nuevo, encaja en todas nuestras lámparas.",
        },
    ]


def test_a_ticket_tells_who_when_and_where(source: Services, desk: RequestTracker) -> None:
    _go_on_from(source, copy_of(20, COPIES - 1))
    solved = store.entry(source.engine, "ticket", f"rt:{copy_of(20, COPIES - 1)}")
    assert solved is not None and solved.solved_at is not None and solved.created_at is not None
    assert solved.team == "General" and solved.customer_key and solved.agent_key and solved.reopened is False
    assert solved.url == f"{desk.url}/Ticket/Display.html?id={copy_of(20, COPIES - 1)}"
    assert solved.title.startswith("My ") and solved.reply
    entries, _ = sync.trial(source, "rt", "rt", {"url": desk.url})
    first = next(entry for entry in entries if entry.id == "rt:1")
    assert "duplicate capture" not in first.body and "Maria" not in first.body


def _go_on_from(services: Services, ticket: int) -> None:
    """Read what comes from this ticket on, as a sync does that was interrupted just before."""
    store.keep_cursor(services.engine, "rt", {"since": "", "upto": "2036-01-01T00:00:00Z", "id": ticket - 1})
    run(services)


def test_a_queue_may_be_chosen_and_be_the_brand(source: Services, desk: RequestTracker) -> None:
    options = {"url": desk.url, "queues": "No such queue"}
    store.put_source(source.engine, "rt", "rt", options)
    assert run(source)["added"] == 0
    store.put_source(source.engine, "rt", "rt", {"url": desk.url, "queues": "General", "queue_is_brand": "yes"})
    entries, _ = sync.trial(source, "rt", "rt", {"url": desk.url, "queues": "General", "queue_is_brand": "yes"})
    assert {entry.brand for entry in entries} == {"General"}


def test_a_wrong_password_is_refused_naming_the_variables(
    source: Services, desk: RequestTracker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSIST_SOURCE_RT_PASSWORD", "a wrong one")
    with pytest.raises(SourceRefused, match="ASSIST_SOURCE_RT_PASSWORD") as refused:
        run(source)
    assert "a wrong one" not in str(refused.value)
