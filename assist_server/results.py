"""What the service answers with: suggestions, evidence, sentiment. The API document is generated from these types."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Mood = Literal["negative", "neutral", "positive"]
Kind = Literal["ticket", "article", "macro"]
SuggestionKind = Literal["reply", "macro", "article"]
WarningCode = Literal[
    "anger", "leaving", "legal", "public_complaint", "repeated_contact", "long_wait", "turning_mood", "friendly"
]
Severity = Literal["notice", "warning", "critical"]
Part = Literal["database", "redis", "index", "encoder", "disk"]
Heading = Literal["expertise", "trust", "friendliness", "respect", "speed"]
DraftCode = Literal[
    "unanswered_question", "other_language", "unsupported_amount", "unsupported_date", "unsupported_link",
    "unsupported_promise", "placeholder", "other_customer", "no_greeting", "curt", "no_acknowledgement", "blaming",
    "shouting", "over_familiar", "open_wait", "wall_of_text",
]  # fmt: skip


class Result(BaseModel):
    """A frozen value that leaves the service."""

    model_config = ConfigDict(frozen=True)


HintPlace = Literal["body", "query"]
HintCode = Literal[
    "unknown_field", "unknown_brand", "unknown_suggestion", "no_customer_message", "repeated_parameter", "unread_body"
]


class Hint(Result):
    """Something in the request that is probably a mistake, though the request could be answered."""

    place: HintPlace
    pointer: Annotated[str, Field(description="where, as a JSON pointer; `*` is any item of a list")]
    code: HintCode
    detail: Annotated[str, Field(description="what was passed over, and what may be meant")]
    lines: Annotated[int | None, Field(description="of a bulk request: in how many lines")] = None


class Answer(Result):
    """A whole answer. Where something in the request was passed over, it says so."""

    hints: Annotated[
        list[Hint],
        Field(
            exclude_if=lambda hints: not hints,
            description="at what is probably a mistake in the request, such as a misspelt field; left out where there"
            " are none. An answer that is no JSON object carries them in the header Assist-Hints",
        ),
    ] = []


class Warning(Result):  # noqa: A001 -- the field's word; Python's own is an exception nobody needs here
    """Something in the customer's words or waiting that the agent should see before answering."""

    code: WarningCode
    severity: Severity
    message: Annotated[str, Field(description="one sentence for the agent")]
    evidence: Annotated[list[str], Field(description="the customer's words (or times) that caused it")] = []


class MessageMood(Result):
    """The mood of one customer message."""

    label: Mood
    score: Annotated[float, Field(ge=-1, le=1)]


class Sentiment(Answer):
    """The customer's mood now (label, score), how it went (trend, oldest first), and what to look out for."""

    label: Mood
    score: Annotated[float, Field(ge=-1, le=1)]
    trend: list[MessageMood] = []
    warnings: list[Warning] = []


class Evidence(Result):
    """Where a suggestion comes from."""

    type: Kind
    id: str
    title: str
    url: str | None = None
    similarity: Annotated[float, Field(ge=-1, le=1)]
    excerpt: Annotated[str, Field(description="the passage that decided")]
    internal: Annotated[bool, Field(description="true when it must not be shown to a customer")] = False
    solved_at: datetime | None = None
    csat: Literal["good", "bad"] | int | None = None
    age_days: Annotated[int | None, Field(ge=0, description="since it was solved or last changed")] = None
    outdated: Annotated[
        bool, Field(description="older than a year and a half, or a newer answer on the same matter says otherwise")
    ] = False


class Suggestion(Result):
    """A reply offered to the agent."""

    id: str
    text: str
    confidence: Annotated[float, Field(ge=0, le=1)]
    kind: SuggestionKind
    evidence: list[Evidence]
    placeholders: Annotated[list[str], Field(description="what is still to be filled in, such as [order]")] = []
    support: Annotated[int, Field(ge=0, description="how many resolved tickets agree")] = 0
    language: Annotated[str | None, Field(description="of the text, which may be another than the customer's")] = None


class ArticleHit(Result):
    """An article worth opening."""

    id: str
    title: str
    url: str | None = None
    excerpt: str
    score: float
    internal: bool = False


class SimilarTicket(Result):
    """A resolved ticket like the one in front of the agent."""

    id: str
    subject: str
    url: str | None = None
    excerpt: str
    reply: str
    score: float
    solved_at: datetime | None = None
    csat: Literal["good", "bad"] | int | None = None


class Category(Result):
    """The category that similar tickets had."""

    label: str
    confidence: Annotated[float, Field(ge=0, le=1)]


class BadRating(Result):
    """The chance that the customer will rate this ticket badly, beside the share of the desk's tickets that were."""

    chance: Annotated[float, Field(ge=0, le=1)]
    base_rate: Annotated[float, Field(ge=0, le=1)]


class Suggestions(Answer):
    """The whole answer to one open ticket. An empty list of suggestions is a normal answer."""

    id: str
    suggestions: list[Suggestion]
    articles: list[ArticleHit]
    similar_tickets: list[SimilarTicket]
    sentiment: Sentiment
    language: str | None
    category: Category | None
    bad_rating: Annotated[
        BadRating | None,
        Field(description="null unless the desk's own ratings, at the last reindex, showed that it can be told"),
    ] = None
    generation: str
    took_ms: float
    held_back: Annotated[
        bool, Field(description="an experiment of the desk holds suggestions, articles and similar tickets back")
    ] = False


class Fix(Result):
    """What to put in the place of a piece of the draft; nothing is replaced where it starts and ends at one place."""

    start: Annotated[int, Field(ge=0)]
    end: Annotated[int, Field(ge=0)]
    text: str


