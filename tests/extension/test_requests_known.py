"""What the extension asks the server has no field that the server doesn't know, and the demo's pages neither."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from assist_server import create_app
from assist_server.services import Services
from tests.conftest import as_role

SOURCE = Path(__file__).parents[2] / "extension" / "src"
TICKET = {
    "id": "T-9",
    "subject": "Parcel",
    "status": "open",
    "channel": "email",
    "brand": "alder",
    "language": "en",
    "created_at": "2026-03-02T09:15:00Z",
    "url": "https://desk.example.com/9",
    "customer": {"id": "C-1", "name": "Ada", "email": "ada@example.com"},
    "agent": {"id": "A-1", "name": "Ben"},
    "messages": [
        {"id": "1", "author": "customer", "internal": False, "text": "Where is it?", "sent_at": "2026-03-02T09:15:00Z"},
        {"id": "2", "author": "agent", "internal": True, "html": "<p>Ask the carrier.</p>"},
    ],
}
SCRIPT = """
import {{ readFileSync }} from 'node:fs';
const {{ suggestBody, checkBody, historyBody, searchBody }} = await import({module});
const {{ ticket, id }} = JSON.parse(readFileSync(0, 'utf8'));
const choice = {{ internal: true }};
console.log(JSON.stringify({{
  '/v1/suggestions': suggestBody(choice, {{ ticket, draft: 'Hello', anyway: true }}),
  '/v1/drafts/check': checkBody(choice, {{ ticket, draft: 'Hello', evidence: [id], articles: ['a-returns'] }}),
  '/v1/customers/history': historyBody(ticket),
  '/v1/search': searchBody(choice, {{ q: 'parcel', brand: ticket.brand }}),
}}));
"""


def bodies(id: str) -> dict[str, Any]:
    """Return what the extension posts for the fullest ticket that an adapter can read, by the path."""
    program = shutil.which("node")
    if program is None:
        pytest.skip("node is not installed")
    script = SCRIPT.format(module=json.dumps((SOURCE / "worker" / "bodies.js").as_uri()))
    # --no-warnings: older node has no package.json here to tell it that these are modules
    done = subprocess.run(
        [program, "--no-warnings", "--experimental-default-type=module", "--input-type=module", "--eval", script],
        input=json.dumps({"ticket": TICKET, "id": id}),
        capture_output=True,
        text=True,
        check=True,
    )
    return dict(json.loads(done.stdout))


def test_it_works(desk: Services, agent: FlaskClient) -> None:
    question = {"ticket": {"messages": [{"author": "customer", "text": "My parcel has not arrived."}]}}
    given: Any = agent.post("/v1/suggestions", json=question)
    asked = bodies(given.json["suggestions"][0]["id"])
    for path, body in asked.items():
        answer = agent.post(path, json=body)
        assert (answer.status_code, "hints" in answer.text) == (200, False), answer.text[-500:]


def test_what_it_tells_of_suggestions_and_replies_is_known_too(desk: Services, agent: FlaskClient) -> None:
    question = {"ticket": {"messages": [{"author": "customer", "text": "My parcel has not arrived."}]}}
    given: Any = agent.post("/v1/suggestions", json=question)
    id = given.json["suggestions"][0]["id"]
    # as `numbersAndCodes` and `numbersOf` in worker/unsent.js pick them
    feedback = {"suggestion_id": id, "event": "sent", "similarity": 0.5, "reason": "helpful", "ticket_id": "T-9"}
    reply = {"seconds": 9, "ticket_id": "T-9", "inserted": id, "offered": id}
    for path, body in (("/v1/feedback", feedback), ("/v1/replies", reply)):
        answer = agent.post(path, json=body)
        assert answer.status_code == 204 and "Assist-Hints" not in answer.headers


def test_the_demo_asks_with_known_fields_alone(desk: Services) -> None:
    app = create_app(desk.settings.model_copy(update={"demo_key": "shown in the page"}))
    agent: Any = as_role(app, "agent")
    tickets = agent.get("/demo/tickets").json
    assert tickets
    for ticket in tickets:  # as `suggestions` in console/static/api.js asks
        answer = agent.post("/v1/suggestions", json={"ticket": ticket, "limit": 3, "anyway": False})
        assert [hint for hint in answer.json.get("hints", ()) if hint["code"] != "unknown_brand"] == []
    app.extensions["assist"].close()
