"""Which encoder suits a desk's languages."""

from __future__ import annotations

import io
import json

import pytest

from assist_server import imports
from assist_server.recommend import FEWEST, recommendation
from assist_server.services import Services


def a_desk(services: Services, *languages: str) -> None:
    """Import solved tickets that say they are in these languages, in turn."""
    tickets = [
        {
            "id": f"T-{number}",
            "status": "solved",
            "language": languages[number % len(languages)],
            "messages": [
                {"author": "customer", "text": f"Wo bleibt mein Paket Nummer {number}?"},
                {"author": "agent", "text": "Es kommt mit der Post und braucht drei Tage."},
            ],
        }
        for number in range(2 * FEWEST)
    ]
    imports.import_lines(services, "ticket", io.BytesIO("\n".join(map(json.dumps, tickets)).encode()))


def test_it_works(services: Services) -> None:
    a_desk(services, "de", "es", "zh", "en")
    told = recommendation(services.engine, services.encoder())
    assert told.startswith("75% of the tickets are not in English") and "multilingual-e5-small" in told
    assert f"{4 * FEWEST} texts" in told


@pytest.mark.parametrize("languages", [("en",), ("en", "en", "de")])
def test_a_mostly_english_desk_is_left_alone(services: Services, languages: tuple[str, ...]) -> None:
    a_desk(services, *languages)
    assert recommendation(services.engine, services.encoder()) == ""


def test_a_small_desk_is_left_alone(services: Services) -> None:
    assert recommendation(services.engine, services.encoder()) == ""
