"""CSV files as people have them: any encoding, delimiter and language, one row a ticket or one a message."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assist_server.errors import InvalidInput
from assist_server.sources import Page
from assist_server.sources import csv as source
from assist_server.ticket import Ticket

GERMAN = [
    ["Ticket-Nr.", "Betreff", "Status", "Anfrage", "Lösung", "E-Mail-Adresse", "Erstellt am"],
    ["7", "Lampe dunkel", "Gelöst", "Meine Lampe bleibt dunkel, was tun?", "Drücken Sie den kleinen Knopf.",
     "a@b.example", "03.02.2025 14:05"],
    ["8", "Größe", "In Bearbeitung", "Passt der Schirm;\nauch \"groß\"?", "", "c@d.example", "04.02.2025"],
]  # fmt: skip


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file to be written."""
    return tmp_path / "tickets.csv"


def written(rows: list[list[str]], delimiter: str = ";") -> str:
    """Return rows as CSV."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue()


def pages(file: Path, **options: str) -> Iterator[Page]:
    """Read the file."""
    return source.pages(_no_server, {}, {"file": str(file), **options})


def _no_server(path: str, query: Any = None) -> Any:
    raise AssertionError("a file asks no server")


def tickets(file: Path, **options: str) -> list[Ticket]:
    """Return the tickets of the file."""
    return [ticket for page in pages(file, **options) for ticket in page.tickets]


def unread(file: Path, **options: str) -> list[tuple[str, str]]:
    """Return what can't be read."""
    return [(one.id, one.reason) for page in pages(file, **options) for one in page.unread]


def test_it_works(file: Path) -> None:
    file.write_text(written(GERMAN), "utf-8")
    first, second = tickets(file)
    assert (first.id, first.status, first.subject, second.status) == ("7", "solved", "Lampe dunkel", "open")
    assert [(m.author, m.text) for m in first.messages] == [("customer", GERMAN[1][3]), ("agent", GERMAN[1][4])]
    assert first.customer and first.customer.email == "a@b.example"
    assert first.created_at and first.created_at.isoformat() == "2025-02-03T14:05:00+00:00"
    assert second.messages[0].text == GERMAN[2][3]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_encoding_and_delimiter_are_found_out(file: Path, encoding: str, delimiter: str) -> None:
    file.write_bytes(written(GERMAN, delimiter).encode(encoding))
    assert [message.text for ticket in tickets(file) for message in ticket.messages][:2] == GERMAN[1][3:5]


@pytest.mark.parametrize(
    "header",
    [
        ["Ticket ID", "Ticket Status", "Ticket Description", "Resolution"],
        ["id", "estado", "Descripción", "Respuesta"],
        ["工单号", "状态", "问题", "回复"],
        ["Nummer", "Zustand", "Problembeschreibung", "Antwort"],
    ],
)
def test_headers_are_known_in_several_languages(file: Path, header: list[str]) -> None:
    file.write_text(written([header, ["1", "closed", "My lamp is dark", "Press the button"]]), "utf-8")
    [ticket] = tickets(file)
    assert (ticket.id, ticket.status) == ("1", "closed")
    assert [(m.author, m.text) for m in ticket.messages] == [
        ("customer", "My lamp is dark"),
        ("agent", "Press the button"),
    ]


def test_columns_without_a_telling_header_are_known_by_what_they_hold(file: Path) -> None:
    row = [
        "a@b.example",
        "My lamp stays dark whatever I do, please help me",
        "x",
        "Press the small button for ten seconds",
    ]
    file.write_text(written([["A", "B", "C", "D"], row, row]), "utf-8")
    first = tickets(file)[0]
    assert first.customer and first.customer.email == "a@b.example" and first.id == "row 2"
    assert [m.text for m in first.messages] == [row[1], row[3]]


def test_one_row_a_message_is_grouped_by_id_also_where_rows_stand_apart(file: Path) -> None:
    rows = [
        ["ticket", "role", "message text", "private", "sent at"],
        ["1", "Customer", "It is dark", "", "2025-01-01T10:00:00Z"],
        ["1", "Agent", "Press the button", "no", "2025-01-01 11:00"],
        ["2", "Kunde", "Es brummt", "", ""],
        ["1", "staff", "He calls again", "yes", ""],
        ["1", "customer", "It works", "", ""],
    ]
    file.write_text(written(rows), "utf-8")
    by_id = {ticket.id: ticket for ticket in tickets(file)}
    assert [(m.author, m.internal) for m in by_id["1"].messages] == [
        ("customer", False),
        ("agent", False),
        ("agent", True),
        ("customer", False),
    ]
    assert [m.author for m in by_id["2"].messages] == ["customer"]


