"""The console's texts: every language has all of them, and all that the pages name are there."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from string import Formatter

import pytest

from assist_server.console.figures import ROWS_NAMED, figures
from assist_server.console.words import LANGUAGES, Words, chosen, texts
from tests.test_layers import modules

CONSOLE = Path(__file__).parent.parent.parent / "assist_server" / "console"
SAID = re.compile(r"""\bsay\(\s*["']([^"'{}~]+)["']\s*[,)]|(?:words\(\)|self)\(["']([^"'{}]+)["'][,)]""")

REPORT = {"recall": 1, "replay": {"asked": 3, "shown": 2, "close": 1, "silent_when_hidden": 3, "leaks": 0}}


def places(text: str) -> set[str]:
    """Return the names of the places in a text."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def named() -> set[str]:
    """Return the names of all texts that templates and modules say."""
    files = [*CONSOLE.rglob("*.html"), *CONSOLE.glob("*.py")]
    found = [match for path in files for match in SAID.findall(path.read_text(encoding="utf-8"))]
    return {first or second for first, second in found}


def test_it_works() -> None:
    say = Words("en")
    assert say("progress.count", done=1, total=2) == "1 of 2"
    assert say.of("state", "done") == "done" and say.of("stage", "unheard of") == "unheard of"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_text_with_the_same_places(language: str) -> None:
    english, there = texts("en"), texts(language)
    assert set(there) == set(english)
    assert {name for name in english if places(there[name]) != places(english[name])} == set()
    assert all(text.strip() for text in there.values())


def test_no_text_is_given_twice() -> None:
    for folder in (CONSOLE / "texts").iterdir():
        names = [name for file in folder.iterdir() for name in json.loads(file.read_text(encoding="utf-8"))]
        assert len(names) == len(set(names))


def test_every_text_that_is_said_is_there_and_every_text_is_said() -> None:
    assert named() <= set(texts("en"))
    rooms = {
        "page",
        "state",
        "stage",
        "task",
        "reason",
        "generation-state",
        "figure",
        "meaning",
        "unit",
        "sign-in",
        "did",
        "unread",
        "insight",
        "dim",
        "verdict",
        "article",
        "by",
        "maturity-stage",
        "trait",
        "left_out",
        "note",
        "role",
        "may",
        "new-key",
        "split",
        "step",
        "step-help",
        "held",
        "check",
        "check-state",
        "event",
        "kept",
        "placeholder",
        "author",
        "why",
        "privacy-field",
        "erased",
        "erasure-field",
        "evidence",
        "credential",
        "option",
        "column",
        "experiment-found",
        "experiment-side",
        "experiment-beware",
    }
    unsaid = {name for name in texts("en") if name not in named() and name.partition(".")[0] not in rooms}
    assert unsaid == set()


def test_every_figure_has_a_name_and_a_meaning() -> None:
    pictured = {one.name for one in figures(REPORT, {}) if one.pictured}
    assert pictured and {f"meaning.{name}" for name in pictured} <= set(texts("en"))
    assert {f"figure.{name}" for name in ROWS_NAMED} <= set(texts("en"))


def test_every_stage_of_a_build_has_a_name() -> None:
    sources = [path.read_text(encoding="utf-8") for path in modules().values()]
    stages = {stage for source in sources for stage in re.findall(r'\breport\("([^"]+)"', source)}
    assert len(stages) >= 10 and {f"stage.{stage}" for stage in stages} <= set(texts("en"))


def test_every_reason_to_leave_a_ticket_out_has_a_name() -> None:
    source = modules()["assist_server.history"].read_text(encoding="utf-8")
    reasons = set(re.findall(r'\("([a-z ]+)", lambda', source)) | {"by tag", "by team", "by agent", "by channel"}
    assert len(reasons) >= 10 and {f"reason.{reason}" for reason in reasons} <= set(texts("en"))


@pytest.mark.parametrize(
    ("asked", "kept", "accepted", "spoken"),
    [
        (None, None, [], "en"),
        (None, None, ["fr", "de-AT", "en"], "de"),
        (None, None, ["zh-CN"], "zh"),
        (None, "es", ["de"], "es"),
        ("zh", "es", ["de"], "zh"),
        ("xx", "yy", ["ES_mx"], "es"),
    ],
)
def test_the_reader_chooses_the_language(asked: str | None, kept: str | None, accepted: list[str], spoken: str) -> None:
    assert chosen(asked, kept, accepted) == spoken


def test_numbers_are_written_as_the_language_does() -> None:
    written = {name: (Words(name).number(1234567.5, 1), Words(name).percent(0.625, 1)) for name in LANGUAGES}
    assert written == {
        "en": ("1,234,567.5", "62.5%"),
        "de": ("1.234.567,5", "62,5\u00a0%"),
        "es": ("1\u00a0234\u00a0567,5", "62,5\u00a0%"),
        "zh": ("1,234,567.5", "62.5%"),
    }


def test_less_than_the_whole_is_never_written_as_the_whole() -> None:
    say = Words("en")
    assert [say.percent(share) for share in (1, 0.9999, 0)] == ["100%", "99%", "0%"]
    assert say.percent(0.9999, 1) == "99.9%"


def test_lengths_of_time_are_told_in_two_units() -> None:
    say = Words("en")
    told = [say.seconds(value).replace("\u00a0", " ") for value in (0.2, 59.6, 61, 3_599, 7_384)]
    assert told == ["a moment", "1 min", "1 min 1 s", "59 min 59 s", "2 h 3 min"]


def test_a_moment_is_told_with_its_zone() -> None:
    assert Words("de").moment(datetime(2026, 11, 24, 9, 5, tzinfo=UTC)) == "2026-11-24 09:05 UTC"
