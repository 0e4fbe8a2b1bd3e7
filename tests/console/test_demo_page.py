"""The demo inbox as Flask serves it: the page, its files, and the open tickets moved to today."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from assist_server.console.demo_page import NEWEST_AGE, demo_blueprint, read_tickets, shift_to
from assist_server.errors import NotReady

STATIC = Path(str(files("assist_server.console"))) / "static"
TEMPLATE = STATIC.parent / "templates" / "demo.html"
NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)


def ticket(name: str, *times: str, **more: object) -> dict[str, Any]:
    """Return an open ticket with one customer message at each of the times."""
    messages = [{"author": "customer", "text": f"{name} {time}", "sent_at": time} for time in times]
    return {"id": name, "subject": name, "messages": messages, **more}


def write(path: Path, *tickets: dict[str, Any]) -> Path:
    """Write the tickets as JSON Lines and return where."""
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in tickets), encoding="utf-8")
    return path


def client(path: Path, key: str = "demo-key") -> FlaskClient:
    """Return a client of a small app that has nothing but the demo page."""
    app = Flask("demo")
    app.register_blueprint(demo_blueprint(key, path))
    return app.test_client()


@pytest.fixture
def tickets_path(tmp_path: Path) -> Path:
    """Two tickets, the second one written to later."""
    first = ticket("first", "2026-11-18T08:00:00Z", "2026-11-19T09:30:00Z", created_at="2026-11-18T08:00:00Z")
    return write(tmp_path / "some.open.jsonl", first, ticket("second", "2026-11-20T10:00:00Z"))


def test_it_works(tickets_path: Path) -> None:
    served = client(tickets_path)
    assert '<meta name="assist-key" content="demo-key">' in served.get("/").text
    assert [row["id"] for row in served.get("/demo/tickets").get_json()] == ["second", "first"]


def test_neither_page_nor_tickets_are_kept_by_caches(tickets_path: Path) -> None:
    served = client(tickets_path)
    assert [served.get(path).headers["Cache-Control"] for path in ("/", "/demo/tickets")] == ["no-store", "no-store"]


def test_the_policy_allows_the_servers_own_files_alone(tickets_path: Path) -> None:
    policy = client(tickets_path).get("/").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert set(re.findall(r"(?:script|style|img|connect)-src ([^;]+)", policy)) == {"'self'"}


def test_a_key_cannot_break_out_of_its_attribute(tickets_path: Path) -> None:
    assert "<script>1" not in client(tickets_path, '"><script>1</script>').get("/").text


def test_the_page_holds_no_inline_script_or_style(tickets_path: Path) -> None:
    page = client(tickets_path).get("/").text
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", page)
    assert all(" src=" in tag for tag in re.findall(r"<script[^>]*>", page))


def test_no_file_names_another_host() -> None:
    files = [path for path in [*TEMPLATE.parent.rglob("*"), *STATIC.iterdir()] if path.is_file()]
    text = "".join(path.read_text(encoding="utf-8") for path in files)
    assert set(re.findall(r"https?://[\w.-]+", text)) == {"http://www.w3.org"}  # the name of SVG, never fetched


def test_every_file_the_page_names_is_served(tickets_path: Path) -> None:
    served = client(tickets_path)
    named = set(re.findall(r'(?:src|href)="(/demo/static/[^"#]+)', served.get("/").text))
    named |= {f"/demo/static/{name}" for path in STATIC.glob("*.js") for name in imports(path)}
    assert len(named) > 10
    assert {path for path in named if status(served, path) != 200} == set()


def status(served: FlaskClient, path: str) -> int:
    """Return the status of a file, and close it."""
    with served.get(path) as response:
        return response.status_code


def imports(path: Path) -> list[str]:
    """Return the modules a script imports from beside it."""
    return re.findall(r"^import [^;]*'\./([\w.-]+)';", path.read_text(encoding="utf-8"), re.MULTILINE)


def test_every_script_is_imported_by_another_or_by_a_page() -> None:
    named = {name for path in STATIC.glob("*.js") for name in imports(path)}
    assert {path.name for path in STATIC.glob("*.js")} - named == {"console.js", "demo.js", "theme.js", "types.js"}


def test_every_drawing_the_page_uses_is_in_the_sprite() -> None:
    sprite = set(re.findall(r'<symbol id="icon-([\w-]+)"', (TEMPLATE.parent / "icons.svg").read_text(encoding="utf-8")))
    scripts = "".join(path.read_text(encoding="utf-8") for path in STATIC.glob("*.js"))
    used = set(re.findall(r"\bicon\('([\w-]+)'", scripts + TEMPLATE.read_text(encoding="utf-8")))
    kinds = {
        "ticket",
        "article",
        "macro",
        "notice",
        "warning",
        "critical",
        "mood-negative",
        "mood-neutral",
        "mood-positive",
    }
    assert used | kinds <= sprite


def test_the_newest_message_came_in_ten_minutes_ago(tickets_path: Path) -> None:
    moved = shift_to(read_tickets(tickets_path), NOW)
    assert max(time for row in moved for time in times(row)) == NOW - NEWEST_AGE


def times(row: Any) -> list[datetime]:
    """Return when a ticket's messages were sent."""
    return [message.sent_at for message in row.messages]


def test_distances_between_times_stay(tickets_path: Path) -> None:
    second, first = shift_to(read_tickets(tickets_path), NOW)
    assert times(second)[0] - times(first)[1] == timedelta(days=1, minutes=30)
    assert first.created_at == times(first)[0]


def test_tickets_without_times_are_shown_as_they_are(tmp_path: Path) -> None:
    row = {"id": "1", "messages": [{"author": "customer", "text": "Hello"}]}
    path = write(tmp_path / "some.open.jsonl", row)
    assert shift_to(read_tickets(path), NOW) == read_tickets(path)


def test_html_is_shown_as_its_text(tmp_path: Path) -> None:
    row = {
        "id": "1",
        "messages": [{"author": "customer", "html": "<p>Lamp <b>dead</b></p><script>x()</script><p>Help</p>"}],
    }
    shown = client(write(tmp_path / "some.open.jsonl", row)).get("/demo/tickets").get_json()
    assert shown[0]["messages"] == [{"author": "customer", "internal": False, "text": "Lamp dead\n\nHelp"}]


def test_a_folder_gives_the_tickets_of_all_its_open_files(tmp_path: Path) -> None:
    write(tmp_path / "a.open.jsonl", ticket("a", "2026-11-20T08:00:00Z"))
    write(tmp_path / "b.open.jsonl", ticket("b", "2026-11-20T09:00:00Z"))
    write(tmp_path / "a.tickets.jsonl", ticket("solved", "2026-11-20T10:00:00Z"))
    assert [row.id for row in read_tickets(tmp_path)] == ["b", "a"]


@pytest.mark.parametrize("name", [".", "missing.jsonl"])
def test_missing_tickets_say_what_mends_it(tmp_path: Path, name: str) -> None:
    with pytest.raises(NotReady) as caught:
        read_tickets(tmp_path / name)
    assert caught.value.mend


def test_the_demo_company_has_open_tickets_of_its_own() -> None:
    tickets = read_tickets(files("assist_server") / "demo")
    assert len({row.id for row in tickets}) == len(tickets) >= 25
    assert all(row.id and row.brand and row.messages for row in tickets)
