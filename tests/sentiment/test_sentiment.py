"""Mood of messages and of a conversation, from vectors, words and word lists."""

from __future__ import annotations

import json
import zipfile
from collections import Counter
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assist_server.results import MessageMood
from assist_server.sentiment import MoodHead, NullHead, Turn, load_head, read_sentiment
from assist_server.sentiment.heads import MOOD_FILE, FloatArray, Head, carry_over, save_head
from assist_server.sentiment.lexicon import lexicon_mood
from assist_server.sentiment.terms import TermWeights, hash_terms, terms_of
from embeddings.encoder import load_encoder

NOW = datetime(2024, 5, 17, tzinfo=UTC)
CASES = Path(__file__).parent.parent / "cases"
MOOD_CASES = CASES / "mood"
DEFAULT = "all-MiniLM-L6-v2"


def toy_head() -> MoodHead:
    """A head of two inputs: the first says negative, the second positive; the word "splendid" says positive."""
    hidden = np.eye(2, dtype=np.float32)
    weights = np.array([[4, 0, 0], [0, 0, 4]], dtype=np.float32)
    terms = TermWeights(hash_terms(["splendid"]), np.array([[0, 0, 6]], dtype=np.float32))
    zeros = np.zeros(2, dtype=np.float32)
    return MoodHead("toy", weights, np.array([0, 1, 0], dtype=np.float32), hidden, zeros, terms)


def test_a_head_is_carried_over_to_an_encoder_that_turned_its_vectors(tmp_path: Path) -> None:
    rng, head = np.random.default_rng(0), toy_head()
    before = rng.normal(size=(400, 2)).astype(np.float32)
    after = np.asarray(before @ np.array([[0.6, 0.8], [-0.8, 0.6]]) + 0.1, np.float32)
    carried = carry_over(head, before[:300], after[:300])
    texts = ["splendid", *["words"] * 99]
    assert np.abs(carried.moods(after[300:], texts) - head.moods(before[300:], texts)).max() < 0.05
    save_head(carried, str(tmp_path / MOOD_FILE))
    again = load_head(str(tmp_path))
    assert np.abs(again.moods(after[300:], texts) - carried.moods(after[300:], texts)).max() < 0.05


def rows(*rows: tuple[float, float]) -> FloatArray:
    return np.array(rows, dtype=np.float32).reshape(-1, 2)


def scores(texts: list[str], vectors: FloatArray, head: Head, language: str | None = "en") -> list[MessageMood]:
    return read_sentiment([Turn("customer", text, None, language) for text in texts], vectors, head, now=NOW).trend


def test_it_works() -> None:
    turns = [Turn("customer", "It broke."), Turn("agent", "Here is a new one."), Turn("customer", "Nice.")]
    read = read_sentiment(turns, rows((1, 0), (0, 1)), toy_head(), now=NOW)
    assert [mood.label for mood in read.trend] == ["negative", "positive"]
    assert read.label == "positive" and -1 <= read.trend[0].score < 0 < read.score <= 1


def test_the_last_message_weighs_most_and_the_ones_before_steady_it() -> None:
    turns = [Turn("customer", "a"), Turn("customer", "b")]
    up = read_sentiment(turns, rows((1, 0), (0, 1)), toy_head(), now=NOW)
    down = read_sentiment(turns, rows((0, 1), (1, 0)), toy_head(), now=NOW)
    assert up.score > 0 > down.score
    assert up.score < up.trend[-1].score and down.score > down.trend[-1].score


def test_a_conversation_without_customer_is_neutral() -> None:
    read = read_sentiment([Turn("agent", "Hello")], np.zeros((0, 2), dtype=np.float32), toy_head(), now=NOW)
    assert (read.label, read.score, read.trend, read.warnings) == ("neutral", 0.0, [], [])


def test_vectors_must_fit_the_turns_and_the_head() -> None:
    with pytest.raises(ValueError, match="2 customer turns"):
        scores(["a", "b"], rows((1, 0)), toy_head())
    with pytest.raises(ValueError, match="reads"):
        scores(["a"], np.zeros((1, 3), dtype=np.float32), toy_head())


def test_words_count_beside_the_vector() -> None:
    plain, splendid = scores(["It is there.", "It is splendid."], rows((0, 0), (0, 0)), toy_head())
    assert plain.label == "neutral" and splendid.label == "positive"


def test_politeness_does_not_make_a_threat_positive() -> None:
    (mood,) = scores(["Splendid, thank you, I will sue you."], rows((0, 2)), toy_head())
    assert mood.label == "negative"


def test_a_model_without_head_is_neutral_unless_words_warn() -> None:
    head = load_head("nobody/fitted-this")
    assert isinstance(head, NullHead)
    plain, threat = scores(["It broke.", "I will sue you."], rows((1, 0), (1, 0)), head)
    assert (plain.label, plain.score) == ("neutral", 0.0) and threat.score < 0
    read = read_sentiment([Turn("customer", "I will sue you.", None, "en")], rows((1, 0)), head, now=NOW)
    assert [warning.code for warning in read.warnings] == ["legal"]


def test_open_anger_is_negative_where_the_rest_says_nothing() -> None:
    (mood,) = scores(["So eine Frechheit, der Tisch für sechs ist weg."], rows((0, 0)), toy_head(), "de")
    assert mood.label == "negative"


def test_a_name_that_is_a_path_or_climbs_out_finds_no_head() -> None:
    assert isinstance(load_head("../../" + "x" * 20), NullHead)
    assert isinstance(load_head(""), NullHead)


def test_an_owner_before_the_models_name_is_allowed() -> None:
    assert isinstance(load_head(f"sentence-transformers/{DEFAULT}"), MoodHead)


