"""A prepared desk to copy: a few hundred invented tickets, one live generation, one admin's key."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from assist_server import auth, imports, store, tasks
from assist_server.services import build
from assist_server.settings import Settings
from tests.chaos.crowd import DELETED, EDITED, STABLE
from tests.chaos.invented import lines
from tests.chaos.ledger import Ledger

TICKETS = range(STABLE.start, EDITED.stop)
assert STABLE.stop == DELETED.start and DELETED.stop == EDITED.start
SECRET = "a secret for tests"


@dataclass(frozen=True)
class Template:
    """The folder of a prepared desk and its key."""

    folder: Path
    key: str

    def copy(self, folder: Path) -> Settings:
        """Copy the desk to a new folder; nothing may be writing to the template."""
        shutil.copytree(self.folder, folder, symlinks=True)
        return Settings(folder=folder, secret=SECRET)


def make_template(folder: Path, models_folder: Path, database_url: str = "") -> Template:
    """Prepare a desk in a new folder (and database), with the prepared encoders of another."""
    folder.mkdir(parents=True)
    (folder / "models").symlink_to(models_folder.absolute())
    settings = Settings(folder=folder, secret=SECRET, database_url=database_url)
    store.migrate(settings.database)
    services = build(settings)
    imported = imports.import_lines(services, "ticket", BytesIO(packed(TICKETS)))
    assert imported.added == len(TICKETS), imported
    key = auth.create_key(services.engine, "admin", "chaos")
    job = store.create_job(services.engine, "reindex", {})
    assert tasks.run(services, job.id) == "done"
    services.close()
    return Template(folder, key)


def packed(numbers: range, version: int = 0) -> bytes:
    """Return tickets as the lines of a bulk request."""
    return b"".join(json.dumps(one).encode() + b"\n" for one in lines(numbers, "T", version))


def fresh_ledger() -> Ledger:
    """Return the ledger of a fresh copy."""
    ledger = Ledger()
    for number in TICKETS:
        ledger.acknowledges(f"T-{number}", 0)
    return ledger
