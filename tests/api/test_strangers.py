"""Who asks without a key learns that something is wrong, and no path of the machine."""

from __future__ import annotations

import shutil
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from assist_server import create_app, store
from assist_server.services import Services
from assist_server.settings import Settings
from tests.conftest import as_role


def is_free_of_paths(settings: Settings, answer: Any) -> bool:
    """Say whether an answer names nothing of where things lie."""
    text = answer.get_data(as_text=True)
    return str(settings.folder.parent) not in text and "/tmp" not in text and "assist.db" not in text


def test_it_works(app: Flask, desk: Services) -> None:
    shutil.rmtree(desk.settings.folder / "generations")
    answer = app.test_client().get("/readyz")
    assert answer.status_code == 503 and is_free_of_paths(desk.settings, answer)
    told = answer.get_json()
    assert (told["detail"], told["mend"]) == ("The index cannot be used.", "Run: assist reindex")
    assert told["code"] == "index-unusable"


@pytest.mark.parametrize("missing", ["generations", "words", "models", "assist.db"])
def test_no_missing_part_is_named_by_its_path(app: Flask, desk: Services, missing: str) -> None:
    path = desk.settings.folder / missing
    shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
    desk.engine.dispose()
    fresh = create_app(desk.settings)
    for client in (app.test_client(), fresh.test_client()):
        for method, address in (("GET", "/readyz"), ("GET", "/healthz"), ("POST", "/v1/suggestions"), ("GET", "/v1/x")):
            assert is_free_of_paths(desk.settings, client.open(address, method=method, json={}))
            headers = {"Authorization": "Bearer assist_unknown"}
            assert is_free_of_paths(desk.settings, client.open(address, method=method, json={}, headers=headers))
        for address in ("/console/sign-in", "/console/overview", "/openapi.json", "/metrics"):
            assert is_free_of_paths(desk.settings, client.get(address))
    fresh.extensions["assist"].close()


def test_what_names_no_path_is_told_as_it_is(app: Flask, services: Services) -> None:
    assert app.test_client().get("/readyz").get_json()["detail"] == "No index has been built yet."


def test_who_has_a_key_learns_which_file_it_is(app: Flask, desk: Services) -> None:
    admin: FlaskClient = as_role(app, "admin")
    live = store.live(desk.engine).generation
    shutil.rmtree(desk.settings.folder / "generations")
    told = {check["name"]: check for check in admin.get("/v1/health").get_json()["checks"]}
    assert str(live) in told["index"]["detail"]
