"""The settings: typed, defaulted, checked once at start. The only module that reads the environment."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from datetime import time
from pathlib import Path
from typing import Annotated, Any, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from assist_server.errors import SettingsError
from assist_server.ip_addresses import read_network

DEFAULT_MODEL = "all-MiniLM-L6-v2"
SECRET_SUFFIX = "_FILE"
BUSINESS_HOURS = r"(mon|tue|wed|thu|fri|sat|sun)-(mon|tue|wed|thu|fri|sat|sun) (\d\d:\d\d)-(\d\d:\d\d)"
UNIX_SOCKET = "unix"  # among the trusted proxies: who comes over a socket file, and so has no address
OWN_MACHINE = ["127.0.0.0/8", "::1/128", UNIX_SOCKET]
ANY_HOST = "*"
HOST = r"[\w-]+(\.[\w-]+)*|\[[0-9a-f:.]+\]"
PREFIX = r"(/[\w.~%@:+-]+)*"
HISTORY_BY = ("tag", "team", "agent", "channel")  # by what past tickets can be left out


def _comma_separated(value: Any) -> Any:
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


def _opens_before_it_closes(opens: str, closes: str) -> bool:
    try:
        return time.fromisoformat(opens) < time.fromisoformat(closes)
    except ValueError:
        return False


class Settings(BaseModel):
    """Everything that can be set. Each field is read from the environment variable named in `ENVIRONMENT`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    folder: Path = Path("data")
    database_url: str = ""
    redis_url: str = ""
    index_url: str = ""
    model: str = DEFAULT_MODEL
    secret: Annotated[str, Field(description="keys the hash by which a customer's tickets are matched")] = ""
    threshold: Annotated[float, Field(ge=0, le=1)] = 0.2
    allowed_hosts: list[str] = ["127.0.0.1", "localhost", "[::1]"]
    allowed_origins: list[str] = []
    trusted_proxies: Annotated[
        list[str], Field(description="addresses and networks whose X-Forwarded-… headers are believed")
    ] = OWN_MACHINE
    script_name: Annotated[str, Field(description="path below which a proxy shows the server")] = ""
    key_rate: Annotated[int, Field(ge=0, description="requests a second of one key, over ten seconds; 0: no limit")] = (
        200
    )
    max_body: Annotated[int, Field(ge=1024, description="bytes of one JSON request")] = 1_048_576
    max_bulk_body: Annotated[int, Field(ge=1024, description="bytes of one bulk request")] = 67_108_864
    max_pending: Annotated[int, Field(ge=0, description="passages searched beside the built index")] = 5_000
    encoder_threads: Annotated[int, Field(ge=1, le=64)] = 1
    web_workers: Annotated[int, Field(ge=1, le=256)] = 2
    web_threads: Annotated[int, Field(ge=1, le=256)] = 4
    cache_seconds: Annotated[int, Field(ge=0)] = 600
    metrics_folder: Annotated[str, Field(description="shared by the web processes; set by `assist serve`")] = ""
    history_days: Annotated[int, Field(ge=0, description="age beyond which a solved ticket is left out; 0: none")] = 0
    history_csat: Annotated[int, Field(ge=0, le=5, description="least rating; unrated tickets stay in")] = 0
    history_reopened: Annotated[bool, Field(description="learn from reopened tickets too")] = False
    history_automatic: Annotated[bool, Field(description="learn from spam and automatic replies too")] = False
    history_without: Annotated[list[str], Field(description="what is left out, as tag:, team:, agent:, channel:")] = []
    history_only: Annotated[list[str], Field(description="all that is taken in, said as above")] = []
    import_folder: Annotated[
        str, Field(description="sources added over HTTP may read files below it; none where it is unset")
    ] = ""
    source_hosts: Annotated[list[str], Field(description="servers that sources added over HTTP may ask")] = []
    business_hours: Annotated[str, Field(description="when the desk is open")] = "mon-fri 09:00-17:00"
    business_zone: Annotated[str, Field(description="where that is, as in the IANA time zone database")] = "UTC"
    insights_people: Annotated[int, Field(ge=1, description="least people of a group that is shown")] = 5
    demo_key: Annotated[str, Field(description="shows the demo inbox, whose page carries this key")] = ""

    @field_validator(
        "allowed_hosts",
        "allowed_origins",
        "trusted_proxies",
        "source_hosts",
        "history_without",
        "history_only",
        mode="before",
    )
    @classmethod
    def _split(cls, value: Any) -> Any:
        return _comma_separated(value)

    @field_validator("allowed_hosts")
    @classmethod
    def _hosts(cls, value: list[str]) -> list[str]:
        hosts = [host.lower().rstrip(".") for host in value]
        hosts = [f"[{host}]" if host.count(":") > 1 and not host.startswith("[") else host for host in hosts]
        if any(host != ANY_HOST and re.fullmatch(HOST, host) is None for host in hosts):
            raise ValueError(f"names hosts without port or path, like assist.example.com, or {ANY_HOST} for any")
        return hosts

    @field_validator("trusted_proxies")
    @classmethod
    def _proxies(cls, value: list[str]) -> list[str]:
        try:
            return [part if part == UNIX_SOCKET else str(read_network(part)) for part in value]
        except ValueError as exc:
            raise ValueError(f"names addresses and networks, like 10.0.0.0/8 or ::1, or {UNIX_SOCKET}") from exc

    @field_validator("script_name")
    @classmethod
    def _prefix(cls, value: str) -> str:
        prefix = value.strip().rstrip("/")
        if re.fullmatch(PREFIX, prefix) is None:
            raise ValueError("is a path, like /assist")
        return prefix

    @field_validator("history_without", "history_only")
    @classmethod
    def _named(cls, value: list[str]) -> list[str]:
        if any(part.partition(":")[0] not in HISTORY_BY or not part.partition(":")[2].strip() for part in value):
            raise ValueError(f"each part begins with one of {', '.join(name + ':' for name in HISTORY_BY)}")
        return value

    @field_validator("business_hours")
    @classmethod
    def _hours(cls, value: str) -> str:
        found = re.fullmatch(BUSINESS_HOURS, value.strip().lower())
        if found is None or not _opens_before_it_closes(found[3], found[4]):
            raise ValueError("is written like mon-fri 09:00-17:00")
        return value

    @field_validator("business_zone")
    @classmethod
    def _zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError) as exc:
            raise ValueError("is a name of the IANA time zone database, like Europe/Berlin") from exc
        return value

    @property
    def database(self) -> str:
        """The database's URL; SQLite in the data folder unless one is set."""
        return self.database_url or f"sqlite:///{self.folder.absolute() / 'assist.db'}"

    @property
    def index(self) -> str:
        """Where index generations live; FAISS files in the data folder unless set."""
        return self.index_url or f"faiss:{self.folder.absolute() / 'generations'}"

    @property
    def models_folder(self) -> Path:
        """Where prepared encoders are kept."""
        return self.folder.absolute() / "models"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Self:
        """Read the settings from environment variables, secrets also from the file named in `<VARIABLE>_FILE`.

        Raises SettingsError naming the variable, what was given and what is allowed.
        """
        environment = os.environ if environment is None else environment
        given = {field: value for field, name in ENVIRONMENT.items() if (value := _read(environment, name)) is not None}
        try:
            return cls.model_validate(given)
        except ValidationError as exc:
            first = exc.errors()[0]
            name = ENVIRONMENT.get(str(first["loc"][0]), str(first["loc"][0]))
            raise SettingsError(f"{name}: {first['msg']}.", mend="Correct the variable and start again.") from exc


