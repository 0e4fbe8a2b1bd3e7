"""Chinese names that a text introduces (我叫…, 收件人：…, …先生, 我先生…签收), greets, or ends with."""

from __future__ import annotations

import re

from assist_server.text.given_names import CHINESE_FAMILY
from assist_server.text.patterns import any_of
from assist_server.text.placeholders import mark

_HAN = "[\u4e00-\u9fff]"
_FAMILY = f"(?:欧阳|司马|诸葛|上官|[{CHINESE_FAMILY}])"
_AFTER = "(?=[，。,.！!；;、\\s（(我的在是手电地请邮\ue000-\uf8ff]|$)"
# The second character of a given name, unless it begins what is said of the person.
_SECOND = "(?![签收寄打说去来要想也都已把给和与有的了在是会将为拿用订买帮告答女先小太您你，。])"
_FULL = f"{_FAMILY}{_HAN}(?:{_SECOND}{_HAN})?"
_RELATIVE = any_of(
    "先生|太太|老公|老婆|丈夫|妻子|爱人|儿子|女儿|妈妈|爸爸|母亲|父亲|朋友|同事|哥哥|姐姐|弟弟|妹妹|邻居|室友|家人"
)
_NEVER = "(?![了他她它你您不没的过什啥做]|[谢高何安温][谢兴时好度馨暖水])"

_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        "(?P<lead>我叫|我的名字[是叫]|(?:姓名|联系人|收[件货]人|签收人|户名)[:：是叫]?\\s?)"
        f"(?![了他她它你您不没的过什啥做]{_HAN}){_HAN}[\u4e00-\u9fff·]{{1,3}}?{_AFTER}",
        f"(?P<lead>(?:姓名|联系人|收[件货]人|签收人|户名)[:：是叫]?\\s?){_NEVER}{_FULL}",
        f"(?P<lead>我叫|我是|本人){_FAMILY}{_HAN}{{1,2}}(?=[，。,.！!；;、\\s]|$)",
        f"(?P<lead>\n){_NEVER}{_FAMILY}{_HAN}{{1,2}}(?=\n[^\n]{{0,20}}(?:客服|团队|敬上))",
        f"(?P<lead>(?:客服|专员|工程师|用户(?!名))(?:代表)?){_NEVER}{_FULL}(?=[。，,.！!；;\\s]|为您|$)",
        f"(?P<lead>快递员|配送员|送货员|师傅|店员|门卫|保安|司机|主管|技术员){_NEVER}{_FULL}",
        f"(?P<lead>我姓){_FAMILY}",
        f"(?P<lead>){_FAMILY}(?:(?![那这位各每个的]){_HAN}){{0,2}}?(?=先生|女士|小姐|太太|经理|师傅)",
        f"(?P<lead>我(?:的)?{_RELATIVE}(?:叫)?){_NEVER}{_FULL}",
        f"(?P<lead>(?:^|\n|亲爱的|尊敬的|[您你]好[，,！!]?\\s?)\\s?){_NEVER}{_FULL}(?=[，,]?\\s?(?:[您你]好|[早下晚]上?午?好))",
        f"(?P<lead>[您你]好[，,！!]?\\s?|亲爱的|尊敬的){_NEVER}{_FULL}(?=[：:，,！!]|\\s*\n)",
        "(?P<lead>(?:谢谢[您你]?|多谢|感谢|敬礼|祝好|商祺|愉快|顺利|此致)[！!。,，]?\\s*\n\\s*)"
        f"{_NEVER}(?:{_FAMILY}{_HAN}{{1,2}}(?=\\s*(?:$|\n))|{_HAN}{{2,3}}(?=\\s*$))",
    )
)


def redact_chinese_names(text: str) -> str:
    """Replace Chinese names that the words around them introduce by [name]."""
    for pattern in _PATTERNS:
        text = pattern.sub(_named, text)
    return text


def _named(found: re.Match[str]) -> str:
    return found.group("lead") + mark("[name]")
