"""What an experiment found, as it leaves the house."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from assist_server.insights.shown import Compared, Rate
from assist_server.results import Answer, Result

Beware = Literal["running", "odd-sizes", "unequal-replies"]
Found = Literal["none-yet", "too-few", "too-few-people", "longer", "shorter", "unclear"]


class Side(Result):
    """The tickets that were drawn to one side."""

    tickets: int
    broken: Annotated[int, Field(description="held back, and an agent looked all the same; counted as drawn")] = 0
    replied: Annotated[int, Field(description="tickets with a reply since they were drawn")] = 0
    median: Annotated[float | None, Field(description="seconds from opening the ticket to the first reply")] = None
    p90: float | None = None
    rated: int = 0
    bad: int = 0
    reopened_told: int = 0
    reopened: int = 0


class ExperimentFigures(Answer):
    """One experiment: how it was drawn, what the sides came to, and the differences, held back less shown."""

    id: str
    running: bool
    share: float
    started_at: datetime
    ends_at: datetime
    stopped_at: datetime | None
    held: Side
    shown: Side
    found: Annotated[Found, Field(description="whether a reply takes longer where suggestions are held back")]
    seconds: Annotated[Compared | None, Field(description="how much longer it takes, in seconds")] = None
    ratio: Annotated[Compared | None, Field(description="how many times as long it takes")] = None
    bad: Annotated[Rate | None, Field(description="bad ratings more per 1,000 rated tickets")] = None
    reopened: Annotated[Rate | None, Field(description="reopened more per 1,000 tickets that tell")] = None
    needed: Annotated[int, Field(description="drawn tickets with a reply, to see a difference of 10 % four times in 5")]
    beware: Annotated[list[Beware], Field(description="what to keep in mind; `words` says it in sentences")] = []
    words: list[str] = []


class Span(Result):
    """One of the desk's experiments in short."""

    id: str
    share: float
    started_at: datetime
    ended_at: datetime
    tickets: int
    held: int


class Experiments(Answer):
    """The experiment asked about, null where the desk had none, and all there were, the newest first."""

    experiment: ExperimentFigures | None
    history: list[Span]