ENVIRONMENT: dict[str, str] = {
    "folder": "ASSIST_DATA",
    "database_url": "DATABASE_URL",
    "redis_url": "REDIS_URL",
    "index_url": "INDEX_URL",
    "model": "ASSIST_MODEL",
    "secret": "ASSIST_SECRET",
    "threshold": "ASSIST_THRESHOLD",
    "allowed_hosts": "ASSIST_ALLOWED_HOSTS",
    "allowed_origins": "ASSIST_ALLOWED_ORIGINS",
    "trusted_proxies": "ASSIST_TRUSTED_PROXIES",
    "script_name": "SCRIPT_NAME",
    "key_rate": "ASSIST_KEY_RATE",
    "max_body": "ASSIST_MAX_BODY",
    "max_bulk_body": "ASSIST_MAX_BULK_BODY",
    "max_pending": "ASSIST_MAX_PENDING",
    "encoder_threads": "ASSIST_ENCODER_THREADS",
    "web_workers": "WEB_CONCURRENCY",
    "web_threads": "ASSIST_WEB_THREADS",
    "cache_seconds": "ASSIST_CACHE_SECONDS",
    "metrics_folder": "PROMETHEUS_MULTIPROC_DIR",
    "history_days": "ASSIST_HISTORY_DAYS",
    "history_csat": "ASSIST_HISTORY_CSAT",
    "history_reopened": "ASSIST_HISTORY_REOPENED",
    "history_automatic": "ASSIST_HISTORY_AUTOMATIC",
    "history_without": "ASSIST_HISTORY_WITHOUT",
    "history_only": "ASSIST_HISTORY_ONLY",
    "import_folder": "ASSIST_IMPORT",
    "source_hosts": "ASSIST_SOURCE_HOSTS",
    "business_hours": "ASSIST_BUSINESS_HOURS",
    "business_zone": "ASSIST_BUSINESS_ZONE",
    "insights_people": "ASSIST_INSIGHTS_PEOPLE",
    "demo_key": "ASSIST_DEMO_KEY",
}


def environment_with(extra: Mapping[str, str]) -> dict[str, str]:
    """Return this process's environment with some variables more: what a program started from here gets."""
    return {**os.environ, **extra}


def credential_variable(source: str, credential: str) -> str:
    """Return the environment variable that holds a source's credential."""
    return f"ASSIST_SOURCE_{source}_{credential}".upper().replace("-", "_")


def source_credential(
    source: str, credential: str, *, required: bool = True, environment: Mapping[str, str] | None = None
) -> str:
    """Read a source's credential, also from the file named in `<VARIABLE>_FILE`; '' where it is not required and unset.

    Raises SettingsError for one that is missing, or that no request could carry.
    """
    name = credential_variable(source, credential)
    value = (_read(os.environ if environment is None else environment, name) or "").strip()
    if required and not value:
        raise SettingsError(f"{name} is not set.", mend=f"Set it, or {name}{SECRET_SUFFIX} to a file that holds it.")
    if not value.isprintable():
        raise SettingsError(f"{name} holds a control character.", mend="Write it without.")
    return value


def _read(environment: Mapping[str, str], name: str) -> str | None:
    """Return the variable's value, or the text of the file that `<name>_FILE` names, or None when neither is set."""
    if environment.get(name):
        return environment[name]
    path = environment.get(name + SECRET_SUFFIX)
    if not path:
        return None
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as exc:
        raise SettingsError(f"{name}{SECRET_SUFFIX} names a file that cannot be read: {exc.strerror}.") from exc
