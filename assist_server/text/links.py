"""E-mail addresses, links that belong to one person, IP and hardware addresses, and handles."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Collection
from urllib.parse import parse_qsl, urlsplit

from assist_server.text.patterns import bounded
from assist_server.text.placeholders import mark

_LETTER = r"[^\W\u2e80-\u9fff\uac00-\ud7a3]"  # not Chinese, Japanese, Korean: they have no spaces
_HOST = rf"(?:{_LETTER}|-){{1,63}}(?:\.(?:{_LETTER}|-){{1,63}}){{1,5}}"
_EMAIL = re.compile(rf"(?:{_LETTER}|[.+%'-]){{1,64}}[@＠]{_HOST}")
_INSIDE_AT = re.compile(r"[^\s@＠][@＠][^\s@＠]")  # cheap to look for before _EMAIL
_SPOKEN_SIGN = re.compile(r"[\[({<] ?(?:at|ät|arroba)|dot |punkt |punto ", re.IGNORECASE)  # likewise
_SPOKEN_EMAIL = re.compile(
    rf"(?<![\w.+-])(?:{_LETTER}|[.+-]){{2,64}}\s?[\[({{<]\s?(?:at|ät|arroba)\s?[\])}}>]\s?(?:{_LETTER}|-){{2,63}}"
    rf"(?:\s?(?:\.|[\[({{<]\s?(?:dot|punkt|punto)\s?[\])}}>])\s?(?:{_LETTER}|-){{2,24}}){{1,3}}"
    rf"|(?<![\w.+-])(?:\w{{1,30}} (?:dot|punkt|punto) ){{0,3}}(?:{_LETTER}|[.+-]){{2,64}} (?:at|arroba) "
    rf"(?:{_LETTER}|-){{2,63}} (?:dot|punkt|punto) [a-z]{{2,6}}\b",
    re.IGNORECASE,
)
_URL = re.compile(
    r"(?:https?://|www\.)[^\s<>\"'，。；、（）()\[\]\ue000-\uf8ff]{3,2000}"
    r"|(?<![\w@.])(?:[\w-]{1,63}\.){1,3}[a-z]{2,6}/[^\s<>\"'，。()\[\]\ue000-\uf8ff]{1,500}",
    re.IGNORECASE,
)
_HARMLESS_KEYS = frozenset(
    """
    lang language locale hl country page p utm_source utm_medium utm_campaign utm_content utm_term v tab
    category section theme
    """.split()
)
_SHORTENERS = frozenset(
    """
    t.co bit.ly tinyurl.com goo.gl ow.ly is.gd buff.ly rebrand.ly cutt.ly lnkd.in amzn.to spr.ly shorturl.at
    t.cn url.cn
    """.split()
)
_SOCIAL = frozenset(
    """
    facebook.com twitter.com x.com instagram.com linkedin.com tiktok.com weibo.com xing.com wa.me t.me
    pinterest.com
    """.split()
)
_PERSONAL_STEPS = frozenset(
    """
    order orders track tracking trace shipment parcel sendung sendungsverfolgung bestellung bestellungen pedido
    pedidos seguimiento envio account accounts user users u profile profil perfil customer customers kunde
    kunden cliente clientes invoice invoices rechnung factura ticket tickets case cases request requests booking
    bookings reservation reservations reserva buchung reset verify confirm activate unsubscribe invite share
    claim claims return returns download session pay payment checkout s t r
    """.split()
)
_LIBRARY_STEPS = frozenset(
    """
    articles article kb faq faqs help hc docs doc support product products produkt item dp gp questions topic
    topics category
    """.split()
)
# "/track/ZLBCJMDSET", "/c/HEP6WZWH3625": capitals that nobody chose.
_TOKEN = bounded(
    r"/(?=[A-Z]*\d[A-Z]*\d[A-Z0-9]*\d)[A-Z0-9]{10,300}+(?![a-z0-9-])|/(?:track|order|t|c|s|r|u|v)/[A-Z0-9]{8,300}+(?![a-z-])"
)
_IPV4 = re.compile(r"(?<![0-9A-Za-z_.])(?:\d{1,3}\.){3}\d{1,3}(?![0-9A-Za-z_]|\.\d)")
_VERSION_BEFORE = bounded(
    r"(?:version|firmware|driver|treiber|versión|release|build|update|v|ver\.?|版本|固件)\s*[:#]?\s*$", re.IGNORECASE
)
_IPV6 = re.compile(
    r"(?<![0-9A-Za-z_:.])(?=[0-9a-f:]{6,39}(?![0-9A-Za-z_:]))[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){3,7}(?![0-9A-Za-z_:])",
    re.IGNORECASE,
)
_MAC = re.compile(
    r"(?<![0-9A-Za-z_:-])[0-9a-f]{2}(?:([:-])[0-9a-f]{2})(?:\1[0-9a-f]{2}){4}(?![0-9A-Za-z_:-])", re.IGNORECASE
)
_PUBLIC_RESOLVERS = frozenset({"8.8.8.8", "8.8.4.4", "1.1.1.1", "1.0.0.1", "9.9.9.9"})
_DESK_MAILBOXES = frozenset(
    """
    support help helpdesk service services customerservice customer-service customercare care returns billing orders
    feedback privacy noreply no-reply kundenservice kundendienst hilfe retouren rechnung rechnungen datenschutz soporte
    ayuda atencion atencionalcliente devoluciones facturacion privacidad kefu
    """.split()
)
_HANDLE = re.compile(r"(?<![\w@.])@\w{2,40}(?:\.\w{1,30}){0,3}(?![\w@])")


def redact_addresses(text: str, but: Collection[str] | None = None) -> str:
    """Replace e-mail addresses and handles.

    Where the desk itself speaks, `but` has the customer's hosts: a mailbox such as support@ of any other host stays.
    """
    if "@" in text or "＠" in text:
        if _INSIDE_AT.search(text):
            text = _EMAIL.sub(lambda found: _email(found.group(), but), text)
        text = _HANDLE.sub(mark("[handle]"), text)
    return _SPOKEN_EMAIL.sub(mark("[email]"), text) if _SPOKEN_SIGN.search(text) else text


def _email(address: str, but: Collection[str] | None) -> str:
    local, _, host = address.partition("@")
    is_desk = but is not None and local.lower() in _DESK_MAILBOXES and host.lower() not in but
    return address if is_desk else mark("[email]")


def redact_links(text: str) -> str:
    """Replace links that carry somebody's order, account or token; links to public pages stay."""
    return _URL.sub(_link, text)


