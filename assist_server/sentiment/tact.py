"""What a head gets wrong by itself: a fault told calmly is no anger, and thanks before a "but" no contentment."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from assist_server.sentiment.warning_rules import fold
from assist_server.text.patterns import bounded

Shares = npt.NDArray[np.float64]

MAX_READ = 4_000  # characters
LEAST_TECHNICAL = 2  # different words of the trade from which on a message is a report
REPORTED = 0.7  # of the negative share of a calm report that is its subject, not its mood

_TECHNICAL = bounded(
    r"\b(?:errors?|fatal|exceptions?|crash(?:ed|es)?|dump|stack ?trace|logs?|servers?|requests?|connections?|tokens?"
    r"|timeouts?|jobs?|process(?:es)?|instructions?|modules?|builds?|sync|sectors?|arrays?|dis[ck]s?|drives?|firmware"
    r"|backups?|api|webhooks?|status|access|denied|refused|aborted|killed|fehler\w*|abgestürzt|absturz\w*|protokoll"
    r"|verbindung|anfrage|zugriff|verweigert|abgelehnt|prozess|anweisung|modul|sektoren|platte|compilacion|modulo"
    r"|volcado|registro|conexion|servidor|peticion|proceso|instruccion|acceso|denegado|rechazada|sectores|disco"
    r"|sincronizacion|[45]\d\d)\b"
    "|编译|模块|报错|错误|崩溃|日志|连接|服务器|请求|进程|指令|令牌|访问|硬盘|扇区|同步|接口"
)
_PERSONAL = bounded(r"!|\b(?:you|your|yours|ihre?[nmrs]?|euch|euer|ustedes|vuestr\w+)\b|你们|您|贵公司")
_CONCEDED = bounded(
    r"\b(?:thank\w*|kind\w*|appreciate|respect|danke?|freundlich\w*|respekt|gracias|amables?|agradezco|respeto)\b"
    r"[^!]{0,200}?\b(?:but|yet|however|unfortunately|nevertheless|(?:why|that) (?:nobody|no one|nothing)|due respect"
    r"|aber|leider|allerdings|jedoch|dennoch|warum|pero|lamentablemente|sin embargo|aunque|por que n\w+)\b"
    r"|\b(?:all|due|allem|todo) (?:due )?resp\w+"
    "|(?:谢|感谢|尊敬)[^！!]{0,60}?(?:但|不过|可惜|然而|为什么|恕)|恕我直言"
)


def tempered(shares: Shares, text: str) -> Shares:
    """Return the shares of negative, neutral and positive (3,) as the words around them allow."""
    folded = fold(text[:MAX_READ])
    negative, neutral, positive = shares.tolist()
    if _CONCEDED.search(folded):
        negative, neutral, positive = negative + positive / 2, neutral + positive / 2, 0.0
    elif _is_report(folded):
        negative, neutral = negative * (1 - REPORTED), neutral + negative * REPORTED
    return np.array([negative, neutral, positive])


def _is_report(folded: str) -> bool:
    """Tell whether a message speaks of machines alone: words of the trade, nobody addressed, nothing cried out."""
    return len(set(_TECHNICAL.findall(folded))) >= LEAST_TECHNICAL and not _PERSONAL.search(folded)
