"""A desk made of a set: imported, indexed and asked as any desk is, in a folder of its own."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from assist_server import assistance, imports, store, tasks
from assist_server.knowledge import Found, Query, search
from assist_server.requests import SuggestionRequest
from assist_server.results import Kind, Suggestions
from assist_server.services import Services, build
from assist_server.settings import DEFAULT_MODEL, Settings
from bench.quality.data import Row
from embeddings.encoder import prepare
from embeddings.index import FloatArray


@dataclass(frozen=True)
class Desk:
    """A desk's services."""

    services: Services

    def add(self, kind: Kind, entries: Iterable[Row]) -> None:
        """Import tickets or articles."""
        lines = "\n".join(json.dumps(entry, ensure_ascii=False) for entry in entries)
        imports.import_lines(self.services, kind, io.BytesIO(lines.encode()))

    def run(self, task: str, **arguments: bool | int) -> Row:
        """Reindex or tune; returns the job's result. Raises RuntimeError when it fails."""
        job = store.create_job(self.services.engine, task, arguments)
        state = tasks.run(self.services, job.id)
        ended = store.job(self.services.engine, job.id)
        if state != "done" or ended is None:
            raise RuntimeError(f"{task} ended as {state}: {ended.message if ended else ''}")
        return ended.result

    def questions(self, texts: list[str]) -> FloatArray:
        """Return the vectors (n, dim) of questions."""
        return self.services.encoder().encode_queries(texts)

    def find(self, text: str, vector: FloatArray | None, kind: Kind, limit: int) -> list[Found]:
        """Search as an open ticket is searched for; without a vector by words alone."""
        model = self.services.encoder().model.name
        query = Query(text, vector, model)
        return search(self.services.engine, self.services.view(), query, {kind: limit})[kind]

    def ask(self, text: str) -> Suggestions:
        """Answer a ticket whose customer wrote this."""
        ticket = {"messages": [{"author": "customer", "text": text}]}
        return assistance.assist(self.services, SuggestionRequest.model_validate({"ticket": ticket}))


@contextmanager
def desk(models: Path, model: str = DEFAULT_MODEL) -> Iterator[Desk]:
    """Yield an empty desk in a folder that goes with it; encoders are prepared once, in `models`."""
    prepare(model, models)
    with TemporaryDirectory() as folder:
        (Path(folder) / "models").symlink_to(models.absolute())
        settings = Settings(folder=Path(folder), model=model, cache_seconds=0, secret="quality")
        store.migrate(settings.database)
        services = build(settings)
        try:
            yield Desk(services)
        finally:
            services.close()


def labelled_tickets(labelled: Iterable[Row]) -> Iterator[Row]:
    """Yield a solved ticket for each labelled message; all of a label got the same answer, as with a macro."""
    for row in labelled:
        answer = f"Open the app, choose {row['label'].replace('_', ' ').replace('.', ', ')} and follow the steps there."
        yield {
            "id": row["id"],
            "status": "solved",
            "category": row["label"],
            "messages": [{"author": "customer", "text": row["text"]}, {"author": "agent", "text": answer}],
        }
