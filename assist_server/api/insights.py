"""What the desk's tickets say about its service: for admins alone, as JSON and as tables to take away."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response

from assist_server import progress, queueing
from assist_server.api.operations import Asked, Operation, accepted
from assist_server.insights import tables
from assist_server.insights.consistency import consistency
from assist_server.insights.gaps import gaps
from assist_server.insights.maturity import maturity
from assist_server.insights.mood import mood
from assist_server.insights.parts import Part
from assist_server.insights.shown import (
    ConsistencyFigures,
    GapFigures,
    MaturityFigures,
    MoodFigures,
    SpeedFigures,
    UsageFigures,
)
from assist_server.insights.speed import speed
from assist_server.insights.usage import usage
from assist_server.requests import MaturityRequest, RefreshRequest, SpeedRequest
from assist_server.results import JobStatus
from assist_server.store import facts

CSV = "text/csv"


def insights_mood(asked: Asked) -> MoodFigures:
    """Tell whether the first mood decides, and who was turned round or lost."""
    return mood(asked.services)


def insights_speed(asked: Asked) -> SpeedFigures:
    """Tell how quick the desk is."""
    part = Part(asked.query.channel or None, asked.query.category or None)
    return speed(asked.services, part, business_hours=asked.query.business_hours)


def insights_consistency(asked: Asked) -> ConsistencyFigures:
    """Tell which questions got different answers."""
    return consistency(asked.services)


def insights_gaps(asked: Asked) -> GapFigures:
    """Tell what the knowledge base lacks."""
    return gaps(asked.services)


def insights_consistency_csv(asked: Asked) -> Response:
    """Tell which questions got different answers, as a table."""
    return _csv(tables.of_consistency(insights_consistency(asked)))


def insights_gaps_csv(asked: Asked) -> Response:
    """Tell what the knowledge base lacks, as a table."""
    return _csv(tables.of_gaps(insights_gaps(asked)))


def insights_articles_csv(asked: Asked) -> Response:
    """Tell which articles need a look, as a table."""
    return _csv(tables.of_articles(insights_gaps(asked)))


def insights_usage(asked: Asked) -> UsageFigures:
    """Tell how suggestions are used."""
    return usage(asked.services)


def insights_usage_csv(asked: Asked) -> Response:
    """Tell how suggestions are used, as a table."""
    return _csv(tables.of_usage(insights_usage(asked)))


def insights_times_csv(asked: Asked) -> Response:
    """Tell the times of replies as a table."""
    return _csv(tables.of_times(insights_usage(asked)))


def insights_maturity(asked: Asked) -> MaturityFigures:
    """Tell how mature the desk is."""
    return maturity(asked.services)


def insights_answers(asked: Asked) -> MaturityFigures:
    """Keep what the desk says of itself."""
    facts.put_answers(asked.services.engine, asked.body.model_dump(exclude_none=True))
    return maturity(asked.services)


def insights_mood_csv(asked: Asked) -> Response:
    """Tell the figures of mood as a table."""
    return _csv(tables.of_mood(insights_mood(asked)))


def insights_speed_csv(asked: Asked) -> Response:
    """Tell the figures of speed as a table."""
    return _csv(tables.of_speed(insights_speed(asked)))


def insights_refresh(asked: Asked) -> Response:
    """Queue the job that reads what is new."""
    status = progress.status(queueing.queue(asked.services, "insights", asked.body.model_dump()))
    return accepted(status)


def _csv(text: str) -> Response:
    return Response(text, content_type=f"{CSV}; charset=utf-8")


def _table(
    path: str, summary: str, view: Callable[[Asked], Response], *, id: str, query: type[SpeedRequest] | None = None
) -> Operation:
    return Operation("GET", path, summary, view, "admin", query=query, media_type=CSV, id=id)


OPERATIONS = (
    Operation(
        "POST",
        "/v1/insights/refresh",
        "Read the tickets that are new, and bring the figures up to date",
        insights_refresh,
        "admin",
        RefreshRequest,
        result=JobStatus,
        status=202,
        description="A reindex does so too, for up to 20,000 tickets.",
        errors=(409, 503),
        id="refresh_insights",
    ),
    Operation(
        "GET",
        "/v1/insights/mood",
        "Bad ratings by the mood of the first contact",
        insights_mood,
        "admin",
        result=MoodFigures,
        id="get_mood_insights",
    ),
    _table(
        "/v1/insights/mood.csv",
        "Bad ratings by the mood of the first contact, as a table",
        insights_mood_csv,
        id="export_mood_insights",
    ),
    Operation(
        "GET",
        "/v1/insights/speed",
        "How quick the desk is",
        insights_speed,
        "admin",
        query=SpeedRequest,
        result=SpeedFigures,
        id="get_speed_insights",
    ),
    _table(
        "/v1/insights/speed.csv",
        "How quick the desk is, as a table",
        insights_speed_csv,
        query=SpeedRequest,
        id="export_speed_insights",
    ),
    Operation(
        "GET",
        "/v1/insights/consistency",
        "Questions that got different answers",
        insights_consistency,
        "admin",
        result=ConsistencyFigures,
        id="get_consistency_insights",
    ),
    _table(
        "/v1/insights/consistency.csv",
        "Questions with different answers, as a table",
        insights_consistency_csv,
        id="export_consistency_insights",
    ),
    Operation(
        "GET",
        "/v1/insights/gaps",
        "Questions without a good article, with drafts, and articles to look at",
        insights_gaps,
        "admin",
        result=GapFigures,
        id="get_gap_insights",
    ),
    _table(
        "/v1/insights/gaps.csv",
        "Questions without a good article, with drafts, as a table",
        insights_gaps_csv,
        id="export_gap_insights",
    ),
    _table(
        "/v1/insights/articles.csv",
        "Articles to look at, as a table",
        insights_articles_csv,
        id="export_article_insights",
    ),
    Operation(
        "GET",
        "/v1/insights/usage",
        "How suggestions are used",
        insights_usage,
        "admin",
        result=UsageFigures,
        id="get_usage_insights",
    ),
    _table(
        "/v1/insights/usage.csv",
        "How suggestions are used, as a table",
        insights_usage_csv,
        id="export_usage_insights",
    ),
    _table(
        "/v1/insights/reply-times.csv",
        "Times from opening to sending, as a table",
        insights_times_csv,
        id="export_reply_times",
    ),
    Operation(
        "GET",
        "/v1/insights/maturity",
        "How mature the desk is",
        insights_maturity,
        "admin",
        result=MaturityFigures,
        id="get_maturity_insights",
    ),
    Operation(
        "POST",
        "/v1/insights/maturity",
        "Answer what can't be measured",
        insights_answers,
        "admin",
        MaturityRequest,
        result=MaturityFigures,
        id="answer_maturity_questions",
    ),
)