class Finding(Result):
    """One thing to look at before the draft is sent. Places count characters of the draft as answered (code points)."""

    heading: Heading
    code: DraftCode
    severity: Severity
    start: Annotated[int, Field(ge=0)]
    end: Annotated[int, Field(ge=0, description="behind the last character; the start where something is missing")]
    reason: Annotated[str, Field(description="one sentence for the agent; `code` is its key in other languages")]
    words: Annotated[str, Field(description="the draft's words there, or the customer's question")]
    fix: Fix | None = None


class DraftFindings(Answer):
    """What was found in a draft, in its order. An empty list is a normal answer."""

    draft: Annotated[str, Field(description="the plain text that was read, whose characters the places count")]
    findings: list[Finding]


class SearchHit(Result):
    """One found ticket, article or macro."""

    type: Kind
    id: str
    title: str
    url: str | None = None
    excerpt: str
    reply: str = ""
    score: float
    internal: bool = False


class SearchResults(Answer):
    """What a free search found, best first."""

    results: list[SearchHit]


class Change(Answer):
    """What a write did."""

    state: Literal["added", "changed", "unchanged"]


class Rejected(Result):
    """A line that could not be taken."""

    line: int
    reason: str


class Imported(Answer):
    """What an import did: how many were new, changed, as they were, and the lines that could not be taken."""

    added: int
    changed: int
    unchanged: int
    rejected: int
    rejects: Annotated[list[Rejected], Field(description="the first 100 of them")] = []
    waiting: Annotated[int, Field(description="passages found by words and meaning only after the next reindex")] = 0


class JobStatus(Answer):
    """How far a job is."""

    id: str
    task: str
    state: Literal["queued", "running", "done", "failed", "cancelled", "interrupted"]
    stage: str
    done: int
    total: int
    rate: Annotated[float | None, Field(description="per second, in this stage")]
    seconds_left: Annotated[float | None, Field(description="of this stage")]
    message: str
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    result: Annotated[
        dict[str, Any],
        Field(description="what it came to; of a reindex under way `left_out`: tickets not learnt from, by reason"),
    ] = {}


class Jobs(Answer):
    """Jobs, the newest first."""

    jobs: list[JobStatus]


class GenerationShown(Answer):
    """One built index, and what its building told."""

    id: str
    state: Literal["building", "checked", "live", "retired", "failed"]
    model: str
    passages: int
    created_at: datetime
    live_at: datetime | None
    report: dict[str, Any] = {}


class Erasure(Answer):
    """What was erased of a customer, and the proof: where it was looked for, and where something is left."""

    tickets: int
    passages: int
    vectors: int
    feedback: int
    columns_searched: Annotated[int, Field(description="of all tables, every one that can hold a text")]
    files_searched: Annotated[int, Field(description="of the data folder, byte by byte, prepared models apart")]
    found_in: Annotated[list[str], Field(description="columns and files where something is left; empty: nothing")]
    remains: Annotated[list[str], Field(description="what is still to happen, in sentences")] = []
    job: Annotated[str | None, Field(description="the reindex after which no index file holds anything of it")] = None


class Generations(Answer):
    """The built indexes, the newest first."""

    generations: list[GenerationShown]


class KeyShown(Result):
    """A key without its secret."""

    id: str
    name: str
    role: Literal["agent", "admin"]
    created_at: datetime
    revoked_at: datetime | None
    used_at: Annotated[datetime | None, Field(description="to within an hour; null where it never was")]


class Keys(Answer):
    """Every key, revoked ones too, the oldest first."""

    keys: list[KeyShown]


class KeyMade(KeyShown, Answer):
    """A new key. Its secret is told this once: only a digest is kept."""

    key: Annotated[str, Field(description="what is sent as 'Authorization: Bearer KEY'")]


class ReindexPlan(Answer):
    """What a reindex would take in and cost."""

    model: str
    passages: int
    to_embed: Annotated[int, Field(description="texts, replies too, without a vector of this model")]
    seconds: Annotated[float | None, Field(description="null where nothing tells how quick it will be")]
    left_out: Annotated[dict[str, int], Field(description="tickets that are not learnt from, by reason")]


class SourceStatus(Answer):
    """A source of tickets. Credentials are not among its options: they are read from the environment alone."""

    name: str
    kind: str
    options: dict[str, str]
    entries: Annotated[int, Field(description="tickets, articles and macros that came from it")]
    synced_at: Annotated[datetime | None, Field(description="when a sync last came to its end")]
    report: Annotated[dict[str, Any], Field(description="what the last sync did")]


class Sources(Answer):
    """Every source."""

    sources: list[SourceStatus]


class Trial(Answer):
    """A source's first tickets as they would be stored after redaction, and what can't be read."""

    tickets: list[dict[str, Any]]
    unread: list[dict[str, str]]


class Statistics(Answer):
    """What is stored and what is live."""

    tickets: int
    articles: int
    macros: int
    passages: int
    waiting: Annotated[int, Field(description="passages newer than the live generation")]
    generation: str | None
    model: str
    brands: Annotated[dict[str, int], Field(description="entries by brand; '' are those of none")]
    feedback: dict[str, int]


class HealthCheck(Result):
    """One thing that has to be there, whether it is, and what mends it."""

    name: Part
    state: Literal["ok", "unused", "warning", "broken"]
    detail: str
    mend: Annotated[str, Field(description="the command or step that puts it right")] = ""


class HealthChecks(Answer):
    """Everything that has to be there."""

    checks: list[HealthCheck]


class Health(Answer):
    """That the process answers, and what it can do."""

    status: Literal["ok"]
