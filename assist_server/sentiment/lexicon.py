"""A plain word list for German, Spanish and Chinese: the mood of a message whose language the encoder does not know.

It is a stopgap: pleased and displeased words are counted, turned round by a negation shortly before.
A multilingual encoder with a fitted head is better and replaces it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from assist_server.sentiment.warning_rules import fold
from assist_server.text.patterns import bounded

MAX_READ = 4_000  # characters
REACH = {"de": 25, "es": 25, "zh": 4}  # characters before a word in which a negation turns it round
ENDINGS = {"de": "(?:e[nmrs]?)?", "es": "s?"}  # that a word of the list may take on
NEUTRAL = 1.2  # weight of saying nothing: one plain word alone reaches about 0.6, two about 0.75
GIST = 0.5  # the first of two halves of a message counts this much less where the second begins with "but"


@dataclass(frozen=True)
class _Words:
    pleased: str
    displeased: str
    strong: str  # displeased words that count twice
    negation: str
    but: str


_WORDS: Mapping[str, _Words] = {
    "de": _Words(
        pleased="danke dankeschön dank super toll klasse prima perfekt hervorragend ausgezeichnet begeistert"
        " zufrieden freundlich freundliche nett nette netter hilfsbereit schnell schnelle gelöst geklappt"
        " funktioniert wunderbar freue gefreut freut lob loben empfehle empfehlen spitze großartig liebe"
        " lieben genial einwandfrei reibungslos top beste bester bestens vorbildlich",
        displeased="enttäuscht enttäuschend enttäuschung ärgerlich verärgert schlecht schlechte schlechter"
        " schlechten leider ärgern unzufrieden nervt genervt unfreundlich unfreundliche mangelhaft langsam"
        " chaos umständlich schade beschwerde beschweren beschädigt unzuverlässig zerbrochen vergeblich"
        " vergebens mies miese nutzlos unbrauchbar überfordert abgewimmelt falsche traurig versprochen"
        " warte verspätet ignoriert doppelt",
        strong="frechheit unverschämt unverschämtheit katastrophe katastrophal unfassbar furchtbar schrecklich"
        " wütend sauer stinksauer skandal betrug betrüger abzocke zumutung inakzeptabel scheiße scheiß"
        " unfähig saftladen lächerlich unmöglich reicht",
        negation=r"\b(?:nicht|kein\w*|nie|niemals|weder|ohne)\b",
        but=r"\b(?:aber|jedoch|allerdings|trotzdem|dennoch)\b",
    ),
    "es": _Words(
        pleased="gracias genial excelente perfecto perfecta estupendo estupenda encantado encantada encanta"
        " contento contenta feliz satisfecho satisfecha amable amables rapido rapida maravilloso"
        " maravillosa fantastico fantastica increible recomiendo felicidades buenisimo buenisima resuelto"
        " solucionado funciona mejor agradezco agradecido agradecida atentos impecable",
        displeased="decepcionado decepcionada decepcion decepcionante molesto molesta malo mala mal malos malas"
        " lamentable queja quejas lento lenta roto rota danado danada defectuoso equivocado equivocada"
        " problema insatisfecho insatisfecha frustrado frustrada frustrante desagradable grosero grosera"
        " pena lamentablemente desgraciadamente retraso tarde ignoran doble inservible",
        strong="vergüenza vergonzoso indignante inaceptable furioso furiosa harto harta pesimo pesima horrible"
        " terrible estafa ladrones mierda asco fatal peor desastre inutiles inutil ridiculo basta robo"
        " enojado enojada enfadado enfadada",
        negation=r"\b(?:no|nunca|jamas|sin|ni|tampoco)\b",
        but=r"\b(?:pero|sin embargo|aunque|no obstante)\b",
    ),
    "zh": _Words(
        pleased="谢谢 感谢 多谢 满意 很好 太好了 非常好 挺好 真好 不错 喜欢 好评 点赞 给力 热情 耐心 贴心 周到"
        " 完美 优秀 棒 赞 开心 高兴 愉快 惊喜 推荐 好用 好吃 美味 新鲜 值得 舒服 漂亮 及时 神速 很快 超快"
        " 解决了 辛苦了 放心 方便 实惠",
        displeased="失望 不满 难用 难吃 差 坏了 慢 投诉 差评 麻烦 糟糕 郁闷 遗憾 可惜 漏发 发错 少发 破损 损坏 后悔"
        " 不爽 不好 不行 不值 不新鲜 没解决 没用 扣了两次 多扣 退货 没收到 没人 凉了 洒了 送错 异味",
        strong="垃圾 骗子 骗人 恶心 气死 生气 愤怒 太过分 坑人 坑爹 无耻 无良 忍无可忍 受够 极差 太差 最差"
        " 难吃死 无语 差劲 欺骗 不要脸 态度恶劣 太烂",
        negation=r"不|没|无|别|未",
        but=r"但是|但|不过|可是|然而|只是",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class _Lexicon:
    says: re.Pattern[str]
    values: Mapping[str, float]
    negation: re.Pattern[str]
    but: re.Pattern[str]


def lexicon_language(text: str, language: str | None) -> str | None:
    """Name the word list for a text: Chinese by its script, German and Spanish by the language given, else None."""
    if language is None or language[:2].lower() == "zh":
        return "zh" if re.search(r"[\u4e00-\u9fff]", text[:MAX_READ]) else None
    name = language[:2].lower()
    return name if name in _WORDS else None


def lexicon_mood(text: str, language: str | None) -> npt.NDArray[np.float64]:
    """Return the shares of negative, neutral and positive (3,) by counting words; all neutral without a word list."""
    if language is None or language not in _WORDS:
        return np.array([0.0, 1.0, 0.0])
    lexicon, folded = _lexicon(language), fold(text[:MAX_READ])
    turn = lexicon.but.search(folded)
    pleased = displeased = 0.0
    for match in lexicon.says.finditer(folded):
        value = lexicon.values[match.group(1)]
        if lexicon.negation.search(folded, max(0, match.start() - REACH[language]), match.start()):
            value = -0.7 * value
        if turn is not None and match.start() < turn.start():
            value *= GIST
        pleased, displeased = pleased + max(value, 0), displeased + max(-value, 0)
    total = NEUTRAL + 2 * pleased + 2 * displeased
    return np.array([2 * displeased, NEUTRAL, 2 * pleased]) / total


@cache
def _lexicon(language: str) -> _Lexicon:
    words = _WORDS[language]
    values = {fold(word): 1.0 for word in words.pleased.split()}
    values |= {fold(word): -1.0 for word in words.displeased.split()}
    values |= {fold(word): -2.0 for word in words.strong.split()}
    longest = "|".join(re.escape(word) for word in sorted(values, key=len, reverse=True))
    says = f"({longest})" if language == "zh" else rf"\b({longest}){ENDINGS[language]}\b"
    return _Lexicon(re.compile(says), values, bounded(words.negation), bounded(words.but))
