"""The language of a text is told, or not told when it does not say enough."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assist_server.text.language import LANGUAGES, detect_language

KNOWN = """
en Where is my parcel?
en The app crashes when I open the camera
en HELP, THE DOOR DOES NOT OPEN ANY MORE
en how do i change the plan
de Wo bleibt mein Paket?
de Abo bitte zum Monatsende kündigen
de Die Heizung zeigt E-104 an und wird nicht warm
es ¿Dónde está mi paquete?
es no puedo cambiar la contraseña de mi cuenta
es Quiero devolver la chaqueta azul
zh 我的包裹在哪里？
zh iPhone 15 Pro 开不了机
zh 请退款
fr Où est mon colis, s'il vous plaît ?
it Dov'è il mio pacco? Non è ancora arrivato
pt Onde está a minha encomenda?
nl Waar blijft mijn pakket?
pl Gdzie jest moja paczka?
ja 荷物がまだ届きません
ko 소포가 아직 도착하지 않았습니다
ru Где моя посылка?
""".strip().split("\n")


def test_it_works() -> None:
    assert detect_language("My order has not arrived yet") == "en"


@pytest.mark.parametrize("line", KNOWN)
def test_a_short_message_tells_its_language(line: str) -> None:
    language, text = line.split(" ", 1)
    assert detect_language(text) == language


@pytest.mark.parametrize(
    "text",
    ["", "ok", "E-104", "RT-AX88U", "DL4047 ATL BOS", "12345 67", "👍👍", "[order] [name]", "https://example.com/de"],
)
def test_too_little_or_only_codes_tells_nothing(text: str) -> None:
    assert detect_language(text) is None


def test_codes_and_links_do_not_sway_it() -> None:
    assert detect_language("Die Seite https://www.example.com/the-english-help zeigt ERROR_NOT_FOUND an") == "de"


def test_threads_get_the_same_answers() -> None:
    texts = [line.split(" ", 1)[1] for line in KNOWN] * 4
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(detect_language, texts)) == [detect_language(text) for text in texts]


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300))
def test_any_text_gives_a_known_language_or_none(text: str) -> None:
    assert detect_language(text) in (None, *LANGUAGES)
