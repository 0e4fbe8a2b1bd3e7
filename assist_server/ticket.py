"""A ticket is a value: the one shape adapters read, the API receives and sources yield. Articles and macros too."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from typing_extensions import TypeAliasType

MAX_TEXT = 200_000  # characters of one message, article body or macro
MAX_MESSAGES = 500  # messages of one ticket
MAX_ID = 200
MAX_NAME = 300

Author = Literal["customer", "agent", "system"]
Status = Literal["new", "open", "pending", "on_hold", "solved", "closed"]
RESOLVED: frozenset[str] = frozenset({"solved", "closed"})
Csat = Literal["good", "bad"] | Annotated[int, Field(ge=1, le=5)]


def _id_text(value: Any) -> Any:
    """Accept the whole numbers that many helpdesks use as ids."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _no_nul(value: str) -> str:
    """Drop NUL and lone surrogates, which PostgreSQL and UTF-8 cannot hold."""
    return value.replace("\x00", "").encode("utf-8", "ignore").decode("utf-8")


def _utc(value: datetime) -> datetime:
    """Take a time without zone as UTC, and bring every other one to UTC.

    Raises ValueError for a time outside the years 1 to 9999 once it is in UTC.
    """
    try:
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    except OverflowError as exc:
        raise ValueError("time is outside the years 1 to 9999") from exc


def _not_blank(value: str) -> str:
    if not value.strip():
        raise ValueError("must not be blank")
    return value


Text = Annotated[str, Field(max_length=MAX_TEXT), AfterValidator(_no_nul)]
ShortText = Annotated[str, Field(max_length=MAX_NAME), AfterValidator(_no_nul)]
Id = TypeAliasType(  # with a name of its own in the API document
    "Id",
    Annotated[
        str,
        BeforeValidator(_id_text, json_schema_input_type=str | int),
        Field(min_length=1, max_length=MAX_ID),
        AfterValidator(_no_nul),
        AfterValidator(_not_blank),
    ],
)
Time = Annotated[datetime, AfterValidator(_utc)]
Language = Annotated[str, Field(max_length=35, pattern=r"^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*$")]


class Value(BaseModel):
    """A frozen value; fields it does not know are ignored, so that a newer helpdesk export still loads."""

    model_config = ConfigDict(frozen=True, extra="ignore", str_strip_whitespace=False)


class Customer(Value):
    """The person who asks. Used to redact and to match, never shown to anyone else."""

    id: Id | None = None
    name: ShortText | None = None
    email: ShortText | None = None


class Agent(Value):
    """The person who answers."""

    id: Id | None = None
    name: ShortText | None = None


class Message(Value):
    """One turn of a ticket, as plain text or HTML (at least one of the two)."""

    id: Id | None = None
    author: Author
    internal: bool = False
    text: Text | None = None
    html: Text | None = None
    sent_at: Time | None = None

    @model_validator(mode="after")
    def _has_body(self) -> Self:
        if self.text is None and self.html is None:
            raise ValueError("a message needs text or html")
        return self


class Conversation(Value):
    """What tickets have in common whether they come in as history or as a question."""

    subject: Annotated[str, Field(max_length=2_000), AfterValidator(_no_nul)] | None = None
    channel: ShortText | None = None
    brand: ShortText | None = None
    category: ShortText | None = None
    team: Annotated[ShortText | None, Field(description="the group or queue that answered")] = None
    reopened: Annotated[bool | None, Field(description="whether the customer came back after it was solved")] = None
    tags: Annotated[list[ShortText], Field(max_length=200)] = []
    language: Language | None = None
    created_at: Time | None = None
    solved_at: Time | None = None
    url: Annotated[str, Field(max_length=2_000), AfterValidator(_no_nul)] | None = None
    customer: Customer | None = None
    agent: Agent | None = None
    csat: Csat | None = None
    messages: Annotated[list[Message], Field(max_length=MAX_MESSAGES)] = []


class TicketBody(Conversation):
    """A ticket of the desk's history, its id told elsewhere (in the address)."""

    status: Status


class Ticket(TicketBody):
    """A ticket of the desk's history."""

    id: Id


class OpenTicket(Conversation):
    """The ticket in front of the agent; id and status may be missing."""

    id: Id | None = None
    status: Status = "open"


class ArticleBody(Value):
    """A knowledge-base article (Markdown, HTML or text), its id told elsewhere."""

    title: Annotated[str, Field(min_length=1, max_length=2_000), AfterValidator(_no_nul)]
    body: Text
    url: Annotated[str, Field(max_length=2_000), AfterValidator(_no_nul)] | None = None
    brand: ShortText | None = None
    language: Language | None = None
    visibility: Literal["public", "internal"] = "public"
    updated_at: Time | None = None


class Article(ArticleBody):
    """A knowledge-base article (Markdown, HTML or text)."""

    id: Id


class MacroBody(Value):
    """A prepared reply text, its id told elsewhere."""

    title: Annotated[str, Field(min_length=1, max_length=2_000), AfterValidator(_no_nul)]
    text: Text
    brand: ShortText | None = None
    language: Language | None = None


class Macro(MacroBody):
    """A prepared reply text."""

    id: Id
