"""Which of the stored tickets are learnt from: the rule, and why a ticket is left out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from assist_server import store
from assist_server.settings import Settings
from assist_server.store import Engine, HistoryRow, PassageRow

RESOLVED = (None, "solved", "closed")
WORST, BEST = 1, 5  # what "bad" and "good" are on the scale of numbers
_SPAM = re.compile(
    r"(?i)^(?:spam|junk|phishing|suspended|auto[-_ ]?(?:reply|response|responder)|out[-_ ]of[-_ ]office)$"
)
_MACHINE_SUBJECT = re.compile(
    r"(?ix)^\W*(?:(?:re|aw|fw|fwd)\W+)*(?:"
    r"auto(?:matic|mated)?[\s:-]*(?:reply|response|answer)|out\s+of\s+(?:the\s+)?office|ooo\s*:"
    r"|undeliver(?:able|ed)|undelivered\s+mail|mail\s+delivery\s+(?:failed|failure|subsystem|system)"
    r"|delivery\s+(?:status\s+notification|has\s+failed)|returned\s+mail|failure\s+notice"
    r"|abwesenheit|automatische\s+(?:antwort|r[üu]ckmeldung)|unzustellbar|nicht\s+im\s+b[üu]ro"
    r"|respuesta\s+autom[áa]tica|fuera\s+de\s+(?:la\s+)?oficina|r[ée]ponse\s+automatique|absence\s+du\s+bureau"
    r"|自动(?:回复|答复)|外出)"
)
_MACHINE_REPLY = re.compile(
    r"(?ix)(?:this\s+is\s+an\s+auto(?:matic|mated)\s+(?:e-?mail|message|reply|response|acknowledge?ment)"
    r"|(?:please\s+)?do\s+not\s+reply\s+to\s+this\s+(?:e-?mail|message)"
    r"|(?:dies|das)\s+ist\s+eine\s+automatisch\w*\s+(?:erstellte\s+|generierte\s+)?(?:nachricht|antwort|e-?mail)"
    r"|bitte\s+antworten\s+sie\s+nicht\s+auf\s+diese"
    r"|este\s+es\s+un\s+(?:mensaje|correo)\s+autom[áa]tico|no\s+responda\s+a\s+este\s+(?:mensaje|correo)"
    r"|(?:此|本)(?:邮件|消息|信息)(?:为|是|由)(?:系统)?自动)"
)


@dataclass(frozen=True)
class Rule:
    """What a ticket must be to be learnt from. Names are lower case; agents are told by their keyed hash."""

    days: int = 0
    csat: int = 0
    reopened: bool = False
    automatic: bool = False
    without: dict[str, frozenset[str]] = field(default_factory=dict)
    only: dict[str, frozenset[str]] = field(default_factory=dict)

    def reason(self, row: HistoryRow, now: datetime) -> str:
        """Say in a word or two why a ticket is left out, '' for one that is learnt from."""
        checks: tuple[tuple[str, Callable[[], bool]], ...] = (
            ("not resolved", lambda: row.status not in RESOLVED),
            ("reopened", lambda: bool(row.reopened) and not self.reopened),
            ("spam or automatic", lambda: not self.automatic and _is_automatic(row)),
            ("no answer", lambda: not row.reply),
            ("too old", lambda: bool(self.days and row.at and row.at < now - timedelta(days=self.days))),
            ("rated too low", lambda: bool(row.csat) and _number(row) < self.csat),
        )
        found = next((reason for reason, holds in checks if holds()), "")
        return found or self._by_name(row)

    def _by_name(self, row: HistoryRow) -> str:
        names = {
            "tag": frozenset(tag.lower() for tag in row.tags),
            "team": frozenset([(row.team or "").lower()]),
            "agent": frozenset([row.agent_key or ""]),
            "channel": frozenset([(row.channel or "").lower()]),
        }
        out = [by for by, unwanted in self.without.items() if unwanted & names[by]]
        out += [by for by, wanted in self.only.items() if not wanted & names[by]]
        return f"by {out[0]}" if out else ""


@dataclass(frozen=True)
class LeftOut:
    """What one reindex does not learn from: the tickets' keys, their passages' ids, and how many for which reason.

    It was found out when `upto` was the newest passage; later ones belong to what is searched beside the built index.
    """

    pks: frozenset[int]
    passages: frozenset[int]
    reasons: dict[str, int]
    upto: int

    def takes(self, passage_id: int) -> bool:
        """Say whether the index takes a passage in."""
        return passage_id <= self.upto and passage_id not in self.passages


def rule_of(settings: Settings, agent_key: Callable[[str], str]) -> Rule:
    """Return the rule that is set. `agent_key` turns an agent's id or name into the hash that tickets carry."""
    return Rule(
        days=settings.history_days,
        csat=settings.history_csat,
        reopened=settings.history_reopened,
        automatic=settings.history_automatic,
        without=_named(settings.history_without, agent_key),
        only=_named(settings.history_only, agent_key),
    )


def left_out(engine: Engine, rule: Rule, now: datetime | None = None) -> LeftOut:
    """Ask the rule about every stored ticket."""
    now, upto = now or datetime.now(UTC), store.newest_passage(engine)
    reasons = {row.pk: reason for row in store.history_rows(engine) if (reason := rule.reason(row, now))}
    counted = Counter(reasons.values())
    return LeftOut(frozenset(reasons), frozenset(store.passages_of(engine, reasons)), dict(counted.most_common()), upto)


def passages_left_out(engine: Engine, rule: Rule, rows: Iterable[PassageRow]) -> frozenset[int]:
    """Return the ids of those passages whose ticket is not learnt from."""
    now = datetime.now(UTC)
    return frozenset(id_ for id_, row in store.history_of(engine, [one.id for one in rows]) if rule.reason(row, now))


def _named(parts: Iterable[str], agent_key: Callable[[str], str]) -> dict[str, frozenset[str]]:
    """Return what is named as 'by:name', the names for each `by`."""
    names: dict[str, set[str]] = {}
    for part in parts:
        by, _, name = part.partition(":")
        name = name.strip().lower()
        names.setdefault(by, set()).add(agent_key(name) if by == "agent" else name)
    return {by: frozenset(those) for by, those in names.items()}


def is_machine_reply(text: str) -> bool:
    """Tell whether a reply says that no person wrote it."""
    return bool(_MACHINE_REPLY.search(text))


def _is_automatic(row: HistoryRow) -> bool:
    labels = [*row.tags, row.category or ""]
    if any(_SPAM.match(label.strip()) for label in labels):
        return True
    return bool(_MACHINE_SUBJECT.match(row.title) or is_machine_reply(row.reply))


def _number(row: HistoryRow) -> int:
    if isinstance(row.csat, int):
        return row.csat
    return BEST if row.csat == "good" else WORST
