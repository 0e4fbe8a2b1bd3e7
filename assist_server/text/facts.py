"""Facts that hold for everybody and only look like somebody's number: error codes, models, versions, prices, dates."""

from __future__ import annotations

import re

from assist_server.text.patterns import any_of
from assist_server.text.placeholders import shield

_START = r"(?<![0-9A-Za-zÀ-ÿ])"
_END = r"(?![0-9A-Za-z])"
_CODE = r"(?P<keep>(?=[A-Za-z_.-]{0,20}\d)[0-9A-Za-z][0-9A-Za-z_.+/-]{0,30})" + _END
_SIGN = r"[\s:：#(\"'/-]{0,3}(?:(?:is|ist|es|no\.?|number|nummer|v)[\s:.]{1,2}|是|为)?"

_ERROR = any_of(
    "(?:error|err|fehler|stop)[ -]?(?:code|number|message|nr\\.?|nummer|meldung)?",
    "exception|hresult|http|status(?: code)?",
    "c[óo]digo de error|错误(?:代?码|提示)?|故障码",
)
_PRODUCT = any_of(
    "isbn|ean|upc|gtin|asin|sku|mpn|model|(?:model|part|article) (?:number|no\\.?)|version",
    "modell|modell-?nr\\.?|artikel|artikel-?(?:nummer|nr\\.?)|typ|treiber|firmware|driver version|build|release",
    "modelo|versión|(?:referencia|código|número) (?:de(?:l| la)? )?(?:producto|artículo|pieza|recambio|repuesto"
    "|modelo)",
    "(?:teile|ersatzteil)(?:nummer|-?nr\\.?)?|ersatzteil|型号|版本号?|货号|固件",
)
_CURRENCY = "€|£|¥|\\$|eur|euros?|usd|gbp|chf|cny|rmb|dollars?|pounds?|pesos|元|块"
_DAY, _MONTH, _YEAR = "(?:0?[1-9]|[12]\\d|3[01])", "(?:0?[1-9]|1[0-2])", "(?:19|20)\\d{2}"

_FACTS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        _START + _ERROR + _SIGN + _CODE,
        _START + _PRODUCT + _SIGN + _CODE,
        r"(?P<keep>(?<![0-9A-Z])0x[0-9a-f]{2,16})" + _END,
        r"(?P<keep>(?<![0-9A-Z-])(?:KB\d{6,7}|CVE-\d{4}-\d{4,7}|ORA-\d{5}|(?:ISO|IEC|DIN|EN"
        r"|RFC)[ -]?\d{3,5}))" + _END,
        r"(?P<keep>[€$£¥]\s?\d[\d.,]{0,15})",
        rf"(?P<keep>(?<![\w.,-])\d[\d.,]{{0,15}}\s?(?:{_CURRENCY}))(?![^\W_])",
        rf"(?P<keep>(?<![\d./-])(?:{_YEAR}[-./]{_MONTH}[-./]{_DAY}|{_DAY}[-./]{_DAY}[-./](?:19"
        rf"|20)?\d{{2}}))(?![\d/-])",
    )
)


def shield_facts(text: str, kept: list[str]) -> str:
    """Hide general facts from the patterns that look for personal ones; what is hidden is appended to `kept`."""
    for pattern in _FACTS:
        text = shield(text, pattern, kept)
    return text
