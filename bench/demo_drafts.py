"""How often the check before sending speaks of dates in replies that real desks' agents could have written.

    python -m bench.demo_drafts --models data/models

The demo company's resolved tickets are opened again one by one, each asked for suggestions by what came before the
first reply (its own answer is not found: it bears the same id), and that first reply is checked: with nothing beside
it, with what was suggested, and with the articles found too, as the panel sends them.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from assist_server import assistance, demo, store
from assist_server.drafts.check import check_draft
from assist_server.requests import DraftCheckRequest, SuggestionRequest
from assist_server.services import Services, build
from assist_server.settings import Settings
from assist_server.text.clean import clean_message
from assist_server.ticket import OpenTicket, Ticket

KEPT = {"id", "subject", "brand", "channel", "language", "created_at", "customer"}
CODE = "unsupported_date"


def main() -> None:
    """Read the command line and print how many replies have such a finding."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", type=Path, required=True)
    models = parser.parse_args().models
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "models").symlink_to(models.absolute())
        settings = Settings(folder=Path(folder), secret="measuring", allowed_hosts=["localhost"])
        store.migrate(settings.database)
        services = build(settings)
        demo.load(services, lambda *_: None)
        counts = Counter(of for ticket in _tickets() for of in _spoken_of(services, ticket))
        services.close()
    for of, count in counts.items():
        print(f"{of:<24}{count:>6}")


def _tickets() -> Iterator[Ticket]:
    for brand in demo.BRANDS:
        lines = (files(demo) / f"{brand}.tickets.jsonl").read_text(encoding="utf-8").splitlines()
        yield from map(Ticket.model_validate_json, lines)


def _spoken_of(services: Services, ticket: Ticket) -> Iterator[str]:
    """Yield `replies`, and a word for each way of asking in which the check speaks of a date in the first reply."""
    first = next((at for at, message in enumerate(ticket.messages) if message.author == "agent"), 0)
    if not first:
        return
    given = ticket.model_dump(include=KEPT)
    open_ticket = OpenTicket.model_validate({**given, "messages": ticket.messages[:first]})
    reply = ticket.messages[first]
    draft = clean_message(reply.text, reply.html, email=False)
    answer = assistance.assist(services, SuggestionRequest(ticket=open_ticket))
    seen, articles = [one.id for one in answer.suggestions], [one.id for one in answer.articles]
    ways = {"with nothing": {}, "with suggestions": {"evidence": seen}}
    ways["with articles too"] = {"evidence": seen, "articles": articles}
    yield "replies"
    for name, more in ways.items():
        asked = DraftCheckRequest.model_validate({"ticket": open_ticket, "draft": draft, **more})
        if any(one.code == CODE for one in check_draft(services, asked).findings):
            yield name


if __name__ == "__main__":
    main()
