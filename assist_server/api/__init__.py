"""The HTTP API under /v1: thin blueprints, one noun each."""

from __future__ import annotations

from assist_server.api import (
    customers,
    drafts,
    experiment,
    feedback,
    generations,
    health,
    insights,
    jobs,
    knowledge,
    replies,
    sources,
    suggestions,
)

ROOMS = {
    "suggestions": suggestions.OPERATIONS,
    "drafts": drafts.OPERATIONS,
    "feedback": feedback.OPERATIONS,
    "replies": replies.OPERATIONS,
    "knowledge": knowledge.OPERATIONS,
    "jobs": jobs.OPERATIONS,
    "customers": customers.OPERATIONS,
    "generations": generations.OPERATIONS,
    "sources": sources.OPERATIONS,
    "insights": insights.OPERATIONS,
    "experiment": experiment.OPERATIONS,
    "health": health.OPERATIONS,
}
