"""Questions that got different answers: groups of like tickets, the biggest first, their answers side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from assist_server.insights.groups import allowed
from assist_server.insights.shown import AnswerGiven, ConsistencyFigures, Disagreement, Example
from assist_server.services import Services
from assist_server.store import facts as kept
from assist_server.store import findings
from assist_server.store.findings import Words

WORDS = (
    "Answers that differ need not be wrong: they may fit different cases, or times. Look at the tickets.",
    "Only answers that at least two tickets share count as one of the desk's.",
)


def consistency(services: Services) -> ConsistencyFigures:
    """Return the groups as last found; what was deleted since is left out. None where the desk is too few people."""
    found = kept.found(services.engine, "consistency")
    if found is None or not allowed(services).shows("all", ""):
        return ConsistencyFigures(groups=[], found_at=None, words=list(WORDS))
    rows, at = found
    words = findings.words_of(services.engine, keys(rows))
    groups = [_group(row, words) for row in rows if row["asked"] in words]
    shown = sorted((one for one in groups if len(one.answers) > 1), key=lambda one: -one.tickets)
    return ConsistencyFigures(groups=shown, found_at=at, words=list(WORDS))


def keys(rows: Iterable[Mapping[str, Any]]) -> set[int]:
    """Return the keys of all entries that found groups name."""
    found: set[int] = set()
    for row in rows:
        found.add(row["asked"])
        for answer in row["answers"]:
            found.update((answer["pk"], *answer["sources"]))
    return found


def example(words: Words) -> Example:
    """Return an entry as an example."""
    return Example(id=words.id, title=words.title, url=words.url)


def answer(told: Mapping[str, Any], words: Mapping[int, Words]) -> AnswerGiven | None:
    """Return one of a group's answers, None where its ticket is gone."""
    if told["pk"] not in words:
        return None
    sources = [example(words[pk]) for pk in told["sources"] if pk in words]
    return AnswerGiven(tickets=told["tickets"], text=words[told["pk"]].reply, sources=sources)


def _group(row: Mapping[str, Any], words: Mapping[int, Words]) -> Disagreement:
    answers = [answer(one, words) for one in row["answers"]]
    return Disagreement(
        question=words[row["asked"]].asked,
        tickets=row["tickets"],
        answers=[one for one in answers if one is not None],
    )