def test_shipped_heads_are_small_and_hold_no_pickles() -> None:
    folder = resources.files("assist_server.sentiment") / "weights"
    shipped = [file for file in folder.iterdir() if file.name.endswith(".npz")]
    assert f"{DEFAULT}.npz" in {file.name for file in shipped}
    for file in shipped:
        with resources.as_file(file) as path:
            assert path.stat().st_size < 200_000
            assert zipfile.is_zipfile(path)
            with np.load(path, allow_pickle=False) as kept:
                assert all(kept[name].dtype != object for name in kept.files)


def test_a_head_survives_being_saved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "weights").mkdir()
    save_head(toy_head(), str(tmp_path / "weights" / "toy.npz"))
    monkeypatch.setattr("assist_server.sentiment.heads.resources.files", lambda _: tmp_path)
    loaded = load_head.__wrapped__("toy")
    texts, vectors = ["splendid", "bad"], rows((0, 0), (1, 0))
    np.testing.assert_allclose(loaded.moods(vectors, texts), toy_head().moods(vectors, texts), atol=1e-2)


@pytest.mark.parametrize(
    ("text", "language", "label"),
    [
        ("Danke, das hat wunderbar geklappt!", "de", "positive"),
        ("Das ist eine Frechheit.", "de", "negative"),
        ("Das ist nicht gut und ich bin nicht zufrieden.", "de", "negative"),
        ("Muchas gracias, excelente atención.", "es", "positive"),
        ("No estoy contento.", "es", "negative"),
        ("谢谢，非常满意", "zh", "positive"),
        ("不满意，太失望了", "zh", "negative"),
        ("请问发票什么时候开？", "zh", "neutral"),
        ("Bonjour, merci beaucoup", "fr", "neutral"),
    ],
)
def test_a_language_that_the_encoder_does_not_know_is_read_by_word_list(text: str, language: str, label: str) -> None:
    (mood,) = scores([text], rows((1, 1)), toy_head(), language)
    assert mood.label == label


def test_chinese_is_known_by_its_script_when_no_language_was_given() -> None:
    (mood,) = scores(["谢谢，太好了"], rows((3, 0)), toy_head(), None)
    assert mood.label == "positive"


def test_a_complaint_after_but_outweighs_the_thanks_before_it() -> None:
    shares = lexicon_mood("Danke für die schnelle Antwort, aber ich bin enttäuscht und die Ware ist beschädigt.", "de")
    assert shares[0] > shares[2]


def test_numbers_links_and_handles_are_one_word_each() -> None:
    assert terms_of("@desk 12.50 https://a.example/b !!!!")[:4] == ["@", "0", "://", "!!"]


@given(st.text(max_size=300), st.sampled_from([None, "en", "de", "es", "zh", "fr", "x"]))
@settings(max_examples=100, deadline=None)
def test_any_text_has_a_mood_within_bounds(text: str, language: str | None) -> None:
    (mood,) = scores([text], rows((0.5, 0.5)), toy_head(), language)
    assert -1 <= mood.score <= 1
    assert abs(lexicon_mood(text, language).sum() - 1) < 1e-6


@pytest.mark.model
@pytest.mark.parametrize("language", ["en", "de", "es", "zh"])
def test_a_calm_report_is_no_warning_and_a_polite_complaint_is_not_positive(language: str, models_folder: Path) -> None:
    lines = (MOOD_CASES / "tact.jsonl").read_text(encoding="utf-8").splitlines()
    cases = [case for case in map(json.loads, lines) if case["language"] == language]
    vectors = load_encoder(DEFAULT, models_folder).encode_queries([case["text"] for case in cases])
    for case, vector in zip(cases, vectors, strict=True):
        turns = [Turn("customer", case["text"], None, language)]
        read = read_sentiment(turns, vector[None], load_head(DEFAULT), now=NOW)
        if case["kind"] == "technical":
            assert read.warnings == [] and read.label != "negative", case["text"]
        else:
            assert read.label != "positive", case["text"]


@pytest.mark.model
@pytest.mark.parametrize("name", ["dev", "held_out"])
def test_a_turn_of_mood_is_seen_and_a_near_miss_is_not(name: str, models_folder: Path) -> None:
    encoder, head = load_encoder(DEFAULT, models_folder), load_head(DEFAULT)
    counts: Counter[tuple[bool, bool]] = Counter()
    for line in (CASES / "turning" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        turns = [Turn(turn["author"], turn["text"], None, case["language"]) for turn in case["turns"]]
        vectors = encoder.encode_queries([turn.text for turn in turns if turn.author == "customer"])
        warned = {warning.code for warning in read_sentiment(turns, vectors, head, now=NOW).warnings}
        counts[case["turning"], "turning_mood" in warned] += 1
    assert counts[True, True] / (counts[True, True] + counts[False, True]) >= 0.9
    assert counts[True, True] / (counts[True, True] + counts[True, False]) >= 0.7  # word lists miss a lot


@pytest.mark.model
def test_the_shipped_head_reads_english_of_other_trades(models_folder: Path) -> None:
    paths = [MOOD_CASES / f"{name}.jsonl" for name in ("dev", "held_out")]
    lines = [line for path in paths for line in path.read_text(encoding="utf-8").splitlines()]
    cases = [case for case in map(json.loads, lines) if case["language"] == "en"]
    texts = [case["text"] for case in cases]
    moods = scores(texts, load_encoder(DEFAULT, models_folder).encode_queries(texts), load_head(DEFAULT))
    assert np.mean([mood.label == case["label"] for mood, case in zip(moods, cases, strict=True)]) >= 0.8
