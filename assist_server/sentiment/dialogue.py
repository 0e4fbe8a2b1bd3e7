"""What a whole conversation warns of: words of recent turns, waiting, turns left unanswered, a mood that turns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import get_args

from assist_server.results import MessageMood, Severity, Warning, WarningCode
from assist_server.sentiment.turns import Turn
from assist_server.sentiment.warning_rules import Finding

REACH: Mapping[WarningCode, int] = {  # how many customer turns back words still count: threats outlive tempers
    "anger": 3, "repeated_contact": 2, "long_wait": 2, "leaving": 6, "legal": 6, "public_complaint": 6,
    "friendly": 3,
}  # fmt: skip
RESOLVED = 0.4  # a later turn of at least this score has settled what was said before it
FRESH = timedelta(days=30)  # words older than this, seen from the newest turn, are history
BURST = timedelta(minutes=10)  # messages sent in quick succession are one contact
UNANSWERED = 3  # contacts in a row without an agent's answer
DROP = 0.4  # fall of the score, against the mean of the turns before, that is a turn of mood
FRIENDLY = 0.4
PATIENT = 0.2  # mean score of a customer who is friendly all along
SEVERAL = 3  # contacts after which a friendly customer's matter should be settled
UNFRIENDLY = frozenset({"anger", "leaving", "legal", "public_complaint", "turning_mood"})
MAX_EVIDENCE = 3

_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
_PATIENCE: Mapping[str, tuple[timedelta, timedelta, timedelta]] = {  # notice, warning, critical
    "live": (5 * _MINUTE, 15 * _MINUTE, _HOUR),
    "social": (4 * _HOUR, _DAY, 3 * _DAY),
    "written": (_DAY, 3 * _DAY, 7 * _DAY),
}
_PACE = {
    "chat": "live", "live_chat": "live", "livechat": "live", "phone": "live", "voice": "live", "sms": "social",
    "messaging": "social", "whatsapp": "social", "twitter": "social", "x": "social", "facebook": "social",
    "instagram": "social", "telegram": "social", "line": "social", "wechat": "social",
}  # fmt: skip
_LEVELS: Mapping[Severity, int] = {"critical": 0, "warning": 1, "notice": 2}
_CODES: tuple[WarningCode, ...] = get_args(WarningCode)
_SENTENCES: Mapping[WarningCode, str] = {
    "anger": "The customer is angry: acknowledge what went wrong before the facts.",
    "leaving": "The customer speaks of leaving: say what can be done to keep them.",
    "legal": "The customer mentions legal steps: check with a supervisor before promising or admitting anything.",
    "public_complaint": "The customer speaks of complaining in public: answer fully and with care.",
    "repeated_contact": "The customer has asked before: do not ask again for what was already said.",
    "long_wait": "The customer has waited long: begin with an apology and a firm next step.",
    "turning_mood": "The customer's mood has turned: something in the last exchange went wrong.",
    "friendly": "The customer is friendly: do not take it for granted, answer as fully and as soon as an angry one.",
}


def warn(
    turns: Sequence[Turn],
    found: Sequence[Sequence[Finding]],
    trend: Sequence[MessageMood],
    *,
    now: datetime,
    channel: str | None = None,
) -> list[Warning]:
    """Return the warnings of a conversation, gravest first, one of each code.

    `found` and `trend` belong to the customer turns, in order; all turns are oldest first.
    """
    findings = [
        *_spoken(turns, found, trend),
        *_waited(turns, now=now, channel=channel),
        *_unanswered(turns),
        *_turned(turns, trend),
        *_still_friendly(turns, trend),
    ]
    by_code: defaultdict[WarningCode, list[Finding]] = defaultdict(list)
    for finding in findings:
        by_code[finding.code].append(finding)
    if not _open_turns(turns) or trend[-1].label == "negative" or not UNFRIENDLY.isdisjoint(by_code):
        by_code.pop("friendly", None)
    warnings = [_merge(code, by_code[code]) for code in _CODES if code in by_code]
    return sorted(warnings, key=lambda warning: _LEVELS[warning.severity])


def is_live(channel: str | None) -> bool:
    """Tell whether a customer of this channel waits in front of it."""
    return _pace(channel) == "live"


def _pace(channel: str | None) -> str:
    return _PACE.get((channel or "").lower().replace(" ", "_"), "written")


def _merge(code: WarningCode, findings: Sequence[Finding]) -> Warning:
    gravest = sorted(findings, key=lambda finding: _LEVELS[finding.severity])
    evidence = list(dict.fromkeys(finding.words for finding in gravest))[:MAX_EVIDENCE]
    return Warning(code=code, severity=gravest[0].severity, message=_SENTENCES[code], evidence=evidence)


def _spoken(turns: Sequence[Turn], found: Sequence[Sequence[Finding]], trend: Sequence[MessageMood]) -> list[Finding]:
    """Take the findings of recent customer turns, from the newest back to the one after which all was well."""
    asked = [turn for turn in turns if turn.author == "customer"]
    taken: list[Finding] = []
    for age, turn in enumerate(reversed(asked)):
        at = len(asked) - 1 - age
        if _between(turn, asked[-1]) > FRESH:
            break
        taken += [finding for finding in found[at] if age < REACH.get(finding.code, 0)]
        if trend[at].label == "positive" and trend[at].score >= RESOLVED:
            break
    return taken


def _between(earlier: Turn, later: Turn) -> timedelta:
    if earlier.sent_at is None or later.sent_at is None:
        return timedelta(0)
    return _utc(later.sent_at) - _utc(earlier.sent_at)


def _utc(time: datetime) -> datetime:
    return time.replace(tzinfo=UTC) if time.tzinfo is None else time


def _open_turns(turns: Sequence[Turn]) -> list[Turn]:
    """Return the customer's turns since the agent last spoke."""
    open_turns: list[Turn] = []
    for turn in reversed(turns):
        if turn.author == "agent":
            break
        if turn.author == "customer":
            open_turns.append(turn)
    return open_turns[::-1]


