"""Which release, and which shape of values, made what is stored: so that another release never misreads it."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from importlib.metadata import version
from typing import Any

from pydantic import TypeAdapter


@cache
def release() -> str:
    """Return the version of this program."""
    return version("agent-assist")


def stamp_of(adapter: TypeAdapter[Any]) -> str:
    """Return a name for what this release makes of a type: its version, and a hash of the type's JSON schema."""
    schema = json.dumps(adapter.json_schema(mode="serialization"), sort_keys=True)
    return f"{release()}-{hashlib.sha256(schema.encode()).hexdigest()[:12]}"
