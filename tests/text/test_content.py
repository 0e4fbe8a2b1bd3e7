"""Greetings and thanks ask nothing, single words little; three words, or one error code, enough."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from assist_server.text.content import ENOUGH, count_content


@pytest.mark.parametrize(
    "text",
    [
        "Hi!",
        "Hello there, good morning",
        "Thank you so much!",
        "ok thanks",
        "Is anyone there??",
        "refund?",
        "my parcel",
        "Guten Tag, vielen Dank!",
        "Hallo, jemand da?",
        "¡Hola! Buenos días",
        "Muchas gracias, perfecto",
        "你好，请问在吗",
        "谢谢",
        "😀 !!! ...",
        "",
    ],
)
def test_what_asks_nothing(text: str) -> None:
    assert count_content(text) < ENOUGH


@pytest.mark.parametrize(
    "text", ["Hi!", "Thanks!", "ok thanks", "Guten Tag, vielen Dank!", "¡Hola! Buenos días", "谢谢", ""]
)
def test_courtesies_alone_have_no_content(text: str) -> None:
    assert count_content(text) == 0


@pytest.mark.parametrize(
    "text",
    [
        "Where is my parcel?",
        "refund not arrived",
        "Hi, lamp keeps flickering",
        "E-104",
        "Wo bleibt mein Paket?",
        "Hola, ¿dónde está mi pedido?",
        "你好，我的包裹还没到",
        "Thanks, but the lamp still blinks red",
    ],
)
def test_what_asks_something(text: str) -> None:
    assert count_content(text) >= ENOUGH


@given(some.text(max_size=200))
def test_more_words_never_say_less(text: str) -> None:
    assert count_content(f"{text} and something else") >= count_content(text)
