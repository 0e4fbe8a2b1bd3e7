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
    keys,
    knowledge,
    privacy,
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
    "keys": keys.OPERATIONS,
    "privacy": privacy.OPERATIONS,
    "generations": generations.OPERATIONS,
    "sources": sources.OPERATIONS,
    "insights": insights.OPERATIONS,
    "experiment": experiment.OPERATIONS,
    "health": health.OPERATIONS,
}
