"""What is told of a customer's history. The API document is generated from these types."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from assist_server.results import Answer, Mood, Result

Rating = Annotated[str | int, Field(description="`good`, `bad` or a number from 1 to 5")]


class Promised(Result):
    """A sentence of the desk's reply in which something was promised."""

    text: str
    said_at: datetime | None
    open: Annotated[
        bool, Field(description="the ticket isn't solved, or the desk said it would write again and has not")
    ]


class EarlierTicket(Result):
    """An earlier ticket of the customer. Moods are null where the insights have not read them."""

    id: str
    subject: str
    url: str | None
    channel: str | None
    status: str | None
    created_at: datetime | None
    solved_at: datetime | None
    csat: Rating | None
    mood_first: Mood | None
    mood_last: Mood | None
    promised: Annotated[list[Promised], Field(description="open ones first, then the newest")]


class Contacts(Result):
    """How often the customer got in touch lately, the present contact included, and within how many days."""

    count: Annotated[int, Field(ge=0)]
    days: Annotated[int, Field(ge=0)]


class Ratings(Result):
    """The customer's ratings of earlier tickets."""

    rated: Annotated[int, Field(ge=0)]
    bad: Annotated[int, Field(ge=0)]
    last: Rating | None


class CustomerHistory(Answer):
    """The customer so far. Who never wrote before, or is not known, has an empty history."""

    tickets: Annotated[list[EarlierTicket], Field(description="the newest 20, the newest first")]
    total: Annotated[int, Field(ge=0, description="earlier tickets in all")]
    unsolved: Annotated[int, Field(ge=0, description="of all of them")]
    contacts: Contacts
    ratings: Ratings
    moods: Annotated[dict[Mood, int], Field(description="earlier tickets by the mood at their end, where it was read")]
    open_promises: Annotated[int, Field(ge=0, description="in the tickets that are told")]
