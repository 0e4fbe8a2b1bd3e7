"""What is counted of tickets, as values: a ticket's facts, the sums of a week, and times in buckets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from assist_server.store.values import Csat

COUNTED = (
    "tickets",
    "rated",
    "bad",
    "moods_read",  # those with a mood at the start and another, later one
    "turned_round",
    "lost",
    "answered",
    "solved",
    "one_contact",
    "reopened_told",
    "reopened",
    "live",
    "live_waited",
)
MEASURES = ("first_response", "first_response_open", "resolution", "resolution_open")
DIMS = ("all", "channel", "category", "brand", "team")


class FactSource(NamedTuple):
    """A stored ticket as its facts are read from it; `body` is the JSON of its turns."""

    pk: int
    content_hash: str
    body: str
    language: str | None
    status: str | None
    channel: str | None
    category: str | None
    brand: str | None
    team: str | None
    agent_key: str | None
    csat: Csat | None
    created_at: datetime | None
    solved_at: datetime | None
    reopened: bool | None


@dataclass(frozen=True, slots=True)
class Facts:
    """What is counted of one ticket. Times are seconds, None where untold; `_open` ones count opening hours.

    `week` counts Mondays from the year 1, 0 where the ticket has no date. `contacts` is how often the customer got in
    touch, `live_wait` the longest wait in a live channel, None in others.
    """

    entry_pk: int
    content_hash: str
    week: int
    channel: str | None = None
    category: str | None = None
    brand: str | None = None
    team: str | None = None
    agent_key: str | None = None
    mood_first: str | None = None
    mood_last: str | None = None
    bad: bool | None = None
    replies: int = 0
    contacts: int = 0
    solved: bool = False
    reopened: bool | None = None
    first_response: int | None = None
    first_response_open: int | None = None
    resolution: int | None = None
    resolution_open: int | None = None
    live_wait: int | None = None


class SumRow(NamedTuple):
    """The tickets of one label in one week that began in one mood ('' where it was not read); `counts` as COUNTED."""

    dim: str
    value: str
    week: int
    mood: str
    counts: tuple[int, ...]


class TimeRow(NamedTuple):
    """How many tickets of one label in one week took a time in this bucket."""

    dim: str
    value: str
    measure: str
    week: int
    bucket: int
    tickets: int


class PartRow(NamedTuple):
    """The tickets of one channel and one category ('' where they have none) in one week.

    `counts` as COUNTED; `times` by measure: how many tickets took a time in this bucket, its number as a text.
    """

    channel: str
    category: str
    week: int
    counts: tuple[int, ...]
    times: Mapping[str, Mapping[str, int]]
