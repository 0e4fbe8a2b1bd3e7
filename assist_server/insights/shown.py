"""Figures as they leave the house: frozen values, from which the API's document, the pages and the tables are made."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from assist_server.results import Answer, Result

Verdict = Literal["more", "fewer", "unclear", "too few"]
Dim = Literal["all", "channel", "category", "brand", "team", "part"]


class Rate(Result):
    """A number per 1,000 tickets, with the interval that holds the truth 95 times in 100."""

    value: float
    low: float
    high: float


class MoodRow(Result):
    """Bad ratings by the mood of the first contact, of one group of tickets."""

    dim: Dim
    value: Annotated[str, Field(description="the label; '' is all, or tickets without one")]
    upset_rated: Annotated[int, Field(description="rated tickets whose customer began upset")]
    upset_bad: int
    other_rated: Annotated[int, Field(description="rated tickets whose customer began otherwise")]
    other_bad: int
    upset: Rate | None = None
    other: Rate | None = None
    difference: Annotated[Rate | None, Field(description="bad ratings more per 1,000 where they began upset")] = None
    verdict: Verdict


class Turned(Result):
    """Tickets whose mood is known at the start and at the end, of one group."""

    dim: Dim
    value: str
    began_upset: int
    turned_round: Annotated[int, Field(description="began upset, did not end so")]
    turned_share: Rate | None = None
    began_otherwise: int
    lost: Annotated[int, Field(description="did not begin upset, ended so")]
    lost_share: Rate | None = None


class Example(Result):
    """A ticket to look at in the helpdesk."""

    id: str
    title: str
    url: str | None = None


class MoodFigures(Answer):
    """Whether the first mood decides, and who was turned round or lost."""

    weeks: int
    since: date | None
    tickets: int
    read: Annotated[int, Field(description="tickets whose first mood could be read")]
    rows: list[MoodRow]
    turned: list[Turned]
    turned_examples: list[Example] = []
    lost_examples: list[Example] = []
    hidden: Annotated[int, Field(description="groups answered by too few people to be shown")] = 0
    counted_at: datetime | None = None
    words: list[str] = []


class SpeedRow(Result):
    """How quick the desk is with one group of tickets. Times in seconds."""

    dim: Annotated[Dim, Field(description="part: the tickets of the chosen channel and category")]
    value: str
    tickets: int
    first_response_median: float | None = None
    first_response_p90: float | None = None
    resolution_median: float | None = None
    resolution_p90: float | None = None
    one_contact: Annotated[Rate | None, Field(description="of solved tickets, per 1,000")] = None
    reopened: Annotated[Rate | None, Field(description="of tickets that tell, per 1,000")] = None
    waited: Annotated[Rate | None, Field(description="of live tickets, over ten minutes, per 1,000")] = None


class SpeedWeek(Result):
    """How quick the desk was in one week."""

    monday: date
    tickets: int
    first_response_median: float | None = None
    first_response_p90: float | None = None
    resolution_median: float | None = None
    resolution_p90: float | None = None
    one_contact: Annotated[Rate | None, Field(description="of solved tickets, per 1,000")] = None
    reopened: Annotated[Rate | None, Field(description="of tickets that tell, per 1,000")] = None
    waited: Annotated[Rate | None, Field(description="of live tickets, over ten minutes, per 1,000")] = None


class SpeedFigures(Answer):
    """How quick the desk is, or the part of it that is chosen."""

    weeks: int
    since: date | None
    tickets: Annotated[int, Field(description="of the chosen part")]
    channel: Annotated[str | None, Field(description="the chosen one")] = None
    category: Annotated[str | None, Field(description="the chosen one")] = None
    channels: Annotated[list[str], Field(description="those to choose from")] = []
    categories: Annotated[list[str], Field(description="those to choose from")] = []
    business_hours: Annotated[str, Field(description="the hours counted, '' where all are")]
    rows: list[SpeedRow]
    by_week: list[SpeedWeek]
    hidden: int = 0
    counted_at: datetime | None = None
    words: list[str] = []


class AnswerGiven(Result):
    """One of the answers that a group of like tickets got."""

    tickets: int
    text: str
    sources: list[Example]


class Disagreement(Result):
    """Like tickets whose answers differ."""

    question: str
    tickets: int
    answers: list[AnswerGiven]


class ConsistencyFigures(Answer):
    """Questions that got different answers, those asked oftenest first."""

    groups: list[Disagreement]
    found_at: datetime | None
    words: list[str] = []


class Gap(Result):
    """Like questions without a good article."""

    question: str
    tickets: int
    recent: Annotated[int, Field(description="in the newest 13 weeks")]
    before: Annotated[int, Field(description="in the 13 weeks before")]
    nearest_article: Annotated[float, Field(description="cosine of the nearest passage of an article; -1: no article")]
    draft: Annotated[str, Field(description="an article in Markdown, '' where no answer is shared by several tickets")]


class ArticleToSee(Result):
    """An article to look at, and why."""

    article: Example
    reason: Literal["contradicted", "outdated", "unused"]


class GapFigures(Answer):
    """What the knowledge base lacks, and which of its articles need a look."""

    gaps: list[Gap]
    articles: list[ArticleToSee]
    found_at: datetime | None
    words: list[str] = []


class UsageGroup(Result):
    """What became of the suggestions from one sort of entries."""

    by: Literal["kind", "source", "category"]
    value: str
    shown: int
    inserted: int
    inserted_rate: Annotated[Rate | None, Field(description="of those shown, per 1,000")] = None
    kept: Annotated[float | None, Field(description="mean share of the inserted text that was sent")] = None
    dismissed: int
    up: int
    down: int


class Times(Result):
    """Replies of one sort, and the seconds from opening the ticket to sending them."""

    replies: int
    median: float | None = None
    p90: float | None = None


class Compared(Result):
    """How much more one side is than the other, with the interval that holds the truth 95 times in 100."""

    value: float
    low: float
    high: float


class TimesGroup(Result):
    """Times of replies with an inserted suggestion and of those where one was offered and not inserted."""

    by: Literal["all", "kind", "source", "category"]
    value: str
    inserted: Times
    offered: Times
    ratio: Annotated[
        Compared | None, Field(description="how many times as long a reply with an inserted suggestion takes")
    ] = None


class UsageFigures(Answer):
    """How suggestions are used."""

    groups: list[UsageGroup]
    times: Annotated[list[TimesGroup], Field(description="from opening a ticket to sending the reply")] = []
    none_offered: Annotated[Times | None, Field(description="replies where no suggestion was shown")] = None
    reasons: Annotated[dict[str, int], Field(description="why suggestions were set aside")]
    hidden: int = 0
    words: list[str] = []


Stage = Literal["Starter", "Emerging", "Riser", "Champion"]


class Trait(Result):
    """One of the seven traits; `holds` is null where the question was not answered."""

    name: Literal["skills", "staffing", "acting", "agility", "data", "timeliness", "tools"]
    how: Literal["measured", "asked"]
    holds: bool | None


class MaturityFigures(Answer):
    """How mature the desk is: Starter up to 3 traits, Emerging 4 or 5, Riser 6, Champion all 7."""

    traits: list[Trait]
    score: int
    stage: Stage
    next: Annotated[list[str], Field(description="the traits that would move the desk up")]
