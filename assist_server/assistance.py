"""One message, there and back: a ticket comes in, suggestions with evidence and the customer's mood go out."""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from pydantic import TypeAdapter

from assist_server import suggest
from assist_server.ageing import with_ages
from assist_server.bad_rating import chance, features
from assist_server.cache import recall, remember
from assist_server.experiment import with_held_back
from assist_server.intake import Turn, customer_blocks, language_of, subject_of, turns_of
from assist_server.knowledge import KINDS, Found, Neighbours, Query, merged, search, search_widely
from assist_server.learnt import Reading as LearntOf
from assist_server.live_index import View
from assist_server.requests import SearchRequest, SentimentRequest, SuggestionRequest
from assist_server.results import (
    ArticleHit,
    Kind,
    SearchHit,
    SearchResults,
    Sentiment,
    SimilarTicket,
    Suggestion,
    Suggestions,
)
from assist_server.sentiment import Turn as MoodTurn
from assist_server.sentiment import load_head, read_sentiment
from assist_server.services import Services
from assist_server.suggestion_ids import sign
from assist_server.text.clean import clean_message, shorten
from assist_server.text.redact import redact
from assist_server.text.signatures import without_signed_off
from assist_server.ticket import OpenTicket
from embeddings.encoder import Encoder
from embeddings.index import FloatArray

ANSWER: TypeAdapter[Suggestions] = TypeAdapter(Suggestions)
NEIGHBOURS = 12  # tickets looked at for one answer
SHOWN = 3  # articles, and similar tickets, beside the suggestions
LEAST_SCORE = 0.3  # below it an article or ticket is about something else
LEAST_SHARE = 0.01  # the same where words alone are compared: the share that agrees, small in a long question
MOOD_TURNS = 20  # the customer's latest turns whose mood is read
SHORT_CHAT = 600  # characters of a customer's turns that one vector can speak for, as for a passage
MAX_QUERY = 2_000  # characters that are encoded; the model reads some 256 tokens of them


@dataclass(frozen=True)
class Reading:
    """An open ticket as read: its turns, and what it asks for."""

    turns: list[Turn]
    subject: str
    language: str | None
    question: str


def read(ticket: OpenTicket) -> Reading:
    """Clean and redact an open ticket and find what it asks: the problem as stated, then what was said last."""
    turns, subject = turns_of(ticket), subject_of(ticket)
    blocks = [without_signed_off(block) for block in customer_blocks(turns)]
    language = language_of(ticket.language, [subject, *blocks[-1:]])
    return Reading(turns, subject, language, _question(subject, blocks)[:MAX_QUERY])


def _question(subject: str, blocks: Sequence[str]) -> str:
    """Return the subject with the problem as stated and what was said last; a short chat is read whole."""
    told = blocks if sum(map(len, blocks)) <= SHORT_CHAT else [*blocks[:1], *blocks[-1:]]
    return "\n".join(dict.fromkeys(part for part in (subject, *told) if part))


def assist(services: Services, asked: SuggestionRequest) -> Suggestions:
    """Answer one open ticket. The same ticket asked again is answered from the cache until something changes.

    What an experiment holds back is taken out last, so that the cache has the whole answer and never a part of it.
    """
    started = time.perf_counter()
    view = services.view()
    key = _key(services, view, asked)
    kept = recall(services.cache, key, ANSWER)
    if kept is None:
        answer = _answer(services, view, asked)
        remember(services.cache, key, ANSWER, answer)
    else:
        answer = kept
    answer = with_held_back(services, asked, answer)
    return answer.model_copy(update={"took_ms": round((time.perf_counter() - started) * 1000, 2)})


def _key(services: Services, view: View, asked: SuggestionRequest) -> str:
    """Return a hash of all that the answer depends on."""
    settings = services.settings
    state = f"{view.generation} {view.live.change_seq} {settings.threshold} {asked.model_dump_json(exclude={'anyway'})}"
    return "answer:" + hashlib.sha256(state.encode()).hexdigest()


def _answer(services: Services, view: View, asked: SuggestionRequest) -> Suggestions:
    ticket, reading = asked.ticket, read(asked.ticket)
    response_id = secrets.token_hex(6)
    moods = [turn for turn in reading.turns if turn.author == "customer"][-MOOD_TURNS:]
    draft = [redact(shorten(clean_message(asked.draft, None), MAX_QUERY))] if (asked.draft or "").strip() else []
    encoder = view.encoder
    vectors = services.encode([reading.question, *(turn.text[:MAX_QUERY] for turn in moods), *draft], encoder)
    sentiment = _sentiment(encoder, reading.turns, reading.language, vectors[1 : 1 + len(moods)], ticket.channel)
    learnt = view.learnt.read(vectors[0], reading.question)
    found, near = _look_up(services, view, asked, reading, vectors[0], learnt)
    name = ticket.customer.name if ticket.customer else None
    drafted, spread = vectors[-1] if draft else None, encoder.model.spread
    question = suggest.Asked(reading.question, vectors[0], drafted, reading.language, name, response_id, learnt, spread)
    everything = merged(found.values())
    blind = reading.language in encoder.model.blind  # words find what is like it, but not how sure to be
    threshold = services.settings.threshold
    least = LEAST_SHARE if blind else LEAST_SCORE
    offered = [] if blind else with_ages(suggest.suggest(question, everything, threshold, near), datetime.now(UTC))
    return Suggestions(
        id=response_id,
        suggestions=_signed(services, view, response_id, offered[: asked.limit]),
        articles=[_article(one) for one in found["article"] if one.score >= least][:SHOWN],
        similar_tickets=[_similar(one) for one in found["ticket"] if one.score >= least][:SHOWN],
        sentiment=sentiment,
        language=reading.language,
        category=suggest.category(found["ticket"], *((None, None) if blind else (learnt.categories, spread))),
        bad_rating=chance(view.report, features(sentiment, reading.turns, ticket.channel, datetime.now(UTC))),
        generation=view.generation,
        took_ms=0.0,
    )


