"""What the desk promised a customer: the sentences of its replies that commit it, and whether they are due."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from assist_server.customer.shown import Promised
from assist_server.drafts.phrases import LANGUAGES, Phrases
from assist_server.drafts.reading import sentences
from assist_server.insights.reading import SESSION, Said, is_automatic
from assist_server.sentiment.warning_rules import fold
from assist_server.text.language import detect_language

MOST = 10  # promises told of one ticket
LONG = 300  # characters of a sentence
READ = 4_000  # characters of a reply
_NEVER = datetime.min.replace(tzinfo=UTC)


def promises_of(turns: Sequence[Said], language: str | None, *, solved: bool) -> list[Promised]:
    """Return what the desk promised in one ticket, open promises first, then the newest.

    A thing promised (a refund, a voucher) is open until the ticket is solved; that the desk will write again is open
    until it does, and not told at all where it did within a SESSION, as people do in a chat.
    """
    said = [turn for turn in turns if turn.author == "agent" and not is_automatic(turn.text)]
    found: dict[str, Promised] = {}
    for place, turn in enumerate(said):
        following = said[place + 1] if place + 1 < len(said) else None
        for text, waits in _committing(turn.text[:READ], language):
            if waits and following is not None and _at_once(turn, following):
                continue
            due = following is None if waits else not solved
            found[text] = Promised(text=text, said_at=turn.at, open=due)
    return sorted(found.values(), key=lambda one: (one.open, one.said_at or _NEVER), reverse=True)[:MOST]


def _at_once(turn: Said, following: Said) -> bool:
    """Tell whether the desk wrote again within a SESSION, or without telling when."""
    return turn.at is None or following.at is None or following.at - turn.at <= SESSION


def _committing(text: str, language: str | None) -> Iterator[tuple[str, bool]]:
    """Yield each sentence that commits the desk, and whether it only says that the desk will write again."""
    phrases = LANGUAGES.get(language or detect_language(text) or "")
    if phrases is None:
        return
    folded = fold(text)
    for span in sentences(text):
        said = folded[span.start : span.end]
        if said.endswith(("?", "？")):
            continue
        gives = any(promise.says.search(said) for promise in phrases.promises)
        if gives or _will_write(said, phrases):
            yield text[span.start : span.end][:LONG], not gives


def _will_write(said: str, phrases: Phrases) -> bool:
    """Tell whether a sentence puts off until the desk's next word, or names a time for it."""
    if phrases.waits.search(said):
        return True
    return phrases.hears.search(said) is not None and phrases.timed.search(said) is not None
