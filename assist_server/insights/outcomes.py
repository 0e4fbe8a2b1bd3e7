"""What came of an experiment's tickets: ratings and reopenings, as they come in with the desk's solved tickets."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from assist_server import store
from assist_server.bad_rating_fit import is_bad
from assist_server.services import Services, keyed_hash
from assist_server.store import Outcome

AFTER = timedelta(days=60)  # after the end of an experiment in which ratings still come in


def match_outcomes(services: Services) -> int:
    """Look for the drawn tickets of the newest experiment among those solved since; return how many were found."""
    newest = next(iter(store.experiments(services.engine)), None)
    if newest is None or newest.over_at + AFTER < datetime.now(UTC):
        return 0
    drawn, secret = store.drawn_keys(services.engine, newest.id), services.secret()
    known: dict[str, Outcome] = {}
    if drawn:
        for one in store.outcomes(services.engine, newest.started_at):
            names = (one.id, one.id.partition(":")[2] or one.id)  # with the prefix of its source, and without
            known |= {key: one for name in names if (key := keyed_hash(secret, name)) in drawn}
    rows = [(key, None if one.csat is None else is_bad(one.csat), one.reopened) for key, one in known.items()]
    store.put_outcomes(services.engine, newest.id, rows)
    return len(rows)
