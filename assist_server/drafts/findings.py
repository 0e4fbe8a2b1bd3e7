"""The checks by code: the heading a customer judges it by, how grave it is, and one sentence for the agent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from assist_server.drafts.reading import Draft, Span
from assist_server.results import DraftCode, Finding, Fix, Heading, Severity

MOST_WORDS = 160  # characters of a draft repeated in a finding


class Check(NamedTuple):
    """What is said of every finding of one code."""

    heading: Heading
    severity: Severity
    reason: str


CHECKS: Mapping[DraftCode, Check] = {
    "unanswered_question": Check("expertise", "warning", "The customer asked this, and the draft does not answer it."),
    "other_language": Check("expertise", "warning", "The draft is in another language than the customer writes."),
    "unsupported_amount": Check("trust", "warning", "Neither the ticket nor its evidence names this amount."),
    "unsupported_date": Check("trust", "warning", "Neither the ticket nor its evidence bears out this date or time."),
    "unsupported_link": Check("trust", "warning", "Neither the ticket nor its evidence has this link."),
    "unsupported_promise": Check("trust", "warning", "Neither the ticket nor its evidence bears out this promise."),
    "placeholder": Check("trust", "critical", "A place is still to be filled in."),
    "other_customer": Check("trust", "critical", "This is not in the ticket: it may be another customer's."),
    "no_greeting": Check("friendliness", "notice", "An e-mail without greeting or close."),
    "curt": Check("friendliness", "warning", "Very short for what the customer wrote."),
    "no_acknowledgement": Check(
        "friendliness", "warning", "The customer is upset, and the draft says nothing to that."
    ),
    "blaming": Check("respect", "warning", "This can be read as blaming the customer."),
    "shouting": Check("respect", "warning", "Capitals or exclamation marks read as shouting."),
    "over_familiar": Check("respect", "warning", "This is more familiar than the customer is with you."),
    "open_wait": Check("speed", "notice", "The customer is to wait, and is not told until when."),
    "wall_of_text": Check("speed", "notice", "Hard to take in: shorter sentences or paragraphs help."),
}


def finding(code: DraftCode, draft: Draft, span: Span, fix: Fix | None = None, words: str = "") -> Finding:
    """Return a finding at a place of the draft; `words` are the draft's there unless given."""
    check = CHECKS[code]
    return Finding(
        heading=check.heading,
        code=code,
        severity=check.severity,
        start=span.start,
        end=span.end,
        reason=check.reason,
        words=(words or draft.words(span))[:MOST_WORDS],
        fix=fix,
    )
