"""What a customer's words warn of, and what only looks like it."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assist_server.sentiment.warning_phrases import LANGUAGES
from assist_server.sentiment.warning_rules import MAX_EVIDENCE, find_words, fold

CASES = Path(__file__).parent.parent / "cases" / "warnings"
CODES = ("anger", "leaving", "legal", "public_complaint", "repeated_contact", "long_wait", "friendly")


def codes(text: str, language: str | None = "en") -> set[str]:
    return {finding.code for finding in find_words(text, language)}


def test_it_works() -> None:
    findings = find_words("I have been waiting for two weeks. My lawyer will be in touch!", "en")
    assert {(finding.code, finding.words) for finding in findings} == {
        ("long_wait", "waiting for two weeks"),
        ("legal", "My lawyer will"),
    }


@pytest.mark.parametrize("name", ["dev", "held_out"])
@pytest.mark.parametrize("code", CODES)
def test_precision_and_recall_hold_in_every_language_together(name: str, code: str) -> None:
    counts: Counter[tuple[bool, bool]] = Counter()
    for line in (CASES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        counts[code in case["codes"], code in codes(case["text"], case["language"])] += 1
    right = counts[True, True]
    assert right / (right + counts[False, True]) >= 0.9
    assert right / (right + counts[True, False]) >= 0.8


@pytest.mark.parametrize("language", ["en", "de", "es", "zh"])
def test_at_least_half_of_the_cases_are_near_misses(language: str) -> None:
    lines = [line for path in CASES.glob("*.jsonl") for line in path.read_text(encoding="utf-8").splitlines()]
    cases = [case for case in map(json.loads, lines) if case["language"] == language]
    assert len(cases) >= 100
    assert sum(not case["codes"] for case in cases) / len(cases) >= 0.45


@pytest.mark.parametrize(
    "text",
    [
        "I won't sue you.",
        "We are not going to sue you over this.",
        "I don't think I will get a lawyer involved.",
        "I am not angry at all.",
        "My lawyer friend recommended you.",
        "How can I cancel my subscription?",
        "This is no complaint.",
        "Fatal error: the process was killed, the disk is dead and the build failed.",
    ],
)
def test_a_near_miss_is_no_warning(text: str) -> None:
    assert codes(text) == set()


def test_a_condition_is_no_negation() -> None:
    assert "legal" in codes("If you do not refund me I will sue you.")
    assert "legal" in codes("If not resolved my lawyer will write to you.")


def test_not_only_is_no_negation() -> None:
    assert "anger" in codes("It is not only outrageous but expensive.")


def test_another_company_is_not_meant() -> None:
    assert codes("My old provider was disgusting, you are far better.") == {"friendly"}


@pytest.mark.parametrize("text", ["I’ll sue you", "I WILL SUE YOU", "i will   sue\nyou"])
def test_case_spacing_and_typographic_quotes_do_not_matter(text: str) -> None:
    assert "legal" in codes(text)


def test_accents_may_be_left_out() -> None:
    assert codes("Esto es una verguenza, llevo tres semanas esperando", "es") == {"anger", "long_wait"}
    assert codes("Esto es una vergüenza", "es") == {"anger"}


def test_traditional_characters_are_read() -> None:
    assert "legal" in codes("我要起訴你們", "zh-TW")


def test_a_wrongly_detected_language_of_a_short_text_does_no_harm() -> None:
    assert "anger" in codes("You are all idiots", "nl")
    assert "anger" in codes("So eine Frechheit!", "en")


def test_shouting_is_a_notice_but_thanks_in_capitals_are_not() -> None:
    assert [finding.severity for finding in find_words("PLEASE ANSWER MY QUESTION TODAY!!!", "en")] == ["notice"]
    assert codes("THANK YOU SO MUCH FOR YOUR HELP!!!") == {"friendly"}
    assert codes("ERROR CODE IN MODULE STARTUP SEQUENCE") == set()


def test_both_ends_of_a_very_long_message_are_read() -> None:
    padding = "line of a log file\n" * 10_000
    assert codes("I will sue you. " + padding + " I'll go to the press.") == {"legal", "public_complaint"}


@given(st.text(max_size=400), st.sampled_from([None, "en", "de", "es", "zh", "fr", "", "EN-us"]))
@settings(max_examples=150, deadline=None)
def test_any_text_is_read_and_evidence_is_a_piece_of_it(text: str, language: str | None) -> None:
    for finding in find_words(text, language):
        assert finding.words in text
        assert 0 < len(finding.words) <= MAX_EVIDENCE


WORDS = "I will not sue you never again waiting two weeks Anwalt nicht hace mes 律师 等了 三周 . !".split()


@given(st.lists(st.sampled_from(WORDS), max_size=40))
@settings(max_examples=150, deadline=None)
def test_any_order_of_telling_words_is_read(words: list[str]) -> None:
    text = " ".join(words)
    assert all(finding.words in text for finding in find_words(text))


@given(st.text(max_size=300))
def test_folding_keeps_every_position(text: str) -> None:
    assert len(fold(text)) == len(text)


def test_every_part_that_a_phrase_names_exists() -> None:
    assert all(find_words("字 word", name) == [] for name in LANGUAGES)  # every language's rows are compiled


def test_every_language_speaks_of_every_code() -> None:
    for language in LANGUAGES.values():
        assert {row.code for row in language.rows} == set(CODES)
