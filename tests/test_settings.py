"""Settings are read from the environment once, typed, and refused in one sentence when unusable."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from assist_server.errors import SettingsError
from assist_server.settings import ENVIRONMENT, SECRETS, Settings

BAD = {
    "ASSIST_DATA": ["/dev/null", "/dev/null/data"],
    "DATABASE_URL": ["nonsense", "mysql://u:hidden@h/d", "postgresql", "sqlite"],
    "REDIS_URL": ["nonsense", "http://h", "redis://h:hidden/0", "redis://h:0", "redis://h:70000", "unix://relative"],
    "INDEX_URL": [
        "nonsense",
        "faiss:",
        "milvus:",
        "faiss:/dev/null",
        "milvus:ftp://h",
        "milvus:http://h:x",
        "milvus:a",
    ],
    "ASSIST_THRESHOLD": ["high", "1.01", "-0.1", "nan", "inf", "0,5"],
    "ASSIST_ALLOWED_HOSTS": [",", " , ,", "desk.example:8443", "https://desk.example", "*.desk.example"],
    "ASSIST_TRUSTED_PROXIES": [",", "*", "proxy.example", "10.0.0.0/33"],
    "SCRIPT_NAME": ["assist", "//evil.example"],
    "ASSIST_BULK_PROCESSES": ["0", "many"],
    "ASSIST_KEY_RATE": ["-1", "some"],
    "ASSIST_ALLOWED_ORIGINS": [",", "desk.example", "https://desk.example/path", "https:// desk"],
    "ASSIST_MAX_BODY": ["-1", "1023", "1MB", "1e6"],
    "ASSIST_MAX_BULK_BODY": ["0", "lots"],
    "ASSIST_MAX_PENDING": ["-1", "few"],
    "ASSIST_ENCODER_THREADS": ["0", "65", "two"],
    "WEB_CONCURRENCY": ["abc", "0", "257", "-2", "1.5", "2 3"],
    "ASSIST_WEB_THREADS": ["0", "many"],
    "ASSIST_CACHE_SECONDS": ["-1", "for ever", "99999999999"],
    "ASSIST_HISTORY_DAYS": ["-1", "99999999999", "a year"],
    "ASSIST_HISTORY_CSAT": ["6", "-1", "good"],
    "ASSIST_HISTORY_REOPENED": ["perhaps", "2"],
    "ASSIST_HISTORY_AUTOMATIC": ["perhaps"],
    "ASSIST_HISTORY_WITHOUT": [",", "spam", "tag:", "colour:red"],
    "ASSIST_HISTORY_ONLY": [",", "team: "],
    "ASSIST_IMPORT": ["/dev/null"],
    "ASSIST_SOURCE_HOSTS": [","],
    "ASSIST_BUSINESS_HOURS": ["always"],
    "ASSIST_BUSINESS_ZONE": ["Nowhere/City"],
    "ASSIST_INSIGHTS_PEOPLE": ["0", "some"],
}
ANYTHING = {"ASSIST_MODEL", "ASSIST_SECRET", "ASSIST_DEMO_KEY", "PROMETHEUS_MULTIPROC_DIR"}  # text of any kind will do
SECRET_NAMES = {ENVIRONMENT[field] for field in SECRETS}


def test_it_works() -> None:
    settings = Settings.from_environment({"ASSIST_DATA": "/tmp/desk", "ASSIST_THRESHOLD": "0.5"})
    assert settings.threshold == 0.5
    assert settings.database == "sqlite:////tmp/desk/assist.db"


def test_what_is_unset_or_empty_has_its_default() -> None:
    assert Settings.from_environment({"REDIS_URL": ""}) == Settings()


def test_a_secret_is_read_from_the_file_that_is_named(tmp_path: Path) -> None:
    (tmp_path / "url").write_text("postgresql://desk:secret@127.0.0.1/desk\n", encoding="utf-8")
    settings = Settings.from_environment({"DATABASE_URL_FILE": str(tmp_path / "url")})
    assert settings.database == "postgresql://desk:secret@127.0.0.1/desk"


def test_a_secret_file_that_is_missing_is_named() -> None:
    with pytest.raises(SettingsError, match="DATABASE_URL_FILE"):
        Settings.from_environment({"DATABASE_URL_FILE": "/nowhere/url"})


@pytest.mark.parametrize(
    ("name", "value"), [("ASSIST_THRESHOLD", "high"), ("WEB_CONCURRENCY", "0"), ("ASSIST_MAX_BODY", "-1")]
)
def test_an_unusable_value_is_refused_by_the_variable_s_name(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        Settings.from_environment({name: value})


def test_lists_are_separated_by_commas() -> None:
    settings = Settings.from_environment({"ASSIST_ALLOWED_HOSTS": "desk.example, 127.0.0.1"})
    assert settings.allowed_hosts == ["desk.example", "127.0.0.1"]


@pytest.mark.parametrize("hours", ["always", "mon-fri 17:00-09:00", "mon-fri 25:00-26:00", "fri 09:00-17:00"])
def test_opening_hours_that_are_none_are_refused(hours: str) -> None:
    with pytest.raises(SettingsError, match="ASSIST_BUSINESS_HOURS"):
        Settings.from_environment({"ASSIST_BUSINESS_HOURS": hours})


@pytest.mark.parametrize("zone", ["Nowhere/City", "../etc/passwd", "Europe"])
def test_a_zone_that_is_none_is_refused(zone: str) -> None:
    with pytest.raises(SettingsError, match="ASSIST_BUSINESS_ZONE"):
        Settings.from_environment({"ASSIST_BUSINESS_ZONE": zone})


def test_every_variable_has_values_that_are_refused() -> None:
    assert set(BAD) | ANYTHING == set(ENVIRONMENT.values())


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in BAD.items() for value in values])
def test_a_bad_value_is_refused_in_one_sentence(name: str, value: str) -> None:
    """It names the variable, what was given unless that may be a secret, and what is allowed."""
    with pytest.raises(SettingsError) as refused:
        Settings.from_environment({name: value})
    said = refused.value.detail
    assert said.startswith(f"{name} is ") and "must " in said and "\n" not in said and said.count(". ") == 0
    assert "hidden" not in said if name in SECRET_NAMES else repr(value) in said


def test_what_is_allowed_is_told_with_its_range() -> None:
    with pytest.raises(SettingsError, match="WEB_CONCURRENCY is 'abc': it must be a whole number from 1 to 256"):
        Settings.from_environment({"WEB_CONCURRENCY": "abc"})
    with pytest.raises(SettingsError, match="ASSIST_THRESHOLD is '2': it must be a number from 0 to 1"):
        Settings.from_environment({"ASSIST_THRESHOLD": "2"})
    with pytest.raises(SettingsError, match="ASSIST_HISTORY_REOPENED is 'maybe': it must be yes or no"):
        Settings.from_environment({"ASSIST_HISTORY_REOPENED": "maybe"})


@pytest.mark.parametrize("name", sorted(ENVIRONMENT.values()))
def test_bytes_that_are_no_text_are_refused(name: str, tmp_path: Path) -> None:
    (tmp_path / "value").write_bytes(b"caf\xe9")
    for given in ({name: os.fsdecode(b"caf\xe9")}, {f"{name}_FILE": str(tmp_path / "value")}):
        with pytest.raises(SettingsError, match=f"{name}.*UTF-8"):
            Settings.from_environment(given)


@pytest.mark.parametrize("content", [b"", b" \n", b"x" * 70_000])
def test_a_file_without_a_value_is_refused(tmp_path: Path, content: bytes) -> None:
    """An empty one would count as none: with a secret another one would be made."""
    (tmp_path / "secret").write_bytes(content)
    with pytest.raises(SettingsError, match="ASSIST_SECRET_FILE names a file that is empty or too large"):
        Settings.from_environment({"ASSIST_SECRET_FILE": str(tmp_path / "secret")})


@pytest.mark.parametrize("path", ["/nowhere/secret", "/dev", "/proc/self/mem"])
def test_a_file_that_cannot_be_read_is_refused(path: str) -> None:
    with pytest.raises(SettingsError, match="ASSIST_SECRET_FILE names a file that cannot be read"):
        Settings.from_environment({"ASSIST_SECRET_FILE": path})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("INDEX_URL", "faiss:relative/folder"),
        ("INDEX_URL", "milvus:lite.db"),
        ("INDEX_URL", "milvus:http://127.0.0.1:19530"),
        ("REDIS_URL", "rediss://user:pass@host:6380/1?socket_timeout=3"),
        ("REDIS_URL", "unix:///run/redis.sock?db=1"),
        ("DATABASE_URL", "postgres://u@h/d"),
        ("DATABASE_URL", "sqlite:///a.db"),
        ("ASSIST_ALLOWED_ORIGINS", "https://desk.example:8443, chrome-extension://abc"),
        ("ASSIST_HISTORY_REOPENED", "yes"),
        ("ASSIST_DATA", "not/made/yet"),
    ],
)
def test_a_good_value_is_taken(name: str, value: str) -> None:
    Settings.from_environment({name: value})


@pytest.mark.parametrize(
    ("arguments", "name", "value"),
    [
        (("serve", "--port", "0"), "WEB_CONCURRENCY", "abc"),
        (("serve", "--port", "0"), "REDIS_URL", "redis://:hidden@127.0.0.1/0?foo=bar"),
        (("serve", "--port", "0"), "INDEX_URL", "milvus:lite.db"),
        (("worker",), "WEB_CONCURRENCY", "abc"),
        (("worker",), "INDEX_URL", "milvus:lite.db"),
        (("reindex",), "DATABASE_URL", "postgresql://u:hidden@h:port/d"),
        (("migrate",), "ASSIST_DATA", "/dev/null"),
        (("keys", "list"), "DATABASE_URL", "sqlite:////dev/null/assist.db"),
        (("demo", "--port", "0"), "ASSIST_HISTORY_DAYS", "-1"),
    ],
)
def test_a_command_ends_with_the_sentence(
    settings: Settings, arguments: tuple[str, ...], name: str, value: str
) -> None:
    given = {"ASSIST_DATA": str(settings.folder), "REDIS_URL": "redis://127.0.0.1:1/0", "COLUMNS": "300", name: value}
    command = [sys.executable, "-m", "assist_server.cli", *arguments]
    done = subprocess.run(
        command,
        env={**os.environ, **given},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        cwd=settings.folder,
    )
    assert done.returncode == 1 and "Traceback" not in done.stderr and "hidden" not in done.stderr
    said = done.stderr.strip()
    assert said.startswith("Error: ") and "\n" not in said
    assert name in said or (name == "DATABASE_URL" and "assist.db" in said)


def test_what_gunicorn_reads_by_itself_is_what_was_checked(settings: Settings) -> None:
    """gunicorn turns the variable into a number as soon as it is imported, and breaks where it is none."""
    given = {**os.environ, "ASSIST_DATA": str(settings.folder), "WEB_CONCURRENCY": ""}
    command = [sys.executable, "-m", "assist_server.cli", "keys", "list"]
    assert subprocess.run(command, env=given, capture_output=True, check=False, timeout=60).returncode == 0


def test_hosts_and_prefix_are_read_as_people_write_them() -> None:
    given = {"ASSIST_ALLOWED_HOSTS": "Desk.Example., ::1, [::1], *", "SCRIPT_NAME": "/help/assist/"}
    settings = Settings.from_environment(given)
    assert settings.allowed_hosts == ["desk.example", "[::1]", "[::1]", "*"]
    assert settings.script_name == "/help/assist"
