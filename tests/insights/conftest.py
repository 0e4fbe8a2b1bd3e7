"""A year with effects put in: of facts alone, or of tickets that the desk reads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from assist_server import imports
from assist_server.demo import year
from assist_server.demo.year import Effects
from assist_server.insights.refresh import refresh
from assist_server.services import Services

Lived = Callable[..., Services]


def quietly(stage: str, done: int, total: int) -> None:
    """Take no note of progress."""


@pytest.fixture
def lived(services: Services) -> Lived:
    """Gives the desk a year of so many tickets, with effects, and reads it."""

    def live(count: int, seed: int = 7, **effects: Any) -> Services:
        rows = year.tickets(count, replace(Effects(), **effects), seed)
        assert imports.import_lines(services, "ticket", year.as_file(rows)).rejected == 0
        refresh(services, quietly)
        return services

    return live
