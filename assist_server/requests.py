"""What the API takes beside tickets, articles and macros. Validated here, described by the API document."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from assist_server.results import Kind
from assist_server.ticket import (
    MAX_MESSAGES,
    Conversation,
    Customer,
    Id,
    Message,
    OpenTicket,
    ShortText,
    Status,
    Text,
    Time,
    Value,
)

SUGGESTION_ID = r"^[0-9a-f]{12}([0-9a-f]{12})?\.[0-9]{1,18}$"  # those of before they were signed are shorter
Role = Literal["agent", "admin"]
LONGEST_REPLY = 4 * 60 * 60  # seconds that are told apart
Event = Literal["shown", "inserted", "edited", "sent", "dismissed", "up", "down"]


def _some_text(value: str) -> str:
    if not value.strip():
        raise ValueError("must not be blank")
    return value


def _one_line(value: str) -> str:
    if not value.isprintable():
        raise ValueError("must be one line without control characters")
    return _some_text(value).strip()


class SuggestionRequest(Value):
    """The ticket in front of the agent, and how many suggestions are wanted."""

    ticket: OpenTicket
    limit: Annotated[int, Field(ge=1, le=10)] = 3
    draft: Annotated[Text | None, Field(description="what the agent has begun to write")] = None
    internal: Annotated[bool, Field(description="also search internal articles")] = False
    anyway: Annotated[bool, Field(description="show what an experiment of the desk holds back; that is counted")] = (
        False
    )


class DraftCheckRequest(Value):
    """A draft to be read before it is sent, and the ticket it answers."""

    ticket: OpenTicket
    draft: Annotated[Text, Field(description="what the agent has written, plain or HTML")]
    evidence: Annotated[
        list[Annotated[str, Field(pattern=SUGGESTION_ID)]],
        Field(max_length=50, description="ids of the suggestions that the agent saw: what they say is borne out"),
    ] = []
    articles: Annotated[list[ShortText], Field(max_length=50, description="ids of articles found for it")] = []


class SentimentRequest(Value):
    """A conversation whose mood is asked for."""

    messages: Annotated[list[Message], Field(min_length=1, max_length=100)]
    channel: ShortText | None = None


class SearchRequest(Value):
    """A free search."""

    q: Annotated[str, Field(min_length=1, max_length=2_000), AfterValidator(_some_text)]
    limit: Annotated[int, Field(ge=1, le=50)] = 10
    kind: Kind | None = None
    brand: ShortText | None = None
    internal: bool = False


class FeedbackRequest(Value):
    """What became of a suggestion. Numbers and codes only: no text of anybody's."""

    suggestion_id: Annotated[str, Field(pattern=SUGGESTION_ID)]
    event: Annotated[
        Event,
        Field(
            description="`up` and `down` are the agent's thumbs, `dismissed` a card set aside. Older clients"
            " send `shown` with the reason `helpful`, and `dismissed` with a reason: taken for `up` and `down`."
        ),
    ]
    similarity: Annotated[
        float | None, Field(ge=0, le=1, description="share of the inserted text that survived to the sent reply")
    ] = None
    reason: Annotated[str | None, Field(max_length=40, pattern=r"^[a-z_]+$")] = None
    ticket_id: Annotated[Id | None, Field(description="stored as a hash only")] = None

    @property
    def meant(self) -> Event:
        """The event, with the thumbs of older clients told apart."""
        if self.event == "shown" and self.reason == "helpful":
            return "up"
        return "down" if self.event == "dismissed" and self.reason else self.event


class ReplyRequest(Value):
    """That the agent sent a reply to a customer. Numbers and ids only: no text of anybody's."""

    seconds: Annotated[
        int,
        Field(ge=0, le=LONGEST_REPLY, description="since the ticket was opened; longer ones are told as four hours"),
    ]
    ticket_id: Annotated[Id | None, Field(description="stored as a hash only")] = None
    inserted: Annotated[
        str | None, Field(pattern=SUGGESTION_ID, description="the suggestion that was inserted last")
    ] = None
    offered: Annotated[str | None, Field(pattern=SUGGESTION_ID, description="the first suggestion that was shown")] = (
        None
    )


class ExperimentRequest(Value):
    """How to begin an experiment."""

    share: Annotated[
        float, Field(ge=0.01, le=0.5, description="of the tickets, for which suggestions are held back")
    ] = 0.1
    days: Annotated[int, Field(ge=1, le=365)] = 28


