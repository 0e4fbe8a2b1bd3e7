"""Suggestions, sentiment and free search: what an agent asks."""

from __future__ import annotations

from assist_server import assistance
from assist_server.api.operations import Asked, Operation
from assist_server.requests import SearchRequest, SentimentRequest, SuggestionRequest
from assist_server.results import SearchResults, Sentiment, Suggestions


def suggestions(asked: Asked) -> Suggestions:
    """Answer one open ticket."""
    return assistance.assist(asked.services, asked.body)


def sentiment(asked: Asked) -> Sentiment:
    """Read the mood of a conversation."""
    return assistance.sentiment(asked.services, asked.body)


def search(asked: Asked) -> SearchResults:
    """Search with the words in the address."""
    return assistance.free_search(asked.services, asked.query)


def search_posted(asked: Asked) -> SearchResults:
    """Search with the words in the body, where they stay out of every log."""
    return assistance.free_search(asked.services, asked.body)


OPERATIONS = (
    Operation(
        "POST",
        "/v1/suggestions",
        "Replies worth inserting for an open ticket",
        suggestions,
        body=SuggestionRequest,
        result=Suggestions,
        reads=True,
        description="An empty list of suggestions is a normal answer: nothing known is good enough.",
        errors=(503,),
    ),
    Operation(
        "POST",
        "/v1/sentiment",
        "The customer's mood",
        sentiment,
        body=SentimentRequest,
        result=Sentiment,
        reads=True,
        errors=(503,),
    ),
    Operation("GET", "/v1/search", "Free search", search, query=SearchRequest, result=SearchResults, errors=(503,)),
    Operation(
        "POST",
        "/v1/search",
        "Free search, the words in the body",
        search_posted,
        body=SearchRequest,
        result=SearchResults,
        reads=True,
        errors=(503,),
    ),
)