def redact_machines(text: str) -> str:
    """Replace public IP addresses and hardware addresses; a router's 192.168.1.1 says nothing about a person."""
    if text.count(".") >= 3:
        text = _IPV4.sub(_ipv4, text)
    if text.count(":") >= 2 or text.count("-") >= 5:
        text = _MAC.sub(mark("[id]"), text)
        text = _IPV6.sub(_ipv6, text)
    return text


def _link(found: re.Match[str]) -> str:
    whole = found.group()
    address = whole.rstrip(".,;:!?")
    return (mark("[link]") if _is_personal(address) else address) + whole[len(address) :]


def _is_personal(address: str) -> bool:
    try:
        parts = urlsplit(address if "://" in address else f"https://{address}")
        host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    except ValueError:
        return True
    if "@" in parts.netloc or "=" in parts.fragment or host in _SHORTENERS:
        return True
    if any(key.lower() not in _HARMLESS_KEYS for key, _ in parse_qsl(parts.query, keep_blank_values=True)):
        return True
    steps = [step for step in parts.path.lower().split("/") if step]
    return (host in _SOCIAL and bool(steps)) or _has_personal_step(steps) or _TOKEN.search(parts.path) is not None


def _has_personal_step(steps: list[str]) -> bool:
    for before, step in zip(["", *steps], steps, strict=False):
        digits = sum(map(str.isdigit, step))
        if before in _PERSONAL_STEPS and (digits or len(step) >= 16):
            return True
        if before in _LIBRARY_STEPS:
            continue
        if digits >= 6 and not _LIBRARY_STEPS.intersection(steps):
            return True
        if len(step) >= 20 and digits >= 3 and "-" not in step.strip("-")[1:-1].replace("--", ""):
            return True
    return False


def _ipv4(found: re.Match[str]) -> str:
    whole = found.group()
    if _VERSION_BEFORE.search(found.string, max(0, found.start() - 20), found.start()):
        return whole
    try:
        address = ipaddress.IPv4Address(whole)
    except ValueError:
        return whole
    return mark("[ip]") if address.is_global and whole not in _PUBLIC_RESOLVERS else whole


def _ipv6(found: re.Match[str]) -> str:
    whole = found.group()
    try:
        return mark("[ip]") if ipaddress.IPv6Address(whole).is_global else whole
    except ValueError:
        return whole
