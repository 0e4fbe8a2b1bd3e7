"""Part "3 Composing" of the figures: what of planted facts is stored and told, what survives, what is fit to send.

python -m bench.quality.privacy [--models DIR] [--tickets N] [--details]

The held-out files are read, never the development ones: other sentences, names and shapes than those the redactor was
mended by. The first file's results were counted before the last mending, so that one knew how much to mend; the second
was written before it and read for the first time after it.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from assist_server import auth, create_app, store, tasks
from assist_server.services import Services
from assist_server.settings import Settings
from assist_server.text.particulars import without_particulars
from bench.quality.figures import Figure, mean_figure, tables
from bench.quality.leaks import Client, Leak, leaks, lines_of, told
from bench.quality.marked import marked
from bench.quality.planting import LANGUAGES, Planted, Words, plant
from bench.quality.survivors import survivors

PART = "3 Composing"
WHO = "Agent Assist"
CASES = Path(__file__).parent.parent.parent / "tests" / "cases"
TICKETS, SEED = 240, 11
HELD_OUT = (  # how the figures call each file, and the file
    ("held-out file 1, counted before", "planted.heldout.txt"),
    ("held-out file 2, counted before", "planted.heldout2.txt"),
)


def main() -> None:
    """Measure and print the tables."""
    parser = argparse.ArgumentParser(description="Measure privacy and composing on the held-out files.")
    parser.add_argument("--models", type=Path, default=Path("data/models"), help="prepared encoders to use")
    parser.add_argument("--tickets", type=int, default=TICKETS)
    parser.add_argument("--details", action="store_true", help="also print the counts by kind and language")
    given = parser.parse_args()
    rows: list[Figure] = []
    details: list[str] = []
    for name, path in HELD_OUT:
        planted, found = _read(path, given.models, given.tickets)
        rows += _leak_figures(name, planted, found)
        details += [name, counts(planted, found)]
    sys.stdout.write(tables(rows + marked_figures() + kept_figures() + composing_figures()) + "\n")
    if given.details:
        sys.stdout.write("\n\n".join(details) + "\n")


def figures(models: Path, tickets: int = TICKETS) -> list[Figure]:
    """Return all figures of this part; `models` has the prepared encoder."""
    rows = [figure for name, path in HELD_OUT for figure in _leak_figures(name, *_read(path, models, tickets))]
    return rows + marked_figures() + kept_figures() + composing_figures()


def _read(path: str, models: Path, tickets: int) -> tuple[list[Planted], list[Leak]]:
    words = Words(CASES / "redaction" / path)
    planted = plant(words, tickets, SEED)
    return planted, leaks(planted, words.spoken(), _told(planted, models))


def _leak_figures(name: str, planted: Sequence[Planted], found: Sequence[Leak]) -> list[Figure]:
    """Return the shares of facts that stay private: told by the API, stored at all, and by the way of writing."""
    stored = {leak.fact.text for leak in found}
    spoken = {leak.fact.text for leak in found if leak.told}
    facts = [fact for one in planted for fact in one.facts]
    rows: list[tuple[str, Callable[[Any], bool], set[str]]] = [
        (f"planted facts never told by the API ({name})", lambda _: True, spoken),
        (f"planted facts not stored, not even in part ({name})", lambda _: True, stored),
        ("the same, mails and chats", lambda fact: not fact.style.startswith("sloppy"), stored),
        ("the same, hurried chats without capitals", lambda fact: fact.style.startswith("sloppy"), stored),
        *((f"the same, {one}", lambda fact, one=one: fact.language == one, stored) for one in LANGUAGES),
    ]
    return [
        mean_figure(PART, what, WHO, [float(fact.text not in leaked) for fact in facts if wanted(fact)], "1.000")
        for what, wanted, leaked in rows
    ]


def marked_figures() -> list[Figure]:
    """Return what of the held-out marked sentences is right: facts wholly gone, and sentences without any untouched."""
    asked = marked(CASES / "redaction" / "marked.heldout.txt")
    groups = (("marked facts wholly gone", True, "1.000"), ("sentences beside them that survive", False, "0.97"))
    return [
        mean_figure(PART, what, WHO, [float(one.is_right()) for one in asked if bool(one.facts) is wanted], aim)
        for what, wanted, aim in groups
    ]


def kept_figures() -> list[Figure]:
    """Return the shares of sentences with nobody's facts that redaction leaves as they are, in all and by language."""
    asked = survivors(CASES / "redaction" / "survivors.heldout.txt")
    groups = [("sentences without personal facts that survive", asked)]
    groups += [(f"the same, {name}", [one for one in asked if one.language == name]) for name in LANGUAGES]
    return [mean_figure(PART, what, WHO, [float(one.survives()) for one in some], "0.97") for what, some in groups]


def composing_figures() -> list[Figure]:
    """Return the share of replies that are made fit to send exactly as somebody wrote down beforehand."""
    cases: dict[str, list[tuple[str, str]]] = json.loads((CASES / "composing" / "heldout.json").read_text("utf-8"))
    right = [
        float(without_particulars(reply, language) == offered)
        for language, some in cases.items()
        for reply, offered in some
    ]
    return [mean_figure(PART, "replies made fit to send as expected", WHO, right)]


def counts(planted: Sequence[Planted], found: Sequence[Leak]) -> str:
    """Return Markdown: facts stored in part or whole, of all planted, by kind and language."""
    all_of = Counter((fact.kind, fact.language) for one in planted for fact in one.facts)
    stored = Counter((leak.fact.kind, leak.fact.language) for leak in found)
    lines = [f"| kind | {' | '.join(LANGUAGES)} |", "|---|" + "---|" * len(LANGUAGES)]
    for kind in sorted({kind for kind, _ in all_of}):
        cells = (f"{stored[kind, name]} of {all_of[kind, name]}" for name in LANGUAGES)
        lines.append(f"| {kind} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _told(planted: Sequence[Planted], models: Path) -> str:
    """Make a desk of the planted tickets and return all that its API tells about them."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            folder=Path(folder), secret="of a measurement", allowed_hosts=["localhost"], threshold=0.0, key_rate=0
        )
        (settings.folder / "models").symlink_to(models.resolve())
        with _desk(settings, planted) as post:
            return told(post, planted)


@contextmanager
def _desk(settings: Settings, planted: Sequence[Planted]) -> Iterator[Client]:
    """Import through the API, index, and yield what posts to it with an agent's key."""
    store.migrate(settings.database)
    app = create_app(settings)
    services: Services = app.extensions["assist"]
    client = app.test_client()

    def post(path: str, body: dict[str, Any]) -> dict[str, Any]:
        return dict(client.post(path, json=body, headers=agent).json or {})

    admin, agent = (
        {"Authorization": f"Bearer {auth.create_key(services.engine, role, 'measured')}"} for role in ("admin", "agent")
    )
    lines = lines_of(planted)
    imported = client.post("/v1/tickets", data=lines, content_type="application/x-ndjson", headers=admin)
    if (
        imported.status_code != 200
        or tasks.run(services, store.create_job(services.engine, "reindex", {}).id) != "done"
    ):
        raise RuntimeError("the planted tickets could not be imported and indexed")
    services.encode([text for one in planted for text in (one.question, *(fact.text for fact in one.facts))])
    yield post
    services.close()


if __name__ == "__main__":
    main()
