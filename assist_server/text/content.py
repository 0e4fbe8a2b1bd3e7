"""How much a message asks: a greeting, thanks or a word or two fit every answer a little and none rightly."""

from __future__ import annotations

import re

from embeddings.tokens import fold

ENOUGH = 3.0  # words of content, from which on a message asks something
HAN_A_WORD = 2  # characters

# What is said in every conversation: of these words alone no matter can be told.
_COURTESIES = frozenset(
    """
    hi hello hey dear all everyone there team sir madam good morning afternoon evening thanks thank thx ty
    cheers please ok okay kk yes yep no nope sure great perfect cool nice wonderful awesome amazing anyone
    anybody here ping bump bye goodbye regards you u so very much many lot hallo moin servus guten gute tag
    morgen abend liebe lieber liebes geehrte geehrter damen herren danke vielen dank schon schoen schone bitte
    ja nein klar super prima toll gerne jemand da grusse gruss viele freundliche mfg lg hola buenos buenas buen
    dia dias tardes noches gracias muchas muchisimas mil por favor si vale perfecto genial estimado estimada
    estimados senor senora alguien ahi saludos un cordial
    """.split()
)
_COURTESIES_ZH = re.compile(
    "你好|您好|谢谢|多谢|感谢|请问|在吗|在么|有人吗|好的|早上好|下午好|晚上好|謝謝|多謝|感謝|請問|在嗎|有人嗎|亲"
)
_HAN = re.compile("[\u3400-\u9fff]")
_WORD = re.compile(r"[^\W\d_]+|\d+")


def count_content(text: str) -> float:
    """Return how many words of a text are no courtesy; one with digits, as an error code has, is enough by itself."""
    without = _COURTESIES_ZH.sub(" ", text)
    han = len(_HAN.findall(without))
    words = _WORD.findall(fold(_HAN.sub(" ", without)))
    content = [word for word in words if word not in _COURTESIES]
    count = len(content) + han / HAN_A_WORD
    return max(count, ENOUGH) if any(word.isdecimal() for word in content) else count
