"""The HTTP API under /v1: thin blueprints, one noun each."""

from __future__ import annotations

from assist_server.api import drafts, feedback, health, jobs, knowledge, suggestions

ROOMS = {
    "suggestions": suggestions.OPERATIONS,
    "drafts": drafts.OPERATIONS,
    "feedback": feedback.OPERATIONS,
    "knowledge": knowledge.OPERATIONS,
    "jobs": jobs.OPERATIONS,
    "health": health.OPERATIONS,
}
