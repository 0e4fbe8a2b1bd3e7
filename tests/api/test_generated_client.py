"""A client that a public generator makes from the API document does what the README does by hand."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from assist_server import auth
from assist_server.api import ROOMS
from assist_server.api.openapi import document
from assist_server.demo import __file__ as demo
from assist_server.services import Services
from tests.support import Client, serving

NAME = "generated_assist"


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of a client as openapi-python-client makes it, with no change of ours."""
    folder = tmp_path_factory.mktemp("client")
    (folder / "openapi.json").write_text(json.dumps(document(ROOMS)), encoding="utf-8")
    (folder / "config.yaml").write_text("post_hooks: []\n", encoding="utf-8")
    command = [sys.executable, "-m", "openapi_python_client", "generate", "--path", "openapi.json", "--meta", "none"]
    command += ["--config", "config.yaml", "--output-path", NAME]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    sys.path.insert(0, str(folder))
    yield folder / NAME
    sys.path.remove(str(folder))


@pytest.fixture
def server(desk: Services) -> Iterator[Client]:
    """A real server over a small desk."""
    with serving(desk.settings, auth.create_key(desk.engine, "admin", "generated")) as client:
        yield client


def module(path: str) -> ModuleType:
    """Return a module of the client."""
    return importlib.import_module(f"{NAME}.{path}")


def model(name: str) -> Any:
    """Return one of its models."""
    return getattr(module("models"), name)


def test_it_works(generated: Path) -> None:
    wanted = {f"{tag}/{row.id}.py" for tag, rows in ROOMS.items() for row in rows}
    made = {str(path.relative_to(generated / "api")) for path in generated.glob("api/*/*.py")}
    assert wanted <= made


@pytest.fixture
def client(generated: Path, server: Client) -> Iterator[Any]:
    """The generated client, with a key."""
    key = server._headers["Authorization"].removeprefix("Bearer ")
    client = module("client").AuthenticatedClient(
        f"http://127.0.0.1:{server.port}", key, raise_on_unexpected_status=True
    )
    yield client
    client.get_httpx_client().close()


def test_it_does_what_the_readme_does(client: Any, server: Client) -> None:
    def call(path: str, *args: Any, **more: Any) -> Any:
        return module(f"api.{path}").sync(*args, client=client, **more)

    customer, agent = model("MessageAuthor").CUSTOMER, model("MessageAuthor").AGENT
    message = model("Message")(author=customer, text="no tracking movement, where is it")
    ticket = model("OpenTicket")(brand="alder", customer=model("Customer")(name="Ada"), messages=[message])
    answer = call("suggestions.create_suggestions", body=model("SuggestionRequest")(ticket=ticket))
    suggestion = answer.suggestions[0]
    assert suggestion.text and suggestion.evidence[0].id.startswith("T-")

    cross = model("Message")(author=customer, text="Third time I write. If nobody answers I cancel my account.")
    assert call("suggestions.read_sentiment", body=model("SentimentRequest")(messages=[cross])).label == "negative"
    assert call("suggestions.search", q="E-104", limit=3).results

    feedback = model("FeedbackRequest")(suggestion_id=suggestion.id, event=model("FeedbackRequestEvent").INSERTED)
    said = module("api.feedback.create_feedback").sync_detailed(client=client, body=feedback)
    assert said.status_code == 204

    turns = [
        model("Message")(author=customer, text="Does the stove burn in the cold?"),
        model("Message")(author=agent, text="Yes: down to minus ten degrees, and keep the canister off the snow."),
    ]
    body = model("TicketBody")(status=model("TicketBodyStatus").SOLVED, messages=turns)
    assert call("knowledge.put_ticket", "T-900", body=body).state == "added"

    lines = Path(demo).with_name("lumio.macros.jsonl").read_text(encoding="utf-8").splitlines()
    macros = [model("Macro").from_dict(json.loads(line)) for line in lines]
    done = call("knowledge.import_macros", body=macros)
    assert (done.added, done.rejected) == (len(macros), 0)

    job = call("jobs.start_reindex", body=model("ReindexRequest")())
    assert call("jobs.get_job", job.id).task == "reindex"
    assert server.finish(job.id)["state"] == "done"

    gone = module("api.knowledge.delete_ticket").sync_detailed("T-900", client=client)
    assert gone.status_code == 204
    assert call("health.get_stats").feedback["inserted"] == 1
    assert call("health.get_readiness").status == "ok"