class ExperimentAsked(Value):
    """Which experiment is asked about."""

    id: Annotated[str | None, Field(pattern=r"^[0-9a-f]{12}$", description="the newest unless given")] = None


ModelName = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[\w/][\w./-]*$")]


class PlanRequest(Value):
    """Which reindex is asked about."""

    model: Annotated[ModelName | None, Field(description="of the encoder; the one in use unless given")] = None


class ReindexRequest(Value):
    """How to reindex."""

    model: Annotated[ModelName | None, Field(description="of the encoder; the one in use unless given")] = None
    source: Annotated[ShortText | None, Field(description="a source to sync first")] = None
    force: Annotated[bool, Field(description="go live even if the check fails")] = False


class JobsRequest(Value):
    """How many of the recent jobs are wanted."""

    limit: Annotated[int, Field(ge=1, le=100)] = 20


class CustomerRequest(Value):
    """Who asks to be forgotten: what their tickets carry of these."""

    id: Annotated[Id | None, Field(description="in the helpdesk")] = None
    email: Annotated[str | None, Field(min_length=1, max_length=300)] = None

    @model_validator(mode="after")
    def _somebody(self) -> Self:
        if not any(known.strip() for known in self.known()):
            raise ValueError("give the customer's id or email")
        return self

    def known(self) -> tuple[str, ...]:
        """Return what is known of the customer."""
        return tuple(known for known in (self.id, self.email) if known)


class PastTicket(Conversation):
    """A ticket as a helpdesk keeps it, solved unless it says otherwise."""

    id: Id = "preview"
    status: Status = "solved"


class PreviewRequest(Value):
    """A ticket of which nothing is to be kept."""

    ticket: PastTicket


class KeyRequest(Value):
    """Whose key is to be made, and what it may do."""

    role: Annotated[Role, Field(description="an agent asks for suggestions; an admin may do everything")]
    name: Annotated[str, Field(min_length=1, max_length=100, description="whose it is"), AfterValidator(_one_line)]


class RevokeRequest(Value):
    """Whether the key that asks may be the one that goes."""

    own: Annotated[bool, Field(description="revoke the very key that asks")] = False


class CustomerHistoryRequest(Value):
    """Whose earlier tickets are asked for, and beside which open one."""

    customer: Annotated[Customer, Field(description="by id or e-mail address; with neither the answer is empty")]
    ticket_id: Annotated[Id | None, Field(description="the open ticket, which is not told as an earlier one")] = None
    brand: ShortText | None = None
    written_at: Annotated[
        list[Time],
        Field(max_length=MAX_MESSAGES, description="when the customer wrote in the open ticket: counted as contacts"),
    ] = []


class TuneRequest(Value):
    """How to tune: beside the encoder's vectors, which takes minutes, or the encoder itself, which takes an hour."""

    encoder: Annotated[bool, Field(description="teach the encoder itself; it becomes a model to reindex with")] = False
    minutes: Annotated[int, Field(ge=1, le=1_440, description="that teaching the encoder may take")] = 60


class RefreshRequest(Value):
    """How to bring the insights up to date."""

    anew: Annotated[bool, Field(description="forget what was read and read every ticket again")] = False


class SpeedRequest(Value):
    """Which times are counted, and of which tickets."""

    business_hours: Annotated[bool, Field(description="count opening hours alone")] = False
    channel: Annotated[ShortText | None, Field(description="of this channel alone; all of them unless given")] = None
    category: Annotated[ShortText | None, Field(description="of this category alone; all of them unless given")] = None


class MaturityRequest(Value):
    """What the desk says of itself; what is left out stays as it was said before."""

    skills: Annotated[bool | None, Field(description="agents are trained for what customers ask")] = None
    staffing: Annotated[bool | None, Field(description="there are enough agents for the tickets that come in")] = None
    acting: Annotated[bool | None, Field(description="what customers say leads to changes")] = None
    agility: Annotated[bool | None, Field(description="such changes take weeks, not quarters")] = None


class ReplayRequest(Value):
    """How many of the last solved tickets are asked again."""

    last: Annotated[int, Field(ge=1, le=10_000)] = 500


class SourceRequest(Value):
    """A source: its kind, and what it is told."""

    kind: Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[a-z_]+$")]
    options: Annotated[dict[ShortText, Text], Field(max_length=50)] = {}


class SyncRequest(Value):
    """How to sync."""

    force: Annotated[bool, Field(description="believe that many tickets have vanished at once")] = False
