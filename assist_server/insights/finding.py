"""Groups of like tickets, found by the job and kept as keys: whose answers disagree, and which have no good article."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from assist_server import store
from assist_server.ageing import OUTDATED_DAYS, counts_otherwise
from assist_server.insights.alike import centre, grouped, most_central
from assist_server.services import Services
from assist_server.store import PastTicket, findings
from assist_server.store import facts as kept
from assist_server.suggest import NEAR_EQUAL
from assist_server.vectors import unpack
from embeddings.index import FloatArray

NEWEST = 20_000  # solved tickets looked at
LEAST_TICKETS = 4  # of a group
LEAST_ALIKE = 2  # tickets with one answer, for it to count as one of the desk's
SHOWN = 30  # groups, articles
SHOWN_ANSWERS, SOURCES = 4, 5  # of a group
QUARTER = 13  # weeks


@dataclass(frozen=True)
class Past:
    """The tickets looked at, with the vectors of what was asked and answered (n, dim), their weeks and ratings."""

    tickets: Sequence[PastTicket]
    asked: FloatArray
    answered: FloatArray
    told: Mapping[int, tuple[int, bool | None]]

    def pk(self, row: int) -> int:
        """Return a row's key."""
        return self.tickets[row].pk

    def well_rated(self, row: int) -> int:
        """Return 1 for a ticket that was rated well, -1 for one rated badly, else 0."""
        bad = self.told.get(self.pk(row), (0, None))[1]
        return 0 if bad is None else -1 if bad else 1


def find(services: Services, like: float, good: float) -> None:
    """Look for the groups and keep their keys. `like` is the least cosine of like questions, `good` of an article."""
    model, dim = services.model(), services.encoder().model.dim
    tickets = store.newest_solved(services.engine, model, NEWEST)
    past = Past(
        tickets,
        unpack([one.asked for one in tickets], dim),
        unpack([one.answered for one in tickets], dim),
        findings.weeks_and_ratings(services.engine, [one.pk for one in tickets]),
    )
    groups = [rows for rows in grouped(past.asked, like) if len(rows) >= LEAST_TICKETS] if tickets else []
    articles = findings.article_vectors(services.engine, model)
    passages = unpack([one.vector for one in articles], dim)
    kept.keep_found(services.engine, "consistency", _disagreeing(past, groups))
    gaps, used, contradicted = _gaps(past, groups, articles, passages, good)
    kept.keep_found(services.engine, "gaps", gaps)
    kept.keep_found(services.engine, "articles", _articles(services, articles, used, contradicted))


def _disagreeing(past: Past, groups: Sequence[Sequence[int]]) -> list[dict[str, Any]]:
    found = []
    for rows in groups:
        answers = _answers(past, rows)
        centres = [centre(past.answered[answer]) for answer in answers]
        apart = [place for place in range(1, len(answers)) if float(centres[0] @ centres[place]) < NEAR_EQUAL]
        if apart:
            told = [answers[place] for place in (0, *apart)][:SHOWN_ANSWERS]
            found.append(
                {
                    "asked": past.pk(most_central(rows, past.asked)),
                    "tickets": len(rows),
                    "answers": [_answer(past, answer) for answer in told],
                }
            )
    return found[:SHOWN]


def _answers(past: Past, rows: Sequence[int]) -> list[list[int]]:
    """Return the tickets of a group by what they were answered, those of several tickets, the most frequent first."""
    chosen = np.asarray(rows)
    same = grouped(past.answered[chosen], NEAR_EQUAL)
    return [[int(chosen[row]) for row in answer] for answer in same if len(answer) >= LEAST_ALIKE]


def _answer(past: Past, rows: Sequence[int]) -> dict[str, Any]:
    return {
        "pk": past.pk(most_central(rows, past.answered)),
        "tickets": len(rows),
        "sources": [past.pk(row) for row in rows[:SOURCES]],
    }


def _gaps(
    past: Past,
    groups: Sequence[Sequence[int]],
    articles: Sequence[findings.ArticleVector],
    passages: FloatArray,
    good: float,
) -> tuple[list[dict[str, Any]], set[int], set[int]]:
    """Return the groups without a good article, the articles that answer one, and those that newer ones contradict."""
    found: list[dict[str, Any]] = []
    used: set[int] = set()
    contradicted: set[int] = set()
    newest = max((week for week, _ in past.told.values()), default=0)
    for rows in groups:
        nearest = passages @ centre(past.asked[list(rows)]) if len(articles) else np.array([-1.0])
        best = int(nearest.argmax())
        if float(nearest[best]) < good:
            found.append(_gap(past, rows, float(nearest[best]), newest))
            continue
        used.add(articles[best].pk)
        if _says_otherwise(past, rows, articles[best], articles):
            contradicted.add(articles[best].pk)
    return found[:SHOWN], used, contradicted


def _gap(past: Past, rows: Sequence[int], similarity: float, newest: int) -> dict[str, Any]:
    weeks = [past.told.get(past.pk(row), (0, None))[0] for row in rows]
    answers = sorted(_answers(past, rows), key=lambda answer: -sum(past.well_rated(row) for row in answer))
    return {
        "asked": past.pk(most_central(rows, past.asked)),
        "tickets": len(rows),
        "recent": sum(week > newest - QUARTER for week in weeks),
        "before": sum(newest - 2 * QUARTER < week <= newest - QUARTER for week in weeks),
        "similarity": round(similarity, 3),
        "answers": [_answer(past, answer) for answer in answers[:1]],
    }


def _says_otherwise(
    past: Past, rows: Sequence[int], article: findings.ArticleVector, passages: Sequence[findings.ArticleVector]
) -> bool:
    """Tell whether the most frequent answer since the article's last change counts otherwise than a passage of it."""
    changed = (article.at.date().toordinal() - 1) // 7 if article.at else 0
    newer = [row for row in rows if past.told.get(past.pk(row), (0, None))[0] > changed]
    answers = _answers(past, newer) if newer else []
    if not answers:
        return False
    reply = past.tickets[most_central(answers[0], past.answered)].reply
    return any(counts_otherwise(reply, one.text) for one in passages if one.pk == article.pk)


def _articles(
    services: Services,
    articles: Sequence[findings.ArticleVector],
    used: set[int],
    contradicted: set[int],
) -> list[dict[str, Any]]:
    """Return the articles to look at, with the reason: contradicted, outdated or unused."""
    old = datetime.now(UTC) - timedelta(days=OUTDATED_DAYS)
    inserted = findings.inserted_entries(services.engine)
    found = []
    for pk, at in {one.pk: one.at for one in articles}.items():
        reasons = (
            ("contradicted", pk in contradicted),
            ("outdated", at is not None and at < old),
            ("unused", pk not in used and pk not in inserted),
        )
        found += [{"pk": pk, "reason": reason} for reason, holds in reasons if holds]
    return found[:SHOWN]
