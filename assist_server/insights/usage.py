"""Use of suggestions: shown, inserted, kept, set aside and why, by kind, source and category."""

from __future__ import annotations

from collections import defaultdict

from assist_server.insights.mood import rate
from assist_server.insights.reply_times import enough_people, grouped, newest, times_of
from assist_server.insights.shown import UsageFigures, UsageGroup
from assist_server.services import Services
from assist_server.store import findings
from assist_server.store.findings import UsageRow

BY = ("kind", "source", "category")
KEPT = ("sent", "edited")
WORDS = (
    "This is no experiment: agents choose when to insert, so what differs beside it need not come from it.",
    "Shown counts what the extension told, also of suggestions whose entry was deleted since.",
    "Times are of the newest 10,000 replies within a year. Agents decide what to insert, and easy tickets are quick by"
    " themselves; only an experiment (assist experiment start) tells what suggestions do.",
)


def usage(services: Services) -> UsageFigures:
    """Return what became of suggestions; groups that fewer keys than people to be shown judged are left out."""
    groups, hidden = [], 0
    for by in BY:
        people = findings.people_judging(services.engine, by)
        rows: defaultdict[str, list[UsageRow]] = defaultdict(list)
        for row in findings.usage(services.engine, by):
            rows[row.value].append(row)
        shown = {
            value: those for value, those in rows.items() if people.get(value, 0) >= services.settings.insights_people
        }
        hidden += len(rows) - len(shown)
        groups += [_group(by, value, those) for value, those in shown.items()]
    reasons = findings.reasons(services.engine) if groups else {}
    replies = newest(services)
    times, few = grouped(replies, services.settings.insights_people)
    alone = [one for one in replies if one.used == "none"]
    return UsageFigures(
        groups=groups,
        reasons=reasons,
        times=times,
        none_offered=times_of([one.seconds for one in alone])
        if enough_people(alone, services.settings.insights_people)
        else None,
        hidden=hidden + few,
        words=list(WORDS),
    )


def _group(by: str, value: str, rows: list[UsageRow]) -> UsageGroup:
    counts = {row.event: row.times for row in rows}
    told = [(row.told, row.kept) for row in rows if row.event in KEPT and row.kept is not None]
    weight = sum(count for count, _ in told)
    shown, inserted = counts.get("shown", 0), counts.get("inserted", 0)
    return UsageGroup(
        by=by,
        value=value,
        shown=shown,
        inserted=inserted,
        inserted_rate=rate(min(inserted, shown), shown),
        kept=round(sum(count * share for count, share in told) / weight, 3) if weight else None,
        dismissed=counts.get("dismissed", 0),
        up=counts.get("up", 0),
        down=counts.get("down", 0),
    )
