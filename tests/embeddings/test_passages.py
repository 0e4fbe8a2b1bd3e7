"""Cutting a text into passages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.passages import split_passages

texts = st.text(alphabet=st.sampled_from("ab .!?\n\t。！é🙂"), max_size=400) | st.text(max_size=200)


def _letters(text: str) -> str:
    return "".join(text.split())


def test_it_works() -> None:
    text = "Print the label.\n\nPack the goods. Hand them in."
    assert split_passages(text, title="Returns", max_chars=40) == [
        "Returns\nPrint the label.",
        "Returns\nPack the goods. Hand them in.",
    ]


def test_a_short_text_is_one_passage() -> None:
    assert split_passages("  One line.\n\nAnother.  ") == ["One line.\n\nAnother."]


def test_a_blank_text_has_no_passages() -> None:
    assert split_passages(" \n\t ", title="Returns") == []


def test_a_long_paragraph_is_cut_between_sentences() -> None:
    assert split_passages("First sentence. Second one here. Third.", max_chars=25) == [
        "First sentence.",
        "Second one here. Third.",
    ]


def test_chinese_sentences_end_without_a_space() -> None:
    assert split_passages("订单还没有到。我已经等了三天了！请帮我查一下好吗？", max_chars=18) == [
        "订单还没有到。我已经等了三天了！",
        "请帮我查一下好吗？",
    ]


def test_a_sentence_too_long_is_cut_between_words() -> None:
    assert split_passages("one two three four five", max_chars=14) == ["one two", "three four", "five"]


def test_text_without_spaces_is_cut_all_the_same() -> None:
    pieces = split_passages("x" * 250, max_chars=100)
    assert "".join(pieces) == "x" * 250 and max(map(len, pieces)) <= 100


def test_a_tiny_tail_stays_with_the_piece_before_it() -> None:
    assert split_passages("x" * 100, max_chars=100) == ["x" * 100]


def test_a_long_title_leaves_most_of_the_passage_to_the_text() -> None:
    (passage,) = split_passages("The text.", title="long title " * 50, max_chars=90)
    assert passage.endswith("\nThe text.") and len(passage) <= 40


def test_what_lies_beyond_the_limit_is_left_out() -> None:
    assert split_passages("One.\n\nTwo.\n\nThree.", max_chars=7, limit=2) == ["One.", "Two."]


def test_a_length_that_holds_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="max_chars"):
        split_passages("text", max_chars=0)


@given(text=texts, title=texts, max_chars=st.integers(1, 80))
def test_no_passage_is_blank_or_too_long(text: str, title: str, max_chars: int) -> None:
    for passage in split_passages(text, title=title, max_chars=max_chars):
        assert passage.strip() and len(passage) <= max_chars


@given(text=texts, max_chars=st.integers(1, 80))
def test_nothing_is_lost_or_said_twice(text: str, max_chars: int) -> None:
    assert _letters("".join(split_passages(text, max_chars=max_chars, limit=1000))) == _letters(text)


@given(text=texts, limit=st.integers(0, 3))
def test_a_limit_takes_the_first_passages(text: str, limit: int) -> None:
    assert split_passages(text, max_chars=20, limit=limit) == split_passages(text, max_chars=20, limit=1000)[:limit]
