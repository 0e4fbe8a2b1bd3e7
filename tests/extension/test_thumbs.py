"""What the agent's thumbs tell the server: `up` and `down`, as the API names them."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from assist_server.requests import FeedbackRequest

SOURCES = Path(__file__).parent.parent.parent / "extension" / "src"
SUGGESTION = "0123456789ab.7"


def told(*actions: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what is told the server when the panel asks for these actions, each about the same suggestion."""
    program = shutil.which("node")
    if program is None:
        pytest.skip("node is not installed")
    script = f"""
        import {{ readFileSync }} from 'node:fs';
        import {{ act }} from '{(SOURCES / "acts.js").as_uri()}';
        const sent = [];
        const sendMessage = async (message) => {{ sent.push(message); return {{ ok: true }}; }};
        globalThis.chrome = {{ runtime: {{ sendMessage }} }};
        const shown = {{ state: {{ rated: {{}}, dismissed: [] }} }};
        const assist = {{ open: {{ id: 'T-1', kept: {{}} }}, shown, keep() {{}} }};
        for (const action of JSON.parse(readFileSync(0, 'utf8'))) await act(assist, action);
        console.log(JSON.stringify(sent.filter(({{ type }}) => type === 'feedback').map(({{ feedback }}) => feedback)));
    """
    # --no-warnings: older node has no package.json here to tell it that these are modules
    done = subprocess.run(
        [program, "--no-warnings", "--experimental-default-type=module", "--input-type=module", "--eval", script],
        input=json.dumps([{"id": SUGGESTION, **action} for action in actions]),
        capture_output=True,
        text=True,
        check=True,
    )
    return list(json.loads(done.stdout))


def test_it_works() -> None:
    assert told({"type": "rate", "up": True}) == [{"suggestion_id": SUGGESTION, "event": "up", "ticket_id": "T-1"}]


def test_a_thumb_down_says_why_where_the_agent_did() -> None:
    with_reason, without = told({"type": "rate", "up": False, "reason": "out_of_date"}, {"type": "rate", "up": False})
    assert (with_reason["event"], with_reason["reason"]) == ("down", "out_of_date")
    assert without["event"] == "down" and "reason" not in without


def test_a_card_set_aside_is_no_thumb_down() -> None:
    (feedback,) = told({"type": "dismiss"})
    assert feedback["event"] == "dismissed" and FeedbackRequest(**feedback).meant == "dismissed"


def test_the_server_takes_what_is_told() -> None:
    every = told({"type": "rate", "up": True}, {"type": "rate", "up": False, "reason": "wrong_answer"})
    assert [FeedbackRequest(**one).meant for one in every] == ["up", "down"]
