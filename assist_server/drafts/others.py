"""Another customer's data: names, addresses and numbers of persons that the ticket does not hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, islice

from assist_server.drafts.case import Case
from assist_server.drafts.findings import finding
from assist_server.drafts.reading import Draft, Span
from assist_server.results import Finding
from assist_server.sentiment.warning_rules import fold
from assist_server.text.patterns import bounded
from assist_server.text.placeholders import PLACEHOLDER_PATTERN
from assist_server.text.redact import redact

MOST_JUDGED = 40  # pieces of a draft that may be somebody's

_EMAIL = re.compile(r"[\w.+-]{1,64}@([\w-]{1,63}(?:\.[\w-]{1,63}){1,4})")
_DESK = re.compile(
    r"^(?:support|info|service|help|hilfe|kontakt|contact|contacto|soporte|kundenservice|sales"
    r"|billing|office|team|no-?reply|returns?|orders?|privacy|datenschutz|privacidad|legal|press|jobs|claims|repairs?"
    r"|warranty|accounts?|security|hello|hallo|hola|shop|store|kontakt)\b"
)
_OF_A_PERSON = frozenset({"[name]", "[order]", "[booking]", "[birthdate]"})
_OF_SOMEBODY = frozenset({"[account]", "[iban]", "[card]", "[address]", "[id]", "[plate]"})  # or of the desk
_NUMBERED = re.compile(
    r"(?:order|booking|contract|account|customer|policy|member|bestellung|auftrag|buchung"
    r"|vertrag|kundennummer|konto|pedido|reserva|contrato|cuenta|订单|合同|预订|账户|保单)"
    r"(?:s?(?:nummer|number|号)?|s? (?:no\.?|number|nr\.?|nummer"
    r"|n[uú]mero))?[ :#]{0,3}(?P<number>(?=[a-z-]{0,6}\d)[a-z0-9][a-z0-9-]{3,24})(?![a-z0-9-])"
)
_NEW = bounded(r"(?<!\w)(?:new|replacement|neue[nrs]?|ersatz\w*|nuev[oa]|another)(?!\w)|新|补")
_GREETED = bounded(
    r"^\s*(?:(?:hi|hello|hey|dear|good (?:morning|afternoon|evening)|hallo|guten (?:tag|morgen|abend)|liebe[rs]?"
    r"|sehr geehrte[rs]?|hola|estimad[oa]|buen[oa]s (?:días|tardes))"
    r"[, ]{1,2}(?:(?:mr|mrs|ms|miss|dr|herrn?|frau|señora?|sra?"
    r"|srta)\.? )?(?P<latin>[^\W\d_][^\W\d_'’.-]*(?: [^\W\d_][^\W\d_'’-]+){0,2}?)\s*(?=[,:!.\n])"
    r"|(?P<han>[\u4e00-\u9fff]{2,4}?)(?:先生|女士|小姐)?[,，]?(?:您好|你好|早上好|下午好))",
    re.IGNORECASE,
)
_NOBODY = re.compile(
    r"^(?:there|all|team|everyone|sir|madam|customer|friend|zusammen|kund(?:e|in)|damen und herren|cliente|señora?"
    r"|equipo|again|buddy|babe|sweetie|honey|you|客户|用户|大家|亲爱的?|尊敬的?|早上|下午|晚上)$",
    re.IGNORECASE,
)
_TITLE = re.compile(r"先生|女士|小姐|(?<!\w)(?:mr|mrs|ms|miss|dr|herrn?|frau|senora?|sra?|srta|don|dona)(?!\w)")
_LETTER = re.compile(r"\w")
_THING = bounded(
    r"^[\d.,' ]+$|(?<!\w)(?:from|here|speaking|vom|von der|hier|parcel|express|post|logistics|bank|team|support|service"
    r"|group|gmbh|ag|ltd|inc|shop|store|transport|versand|paket|correos|banco)(?!\w)"
)  # a sum, whoever introduces themselves, a firm
_YOURS = re.compile(r"(?<!\w)(?:your|ihre[nmrs]?|deine?[nmrs]?|su|tu)(?!\w)|您的|你的")
_OURS = re.compile(
    r"(?<!\w)(?:colleague|my name is|i am|i'm|team|kolleg(?:e|in|en)|mein name ist|ich bin|companer[oa]|me llamo|soy"
    r"|department)(?!\w)|同事|我是|我叫|客服"
)


def read_others(draft: Draft, case: Case) -> Iterator[Finding]:
    """Find data of persons that are not in the ticket."""
    found: list[Span] = []
    spans = chain(_addressed(draft, case), _mailed(draft, case), _numbered(draft, case), _named(draft, case))
    for span in islice(spans, MOST_JUDGED):
        if not any(one.start < span.end and span.start < one.end for one in found):
            found.append(span)
            yield finding("other_customer", draft, span)


def _addressed(draft: Draft, case: Case) -> Iterator[Span]:
    """Find a greeting for somebody else, where the ticket says who the customer is."""
    met = _GREETED.match(draft.text) if case.name else None
    if met is None:
        return
    group = "latin" if met.group("latin") else "han"
    familiar = case.phrases is not None and case.phrases.familiar.search(fold(met.group(group)))
    if _THING.search(fold(met.group(group))):
        return
    if not familiar and not _NOBODY.match(met.group(group)) and not _is_known(met.group(group), case):
        yield Span(*met.span(group))


def _mailed(draft: Draft, case: Case) -> Iterator[Span]:
    for found in _EMAIL.finditer(draft.folded):
        if found.group() not in case.known.everything and not _DESK.match(found.group()):
            yield Span(*found.span())


def _numbered(draft: Draft, case: Case) -> Iterator[Span]:
    for found in _NUMBERED.finditer(draft.folded):
        if not _is_known(found.group("number"), case) and not _NEW.search(
            draft.folded, max(0, found.start() - 16), found.start()
        ):
            yield Span(*found.span("number"))


def _named(draft: Draft, case: Case) -> Iterator[Span]:
    """Find what redaction takes for somebody's own, in the body, apart from colleagues and new numbers."""
    body = draft.own[draft.body.start : draft.body.end]
    for kind, start, end in replaced(body, redact(body, desk=True)):
        span = Span(draft.body.start + start, draft.body.start + end)
        around = draft.sentence_at(span.start)
        said = draft.folded[around.start : around.end]
        if PLACEHOLDER_PATTERN.fullmatch(draft.words(span).strip()) or not _LETTER.search(draft.text, span.end):
            continue  # a place to be filled in, and whoever signs in the last line
        if (kind == "[name]" and not _is_whole(draft, span)) or _THING.search(draft.folded[span.start : span.end]):
            continue
        personal = kind in _OF_A_PERSON or (kind in _OF_SOMEBODY and _YOURS.search(said))
        if personal and not _OURS.search(said) and not _NEW.search(said) and not _is_known(draft.words(span), case):
            yield span


