"""What the desk promised a customer: the sentences of its replies that commit it, and whether they are due."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from assist_server.customer.shown import Promised
from assist_server.drafts.facts import times
from assist_server.drafts.phrases import LANGUAGES, Phrases
from assist_server.drafts.reading import sentences
from assist_server.insights.reading import SESSION, Said, is_automatic
from assist_server.sentiment.warning_rules import fold
from assist_server.text.language import detect_language

MOST = 10  # promises told of one ticket
LONG = 300  # characters of a sentence
READ = 4_000  # characters of a reply
_ON_CONDITION = re.compile(r"(?i)(?<!\w)(?:if|unless|falls|wenn|sofern|si|en caso)(?!\w)|如果|要是|若|的话")
_PATIENCE = re.compile(r"wait|patient|bear with|geduld|paciencia|稍等|等待|等候|稍候")  # it is only asked for
_NEAR = 30  # characters before a wait that may take it back
_OFFERED = re.compile(  # what could be done, what another may do, what has long been due
    r"\b(?:can|could|able to|so (?:that )?(?:we|they|i)|(?:glad|happy|love|like|want) to|for (?:not|taking)|should"
    r"|könn(?:en|ten)|gern|pod(?:emos|riamos)|para que)\b"
)
_NEVER = datetime.min.replace(tzinfo=UTC)


def promises_of(turns: Sequence[Said], language: str | None, *, solved: bool) -> list[Promised]:
    """Return what the desk promised in one ticket, open promises first, then the newest.

    A thing promised (a refund, a voucher) is open until the ticket is solved; that the desk will write again is open
    until it does, and not told at all where it did within a SESSION, as people do in a chat, or where it hangs on what
    the customer does ("if it isn't there by Friday, write to us").
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
        sentence = text[span.start : span.end]
        if gives or (_will_write(said, phrases) and not _ON_CONDITION.search(sentence)):
            yield sentence[:LONG], not gives


def _will_write(said: str, phrases: Phrases) -> bool:
    """Tell whether a sentence puts off until the desk's next word, or names a day or a span of time for it."""
    if any(map(_puts_off, phrases.waits.finditer(said))):
        return True
    return phrases.hears.search(said) is not None and next(times(said), None) is not None


def _puts_off(found: re.Match[str]) -> bool:
    """Tell whether a wait is the desk's word to write again, and not an offer or a request for patience."""
    before = found.string[max(0, found.start() - _NEAR) : found.start()]
    return not _PATIENCE.search(found.group()) and not _OFFERED.search(before)
