"""Suggestions, sentiment and free search: what an agent asks."""

from __future__ import annotations

from assist_server import assistance
from assist_server.api.operations import Asked, Operation
from assist_server.requests import SearchRequest, SentimentRequest, SuggestionRequest
from assist_server.results import Hint, SearchResults, Sentiment, Suggestions

NO_QUESTION = Hint(
    place="body",
    pointer="/ticket/messages",
    code="no_customer_message",
    detail="The ticket has no message of the customer, so there is little or nothing to look up.",
)


def suggestions(asked: Asked) -> Suggestions:
    """Answer one open ticket."""
    given: SuggestionRequest = asked.body
    answer = assistance.assist(asked.services, given)
    asked.check_brand(given.ticket.brand, "/ticket/brand")
    if not any(message.author == "customer" and not message.internal for message in given.ticket.messages):
        asked.hints.append(NO_QUESTION)
    return answer


def sentiment(asked: Asked) -> Sentiment:
    """Read the mood of a conversation."""
    return assistance.sentiment(asked.services, asked.body)


def search(asked: Asked) -> SearchResults:
    """Search with the words in the address."""
    found = assistance.free_search(asked.services, asked.query)
    asked.check_brand(asked.query.brand, "/brand", "query")
    return found


def search_posted(asked: Asked) -> SearchResults:
    """Search with the words in the body, where they stay out of every log."""
    found = assistance.free_search(asked.services, asked.body)
    asked.check_brand(asked.body.brand, "/brand")
    return found


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
        id="create_suggestions",
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
        id="read_sentiment",
    ),
    Operation(
        "GET",
        "/v1/search",
        "Free search",
        search,
        query=SearchRequest,
        result=SearchResults,
        errors=(503,),
        id="search",
    ),
    Operation(
        "POST",
        "/v1/search",
        "Free search, the words in the body",
        search_posted,
        body=SearchRequest,
        result=SearchResults,
        reads=True,
        errors=(503,),
        id="search_with_body",
    ),
)