def _waited(turns: Sequence[Turn], *, now: datetime, channel: str | None) -> list[Finding]:
    """Compare the wait for an agent's answer with the patience of the channel."""
    since = next((turn.sent_at for turn in _open_turns(turns) if turn.sent_at is not None), None)
    if since is None:
        return []
    waited = _utc(now) - _utc(since)
    limits = _PATIENCE[_pace(channel)]
    severities: tuple[Severity, ...] = ("critical", "warning", "notice")
    for limit, severity in zip(reversed(limits), severities, strict=True):
        if waited >= limit:
            return [Finding("long_wait", severity, f"no answer for {_in_words(waited)}")]
    return []


def _still_friendly(turns: Sequence[Turn], trend: Sequence[MessageMood]) -> list[Finding]:
    """See a customer who has written several times and is friendly all the same, by the words of the friendliest."""
    scores = [mood.score for mood in trend]
    if any(mood.label == "negative" for mood in trend) or sum(scores) < PATIENT * max(len(scores), 1):
        return []
    asked = [turn for turn in turns if turn.author == "customer"]
    if _contacts(asked) < SEVERAL:
        return []
    friendliest = asked[scores.index(max(scores))]
    return [Finding("friendly", "notice", friendliest.text.strip()[:160].strip())]


def _in_words(span: timedelta) -> str:
    for unit, name in ((_DAY, "day"), (_HOUR, "hour"), (_MINUTE, "minute")):
        if span >= 2 * unit or (unit is _MINUTE):
            count = span // unit
            return f"{count} {name}{'' if count == 1 else 's'}"
    raise AssertionError("unreachable: minutes answer for every span")


def _unanswered(turns: Sequence[Turn]) -> list[Finding]:
    """Count contacts in a row that no agent answered; a burst of messages is one contact."""
    contacts = _contacts(_open_turns(turns))
    if contacts < UNANSWERED:
        return []
    return [Finding("repeated_contact", "notice", f"{contacts} messages in a row without an answer")]


def _contacts(asked: Sequence[Turn]) -> int:
    """Count how often a customer got in touch; what was sent in quick succession counts once."""
    return sum(
        1
        for at, turn in enumerate(asked)
        if at == 0 or turn.sent_at is None or asked[at - 1].sent_at is None or _between(asked[at - 1], turn) > BURST
    )


def _turned(turns: Sequence[Turn], trend: Sequence[MessageMood]) -> list[Finding]:
    """See a clear fall to negative: the newest turn against the mean of those before."""
    if len(trend) < 2 or trend[-1].label != "negative":
        return []
    before = [mood.score for mood in trend[:-1]]
    mean = sum(before) / len(before)
    if mean - trend[-1].score < DROP:
        return []
    newest = next(turn.text for turn in reversed(turns) if turn.author == "customer")
    severity: Severity = "warning" if max(before) >= FRIENDLY else "notice"
    return [Finding("turning_mood", severity, newest.strip()[:160].strip())]
