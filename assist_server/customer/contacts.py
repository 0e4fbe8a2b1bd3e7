"""How often a customer got in touch lately: messages in quick succession, wherever they were sent, are one contact."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta

from assist_server.customer.shown import Contacts
from assist_server.insights.reading import SESSION, Said

LATELY = timedelta(days=14)  # back from the newest contact: what is older is most likely another matter
_DAY = timedelta(days=1)


def contacts_of(turns: Sequence[Said], *, solved: bool) -> list[datetime]:
    """Return when the customer got in touch within one ticket: at the beginning, and after each SESSION of silence.

    The last words of a solved ticket ("thanks!") are no contact, as nobody had to answer them.
    """
    timed = [(turn.author, turn.at) for turn in (_asking(turns) if solved else turns) if turn.at is not None]
    return [
        at
        for place, (author, at) in enumerate(timed)
        if author == "customer" and (place == 0 or at - timed[place - 1][1] > SESSION)
    ]


def _asking(turns: Sequence[Said]) -> Sequence[Said]:
    """Leave out what the customer said after the desk's last word, where the desk said anything."""
    last = max((place for place, turn in enumerate(turns) if turn.author == "agent"), default=len(turns) - 1)
    return turns[: last + 1]


def lately(times: Iterable[datetime], now: datetime) -> Contacts:
    """Count the contacts of LATELY until the newest one, and the days they lie in; a time still to come is no contact.

    Contacts less than a SESSION apart are one, whichever tickets they are in.
    """
    contacts = list(_apart(sorted(time.astimezone(UTC) for time in times if time - now <= SESSION)))
    recent = [time for time in contacts if contacts[-1] - time <= LATELY]
    if not recent:
        return Contacts(count=0, days=0)
    return Contacts(count=len(recent), days=max(1, -(-(recent[-1] - recent[0]) // _DAY)))


def _apart(times: Iterable[datetime]) -> Iterator[datetime]:
    """Yield the times, in order, that come after a SESSION of silence."""
    before = None
    for time in times:
        if before is None or time - before > SESSION:
            yield time
        before = time
