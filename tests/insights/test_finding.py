"""Groups of like tickets: disagreeing answers, gaps with drafts, articles to look at; and what use and maturity say."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest

from assist_server import imports, store
from assist_server.demo import year
from assist_server.demo.year import Effects
from assist_server.insights.alike import grouped, most_central
from assist_server.insights.consistency import consistency
from assist_server.insights.gaps import gaps
from assist_server.insights.maturity import maturity
from assist_server.insights.usage import usage
from assist_server.services import Services
from assist_server.store import facts as kept

Reindexed = Callable[[Services], dict[str, Any]]


@pytest.fixture
def known(services: Services, reindexed: Reindexed) -> Services:
    """A desk that has had a year and has articles, indexed and read."""
    imports.import_lines(services, "ticket", year.as_file(year.tickets(240, Effects(one_contact=1.0, rated=1.0))))
    imports.import_lines(services, "article", year.as_file(year.articles()))
    reindexed(services)
    return services


@pytest.mark.model
def test_it_works(known: Services) -> None:
    found = consistency(known)
    assert found.found_at and found.groups
    for group in found.groups:
        assert "boots" in group.question and len(group.answers) == 2
        assert any("30 days" in one.text for one in group.answers)
        assert any("sale" in one.text for one in group.answers)
        assert group.answers[0].tickets >= group.answers[1].tickets >= 2
    lacking = gaps(known)
    assert lacking.gaps and all("lantern" in gap.question for gap in lacking.gaps)
    assert sum(gap.recent for gap in lacking.gaps) > sum(gap.before for gap in lacking.gaps)
    assert lacking.gaps[0].draft.startswith("# The lantern") and "## Sources" in lacking.gaps[0].draft
    assert ("year-unused", "unused") in {(one.article.id, one.reason) for one in lacking.articles}


@pytest.mark.model
def test_what_is_deleted_is_shown_no_more(known: Services) -> None:
    (first, *_) = consistency(known).groups
    gone = {source.id for answer in first.answers for source in answer.sources}
    store.delete_entries(known.engine, "ticket", gone)
    assert not gone & {s.id for group in consistency(known).groups for a in group.answers for s in a.sources}


@pytest.mark.model
def test_a_newer_answer_that_says_otherwise_is_told_of_the_article(known: Services, reindexed: Reindexed) -> None:
    wrong = {
        "id": "year-returns",
        "title": "Can I return the boots within a month?",
        "body": "You can return the boots within 60 days of the purchase, free of charge.",
        "updated_at": "2024-01-01T00:00:00Z",
    }
    imports.import_lines(known, "article", io.BytesIO(json.dumps(wrong).encode()))
    kept.forget_facts(known.engine)
    reindexed(known)
    told = {(one.article.id, one.reason) for one in gaps(known).articles}
    assert {("year-returns", "contradicted"), ("year-returns", "outdated")} <= told


def test_too_few_people_see_no_groups(services: Services) -> None:
    assert consistency(services).groups == [] and gaps(services).gaps == []


def test_groups_are_of_rows_near_their_first() -> None:
    chance = np.random.default_rng(5)
    centres = np.linalg.qr(chance.normal(size=(16, 16)))[0][:3]
    rows = np.repeat(centres, 200, axis=0) + 0.02 * chance.normal(size=(600, 16))
    rows = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    order = chance.permutation(600)
    found = grouped(rows[order], 0.8)
    assert [len(group) for group in found] == [200, 200, 200]
    assert all(len({int(order[row]) // 200 for row in group}) == 1 for group in found)
    assert most_central(found[0], rows[order]) in found[0]
    assert grouped(np.empty((0, 4), np.float32), 0.8) == []


def _judge(services: Services, event: str, keys: list[str], entry_pk: int) -> None:
    for number, key in enumerate(keys):
        store.add_feedback(
            services.engine,
            suggestion_id=f"{number:012d}.{entry_pk}",
            event=event,
            ticket_key=None,
            key_id=key,
            entry_pk=entry_pk,
            similarity=0.5 if event == "sent" else None,
            reason="wrong" if event == "down" else None,
        )


def test_use_is_told_of_groups_that_enough_people_judged(desk: Services) -> None:
    keys = [store.add_key(desk.engine, f"agent {n}", "agent", f"digest {n}").id for n in range(5)]
    pk = store.newest_solved(desk.engine, desk.model(), 1)[0].pk
    _judge(desk, "shown", keys[:4], pk)
    assert usage(desk).groups == [] and usage(desk).hidden == 3
    for event in ("shown", "inserted", "sent", "down"):
        _judge(desk, event, keys, pk)
    (kind,) = [group for group in usage(desk).groups if group.by == "kind"]
    assert (kind.shown, kind.inserted, kind.kept, kind.down) == (9, 5, 0.5, 5)
    assert usage(desk).reasons == {"wrong": 5}


def test_the_stage_follows_the_traits(services: Services) -> None:
    assert maturity(services).stage == "Starter" and maturity(services).score == 0
    assert len(maturity(services).next) == 7
    kept.put_answers(services.engine, {"skills": True, "staffing": True, "acting": True, "agility": True})
    assert maturity(services).stage == "Emerging"
    kept.put_answers(services.engine, {"agility": False})
    found = maturity(services, datetime(2026, 11, 24, tzinfo=UTC))
    assert (found.score, found.stage) == (3, "Starter") and "agility" in found.next
