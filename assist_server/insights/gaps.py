"""Knowledge gaps: groups of questions without a good article, each with a draft, and articles to look at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assist_server.insights.consistency import answer, example, keys
from assist_server.insights.groups import allowed
from assist_server.insights.shown import AnswerGiven, ArticleToSee, Gap, GapFigures
from assist_server.services import Services
from assist_server.store import facts as kept
from assist_server.store import findings
from assist_server.store.findings import Words

WORDS = (
    "Growth compares the newest 13 weeks with the 13 before.",
    "A draft is put together from a best-rated answer of the desk; read it before anybody else does.",
    "An article is contradicted where the most frequent newer answer counts otherwise; it may still be right.",
)


def gaps(services: Services) -> GapFigures:
    """Return the gaps as last found, the largest first. None where the desk is too few people."""
    found, articles = kept.found(services.engine, "gaps"), kept.found(services.engine, "articles")
    if found is None or articles is None or not allowed(services).shows("all", ""):
        return GapFigures(gaps=[], articles=[], found_at=None, words=list(WORDS))
    rows, at = found
    words = findings.words_of(services.engine, keys(rows) | {one["pk"] for one in articles[0]})
    return GapFigures(
        gaps=[_gap(row, words) for row in rows if row["asked"] in words],
        articles=[
            ArticleToSee(article=example(words[one["pk"]]), reason=one["reason"])
            for one in articles[0]
            if one["pk"] in words
        ],
        found_at=at,
        words=list(WORDS),
    )


def _gap(row: Mapping[str, Any], words: Mapping[int, Words]) -> Gap:
    asked, answers = words[row["asked"]], [answer(one, words) for one in row["answers"]]
    known = [one for one in answers if one is not None]
    return Gap(
        question=asked.asked,
        tickets=row["tickets"],
        recent=row["recent"],
        before=row["before"],
        nearest_article=row["similarity"],
        draft=_draft(asked, known),
    )


def _draft(asked: Words, answers: list[AnswerGiven]) -> str:
    """Put an article together in Markdown, '' where no answer is shared by several tickets."""
    if not answers:
        return ""
    title = (asked.title or asked.asked.strip().splitlines()[0]).strip()
    sources = [f"- {one.id}" + (f" <{one.url}>" if one.url else "") for part in answers for one in part.sources]
    return "\n".join([f"# {title}", "", *(part.text for part in answers), "", "## Sources", "", *sources, ""])
