"""The settings: typed, defaulted, checked once at start. The only module that reads the environment."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from datetime import time
from pathlib import Path
from typing import Annotated, Any, Self
from urllib.parse import urlsplit
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
LONGEST_DAYS = 36_500  # a hundred years: beyond, a date would not fit a datetime
LONGEST_CACHE = 31_536_000  # seconds of a year
MAX_FILE = 65_536  # bytes of a file that holds a setting
ORIGIN = r"[a-z][a-z0-9+.-]*://[^/\s]+"
DATABASES = ("sqlite", "postgresql", "postgres", "postgresql+psycopg")
CORRECT = "Correct the variable and start again."
REDIS_FORM = "an address like redis://:PASSWORD@HOST:6379/0, rediss://… or unix://PATH"
INDEX_FORM = "faiss:FOLDER, milvus:http://HOST:PORT or milvus:FILE.db"


def _comma_separated(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    parts = [part.strip() for part in value.split(",") if part.strip()]
    if not parts:
        raise ValueError("must name something between its commas")
    return parts


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
    bulk_processes: Annotated[
        int, Field(ge=1, le=64, description="started by all bulk requests under way, together")
    ] = 2
    max_pending: Annotated[int, Field(ge=0, description="passages searched beside the built index")] = 5_000
    encoder_threads: Annotated[int, Field(ge=1, le=64)] = 1
    web_workers: Annotated[int, Field(ge=1, le=256)] = 2
    web_threads: Annotated[int, Field(ge=1, le=256)] = 4
    cache_seconds: Annotated[int, Field(ge=0, le=LONGEST_CACHE)] = 600
    metrics_folder: Annotated[str, Field(description="shared by the web processes; set by `assist serve`")] = ""
    history_days: Annotated[
        int, Field(ge=0, le=LONGEST_DAYS, description="age beyond which a solved ticket is left out; 0: none")
    ] = 0
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

    @field_validator("folder")
    @classmethod
    def _folder(cls, value: Path) -> Path:
        if _is_no_folder(value):
            raise ValueError("must be a folder, or a path where one can be made")
        return value

    @field_validator("import_folder")
    @classmethod
    def _import_folder(cls, value: str) -> str:
        if value and _is_no_folder(Path(value)):
            raise ValueError("must be a folder")
        return value

    @field_validator("database_url")
    @classmethod
    def _database_url(cls, value: str) -> str:
        if value and not value.startswith(tuple(f"{scheme}://" for scheme in DATABASES)):
            raise ValueError("must be sqlite:///PATH or postgresql://USER:PASSWORD@HOST/NAME")
        return value

    @field_validator("redis_url")
    @classmethod
    def _redis_url(cls, value: str) -> str:
        if value and not (_is_url(value, "redis", "rediss") or value.startswith("unix:///")):
            raise ValueError(f"must be {REDIS_FORM}")
        return value

    @field_validator("index_url")
    @classmethod
    def _index_url(cls, value: str) -> str:
        scheme, _, place = value.partition(":")
        fits = not value or (scheme in ("faiss", "milvus") and bool(place.strip()))
        if scheme == "milvus":
            fits = _is_url(place, "http", "https", "tcp") if "://" in place else place.endswith(".db")
        if not fits or (scheme == "faiss" and _is_no_folder(Path(place))):
            raise ValueError(f"must be {INDEX_FORM}")
        return value

    @field_validator("allowed_origins")
    @classmethod
    def _origins(cls, value: list[str]) -> list[str]:
        if not all(re.fullmatch(ORIGIN, part) for part in value):
            raise ValueError("must name origins like https://desk.example, with commas")
        return value

    @field_validator("allowed_hosts")
    @classmethod
    def _hosts(cls, value: list[str]) -> list[str]:
        hosts = [host.lower().rstrip(".") for host in value]
        hosts = [f"[{host}]" if host.count(":") > 1 and not host.startswith("[") else host for host in hosts]
        if any(host != ANY_HOST and re.fullmatch(HOST, host) is None for host in hosts):
            raise ValueError(f"must name hosts without port or path, like assist.example.com, or {ANY_HOST} for any")
        return hosts

    @field_validator("trusted_proxies")
    @classmethod
    def _proxies(cls, value: list[str]) -> list[str]:
        try:
            return [part if part == UNIX_SOCKET else str(read_network(part)) for part in value]
        except ValueError as exc:
            raise ValueError(f"must name addresses and networks, like 10.0.0.0/8 or ::1, or {UNIX_SOCKET}") from exc

    @field_validator("script_name")
    @classmethod
    def _prefix(cls, value: str) -> str:
        prefix = value.strip().rstrip("/")
        if re.fullmatch(PREFIX, prefix) is None:
            raise ValueError("must be a path, like /assist")
        return prefix

    @field_validator("history_without", "history_only")
    @classmethod
    def _named(cls, value: list[str]) -> list[str]:
        if any(part.partition(":")[0] not in HISTORY_BY or not part.partition(":")[2].strip() for part in value):
            raise ValueError(f"must have parts that begin with one of {', '.join(name + ':' for name in HISTORY_BY)}")
        return value

    @field_validator("business_hours")
    @classmethod
    def _hours(cls, value: str) -> str:
        found = re.fullmatch(BUSINESS_HOURS, value.strip().lower())
        if found is None or not _opens_before_it_closes(found[3], found[4]):
            raise ValueError("must be written like mon-fri 09:00-17:00")
        return value

    @field_validator("business_zone")
    @classmethod
    def _zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError) as exc:
            raise ValueError("must be a name of the IANA time zone database, like Europe/Berlin") from exc
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
    def owns_database(self) -> bool:
        """Whether the database is a file in the data folder, which no other folder can have in common with it."""
        scheme, _, path = self.database.partition(":///")
        return scheme == "sqlite" and Path(path.partition("?")[0]).parent.resolve() == self.folder.resolve()

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
            field = str(exc.errors()[0]["loc"][0])
            raise _refused(field, given[field], exc) from exc


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
    "bulk_processes": "ASSIST_BULK_PROCESSES",
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


SECRETS = ("database_url", "redis_url", "index_url", "secret", "demo_key")  # may hold a password: never repeated
SHOWN = 80  # characters of a value that is repeated


def _refused(field: str, given: str, exc: ValidationError) -> SettingsError:
    """Name the variable, what was given unless that is secret, and what is allowed."""
    name, error = ENVIRONMENT[field], exc.errors()[0]
    value = "not usable" if field in SECRETS else repr(given[:SHOWN])
    rule = _range(field) or (str(error["ctx"]["error"]) if error["type"] == "value_error" else error["msg"].lower())
    return SettingsError(f"{name} is {value}: it {rule}.", mend=CORRECT)


def _range(field: str) -> str:
    """Say which numbers a field takes, or that it takes yes and no; '' for a field of another type."""
    info = Settings.model_fields[field]
    if info.annotation is bool:
        return "must be yes or no"
    if info.annotation not in (int, float):
        return ""
    low = next((rule.ge for rule in info.metadata if hasattr(rule, "ge")), None)
    high = next((rule.le for rule in info.metadata if hasattr(rule, "le")), None)
    kind = "a whole number" if info.annotation is int else "a number"
    return f"must be {kind}" + (f" from {low}" if low is not None else "") + (f" to {high}" if high is not None else "")


def _is_url(value: str, *schemes: str) -> bool:
    """Say whether a text is an address of one of the schemes, with a port that can be one."""
    try:
        parts = urlsplit(value)
        return parts.scheme in schemes and (parts.port is None or parts.port > 0)
    except ValueError:
        return False


def _is_no_folder(path: Path) -> bool:
    """Say whether something else than a folder is at the path, or nothing can ever be there."""
    try:
        return (
            path.exists() and not path.is_dir() or any(above.exists() and not above.is_dir() for above in path.parents)
        )
    except (OSError, ValueError):
        return True


def is_file_of_milvus(index_url: str) -> bool:
    """Say whether the index lies in a file of milvus-lite, which one process alone can open."""
    scheme, _, place = index_url.partition(":")
    return scheme == "milvus" and "://" not in place


def set_variable(name: str, value: str) -> None:
    """Set a variable of this process for a library that reads the environment by itself."""
    os.environ[name] = value


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
    value = environment.get(name)
    if value:
        if not _is_text(value):
            raise SettingsError(f"{name} holds bytes that are not UTF-8.", mend="Write it in UTF-8.")
        return value
    path = environment.get(name + SECRET_SUFFIX)
    return _text_of(path, name + SECRET_SUFFIX) if path else None


def _is_text(value: str) -> bool:
    """Say whether a value is text: bytes of the environment that are not UTF-8 come as lone surrogates."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _text_of(path: str, name: str) -> str:
    """Return the text of the file that a variable names. An empty one is refused: it would count as nothing set."""
    try:
        with open(path, "rb") as file:
            content = file.read(MAX_FILE + 1)
        text = content.decode().strip()
    except (OSError, ValueError) as exc:
        reason = (exc.strerror if isinstance(exc, OSError) else "") or "not UTF-8"
        detail = f"{name} names a file that cannot be read: {reason}."
        raise SettingsError(detail, mend="Let it name a text file in UTF-8 that this user may read.") from exc
    if not text or len(content) > MAX_FILE:
        raise SettingsError(f"{name} names a file that is empty or too large.", mend="Write the value into that file.")
    return text
