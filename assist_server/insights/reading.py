"""One stored ticket becomes its facts: when it was answered, how often, in which mood it began and ended.

An automatic reply is no response. A last word that nobody had to answer ("thanks!") is no further contact.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby

from assist_server.bad_rating_fit import is_bad
from assist_server.history import is_machine_reply
from assist_server.insights.hours import Hours
from assist_server.sentiment.dialogue import is_live
from assist_server.store import Facts, FactSource, read_turns
from assist_server.text.patterns import bounded
from assist_server.ticket import RESOLVED, Author

SESSION = timedelta(hours=1)  # of silence, after which the customer's next message is another contact
READ = 1_000  # characters of what the customer says that the mood is read from
_RECEIPT = bounded(
    r"(?ix)(?:we(?:\s+have|'ve)\s+received\s+your\s+(?:request|message|e-?mail|ticket|enquiry|inquiry)"
    r"|your\s+(?:request|ticket|message)\s+(?:\S+\s+)?(?:has\s+been|was)\s+(?:received|created|opened|logged)"
    r"|(?:wir\s+haben\s+ihre|ihre)\s+(?:anfrage|nachricht|e-?mail)\s+(?:ist\s+)?(?:erhalten|eingegangen)"
    r"|hemos\s+recibido\s+(?:su|tu)\s+(?:solicitud|mensaje|consulta|correo)"
    r"|(?:我们)?已(?:经)?收到(?:您|你)的(?:请求|邮件|消息|工单))"
)
MAX_RECEIPT = 600  # characters: a longer reply that also confirms the receipt says more than that


@dataclass(frozen=True)
class Said:
    """One public turn."""

    author: Author
    text: str
    at: datetime | None


@dataclass(frozen=True)
class Read:
    """A ticket's facts without the moods, and the two texts that these are read from ('' where there is none)."""

    facts: Facts
    first: str
    last: str


def read(source: FactSource, hours: Hours) -> Read:
    """Read what is counted of a ticket, its moods apart."""
    turns = [turn for turn in turns_said(source.body) if turn.author == "customer" or not is_automatic(turn.text)]
    began = next((turn.at for turn in turns if turn.at), None) or source.created_at or source.solved_at
    answered = _answered(turns)
    solved = source.status in RESOLVED
    ended = source.solved_at if solved else None
    asked = [" ".join(turn.text for turn in run) for author, run in _runs(turns) if author == "customer"]
    facts = Facts(
        entry_pk=source.pk,
        content_hash=source.content_hash,
        week=(began.date().toordinal() - 1) // 7 if began else 0,
        channel=source.channel,
        category=source.category,
        brand=source.brand,
        team=source.team,
        agent_key=source.agent_key,
        bad=None if source.csat is None else is_bad(source.csat),
        replies=sum(turn.author == "agent" for turn in turns),
        contacts=_contacts(turns),
        solved=solved,
        reopened=source.reopened,
        first_response=_seconds(began, answered),
        first_response_open=hours.between(began, answered) if began and answered else None,
        resolution=_seconds(began, ended),
        resolution_open=hours.between(began, ended) if began and ended else None,
        live_wait=_longest_wait(turns) if is_live(source.channel) else None,
    )
    return Read(facts, asked[0][:READ] if asked else "", asked[-1][:READ] if len(asked) > 1 else "")


def is_automatic(text: str) -> bool:
    """Tell whether a reply was sent by a machine: it says so, or only confirms that the message came in."""
    return is_machine_reply(text) or (len(text) <= MAX_RECEIPT and bool(_RECEIPT.search(text)))


def turns_said(body: str) -> list[Said]:
    """Return the public turns of a stored ticket, oldest first; none where they can't be read."""
    return [Said(turn["author"], turn["text"], _time(turn.get("sent_at"))) for turn in read_turns(body)]


def _time(text: str | None) -> datetime | None:
    time = datetime.fromisoformat(text) if text else None
    return time.replace(tzinfo=UTC) if time and time.tzinfo is None else time


def _runs(turns: list[Said]) -> list[tuple[str, list[Said]]]:
    return [(author, list(run)) for author, run in groupby(turns, key=lambda turn: turn.author)]


def _answered(turns: list[Said]) -> datetime | None:
    """Return when a person first answered what the customer had said."""
    asked = False
    for turn in turns:
        asked = asked or turn.author == "customer"
        if asked and turn.author == "agent":
            return turn.at
    return None


def _seconds(start: datetime | None, end: datetime | None) -> int | None:
    return max(0, int((end - start).total_seconds())) if start and end else None


def _contacts(turns: list[Said]) -> int:
    """Count how often the customer got in touch: at the beginning, and after each silence of a SESSION."""
    runs = _runs(turns)
    while len(runs) > 1 and runs[-1][0] == "customer":
        runs.pop()
    flat = [turn for _, run in runs for turn in run]
    return sum(
        turn.author == "customer" and (place == 0 or _apart(flat[place - 1].at, turn.at))
        for place, turn in enumerate(flat)
    )


def _apart(earlier: datetime | None, later: datetime | None) -> bool:
    return earlier is None or later is None or later - earlier > SESSION


def _longest_wait(turns: list[Said]) -> int | None:
    """Return the longest time, in seconds, from a customer's first unanswered word to the answer."""
    runs = _runs(turns)
    waits = [
        _seconds(run[0].at, following[0].at)
        for (author, run), (_, following) in zip(runs, runs[1:], strict=False)
        if author == "customer"
    ]
    return max((wait for wait in waits if wait is not None), default=None)
