"""Settings are read from the environment once, typed, and refused in one sentence when unusable."""

from __future__ import annotations

from pathlib import Path

import pytest

from assist_server.errors import SettingsError
from assist_server.settings import Settings


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


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ASSIST_TRUSTED_PROXIES", "*"),
        ("ASSIST_TRUSTED_PROXIES", "proxy.example"),
        ("ASSIST_TRUSTED_PROXIES", "10.0.0.0/33"),
        ("ASSIST_ALLOWED_HOSTS", "desk.example:8443"),
        ("ASSIST_ALLOWED_HOSTS", "https://desk.example"),
        ("ASSIST_ALLOWED_HOSTS", "*.desk.example"),
        ("SCRIPT_NAME", "assist"),
        ("SCRIPT_NAME", "//evil.example"),
        ("ASSIST_KEY_RATE", "-1"),
    ],
)
def test_what_no_proxy_host_or_path_is_called_is_refused(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        Settings.from_environment({name: value})


def test_hosts_and_prefix_are_read_as_people_write_them() -> None:
    given = {"ASSIST_ALLOWED_HOSTS": "Desk.Example., ::1, [::1], *", "SCRIPT_NAME": "/help/assist/"}
    settings = Settings.from_environment(given)
    assert settings.allowed_hosts == ["desk.example", "[::1]", "[::1]", "*"]
    assert settings.script_name == "/help/assist"
