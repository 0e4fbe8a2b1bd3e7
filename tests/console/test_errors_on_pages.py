"""The console's pages show errors and health in the language of the page; the API and the database keep the English."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from assist_server import health, store
from assist_server.console.words import LANGUAGES
from assist_server.services import Services
from assist_server.sources.catalogue import kinds
from tests.console.visiting import key_of, post, signed_in, visitor

OTHERS = sorted(set(LANGUAGES) - {"en"})
UNSEEN = re.compile(r"<(script|style|svg|code|pre|footer)\b.*?</\1>", re.DOTALL)
SPOKEN = re.compile(r'\b(?:title|aria-label|placeholder|alt)="([^"]*)"')
ENGLISH = re.compile(r"\b(the|is|are|with|and|of|there|cannot|can't|run)\b", re.IGNORECASE)
NO_ROOM = "There is no room left on the disk for a new index; the live one goes on answering."
FAILED = {
    "reindex": f"{NO_ROOM} Make room (as much as the present index takes), then reindex again.",
    "replay": "The process that ran it is gone. Start it again.",
    "sync": "The source was asked 4 times: no whole answer (ReadTimeout). Try again later, or check its url.",
}


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """The browser of an admin who reads German."""
    return speaking(app, "de")


def speaking(app: Flask, language: str) -> FlaskClient:
    """Return the browser of an admin who reads this language."""
    client = signed_in(app)
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = language
    return client


def fail(services: Services, task: str, message: str) -> str:
    """Let a job fail with a message and return its id."""
    job, _ = store.create_job_unless_active(services.engine, task, {"source": "rt"} if task == "sync" else {})
    store.start_job(services.engine, job.id)
    store.end_job(services.engine, job.id, "failed", message)
    return job.id


def addresses(app: Flask) -> list[str]:
    """Return every page that is shown without being told more."""
    rules = [
        rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/console/") and "GET" in (rule.methods or ())
    ]
    plain = [rule.rule for rule in rules if not rule.arguments and not rule.rule.endswith((".csv", "/", "/plan"))]
    named = ["", "/change", "/remove"]
    return [
        *plain,
        *(f"/console/sources/kinds/{kind}" for kind in kinds()),
        *(f"/console/sources/of/{name}{end}" for name in ("rt", "table") for end in named),
        "/console/sources/of/nobody",
        "/console/nowhere",
        "/console/replay.csv",
    ]


def seen(html: str) -> list[str]:
    """Return the texts of a page that people see or hear, but for the names of the languages and what is typed."""
    rest = UNSEEN.sub(" ", html)
    return [*re.sub(r"<[^>]+>", "\n", rest).split("\n"), *SPOKEN.findall(rest)]


def test_it_works(client: FlaskClient) -> None:
    page = client.get("/console/overview").text
    assert "Noch wurde kein Index gebaut. <b>Führen Sie aus: assist reindex</b>" in page


@pytest.mark.parametrize("language", OTHERS)
def test_no_page_holds_english_in_another_language(app: Flask, services: Services, language: str) -> None:
    for task, message in FAILED.items():
        fail(services, task, message)
    store.put_source(services.engine, "rt", "rt", {"url": "https://rt.example"})
    store.put_source(services.engine, "table", "csv", {"file": "/nowhere.csv"})
    client, places = speaking(app, language), addresses(app)
    pages = {place: client.get(place, follow_redirects=True) for place in places}
    assert {page.mimetype for page in pages.values()} == {"text/html"} and len(pages) > 30
    texts = {(place, text.strip()) for place, page in pages.items() for text in seen(page.text)}
    assert {text for _, text in texts if ENGLISH.search(text)} == set()


@pytest.mark.parametrize(
    ("path", "fields", "told"),
    [
        ("replay", {"last": "0"}, "Fragen Sie 1 bis 10.000 Tickets nochmals."),
        ("reindex", {"model": "unheard"}, "Ein Modell dieses Namens steht nicht zur Wahl."),
        ("reindex/roll-back", {}, "Es gibt keine vorige Generation, zu der man zurückkehren kann."),
        (
            "keys",
            {"role": "agent", "name": "Zoë", "id": "?"},
            "Das Formular ist nicht mehr so, wie es ausgegeben wurde.",
        ),
        ("keys/0/revoke", {}, "Vielleicht ist er inzwischen widerrufen."),
        ("erasure", {}, "Geben Sie die Kennung des Kunden an"),
        ("privacy", {}, "Es gibt nichts anzusehen."),
        ("privacy", {"ticket": '{"messages": 5}'}, "Das ist kein Ticket: messages: muss eine Liste sein."),
        ("privacy", {"ticket": "{"}, "Es beginnt wie JSON und ist keines."),
        ("sources/kinds/rt", {"name": "?", "option.url": "https://a.example"}, "Der Name einer Quelle besteht aus"),
        ("sources/kinds/rt", {"name": "rt", "option.url": "https://a.example"}, "die in ASSIST_SOURCE_HOSTS stehen."),
        (
            "sources/kinds/rt",
            {"name": "rt", "option.url": "https://a.example", "option.rate": "x"},
            "Die Option rate sagt",
        ),
        ("sources/kinds/unheard", {}, "Eine Art von Quelle namens &#39;unheard&#39; gibt es nicht."),
        ("sources/of/unheard/sync", {}, "Eine Quelle dieses Namens gibt es nicht."),
        ("insights/experiment", {"share": "2"}, "Der Anteil muss 0,01 bis 0,5 sein"),
        ("insights/experiment/stop", {}, "Es läuft kein Experiment."),
    ],
)
def test_what_a_form_is_refused_for_is_told_in_the_language_of_the_page(
    client: FlaskClient, path: str, fields: dict[str, str], told: str
) -> None:
    page = post(client, f"/console/{path}", **fields)
    assert page.status_code >= 400
    assert told in page.text and not [text for text in seen(page.text) if ENGLISH.search(text)]


def test_a_form_that_is_too_large_is_refused_in_the_language_of_the_page(client: FlaskClient) -> None:
    page = post(client, "/console/erasure", id="x" * 20_000)
    assert page.status_code == 413 and "Es wurde mehr gesendet, als angenommen wird." in page.text


def test_a_form_of_somebody_else_is_refused_in_the_language_of_the_page(client: FlaskClient) -> None:
    page = client.post("/console/sign-out-everywhere", data={"form_token": "0"})
    assert page.status_code == 403 and "Das Formular ist veraltet oder stammt nicht von hier." in page.text


def test_nobody_known_is_refused_in_their_language(app: Flask) -> None:
    client = visitor(app)
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "zh-CN"
    page = client.post("/console/sign-in", data={"key": key_of(app), "form_token": "0"})
    assert page.status_code == 403 and "表单已过期，或不是由本系统发出的。" in page.text


def test_a_failed_job_is_told_in_the_language_of_the_page_and_kept_in_english(
    app: Flask, services: Services, admin: FlaskClient
) -> None:
    id = fail(services, "reindex", FAILED["reindex"])
    german = "Auf der Platte ist kein Platz mehr für einen neuen Index; der laufende antwortet weiter."
    for place in ("overview", "reindex"):
        assert german in speaking(app, "de").get(f"/console/{place}").text
        assert NO_ROOM in speaking(app, "en").get(f"/console/{place}").text
    job = admin.get(f"/v1/jobs/{id}").json
    assert job and job["message"] == FAILED["reindex"]


def test_why_a_build_stayed_out_is_told_in_the_language_of_the_page(client: FlaskClient, services: Services) -> None:
    store.create_generation(services.engine, "newer", "a-model", 0)
    reasons = ["It finds only 91.2% of what an exact search finds (98% is asked for)."]
    store.fail_generation(services.engine, "newer", "The new index stays out.", {"reasons": reasons})
    for place in ("overview", "reindex"):
        assert "Er findet nur 91,2\u00a0% dessen" in client.get(f"/console/{place}").text


def test_what_a_sync_did_not_read_is_told_in_the_language_of_the_page(client: FlaskClient, services: Services) -> None:
    store.put_source(services.engine, "table", "csv", {"file": "/nowhere.csv"})
    report = {
        "started_at": "2026-11-24T09:00:00+00:00",
        "error": "The file cannot be read (Permission denied). Check the option file.",
        "unread": {"status: not a word that is known": 3, "messages: Field required": 2},
    }
    store.keep_report(services.engine, "table", report, None)
    for place in ("overview", "sources/of/table"):
        page = client.get(f"/console/{place}").text
        assert "Die Datei lässt sich nicht lesen (Zugriff verweigert). Prüfen Sie die Option file." in page
        assert "status: kein bekanntes Wort" in page and "messages: fehlt" in page


def test_a_full_disk_is_told_in_the_language_of_the_page(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "SPARE", 10**18)
    page = client.get("/console/overview").text
    assert re.search(r"\d,\d GB sind im Datenordner frei; der nächste Index passt vielleicht nicht hinein\.", page)


def test_what_is_not_translated_is_marked_as_english(app: Flask, services: Services) -> None:
    fail(services, "reindex", "Nobody has foreseen this. Run: assist migrate")
    marked = '<span lang="en">Nobody has foreseen this. </span>'
    assert f"{marked}Führen Sie aus: assist migrate" in speaking(app, "de").get("/console/reindex").text
    assert marked not in speaking(app, "en").get("/console/reindex").text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_value_in_a_sentence_is_never_markup(app: Flask, services: Services, language: str) -> None:
    fail(services, "reindex", "The index at /data lacks its file <b onclick=x>\n</b>{0}.")
    page = speaking(app, language).get("/console/reindex").text
    assert "&lt;b onclick=x&gt;\n&lt;/b&gt;{0}" in page and "<b onclick" not in page
