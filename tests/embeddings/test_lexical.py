"""Words to hits: what a word is, that exact codes and names decide, and how words and vectors become one score."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from embeddings.errors import IndexUnusable
from embeddings.hits import Hits, best_hits
from embeddings.lexical import LexicalIndex, build_lexical, fuse, memory_lexical, open_lexical, tokenize
from embeddings.sealed import verify_folder

MODELS = ("Corvo 3", "Corvo 3S", "Zentra X200", "Zentra X210", "FluxDock", "FluxDock Air")
CODES = ("E-104", "E-105", "E-114", "F21", "0x80070057", "0x80070005", "PAY-3301", "PAY-3310")
TWINS = [f"The {model} stops and shows error {code}; we replaced the board." for model in MODELS for code in CODES]
"""Forty-eight texts that differ in one code or one name only."""


def index_of(texts: list[str], groups: list[int] | None = None) -> LexicalIndex:
    return memory_lexical(np.arange(len(texts)), np.array(groups or [0] * len(texts), np.int32), texts)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    groups = np.arange(len(TWINS), dtype=np.int32) % 3
    build_lexical(tmp_path / "words", 100 + np.arange(len(TWINS)), groups, TWINS)
    return tmp_path / "words"


def test_it_works() -> None:
    index = index_of(["My parcel never came", "The app shows error E-104", "I want my money back"])
    hits = index.search("what does e-104 mean in the app?", 3)
    assert hits.ids.tolist() == [1]
    assert 0 < hits.scores[0] < 1
    assert len(index) == 3


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Error E-104!", ["error", "e-104", "e104", "104"]),
        ("order #48213", ["order", "48213"]),
        ("iPhone15 and AA1234", ["iphone15", "iphone", "15", "aa1234", "aa", "1234"]),
        ("my Wi-Fi", ["wi-fi", "wifi", "wi", "fi"]),
        ("The customer’s parcels", ["customer", "parcel"]),
        ("¿Qué pasó con mi envío?", ["paso", "envio"]),
        ("Größe der Straße", ["grosse", "strasse"]),
        ("ＡＢＣ１２", ["abc12", "abc", "12"]),
        ("退款", ["退", "款", "退款"]),
        ("订单A12已发货", ["订", "单", "订单", "a12", "12", "已", "发", "货", "已发", "发货"]),
        ("が", ["が"]),
        ("हिन्दी", ["हिन्दी"]),
        ("", []),
        ("… !? 😡", []),
    ],
)
def test_a_text_becomes_these_words(text: str, words: list[str]) -> None:
    assert tokenize(text) == words


@given(st.text())
@example("\U0001d63c")  # a mathematical A, which has no small letter of its own
def test_words_are_folded_and_never_empty(text: str) -> None:
    words = tokenize(text)
    assert all(words)
    assert tokenize(" ".join(words)) == [] if not words else all(word == word.casefold() for word in words)


@pytest.mark.parametrize("at", range(len(TWINS)))
def test_an_exact_code_and_name_decide_among_near_twins(at: int) -> None:
    model, code = MODELS[at // len(CODES)], CODES[at % len(CODES)]
    question = f"hello, {code.lower()} came up again on our {model}, any idea?"
    assert index_of(TWINS).search(question, 1).ids.tolist() == [at]


def test_a_code_outweighs_the_plain_words_around_it() -> None:
    texts = ["The printer shows a strange error after the update", "E-104", "The printer is new"]
    assert index_of(texts).search("printer error E-104 after update", 1).ids.tolist() == [1]


def test_joined_and_spaced_codes_find_each_other() -> None:
    index = index_of(["Reset after E-104", "Reset after E-105"])
    assert [index.search(code, 1).ids[0] for code in ("E104", "e-105", "E 105")] == [0, 1, 1]


def test_a_score_is_the_share_of_the_query_that_is_matched() -> None:
    index = index_of(["apple pear", "apple", "plum"])
    both, one = index.search("apple pear", 2).scores
    assert 1 > both > one > 0
    assert index.search("apple", 1).scores[0] > index.search("apple unheard", 1).scores[0]


def test_texts_without_a_common_word_are_not_found() -> None:
    assert len(index_of(["apple", "pear"]).search("plum or cherry", 5)) == 0


@pytest.mark.parametrize("text", ["", "the of and", "???", "unheard " * 5_000])
def test_a_query_without_known_words_finds_nothing(text: str) -> None:
    assert len(index_of(["apple"]).search(text, 5)) == 0


def test_an_empty_index_finds_nothing(tmp_path: Path) -> None:
    build_lexical(tmp_path / "none", np.empty(0, np.int64), np.empty(0, np.int32), [])
    assert len(open_lexical(tmp_path / "none").search("apple", 5)) == 0


def test_a_small_index_that_borrows_what_is_rare_scores_as_the_large_one() -> None:
    texts = [*["flight late"] * 50, "voucher for a late flight"]
    base = index_of(texts)
    fresh = memory_lexical(np.array([900]), np.array([0], np.int32), texts[-1:], like=base)
    assert fresh.search("flight voucher", 1).scores[0] == base.search("flight voucher", 1).scores[0]
    assert index_of(texts[-1:]).search("flight voucher", 1).scores[0] != base.search("flight voucher", 1).scores[0]


@given(
    words=st.lists(st.sampled_from([*CODES, *MODELS, "error", "board"]), min_size=1, max_size=4),
    limit=st.integers(1, 60),
    groups=st.none() | st.frozensets(st.integers(0, 4)),
    excluded=st.frozensets(st.integers(0, len(TWINS)), max_size=40),
)
def test_hits_are_all_that_match_and_are_allowed_best_first(
    words: list[str], limit: int, groups: frozenset[int] | None, excluded: frozenset[int]
) -> None:
    index = index_of(TWINS, [at % 4 for at in range(len(TWINS))])
    hits = index.search(" ".join(words), limit, groups, excluded)
    wanted = set(tokenize(" ".join(words)))
    matching = {at for at, text in enumerate(TWINS) if wanted & set(tokenize(text))}
    allowed = {at for at in matching - excluded if groups is None or at % 4 in groups}
    assert set(hits.ids.tolist()) <= allowed
    assert len(hits) == len(set(hits.ids.tolist())) == min(limit, len(allowed))
    assert (np.diff(hits.scores) <= 0).all()
    assert ((hits.scores > 0) & (hits.scores < 1)).all()


def test_a_mapped_index_answers_as_one_in_memory(folder: Path) -> None:
    mapped, held = open_lexical(folder), index_of(TWINS, [at % 3 for at in range(len(TWINS))])
    for question in ("error F21 on a FluxDock", "pay-3310"):
        for groups in (None, frozenset({1, 2})):
            mine, theirs = mapped.search(question, 9, groups), held.search(question, 9, groups)
            assert (mine.ids - 100).tolist() == theirs.ids.tolist()
            assert mine.scores.tolist() == theirs.scores.tolist()
    verify_folder(folder)


def test_a_missing_index_is_refused(tmp_path: Path) -> None:
    with pytest.raises(IndexUnusable) as caught:
        open_lexical(tmp_path / "none")
    assert caught.value.mend == "Run: assist reindex"


@pytest.mark.parametrize("name", ["manifest.json", "rows.npy", "terms.npy", "strengths.npy"])
def test_a_file_cut_short_is_refused(folder: Path, name: str) -> None:
    (folder / name).write_bytes((folder / name).read_bytes()[:-1])
    with pytest.raises(IndexUnusable):
        open_lexical(folder)


def test_an_interrupted_build_cannot_be_opened_and_spares_what_was_there(folder: Path) -> None:
    def breaking() -> Iterator[str]:
        yield "one"
        raise ConnectionError

    for place in (folder, folder.with_name("new")):
        with pytest.raises(ConnectionError):
            build_lexical(place, np.arange(2), np.zeros(2, np.int32), breaking())
    assert len(open_lexical(folder)) == len(TWINS)
    assert [path.name for path in folder.parent.iterdir()] == ["words"]


def test_more_or_fewer_texts_than_ids_are_refused(tmp_path: Path) -> None:
    for texts in (["one"], ["one", "two", "three"]):
        with pytest.raises(ValueError, match="zip"):
            build_lexical(tmp_path / "words", np.arange(2), np.zeros(2, np.int32), texts)


def test_progress_counts_the_texts(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    build_lexical(
        tmp_path / "w", np.arange(2), np.zeros(2, np.int32), ["a", "b"], lambda done, total: seen.append((done, total))
    )
    assert seen == [(1, 2), (2, 2)]


def hits(found: dict[int, float]) -> Hits:
    return best_hits(np.array([*found], np.int64), np.array([*found.values()], np.float32), 99)


COSINES = st.dictionaries(st.integers(0, 30), st.integers(-8, 8).map(lambda step: step / 8), max_size=12)
SHARES = st.dictionaries(st.integers(0, 30), st.integers(1, 8).map(lambda step: step / 8), max_size=12)


def test_words_decide_between_nearly_equal_cosines() -> None:
    assert fuse(hits({1: 0.81, 2: 0.80, 3: 0.4}), hits({2: 0.9})).ids.tolist() == [2, 1, 3]


def test_an_id_only_words_found_counts_as_the_last_of_the_vectors_or_less_the_fewer_agree() -> None:
    fused = fuse(hits({1: 0.8, 2: 0.5}), hits({3: 0.5, 4: 1.0}), spread=0.12)
    wanted = {1: 0.8, 2: 0.5, 3: 0.5 - 0.06 + 0.1, 4: 0.5 + 0.2}
    assert dict(zip(fused.ids.tolist(), fused.scores.tolist(), strict=True)) == pytest.approx(wanted)


def test_words_weigh_on_the_scale_of_the_model() -> None:
    near = hits({1: 0.86, 2: 0.80})
    assert fuse(near, hits({2: 1.0}), spread=0.12).ids.tolist() == [2, 1]
    assert fuse(near, hits({2: 1.0}), spread=0.03).ids.tolist() == [1, 2]


@given(cosines=COSINES, shares=SHARES)
def test_fusing_keeps_every_id_sorted_and_within_the_weight_of_its_cosine(
    cosines: dict[int, float], shares: dict[int, float]
) -> None:
    fused = fuse(hits(cosines), hits(shares), spread=0.15)
    assert sorted(fused.ids.tolist()) == sorted(cosines.keys() | shares.keys())
    assert (np.diff(fused.scores) <= 0).all()
    for one, score in zip(fused.ids.tolist(), fused.scores.tolist(), strict=True):
        most = cosines.get(one, min(cosines.values(), default=0.0)) + 0.25
        assert most - 0.4 - 1e-6 <= score <= most + 1e-6


@given(cosines=COSINES, shares=SHARES)
def test_who_is_better_by_both_is_never_behind(cosines: dict[int, float], shares: dict[int, float]) -> None:
    place = {one: at for at, one in enumerate(fuse(hits(cosines), hits(shares)).ids.tolist())}
    for one in cosines:
        for other in cosines:
            mine, theirs = (cosines[one], shares.get(one, 0)), (cosines[other], shares.get(other, 0))
            if mine != theirs and mine[0] >= theirs[0] and mine[1] >= theirs[1]:
                assert place[one] < place[other]


@given(ids=st.permutations(range(8)), cosines=st.lists(st.sampled_from([0.25, 0.5]), min_size=8, max_size=8))
def test_equal_hits_come_in_one_order_however_they_arrived(ids: list[int], cosines: list[float]) -> None:
    arrived = sorted(zip(ids, cosines, strict=True), key=lambda hit: -hit[1])
    vector = Hits(np.array([one for one, _ in arrived]), np.array([cosine for _, cosine in arrived], np.float32))
    wanted = [one for one, _ in sorted(arrived, key=lambda hit: (-hit[1], hit[0]))]
    assert fuse(vector, hits({})).ids.tolist() == wanted
