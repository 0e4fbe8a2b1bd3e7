"""Which past tickets are learnt from: sensible unless set, counted by reason, in the index and beside it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from assist_server import history, imports, store
from assist_server.assistance import free_search
from assist_server.errors import SettingsError
from assist_server.history import Rule, rule_of
from assist_server.requests import SearchRequest
from assist_server.services import Services, build, keyed_hash, secret_of
from assist_server.settings import Settings
from assist_server.store import Entry, HistoryRow

NOW = datetime(2026, 5, 1, tzinfo=UTC)
Reindexed = Callable[[Services], dict[str, Any]]


def row(**fields: Any) -> HistoryRow:
    """Return an ordinary solved ticket, but for these fields."""
    usual: dict[str, Any] = {
        "pk": 1, "title": "Lamp hums", "status": "solved", "category": "lamps", "channel": "email",
        "tags": ["warranty"],
        "csat": None, "at": NOW - timedelta(days=30), "team": "Repairs", "agent_key": "k1", "reopened": False,
        "reply": "Hold the button for ten seconds.",
    }  # fmt: skip
    return HistoryRow(**usual | fields)


def test_it_works() -> None:
    assert Rule().reason(row(), NOW) == ""


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"status": "open"}, "not resolved"),
        ({"reopened": True}, "reopened"),
        ({"reply": ""}, "no answer"),
        ({"tags": ["Spam"]}, "spam or automatic"),
        ({"category": "junk"}, "spam or automatic"),
        ({"title": "Automatic reply: your order"}, "spam or automatic"),
        ({"title": "Re: Out of Office"}, "spam or automatic"),
        ({"title": "AW: Automatische Antwort: Urlaub"}, "spam or automatic"),
        ({"title": "Respuesta automática"}, "spam or automatic"),
        ({"title": "自动回复：外出"}, "spam or automatic"),
        ({"title": "Undelivered Mail Returned to Sender"}, "spam or automatic"),
        ({"reply": "This is an automated message. Do not reply to this email."}, "spam or automatic"),
    ],
)
def test_what_teaches_nothing_is_left_out_unasked(fields: dict[str, Any], reason: str) -> None:
    assert Rule().reason(row(**fields), NOW) == reason


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "The office lamp is out of order"},
        {"title": "Automatic shut-off does not work"},
        {"title": "How do I set an automatic reply?"},
        {"tags": ["spam-filter"]},
        {"reply": "Reply to this email with a photo."},
        {"reopened": None, "status": None, "at": None, "team": None, "agent_key": None, "channel": None},
    ],
)
def test_what_only_looks_like_it_stays_in(fields: dict[str, Any]) -> None:
    assert Rule(days=365).reason(row(**fields), NOW) == ""


@pytest.mark.parametrize(
    ("given", "fields", "reason"),
    [
        ({"history_days": 20}, {}, "too old"),
        ({"history_days": 40}, {}, ""),
        ({"history_csat": 3}, {"csat": 2}, "rated too low"),
        ({"history_csat": 3}, {"csat": "bad"}, "rated too low"),
        ({"history_csat": 3}, {"csat": "good"}, ""),
        ({"history_csat": 3}, {}, ""),
        ({"history_reopened": True}, {"reopened": True}, ""),
        ({"history_automatic": True}, {"tags": ["spam"]}, ""),
        ({"history_without": "tag:warranty"}, {}, "by tag"),
        ({"history_without": "tag:other, team:repairs"}, {}, "by team"),
        ({"history_without": "channel:Email"}, {}, "by channel"),
        ({"history_only": "team:Repairs,team:Sales"}, {}, ""),
        ({"history_only": "team:Sales"}, {}, "by team"),
        ({"history_only": "tag:warranty,channel:chat"}, {}, "by channel"),
    ],
)
def test_settings_say_what_else_is_left_out(given: dict[str, Any], fields: dict[str, Any], reason: str) -> None:
    rule = rule_of(Settings(**given), str)
    assert rule.reason(row(**fields), NOW) == reason


def test_agents_are_told_by_their_hash(settings: Settings) -> None:
    held = build(settings.model_copy(update={"history_without": ["agent: Ann Lee"]}))
    ann = keyed_hash(secret_of(settings), "ann lee")
    assert held.rule.reason(row(agent_key=ann), NOW) == "by agent"
    assert held.rule.reason(row(agent_key="another"), NOW) == ""
    held.close()


def test_a_rule_that_cannot_be_read_is_refused_with_its_variable() -> None:
    with pytest.raises(SettingsError, match="ASSIST_HISTORY_WITHOUT"):
        Settings.from_environment({"ASSIST_HISTORY_WITHOUT": "colour:red"})


def test_the_index_is_without_them_and_the_report_counts_them(desk: Services, reindexed: Reindexed) -> None:
    before = store.live_generation(desk.engine)
    store.save_entries(desk.engine, [ticket("R-1", "the purple walrus valve", reopened=True)])
    result = reindexed(desk)
    assert before is not None and result["passages"] == before.passages
    assert result["left_out"] == {"no answer": 1, "not resolved": 1, "reopened": 1}
    assert "R-1" not in found(desk)


def test_what_is_added_to_a_built_index_is_held_to_the_same_rule(desk: Services) -> None:
    imports.save(desk, [ticket("R-1", "the purple walrus valve", reopened=True)])
    imports.save(desk, [ticket("R-2", "the purple walrus valve again")])
    assert "R-2" in found(desk) and "R-1" not in found(desk)


def test_what_is_added_while_an_index_is_built_is_left_to_the_part_beside_it(desk: Services) -> None:
    left_out = history.left_out(desk.engine, desk.rule)
    imports.save(desk, [ticket("R-2", "the purple walrus valve again")])
    newest = store.newest_passage(desk.engine)
    assert not left_out.takes(newest) and left_out.takes(left_out.upto)


def ticket(id: str, text: str, **fields: Any) -> Entry:
    """Return a solved ticket about a text."""
    return Entry("ticket", id, "", id, reply=f"About {text}", passages=(text,), status="solved", **fields)


def found(desk: Services) -> list[str]:
    """Return the ids of what is found for the walrus valve."""
    return [one.id for one in free_search(desk, SearchRequest(q="purple walrus valve", kind="ticket")).results]