def test_what_is_guessed_is_shown_and_can_be_said_otherwise(file: Path) -> None:
    file.write_text(written(GERMAN), "utf-8")
    options, shown = source.settled(
        {"file": str(file), "map": '{"Betreff": "", "Lösung": "question", "Anfrage": "answer"}'}
    )
    assert "  Betreff -> (not read)" in shown and "  Lösung -> question" in shown
    assert tickets(file, map=options["map"])[0].messages[0].text == GERMAN[1][4]


@pytest.mark.parametrize("wrong", ['{"Nirgends": "id"}', '{"Betreff": "nonsense"}', "[1]", "{"])
def test_a_wrong_mapping_is_said(file: Path, wrong: str) -> None:
    file.write_text(written(GERMAN), "utf-8")
    with pytest.raises(InvalidInput):
        source.settled({"file": str(file), "map": wrong})


@pytest.mark.parametrize("text", ["", "\n\n", "id;status\n1;solved\n"])
def test_a_file_without_messages_is_refused(file: Path, text: str) -> None:
    file.write_text(text)
    with pytest.raises(InvalidInput):
        source.settled({"file": str(file)})


def test_what_cannot_be_read_is_named_by_its_row_alone(file: Path) -> None:
    big = ["9", "x", "solved", "y" * 5_000_000, "z", "", ""]
    odd = ["10", "x", "kaputt", "secret words", "z", "", ""]
    file.write_text(written([GERMAN[0], GERMAN[1], big, odd, ["11", "", "solved", "y" * 200_001, "", "", ""]]), "utf-8")
    assert [ticket.id for ticket in tickets(file)] == ["7"]
    told = unread(file)
    assert len(told) == 3 and all(id_.startswith("row ") for id_, _ in told) and "secret" not in str(told)


def test_months_and_days_are_told_apart(file: Path) -> None:
    head = ["id", "question", "answer", "created"]
    for text, dates, expected in (
        ("3/4/2025", "dmy", "2025-04-03"),
        ("3/4/2025", "mdy", "2025-03-04"),
        ("3/14/2025 2:05 PM", "dmy", "2025-03-14"),
        ("2025/03/14", "dmy", "2025-03-14"),
    ):
        file.write_text(written([head, ["1", "q", "a", text]]))
        created = tickets(file, dates=dates)[0].created_at
        assert created is not None and created.date().isoformat() == expected


def test_an_unchanged_file_is_not_read_again_and_a_killed_sync_goes_on(file: Path) -> None:
    rows = [[str(n), "x", "solved", f"question {n}", "answer", "", ""] for n in range(600)]
    file.write_text(written([GERMAN[0], *rows]), "utf-8")
    read = list(pages(file))
    again = list(source.pages(_no_server, read[0].cursor, {"file": str(file)}))
    assert [t.id for page in again for t in page.tickets] == [str(n) for n in range(250, 600)]
    assert list(source.pages(_no_server, read[-1].cursor, {"file": str(file)})) == []


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=600))
def test_any_bytes_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    file = tmp_path_factory.getbasetemp() / "fuzz.csv"
    file.write_bytes(b"id;question;answer\n" + content)
    assert (
        sum(len(page.tickets) + len(page.unread) for page in pages(file))
        <= content.count(b"\n") + content.count(b"\r") + 2
    )


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=40), min_size=1, max_size=5
    )
)
def test_texts_come_out_as_they_went_in(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> None:
    file = tmp_path_factory.getbasetemp() / "texts.csv"
    rows = [["id", "question", "answer"], *([str(n), text, "answer"] for n, text in enumerate(texts))]
    file.write_bytes(written(rows, ",").encode())
    read = {ticket.id: ticket for ticket in tickets(file, encoding="utf-8", delimiter=",")}
    for number, text in enumerate(texts):
        said = [m.text for m in read[str(number)].messages if m.author == "customer"]
        assert said == ([text] if text.strip() else [])
