"""A shared mailbox as tickets: mails that answer each other are one ticket, whatever their order and state."""

from __future__ import annotations

import random
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assist_server.sources import Page
from assist_server.sources import mbox as source
from assist_server.ticket import Ticket

DESK = "help@lamps.example"


def mail(number: int, sender: str, text: str, answers: int | None = None, **more: str) -> EmailMessage:
    """Return a mail; number is its hour, too."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, DESK, more.get("subject", "My lamp")
    message["Message-ID"] = f"<{number}@mail.example>"
    message["Date"] = f"Mon, 03 Feb 2025 {number:02d}:00:00 +0100"
    if answers is not None:
        message["In-Reply-To"] = f"<{answers}@mail.example>"
    message.set_content(text)
    return message


THREAD = [
    mail(1, "Eva Muster <eva@customer.example>", "My lamp is dark. What can I do?"),
    mail(2, f"Lamp desk <{DESK}>", "Press the small button.", 1),
    mail(3, "eva@customer.example", "Thank you, it works.", 2),
]
OTHER = [mail(5, "leo@customer.example", "Die Lampe brummt. Größe 40.", subject="Brummen")]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file to be written."""
    return tmp_path / "box.mbox"


def write(file: Path, *mails: EmailMessage | bytes) -> None:
    """Write an mbox."""
    whole = [one if isinstance(one, bytes) else one.as_bytes() for one in mails]
    file.write_bytes(b"".join(b"From somebody Mon Feb  3 10:00:00 2025\n" + one + b"\n\n" for one in whole))


def pages(file: Path, **options: str) -> Iterator[Page]:
    """Read the mailbox."""
    return source.pages(_no_server, {}, {"file": str(file), "desk": DESK, **options})


def _no_server(path: str, query: Any = None) -> Any:
    raise AssertionError("a file asks no server")


def tickets(file: Path, **options: str) -> list[Ticket]:
    """Return the tickets of the mailbox."""
    return [ticket for page in pages(file, **options) for ticket in page.tickets]


def test_it_works(file: Path) -> None:
    write(file, *THREAD, *OTHER)
    first, second = tickets(file)
    assert [(m.author, (m.text or "").strip()) for m in first.messages] == [
        ("customer", "My lamp is dark. What can I do?"),
        ("agent", "Press the small button."),
        ("customer", "Thank you, it works."),
    ]
    assert (first.status, first.subject, second.status) == ("solved", "My lamp", "open")
    assert first.customer and (first.customer.name, first.customer.email) == ("Eva Muster", "eva@customer.example")
    assert first.agent and first.agent.id == DESK
    assert first.created_at and first.created_at.isoformat() == "2025-02-03T00:00:00+00:00"
    assert "Größe" in (second.messages[0].text or "")


@pytest.mark.parametrize("seed", range(6))
def test_the_order_of_the_mails_does_not_matter(file: Path, seed: int) -> None:
    mails = [*THREAD, *OTHER]
    write(file, *THREAD, *OTHER)
    expected = {ticket.id: ticket for ticket in tickets(file)}
    random.Random(seed).shuffle(mails)
    write(file, *mails)
    assert {ticket.id: ticket for ticket in tickets(file)} == expected


def test_references_join_what_lacks_a_mail_between(file: Path) -> None:
    late = mail(4, "eva@customer.example", "Dark again.", 99)
    late["References"] = "<1@mail.example> <99@mail.example>"
    write(file, THREAD[0], late)
    assert [len(ticket.messages) for ticket in tickets(file)] == [2]


def test_a_mail_that_is_there_twice_counts_once(file: Path) -> None:
    write(file, *THREAD, *THREAD)
    assert [len(ticket.messages) for ticket in tickets(file)] == [3]


def test_html_is_read_where_there_is_no_text_and_attachments_are_not(file: Path) -> None:
    html = mail(1, "eva@customer.example", "x")
    html.set_content("<p>My lamp is <b>dark</b></p>", subtype="html")
    html.add_attachment(b"secret bytes", maintype="application", subtype="pdf", filename="a.pdf")
    html.add_attachment("secret log", filename="a.txt")
    write(file, html)
    [ticket] = tickets(file)
    assert ticket.messages[0].html and "dark" in ticket.messages[0].html
    assert "secret" not in ticket.model_dump_json()


def test_a_domain_may_stand_for_the_desk(file: Path) -> None:
    write(file, *THREAD)
    assert tickets(file, desk="@lamps.example")[0].status == "solved"


def test_broken_mails_are_unread_and_the_others_land(file: Path) -> None:
    nonsense = b"\xff\xfe\x00 no header at all"
    odd = b"From: x@y.example\nContent-Type: text/plain; charset=klingon\nSubject: =?utf-8?q?=ff?=\n\nWhat?"
    huge = mail(8, "z@customer.example", "y" * 200_001 + "\n")
    write(file, nonsense, odd, *THREAD, huge)
    read = list(pages(file))
    assert len([ticket for page in read for ticket in page.tickets]) == 2
    told = [one for page in read for one in page.unread]
    assert {one.id for one in told} == {"mail 1", "mail 6"} and "yyy" not in str(told)


def test_an_unchanged_mailbox_is_not_read_again_and_a_killed_sync_goes_on(file: Path) -> None:
    write(file, *(mail(n % 24, "eva@customer.example", f"Lamp {n}") for n in range(24)))
    one_by_one = pytest.MonkeyPatch()
    one_by_one.setattr(source, "AT_ONCE", 10)
    read = list(pages(file))
    options = {"file": str(file), "desk": DESK}
    again = [t for page in source.pages(_no_server, read[0].cursor, options) for t in page.tickets]
    one_by_one.undo()
    assert len(again) == 14 and list(source.pages(_no_server, read[-1].cursor, options)) == []


def test_what_is_present_are_the_tickets_read(file: Path) -> None:
    write(file, *THREAD, *OTHER)
    assert set(source.present(_no_server, {"file": str(file), "desk": DESK})) == {t.id for t in tickets(file)}


@settings(max_examples=80, deadline=None)
@given(st.lists(st.binary(max_size=300), max_size=4))
def test_any_bytes_are_read_or_named(tmp_path_factory: pytest.TempPathFactory, mails: list[bytes]) -> None:
    file = tmp_path_factory.getbasetemp() / "fuzz.mbox"
    write(file, *mails, THREAD[0])
    assert any("My lamp is dark" in t.model_dump_json() for t in tickets(file))


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=300), st.text(max_size=80), st.binary(max_size=200))
def test_any_headers_are_read_or_named(
    tmp_path_factory: pytest.TempPathFactory, subject: str, sender: str, body: bytes
) -> None:
    file = tmp_path_factory.getbasetemp() / "headers.mbox"
    heads = f"From: {sender} <a@b.example>\nSubject: {subject}\nReferences: {subject}\nDate: {subject}\n"
    write(file, heads.encode("utf-8", "replace") + b"Content-Type: multipart/mixed; boundary=x\n\n--x\n\n" + body)
    assert sum(len(page.tickets) + len(page.unread) for page in pages(file)) >= 1
