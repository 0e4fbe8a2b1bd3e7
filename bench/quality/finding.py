"""Finding: is what belongs to a question found first? Beside words alone and the encoder's cosine alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

from bench.quality.data import Row, beside, named, rows
from bench.quality.desks import Desk, desk, labelled_tickets
from bench.quality.figures import Figure, mean_figure
from embeddings.index import FloatArray

PART = "1 Finding"
MULTILINGUAL = "multilingual-e5-small"
AIMS = {"stackfaq": ("≥ 0.93", "≥ 0.96")}
Ranker = Callable[[int], list[str]]  # the place of a question to the ids found, best first


def figures(data: Path, models: Path) -> Iterator[Figure]:
    """Yield the figures of articles, of tickets by label, and of Chinese questions."""
    for name, path in named(data, "kb/*.articles.jsonl.gz"):
        queries = beside(path, ".articles.", ".queries.")
        if queries:
            yield from _articles(name, rows(path), rows(queries), models)
    for later in ("test", "dev"):
        for name, path in named(data, f"category/*.{later}.jsonl.gz"):
            known = beside(path, f".{later}.", ".train.")
            if known and name != "clinc":
                yield from _tickets(name, rows(known), rows(path), models)
    for name, path in named(data, "zh/*.corpus.jsonl.gz"):
        for queries in sorted(path.parent.glob(f"{name}.queries.*.jsonl.gz")):
            yield from _chinese(name, rows(path), rows(queries), models)
    for name, path in named(data, "xling/*.jsonl.gz"):
        yield from _across(name, rows(path), models)


def _articles(name: str, articles: Sequence[Row], queries: Sequence[Row], models: Path) -> Iterator[Figure]:
    first, mrr = AIMS.get(name, ("", ""))
    with desk(models) as one:
        one.add("article", articles)
        one.run("reindex")
        texts = [row["text"] for row in queries]
        asked = one.questions(texts)
        plain = _cosine(asked, one.services.encoder().encode_passages([_beginning(row) for row in articles]), articles)
        wanted = [set(row["relevant"]) for row in queries]
        for who, ranker in _rankers(one, texts, asked, "article", 10, plain).items():
            ranks = np.array([_rank(ranker(place), wanted[place]) for place in range(len(texts))])
            yield mean_figure(PART, f"{name}: right article first", who, ranks == 1, first)
            yield mean_figure(PART, f"{name}: mean reciprocal rank", who, 1 / ranks, mrr)


def _tickets(name: str, known: Sequence[Row], later: Sequence[Row], models: Path) -> Iterator[Figure]:
    labels = {row["id"]: row["label"] for row in known}
    with desk(models) as one:
        one.add("ticket", labelled_tickets(known))
        one.run("reindex")
        texts = [row["text"] for row in later]
        asked = one.questions(texts)
        plain = _cosine(asked, one.services.encoder().encode_passages([row["text"] for row in known]), known)
        aim = "better than each alone"
        for who, ranker in _rankers(one, texts, asked, "ticket", 5, plain).items():
            right = [
                np.mean([labels[found] == row["label"] for found in ranker(place)[:5]] or [0.0])
                for place, row in enumerate(later)
            ]
            yield mean_figure(PART, f"{name}: same label among five tickets", who, right, aim)
        if name == "banking77":
            yield from _category(name, one, later, known)


def _category(name: str, one: Desk, later: Sequence[Row], known: Sequence[Row]) -> Iterator[Figure]:
    told = [one.ask(row["text"]).category for row in later]
    right = [told and told.label == row["label"] for told, row in zip(told, later, strict=True)]
    most = max({row["label"] for row in known}, key=lambda label: sum(row["label"] == label for row in known))
    part = "5 Category"
    yield mean_figure(part, f"{name}: category right", "Agent Assist", [bool(each) for each in right], "≥ 0.93")
    yield mean_figure(part, f"{name}: category right", "majority class", [row["label"] == most for row in later])
    yield mean_figure(part, f"{name}: category told", "Agent Assist", [each is not None for each in told])


def _chinese(name: str, corpus: Sequence[Row], queries: Sequence[Row], models: Path) -> Iterator[Figure]:
    for model in (MULTILINGUAL, "all-MiniLM-L6-v2"):
        with desk(models, model) as one:
            one.add("article", [{"id": row["id"], "title": row["text"], "body": row["text"]} for row in corpus])
            one.run("reindex")
            texts = [row["text"] for row in queries]
            asked = one.questions(texts)
            wanted = [set(row["relevant"]) for row in queries]
            rankers = _rankers(one, texts, asked, "article", 10, None)
            for who, ranker in rankers.items():
                if who == "words alone (BM25)" and model != MULTILINGUAL:
                    continue  # the same words
                ranks = np.array([_rank(ranker(place), wanted[place]) for place in range(len(texts))])
                aim = "≥ 0.76" if model == MULTILINGUAL and who == "Agent Assist" else ""
                told = who if who != "Agent Assist" else f"Agent Assist, {model}"
                yield mean_figure(PART, f"{name}: right question among ten", told, ranks <= 10, aim)


def _across(name: str, pairs: Sequence[Row], models: Path) -> Iterator[Figure]:
    with desk(models, MULTILINGUAL) as one:
        one.add("article", [{"id": row["id"], "title": row["en"], "body": row["en"]} for row in pairs])
        one.run("reindex")
        for asked_in, texts in (("Chinese", [row["zh"] for row in pairs]), ("English", [row["en"] for row in pairs])):
            asked = one.questions(texts)
            ranks = np.array(
                [
                    _rank(
                        [found.card.id for found in one.find(text, asked[place], "article", 10)], {pairs[place]["id"]}
                    )
                    for place, text in enumerate(texts)
                ]
            )
            what = f"{name}: English question found, asked in {asked_in}"
            yield mean_figure(PART, f"{what}, first", f"Agent Assist, {MULTILINGUAL}", ranks == 1, "reported")
            yield mean_figure(PART, f"{what}, among ten", f"Agent Assist, {MULTILINGUAL}", ranks <= 10, "reported")


def _rankers(
    one: Desk, texts: Sequence[str], asked: FloatArray, kind: str, limit: int, plain: Ranker | None
) -> dict[str, Ranker]:
    def ours(place: int, vector: FloatArray | None) -> list[str]:
        found = one.find(texts[place], vector, "article" if kind == "article" else "ticket", limit)
        return [each.card.id for each in found]

    rankers: dict[str, Ranker] = {"Agent Assist": lambda place: ours(place, asked[place])}
    rankers["words alone (BM25)"] = lambda place: ours(place, None)
    return rankers | ({"MiniLM cosine alone": plain} if plain else {})


def _cosine(asked: FloatArray, known: FloatArray, entries: Sequence[Row]) -> Ranker:
    """Return a ranker by plain cosine with one vector an entry."""
    ids = [row["id"] for row in entries]
    return lambda place: [ids[at] for at in np.argsort(-(known @ asked[place]))[:10]]


def _beginning(article: Row) -> str:
    return f"{article['title']}\n{article['body'][:600]}"


def _rank(found: Sequence[str], wanted: set[str]) -> float:
    """Return the rank of the first that is wanted, infinite where none is."""
    return next((rank for rank, each in enumerate(found, start=1) if each in wanted), float("inf"))
