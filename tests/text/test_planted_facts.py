"""Personal facts planted in sentences people write: none may survive redaction."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

import pytest
from stdnum import iban, luhn
from stdnum.es import dni

from assist_server.text.redact import People, redact

FACTS_PER_SENTENCE = 12  # how often each sentence is filled anew


class Planted(NamedTuple):
    kind: str
    language: str
    text: str
    fact: str
    people: People


NAMES = {
    "en": "Gwendolyn Ashworth|Tyrone Blackwood|Siobhan O'Leary|Prakash Venkataraman|Marguerite Dubois|Kwame Boateng",
    "de": "Annegret Hülsmann|Detlef Grünwald|Jörg-Peter Straßer|Ayşe Yıldırım|Wolfram von Hagenau|Katharina Süßmilch",
    "es": "Inmaculada Cebrián|Joaquín Echeverría|María José Peñalver|Xiomara Quispe|Íñigo Urrutia|Nieves Castellanos",
    "zh": "欧阳明哲|赵雨桐|李国强|陈思远|王小芳|周建华",
}
STREETS = {
    "en": "{n} Maple Ridge Road|{n} Harrington Avenue, Flat 4|{n} N. Willow Creek Dr, Austin, TX 78704"
    "|{n} Baker Street, London NW1 6XE",
    "de": "Lindenstraße {n}|Goethestr. {n}a, 50674 Köln"
    "|Am Alten Graben {n}, 70173 Stuttgart|Berliner Allee {n}, 40212 Düsseldorf",
    "es": "Calle de Serrano {n}, 2º B|Avenida de la Constitución, {n}, 41001 Sevilla"
    "|Plaza Mayor {n}|C/ Gran Vía {n}, 28013 Madrid",
    "zh": "北京市朝阳区建国路{n}号3栋502室|上海市浦东新区世纪大道{n}号"
    "|广东省深圳市南山区科技园路{n}号|杭州市西湖区文三路{n}号2单元",
}
PHONES = {
    "en": "+44 7700 9{d2} {d3}|(212) 555-0{d3}|+1 415-555-01{d2}|020 7946 0{d3}|+353 85 123 {d4}",
    "de": "+49 151 2345{d4}|0171 234 {d4}|030 / 1234{d3}|+43 664 123{d4}|0041 79 234 {d2} {d2}",
    "es": "+34 612 34{d1} {d3}|6{d2} {d3} {d3}|91 123 {d2} {d2}|+52 55 1234 {d4}|+57 301 234{d4}",
    "zh": "138{d4}{d4}|+86 139 {d4} {d4}|010-6554{d4}|159-{d4}-{d4}|+886 912 {d3} {d3}",
}
PLATES = {
    "en": "AB{d2} CDE|7XYZ{d3}",
    "de": "B-MK {d4}|HH AB {d3}",
    "es": "{d4} BCD|{d4}-XYZ",
    "zh": "京A{d4}8|沪B·{d4}9",
}

# Sentences, per kind and language; {} is the fact.
SENTENCES: dict[str, dict[str, str]] = {
    "name": {
        "en": "My name is {} and I ordered last week.|Hello, I am {}. Where is it?|Please help.\n\nBest regards,\n{}",
        "de": "Ich heiße {} und warte noch.|Mein Name ist {}.|Bitte um Hilfe.\n\nViele Grüße\n{}",
        "es": "Me llamo {} y sigo esperando.|Mi nombre es {}.|Espero su respuesta.\n\nUn saludo,\n{}",
        "zh": "我叫{}，还没有收到货。|姓名：{}，请查一下。|收件人：{}，谢谢",
    },
    "known_name": {
        "en": "Refund it to {} please.|I am writing for {}, who bought it.",
        "de": "Die Rechnung lautet auf {}, bitte ändern.|Das Paket ging an {} statt an mich.",
        "es": "El paquete llegó a nombre de {} ayer.|La factura está a nombre de {}.",
        "zh": "请退给{}。|发票抬头是{}，请修改",
    },
    "email": {
        "en": "Write to {} please.|My address is {}, thanks.|Contact: {}",
        "de": "Schreiben Sie an {} bitte.|Meine Adresse lautet {}.|Mail: {}",
        "es": "Escriban a {} por favor.|Mi correo es {}.|Correo: {}",
        "zh": "邮箱{}请回复|请发到{}。|我的邮箱是{}谢谢",
    },
    "phone": {
        "en": "Call me on {} after six.|My number is {}.|You can reach me at {}, thanks.|{} is my mobile",
        "de": "Rufen Sie mich unter {} an.|Meine Handynummer ist {}.|Tel.: {}|{} ist meine Nummer",
        "es": "Llámenme al {} por la tarde.|Mi móvil es {}.|Teléfono: {}|{} es mi número",
        "zh": "请打我电话{}。|手机号{}，谢谢|联系方式：{}|{}是我的号码",
    },
    "card": {
        "en": "I paid with {} yesterday.|My card number is {}.",
        "de": "Bezahlt habe ich mit {}.|Kartennummer: {}",
        "es": "Pagué con la tarjeta {}.|El número es {}.",
        "zh": "我用{}付的款。|卡号：{}",
    },
    "iban": {
        "en": "Refund to {} please.|My IBAN is {}.",
        "de": "Bitte erstatten auf {}.|IBAN: {}",
        "es": "Devuelvan a {} por favor.|Mi IBAN es {}.",
        "zh": "请退款到{}。|IBAN：{}",
    },
    "address": {
        "en": "I live at {}.|Please ship it to {} instead.",
        "de": "Ich wohne in der {}.|Neue Lieferadresse: {}",
        "es": "Vivo en {}.|Envíenlo a {} por favor.",
        "zh": "请寄到{}。|我的地址是{}",
    },
    "order": {
        "en": "Where is order {}?|My order number is {}.|Order #{} has not arrived.|invoice no. {}",
        "de": "Wo bleibt Bestellung {}?|Meine Bestellnummer lautet {}.|Auftragsnummer: {}|Rechnung Nr. {} ist falsch",
        "es": "¿Dónde está el pedido {}?|Mi número de pedido es {}.|Factura n.º {} incorrecta|pedido núm. {}",
        "zh": "订单号{}还没到|我的订单{}呢？|订单编号：{}|发票号{}有误",
    },
    "account": {
        "en": "My account number is {}.|Customer no. {}|Member ID: {}",
        "de": "Meine Kundennummer ist {}.|Kd. Konto {} bitte prüfen|Mitgliedsnummer: {}",
        "es": "Mi número de cliente es {}.|Cuenta n.º {}|número de socio: {}",
        "zh": "我的账号是{}。|会员号：{}|客户号{}",
    },
    "ticket": {
        "en": "See ticket {}.|Case number {} is still open.|Re: ticket #{}",
        "de": "Siehe Ticket {}.|Vorgangsnummer {} ist offen.|Aktenzeichen: {}",
        "es": "Incidencia {} sin resolver.|Ver el ticket {}.|número de caso: {}",
        "zh": "工单号{}没人处理|投诉单号：{}|参考号{}",
    },
    "booking": {
        "en": "Booking reference {} please.|My confirmation code is {}.|PNR: {}",
        "de": "Buchungsnummer {} bitte.|Mein Buchungscode ist {}.|Reservierungsnummer: {}",
        "es": "Mi localizador es {}.|Código de reserva: {}|Reserva {} cancelada",
        "zh": "预订号{}要改签|订座号：{}|确认号{}",
    },
    "tracking": {
        "en": "Tracking number {} shows nothing.|Parcel {} is lost.",
        "de": "Sendungsnummer {} zeigt nichts.|Paketnummer: {}",
        "es": "Número de seguimiento {} sin datos.|El envío {} no avanza.",
        "zh": "快递单号{}没有更新|运单号：{}",
    },
    "plate": {
        "en": "My license plate is {}.|The number plate {} was wrong.",
        "de": "Mein Kennzeichen ist {}.|Kennzeichen: {}",
        "es": "Mi matrícula es {}.|La matrícula {} está mal.",
        "zh": "车牌号是{}。|我的车牌{}",
    },
    "passport": {
        "en": "My passport number is {}.|Passport: {}",
        "de": "Meine Reisepassnummer ist {}.|Ausweisnummer: {}",
        "es": "Mi pasaporte es {}.|Pasaporte n.º {}",
        "zh": "护照号{}。|护照号码：{}",
    },
    "national_id": {
        "en": "My SSN is {}.",
        "de": "Sozialversicherungsnummer: {}",
        "es": "Mi DNI es {}.|DNI {}",
        "zh": "身份证号{}。|身份证：{}",
    },
    "birthdate": {
        "en": "My date of birth is {}.|I was born on {}.",
        "de": "Geburtsdatum: {}|Ich bin geboren am {}.",
        "es": "Fecha de nacimiento: {}|Nací el {}.",
        "zh": "出生日期：{}|我的生日是{}",
    },
    "ip": {
        "en": "I connect from {}.|My IP is {}",
        "de": "Meine IP ist {}.|Zugriff von {}",
        "es": "Mi IP es {}.|Me conecto desde {}",
        "zh": "我的IP是{}。|IP地址：{}",
    },
    "link": {
        "en": "Here is the page: {}",
        "de": "Hier der Link: {}",
        "es": "Aquí está el enlace: {}",
        "zh": "链接：{}",
    },
    "secret": {
        "en": "My password is {}.|PIN: {}",
        "de": "Mein Passwort lautet {}.|PIN: {}",
        "es": "Mi contraseña es {}.|PIN: {}",
        "zh": "密码是{}。|验证码：{}",
    },
    "handle": {"en": "I am {} there.", "de": "Ich bin dort {}.", "es": "Allí soy {}.", "zh": "我的账号是 {} 。"},
}


def digits(rng: random.Random, count: int) -> str:
    return "".join(rng.choice("0123456789") for _ in range(count))


def filled(rng: random.Random, template: str) -> str:
    template = template.replace("{n}", str(rng.randint(2, 399)))
    return re.sub(r"\{d(\d)\}", lambda found: digits(rng, int(found.group(1))), template)


def choice(rng: random.Random, options: str) -> str:
    return filled(rng, rng.choice(options.split("|")))


def letters(rng: random.Random, count: int) -> str:
    return "".join(rng.choice("ABCDEFGHJKLMNPQRSTUVWXYZ") for _ in range(count))


def card(rng: random.Random, _: str) -> str:
    body = rng.choice(["4", "51", "55", "601100"])
    body += digits(rng, 15 - len(body))
    whole = body + luhn.calc_check_digit(body)
    return rng.choice([whole, " ".join(re.findall("....", whole)), "-".join(re.findall("....", whole))])


def bank(rng: random.Random, _: str) -> str:
    country, length = rng.choice([("DE", 18), ("AT", 16), ("CH", 17), ("PT", 21)])
    while True:
        body = digits(rng, length)
        whole = iban.calc_check_digits(f"{country}00{body}")
        text = f"{country}{whole}{body}"
        if iban.is_valid(text):
            return rng.choice([text, " ".join(re.findall(".{1,4}", text)), text.lower()])


def email(rng: random.Random, _: str) -> str:
    return choice(
        rng,
        "gwen.ashworth{d2}@example.com|info@hülsmann-{d2}.example|x_{d4}@mail.example.co.uk|j-e+shop{d1}@example.org",
    )


def spanish_id(rng: random.Random) -> str:
    body = digits(rng, 8)
    return body + dni.calc_check_digit(body)


def chinese_id(rng: random.Random) -> str:
    body = f"11010519{rng.randint(50, 99)}{rng.randint(10, 12)}{rng.randint(10, 28)}{digits(rng, 3)}"
    weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, weights, strict=True)) % 11]


def national_id(rng: random.Random, language: str) -> str:
    made = {
        "en": lambda: f"{digits(rng, 3)}-{digits(rng, 2)}-{digits(rng, 4)}",
        "de": lambda: f"{digits(rng, 8)}{letters(rng, 1)}{digits(rng, 3)}",
        "es": lambda: spanish_id(rng),
        "zh": lambda: chinese_id(rng),
    }
    return made[language]()


def birthdate(rng: random.Random, language: str) -> str:
    day, month, year = rng.randint(10, 28), rng.randint(1, 9), rng.randint(1950, 2004)
    shapes = {"en": f"0{month}/{day}/{year}", "de": f"{day}.0{month}.{year}", "es": f"{day}/0{month}/{year}"}
    return shapes.get(language, f"{year}年{month}月{day}日")


def numbered(shapes: str) -> Callable[[random.Random, str], str]:
    return lambda rng, _: choice(rng, shapes).replace("XXX", letters(rng, 3))


MAKERS: dict[str, Callable[[random.Random, str], str]] = {
    "name": lambda rng, language: rng.choice(NAMES[language].split("|")),
    "known_name": lambda rng, language: rng.choice(NAMES[language].split("|")),
    "email": email,
    "phone": lambda rng, language: choice(rng, PHONES[language]),
    "card": card,
    "iban": bank,
    "address": lambda rng, language: choice(rng, STREETS[language]),
    "order": numbered("{d8}|XXX-{d6}|{d3}-{d7}-{d7}|SO{d6}|2024-{d5}|A{d5}B"),
    "account": numbered("{d7}|K-{d6}|XXX{d5}|{d4} {d4}"),
    "ticket": numbered("{d6}|INC{d6}|{d8}|T-{d5}"),
    "booking": numbered("XXX{d2}A|K{d1}XXX{d1}|XXXQWE|{d7}"),
    "tracking": numbered("1Z999AA1{d8}{d2}|RX{d9}DE|{d9}{d3}|JD{d9}{d5}"),
    "plate": lambda rng, language: choice(rng, PLATES[language]),
    "passport": numbered("C{d2}X{d2}T{d2}|{d9}|E{d8}|XXX{d6}"),
    "national_id": national_id,
    "birthdate": birthdate,
    "ip": lambda rng, _: (
        f"{rng.choice([81, 93, 145, 212])}.{rng.randint(1, 254)}.{rng.randint(1, 254)}.{rng.randint(1, 254)}"
    ),
    "link": numbered(
        "https://shop.example.com/orders/{d6}|https://example.com/reset?token=XXX{d8}|www.example.org/u/a{d5}"
    ),
    "secret": numbered("hunter{d2}XXX|{d4}{d2}"),
    "handle": numbered("@gwen_{d4}|@anna{d2}XXX"),
}


def plant() -> Iterator[Planted]:
    """Fill every sentence of every kind and language with facts that no other sentence holds."""
    rng = random.Random(20240501)
    for kind, by_language in SENTENCES.items():
        for language, sentences in by_language.items():
            for sentence in sentences.split("|"):
                for _ in range(FACTS_PER_SENTENCE):
                    fact = MAKERS[kind](rng, language)
                    people = People(customer=(fact,)) if kind == "known_name" else People()
                    yield Planted(kind, language, sentence.replace("{}", fact), fact, people)


def survives(planted: Planted) -> bool:
    """Look for the fact and for each of its telling pieces (a name's parts, four digits in a row) in what is left."""
    left = redact(planted.text, planted.people)
    pieces = [planted.fact, *re.findall(r"\d{4,}|[A-ZÀ-Þ][^\W\d_]{3,}", planted.fact)]
    without = planted.text.replace(planted.fact, "")
    return any(piece in left and piece not in without for piece in pieces)


PLANTED = tuple(plant())


def test_it_works() -> None:
    assert redact("Call me on +44 7700 900123, I am at 221 Baker Street, London NW1 6XE.") == (
        "Call me on [phone], I am at [address]."
    )


def test_enough_facts_of_enough_kinds_in_four_languages_are_planted() -> None:
    assert len(PLANTED) >= 2_000
    assert len({planted.kind for planted in PLANTED}) >= 15
    assert {planted.language for planted in PLANTED} == {"en", "de", "es", "zh"}
    assert len({planted.fact for planted in PLANTED}) >= 1_500


@pytest.mark.parametrize("kind", SENTENCES)
def test_no_planted_fact_survives(kind: str) -> None:
    missed = [planted.text for planted in PLANTED if planted.kind == kind and survives(planted)]
    assert missed == []


def test_redacting_planted_text_again_changes_nothing() -> None:
    once = [redact(planted.text, planted.people) for planted in PLANTED]
    assert [redact(text, planted.people) for text, planted in zip(once, PLANTED, strict=True)] == once
