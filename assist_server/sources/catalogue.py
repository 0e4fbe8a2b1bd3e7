"""Which kinds of sources there are, and whether one has been told all that it needs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType

from assist_server import sources
from assist_server.errors import InvalidInput, SettingsError, SourceRefused
from assist_server.settings import credential_variable, source_credential
from assist_server.sources import Needed, SourceModule
from assist_server.sources.pace import per_minute

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
COMMON = (
    Needed(
        "prefix",
        "what goes before the ids of its tickets, '' for nothing (the source's name and a colon)",
        False,
        False,
    ),
    Needed("keep_vanished", "yes keeps tickets that are gone from it", False, False),
    Needed(
        "vanished_hours", "hours between two looks for tickets that are gone; 0 looks in every sync (0)", False, False
    ),
)
OVER_HTTP = (
    Needed("rate", "requests a minute at most (no limit)", False, False),
    Needed("insecure", "yes lets credentials go over plain http", False, False),
)


@cache
def kinds() -> Mapping[str, SourceModule]:
    """Return every kind of source by its name: the modules of this room that have pages."""
    modules = {
        found.name: import_module(f"{sources.__name__}.{found.name}") for found in iter_modules(sources.__path__)
    }
    return MappingProxyType({name: module for name, module in sorted(modules.items()) if hasattr(module, "pages")})


def module_of(kind: str) -> SourceModule:
    """Return the module of a kind. Raises InvalidInput for one that does not exist."""
    if kind not in kinds():
        raise InvalidInput(f"There is no kind of source named {kind!r}.", mend=f"There are: {', '.join(kinds())}.")
    return kinds()[kind]


def reads_files(module: SourceModule) -> bool:
    """Say whether a kind reads a file of this machine instead of asking a server."""
    return any(needed.name == "file" for needed in module.NEEDED)


def options_of(module: SourceModule) -> tuple[Needed, ...]:
    """Return every option that a source of this kind may be told."""
    own = tuple(needed for needed in module.NEEDED if not needed.secret)
    return own + (() if reads_files(module) else OVER_HTTP) + COMMON


def checked(name: str, kind: str, options: Mapping[str, str]) -> dict[str, str]:
    """Return the options if name, kind and options are fit for a source. Raises InvalidInput saying what isn't."""
    if not NAME.fullmatch(name):
        raise InvalidInput("A source's name is up to 40 small letters, digits and hyphens.")
    module = module_of(kind)
    known = {needed.name: needed for needed in options_of(module)}
    secrets = {needed.name for needed in module.NEEDED if needed.secret}
    for option in options:
        if option in secrets:
            mend = f"Set {credential_variable(name, option)}, or {credential_variable(name, option)}_FILE."
            raise InvalidInput(f"{option} is a credential and is read from the environment alone.", mend=mend)
        if option not in known:
            raise InvalidInput(f"{kind} has no option {option!r}.", mend=f"It has: {', '.join(known)}.")
    for option, needed in known.items():
        if needed.required and not options.get(option):
            raise InvalidInput(f"{kind} needs the option {option}: {needed.title}.")
    _check_common(options)
    return dict(options)


def _check_common(options: Mapping[str, str]) -> None:
    per_minute(options)
    if not re.fullmatch(r"([a-zA-Z0-9][a-zA-Z0-9_.-]{0,39}:)?", options.get("prefix", "")):
        raise InvalidInput("The option prefix is empty, or up to 40 letters and digits with a colon after them.")
    if not re.fullmatch(r"\d{1,4}", options.get("vanished_hours", "0")):
        raise InvalidInput("The option vanished_hours is a whole number of hours.")


def prefix_of(name: str, options: Mapping[str, str]) -> str:
    """Return what is put before the ids of a source's tickets, so that two sources can't overwrite each other's."""
    return options.get("prefix", f"{name}:")


@dataclass(frozen=True)
class Credential:
    """A credential as a person may know it: what it is, which variable holds it, and whether that is set."""

    needed: Needed
    variable: str
    is_set: bool
    trouble: str = ""


def credentials_told(name: str, module: SourceModule) -> list[Credential]:
    """Tell which credentials a source of this name reads, and which of them are set. No value leaves this function."""
    return [_told(name, needed) for needed in module.NEEDED if needed.secret]


def _told(name: str, needed: Needed) -> Credential:
    variable = credential_variable(name, needed.name)
    try:
        return Credential(needed, variable, bool(source_credential(name, needed.name, required=False)))
    except SettingsError as exc:
        return Credential(needed, variable, False, str(exc))


def credentials(name: str, module: SourceModule) -> dict[str, str]:
    """Read a source's credentials from the environment. Raises SourceRefused naming the variable that is missing."""
    try:
        read = {n.name: source_credential(name, n.name, required=n.required) for n in module.NEEDED if n.secret}
    except SettingsError as exc:
        raise SourceRefused(exc.detail, mend=exc.mend) from exc
    return {credential: value for credential, value in read.items() if value}