def _signed(services: Services, view: View, response_id: str, offered: Sequence[Suggestion]) -> list[Suggestion]:
    """Return the suggestions with ids that show later on that they were given."""
    if not offered:
        return []
    secret = services.secret(view.live.secret_fingerprint)
    return [one.model_copy(update={"id": sign(secret, response_id, _entry(one))}) for one in offered]


def _entry(suggestion: Suggestion) -> int:
    return int(suggestion.id.rpartition(".")[2])


def _look_up(
    services: Services, view: View, asked: SuggestionRequest, reading: Reading, vector: FloatArray, learnt: LearntOf
) -> tuple[dict[Kind, list[Found]], Neighbours | None]:
    if not reading.question:
        return {"ticket": [], "article": [], "macro": []}, None
    model = view.encoder.model
    seen = None if reading.language in model.blind else vector
    query = Query(reading.question, seen, model.name, asked.ticket.brand, asked.internal)
    limits: dict[Kind, int] = {"ticket": NEIGHBOURS, "article": SHOWN, "macro": SHOWN}
    found, near = search_widely(services.engine, view, query, limits, learnt)
    own = [one.card.entry_pk for one in found["ticket"] if is_open_one(one.card.id, asked.ticket.id)]
    if own:
        found["ticket"] = [one for one in found["ticket"] if one.card.entry_pk not in own]
        near = None if near is None else near.without(own)
    return found, near


def is_open_one(stored: str, own: str | None) -> bool:
    """Say whether a stored ticket is the open one, which its helpdesk knows without the prefix of its source."""
    return own is not None and (stored == own or stored.endswith(f":{own}"))


def _sentiment(
    encoder: Encoder, turns: Sequence[Turn], language: str | None, vectors: FloatArray, channel: str | None
) -> Sentiment:
    """Return the mood over the last turns, whose customer ones have the given vectors (n, dim)."""
    latest = _latest(turns, len(vectors))
    moods = [
        MoodTurn(turn.author, turn.text, datetime.fromisoformat(turn.sent_at) if turn.sent_at else None, language)
        for turn in latest
    ]
    head = load_head(encoder.model.name)
    return read_sentiment(moods, vectors, head, now=datetime.now(UTC), channel=channel)


def _latest(turns: Sequence[Turn], customers: int) -> Sequence[Turn]:
    """Return the end of the conversation that holds that many customer turns."""
    seen = 0
    for place in range(len(turns) - 1, -1, -1):
        seen += turns[place].author == "customer"
        if seen > customers:
            return turns[place + 1 :]
    return turns


def sentiment(services: Services, asked: SentimentRequest) -> Sentiment:
    """Read the mood of a conversation alone."""
    turns = turns_of(OpenTicket(messages=asked.messages, channel=asked.channel))
    texts = [turn.text for turn in turns if turn.author == "customer"][-MOOD_TURNS:]
    encoder = services.encoder()
    vectors = services.encode([text[:MAX_QUERY] for text in texts], encoder)
    return _sentiment(encoder, turns, language_of(None, texts), vectors, asked.channel)


def free_search(services: Services, asked: SearchRequest) -> SearchResults:
    """Search tickets, articles and macros for the agent's own words."""
    text = redact(clean_message(asked.q, None)) or asked.q
    view = services.view()
    model = view.encoder.model
    vector = None if language_of(None, [text]) in model.blind else services.encode([text], view.encoder)[0]
    query = Query(text, vector, model.name, asked.brand, asked.internal)
    kinds = (asked.kind,) if asked.kind else KINDS
    found = search(services.engine, view, query, dict.fromkeys(kinds, asked.limit))
    return SearchResults(results=[_hit(one) for one in merged(found.values())[: asked.limit]])


def _hit(found: Found) -> SearchHit:
    card = found.card
    return SearchHit(
        type=card.kind,
        id=card.id,
        title=card.title,
        url=card.url,
        excerpt=suggest.excerpt(card),
        reply=card.reply,
        score=round(found.score, 4),
        internal=card.internal,
    )


def _article(found: Found) -> ArticleHit:
    card = found.card
    return ArticleHit(
        id=card.id,
        title=card.title,
        url=card.url,
        excerpt=suggest.excerpt(card),
        score=round(found.score, 4),
        internal=card.internal,
    )


def _similar(found: Found) -> SimilarTicket:
    card = found.card
    return SimilarTicket(
        id=card.id,
        subject=card.title,
        url=card.url,
        excerpt=suggest.excerpt(card),
        reply=card.reply,
        score=round(found.score, 4),
        solved_at=card.solved_at,
        csat=card.csat,
    )
