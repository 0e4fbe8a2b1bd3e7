"""What is nobody's own must survive redaction: product names, error codes, prices, versions, dates, places."""

from __future__ import annotations

import pytest

from assist_server.text.redact import People, redact

LEAST_SHARE = 0.97  # asked of the whole table; the exceptions are named below

SURVIVORS = """
The app shows error E-104 after the update.
Error code 0x80070057 appears when I install it.
Error: ERR_CONNECTION_RESET (code 10054)
It stops with HTTP 503 and status code 429.
Fehlercode F21-3 blinkt am Gerät.
Fehlermeldung 1603 beim Installieren
Aparece el código de error 5003-A en pantalla.
错误代码 E204 一直出现
显示错误 50012，无法登录
My router is a RT-AX88U with firmware 3.0.0.4.388.
The WH-1000XM4 does not pair with my Galaxy S23 Ultra.
Is the iPhone 15 Pro Max 256GB in stock?
Does the ThinkPad X1 Carbon Gen 11 have 32 GB RAM?
The Canon EOS R6 Mark II needs a new strap.
I ordered two RTX 4090 cards for my PC.
Can I order 1200 cables at once?
The LG OLED55C35LA flickers in HDR mode.
Model number DW-9600-X makes a noise.
Modell WMB 71643 schleudert nicht.
Artikelnummer 40718823 ist ausverkauft.
El modelo KG-39-NXI no enfría.
型号 MX-500 的滤芯怎么换
Version 2.13.0 crashes, 2.12.4 worked.
We run Windows 11 22H2 build 22621.3007.
Please install KB5034441 and restart.
CVE-2024-3094 does not affect us.
ISBN 978-3-16-148410-0 is out of print.
EAN 4006381333931 scans as another product.
The plan costs €49.90 a month, or $12 per user.
Shipping is £4.99, free above £50.
Der Preis beträgt 1.299,00 € inkl. MwSt.
Das kostet 39,90 EUR im Jahr.
Cuesta 1.250,50 € con IVA.
会员费是 199 元一年
Delivery takes 3-5 business days.
Returns are accepted within 30 days of 2024-03-05.
The sale ends on 31.12.2024 at 23:59.
La promoción termina el 15/06/2024.
Open Monday to Friday, 9:00-17:30.
Call our hotline at 1-800-221-1212, it is free.
Restart the router at 192.168.1.1 and log in.
Set the DNS server to 8.8.8.8 or 1.1.1.1.
Firmware 10.0.19045.1 is the newest.
Read https://help.example.com/en/articles/360001234567-reset-your-device
See https://www.example.com/pricing?lang=en for the plans.
The cable is 2.5 m long and carries 100 W.
It weighs 1.250 kg and has 5000 mAh.
The pool holds 10000 liters of water.
Use code SUMMER20 for 20 % off.
Flight BA2490 from LHR to JFK was late.
DL4047 boards at gate B12, seat 14C.
Row 12 of the ISO 9001 form is empty.
The USB-C 3.2 Gen 2x2 port is broken.
I have 50000 points and 2 vouchers.
Wir haben 10000 Kunden in 12 Ländern.
The order status says "in transit" since Monday.
My account is locked and my password does not work.
The ticket price rose to 1200 EUR.
Is order tracking available in the app?
I want to return the blue jacket in size XL.
Bitte stornieren Sie die Bestellung vor dem Versand.
Die Waschmaschine schleudert mit 1400 U/min.
Quiero cambiar la talla 42 por la 43.
El pedido mínimo es de 25 euros.
这款手机支持 5G 网络吗
订单一般三天内发货，运费 10 元
Does it work with Alexa and Google Home?
The Mercedes sits next to the Tesla Model 3.
We flew from Austin to Charlotte in May.
Thanks, Team Support, for the great help!
Dear Customer Service, the Premium Plan is too expensive.
I am Gold member and want an upgrade to Business Class.
Use Ctrl+Alt+Del, then choose Task Manager.
SELECT 1 FROM users WHERE id = 7
Temperature drops from 21.5 to 18.0 degrees.
Set the timeout to 30000 ms in config.yaml.
The photo is 4000x3000 pixels.
The warranty lasts 24 months from 2023.
Section 14.2.1 of the terms applies.
St. Louis has two airports, San Diego one.
""".strip().split("\n")

# Named exceptions: what is lost on purpose or for want of a dictionary, each with its reason.
LOST: dict[str, str] = {}


def test_it_works() -> None:
    assert redact("Error E-104 on my RT-AX88U") == "Error E-104 on my RT-AX88U"


def test_enough_sentences_are_looked_at() -> None:
    assert len(SURVIVORS) >= 75


@pytest.mark.parametrize("sentence", [sentence for sentence in SURVIVORS if sentence not in LOST])
def test_a_fact_that_holds_for_everybody_survives(sentence: str) -> None:
    assert redact(sentence) == sentence


def test_few_are_lost_and_those_are_named() -> None:
    kept = sum(1 for sentence in SURVIVORS if redact(sentence) == sentence)
    assert kept >= LEAST_SHARE * len(SURVIVORS)


def test_products_survive_beside_known_people() -> None:
    people = People(customer=("Grace Price", "grace.price@example.com"), agents=("Will Young",))
    assert redact("What is the price of the Young Living oil, will it ship?", people) == (
        "What is the price of the Young Living oil, will it ship?"
    )
