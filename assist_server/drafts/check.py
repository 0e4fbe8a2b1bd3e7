"""One draft, there and back: the ticket and its evidence are read, then each heading reads the draft."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from assist_server import store
from assist_server.drafts.case import Case
from assist_server.drafts.expertise import read_expertise
from assist_server.drafts.known import known_of
from assist_server.drafts.others import read_others
from assist_server.drafts.pace import read_pace
from assist_server.drafts.questions import KNOWN_ENCODER, FloatArray
from assist_server.drafts.reading import Draft, read_draft
from assist_server.drafts.tone import read_tone
from assist_server.drafts.trust import read_trust
from assist_server.errors import UnknownSuggestion
from assist_server.intake import Turn, customer_blocks, language_of, turns_of
from assist_server.requests import DraftCheckRequest
from assist_server.results import DraftFindings, Finding, Hint
from assist_server.sentiment import NullHead, load_head, read_sentiment
from assist_server.sentiment import Turn as MoodTurn
from assist_server.services import Services, secret_of
from assist_server.suggestion_ids import entry_of
from assist_server.text.language import detect_language
from assist_server.ticket import OpenTicket
from embeddings.errors import ModelUnavailable

MOOD_TURNS = 4  # the customer's latest turns whose mood is read
MOST_ENCODED = 1_000  # characters
UPSET = -0.8  # score from which a negative mood counts, where no words of it warn
MOST_FINDINGS = 40

UPSETTING = frozenset({"anger", "leaving", "legal", "public_complaint", "turning_mood"})


@dataclass(frozen=True)
class Reader:
    """What drafts are read with: an encoder's vectors (n, dim), or None where it was never prepared."""

    encode: Callable[[Sequence[str]], FloatArray | None]
    model: str
    blind: frozenset[str] = frozenset()

    def vectors(self, language: str | None, texts: Sequence[str]) -> FloatArray | None:
        """Return the vectors of texts whose language the encoder knows."""
        if self.model != KNOWN_ENCODER or language in self.blind or not load_head(self.model).reads(language):
            return None
        return self.encode([text[:MOST_ENCODED] for text in texts])

    def is_upset(self, turns: Sequence[Turn], language: str | None, channel: str | None) -> bool:
        """Tell whether the customer is upset now: by a clearly negative mood, or by words that warn."""
        asked = [turn for turn in turns if turn.author == "customer"][-MOOD_TURNS:]
        if not asked:
            return False
        vectors = self.encode([turn.text[:MOST_ENCODED] for turn in asked])
        head = load_head(self.model)
        if vectors is None:
            head, vectors = NullHead(self.model), np.zeros((len(asked), 1), np.float32)
        moods = [MoodTurn("customer", turn.text, None, language) for turn in asked]
        read = read_sentiment(moods, vectors, head, now=datetime.now(UTC), channel=channel)
        newest = read.trend[-1]
        return any(one.code in UPSETTING for one in read.warnings) or (
            newest.label == "negative" and newest.score <= UPSET
        )


def check_draft(services: Services, asked: DraftCheckRequest) -> DraftFindings:
    """Read a draft before it is sent. Nothing of it is kept. A suggestion that was never given bears nothing out: that
    is hinted at, and no reason to leave the draft unread."""
    entries, hints = _evidence(services, asked.evidence)
    evidence = store.wordings(services.engine, entries)
    articles = store.article_wordings(services.engine, asked.articles) if asked.articles else []
    found = read_against(reader_of(services), asked.ticket, asked.draft, evidence + articles)
    return found.model_copy(update={"hints": hints}) if hints else found


def _evidence(services: Services, ids: Sequence[str]) -> tuple[list[int], list[Hint]]:
    """Return the entries that these suggestions came from, and a hint at each suggestion that was never given."""
    entries: list[int] = []
    hints: list[Hint] = []
    secret = secret_of(services.settings) if ids else b""
    for place, id in enumerate(ids):
        try:
            entries.append(entry_of(secret, id))
        except UnknownSuggestion as exc:
            at = f"/evidence/{place}"
            hints.append(Hint(place="body", pointer=at, code="unknown_suggestion", detail=exc.detail))
    return entries, hints


def reader_of(services: Services) -> Reader:
    """Return what one process reads drafts with: words alone, where its encoder was never prepared."""
    try:
        model = services.encoder().model
    except ModelUnavailable:
        return Reader(lambda texts: None, services.settings.model)
    return Reader(services.encode, model.name, model.blind)


def read_against(reader: Reader, ticket: OpenTicket, source: str, evidence: Sequence[str]) -> DraftFindings:
    """Read a draft, plain or HTML, against a ticket and the texts of its evidence."""
    draft = read_draft(source)
    if not draft.text.strip():
        return DraftFindings(draft=draft.text, findings=[])
    case = _case(reader, ticket, draft, evidence)
    found = [
        *read_expertise(draft, case, reader),
        *read_trust(draft, case),
        *read_others(draft, case),
        *read_tone(draft, case),
        *read_pace(draft, case),
    ]
    return DraftFindings(draft=draft.text, findings=sorted(found, key=_place)[:MOST_FINDINGS])


def _place(found: Finding) -> tuple[int, int]:
    return found.start, found.end


def _case(reader: Reader, ticket: OpenTicket, draft: Draft, evidence: Sequence[str]) -> Case:
    turns = turns_of(ticket)
    blocks = customer_blocks(turns)
    asked = blocks[-1] if blocks else ""
    asked_in = language_of(ticket.language, [asked])
    return Case(
        known=known_of(ticket, evidence),
        asked=asked,
        upset=reader.is_upset(turns, asked_in, ticket.channel),
        name=ticket.customer.name if ticket.customer else None,
        channel=ticket.channel,
        asked_in=asked_in,
        written_in=detect_language(draft.own[draft.body.start : draft.body.end]) or asked_in,
    )