def _is_whole(draft: Draft, span: Span) -> bool:
    """Tell a whole name, or one with a title or a possession, from a single word that may be a thing's."""
    titled = _TITLE.search(draft.folded, max(0, span.start - 8), min(len(draft.text), span.end + 4))
    return " " in draft.words(span).strip() or titled is not None or draft.text[span.end : span.end + 2] in ("'s", "’s")


def replaced(text: str, redacted: str) -> Iterator[tuple[str, int, int]]:
    """Yield each placeholder with the place of what it stands for: the words around it are the same in both texts."""
    at, last = 0, 0
    kind = ""
    for found in [*PLACEHOLDER_PATTERN.finditer(redacted), None]:
        literal = redacted[last : found.start() if found else len(redacted)]
        start = text.find(literal, at) if literal.strip() else at
        if start < 0:
            return
        if kind and start > at:
            yield kind, at, start
        elif kind and not literal.strip() and found is None:
            yield kind, at, len(text)
        at = start + len(literal)
        kind, last = (found.group(), found.end()) if found else ("", last)


def _is_known(words: str, case: Case) -> bool:
    """Tell whether the ticket holds every part of a name or number."""
    parts = re.findall(r"[a-z0-9äöüß]{2,}|[\u4e00-\u9fff]+", _TITLE.sub("", fold(words)))
    return all(part in case.known.everything for part in parts)
