"""An invented desk: tickets whose problems can be told apart, replies that many share, and versions that show."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

SYLLABLES = "ba bro da dri fe gla go hu ka kre li lu ma mo ne no pli ra ro sa ste ta tro vu wa wi zo".split()
THINGS = "kettle lantern bicycle printer curtain drill mattress speaker backpack heater ladder tent".split()
FAULTS = (
    "stops after a minute and a red light blinks",
    "makes a grinding noise whenever it is moved",
    "arrived with a dent and one screw missing",
    "smells of burnt plastic since yesterday",
    "does not fit into the frame it was sold with",
    "leaks a little water on the left side",
)
CURES = (
    "hold the small button at the back for ten seconds and let it cool down before the next try",
    "loosen the four bolts below, put a drop of oil on each, and fasten them again crosswise",
    "keep the parcel as it is, we send the missing part with the morning van and take the old one back",
    "unplug it at once and leave it so, a new one is on its way and the old one will be fetched",
    "turn the inner ring until the two arrows meet, then it slides in without force",
    "change the grey seal for the white one that lies in the lid, which is thicker",
)
VERSIONS = "amber birch cedar dahlia elder fern gorse hazel iris juniper laurel maple nettle olive poplar".split()


def name(number: int) -> str:
    """Return a made-up word of its own for each number."""
    rng, parts = random.Random(f"name {number}"), []
    for _ in range(3):
        parts.append(rng.choice(SYLLABLES))
    return "".join(parts) + SYLLABLES[number % len(SYLLABLES)] + SYLLABLES[number // len(SYLLABLES) % len(SYLLABLES)]


def problem(number: int) -> str:
    """Return what the customer of ticket `number` wrote; nobody else wrote the same."""
    thing, fault = THINGS[number % len(THINGS)], FAULTS[number % len(FAULTS)]
    return f"The {thing} of the {name(number)} line {fault}. We bought the {name(number)} in spring. What can we do?"


def version_word(version: int) -> str:
    """Return the word by which a ticket's version can be seen in its reply."""
    return VERSIONS[version % len(VERSIONS)]


def ticket(number: int, version: int = 0) -> dict[str, Any]:
    """Return ticket `number` as the API takes it; its reply holds the word of its version."""
    cure = CURES[number % len(CURES)]
    reply = f"Please {cure}. This is told in chapter {version_word(version)} of the booklet as well."
    return {
        "status": "solved",
        "subject": f"{THINGS[number % len(THINGS)]} {name(number)}",
        "language": "en",
        "category": THINGS[number % len(THINGS)],
        "messages": [{"author": "customer", "text": problem(number)}, {"author": "agent", "text": reply}],
    }


def lines(numbers: range, prefix: str, version: int = 0) -> Iterator[dict[str, Any]]:
    """Yield tickets with ids, as a file or a bulk request has them."""
    for number in numbers:
        yield {"id": f"{prefix}-{number}"} | ticket(number, version)


def question(number: int) -> dict[str, Any]:
    """Return the request that an agent's panel sends for a customer with the problem of ticket `number`."""
    return {"ticket": {"language": "en", "messages": [{"author": "customer", "text": problem(number)}]}}
