"""Made-up facts by their shapes: "{L2}-{d6}" is two capitals, a dash, six digits; "{card }" a valid card in fours."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from stdnum import iban, luhn
from stdnum.cn import ric
from stdnum.es import dni

CAPITALS = "ABCDEFGHJKLMNPRSTUVWXYZ"
SMALL = "abcdefghijkmnopqrstuvwxyz"
IBAN_BODIES = {
    "DE": "d18",
    "AT": "d16",
    "CH": "d17",
    "LI": "d17",
    "FR": "d23",
    "ES": "d20",
    "PT": "d21",
    "BE": "d12",
    "LU": "d16",
    "NL": "L4d10",
    "GB": "L4d14",
    "IE": "L4d14",
}
_HOLE = re.compile(r"\{([^{}]+)\}")
_RUN = re.compile(r"([dlLxX])(\d+)")
_SETS = {"d": "0123456789", "l": SMALL, "L": CAPITALS, "x": "0123456789abcdef", "X": CAPITALS + "23456789"}


class Shapes:
    """Fills shapes with the given randomness; `lists` gives the texts under a head of the file of words."""

    def __init__(self, lists: Callable[..., list[str]], rng: random.Random) -> None:
        self._lists, self._random = lists, rng
        self._special: dict[str, Callable[[str], str]] = {
            "card": lambda between: self._card("4", 16, between),
            "amex": lambda between: self._card("37", 15, between),
            "unionpay": lambda between: self._card("62", 16, between),
            "iban": self._iban,
            "imei": lambda _: self._card("35", 15, ""),
            "dni": lambda _: self._spanish(""),
            "nie": lambda _: self._spanish("X"),
            "nino": lambda _: self._runs("L1").replace("Q", "A") + f"A{self._runs('d6')}C",
            "cnid": lambda _: self._chinese(),
            "ip": lambda _: ".".join([self._random.choice(["81", "93", "145", "212"]), *self._octets()]),
        }

    def name(self, language: str) -> str:
        """Return a given and a family name, the Chinese way round in Chinese."""
        given, family = (self._random.choice(self._lists(part, language)) for part in ("given", "family"))
        return f"{family}{given}" if language == "zh" else f"{given} {family}"

    def of(self, kind: str, language: str) -> str:
        """Return a fact of a kind in one of its shapes."""
        shape = self._random.choice(self._lists("shape", kind, language))
        return _HOLE.sub(lambda found: self._filled(found.group(1), language), shape)

    def _filled(self, hole: str, language: str) -> str:
        name = hole.split(" ")[0].rstrip("-.")
        if name in self._special:
            return self._special[name](hole[len(name) :])
        made = {
            "n": lambda: str(self._random.randint(2, 399)),
            "D": lambda: str(self._random.randint(10, 28)),
            "M": lambda: str(self._random.randint(1, 9)),
            "M0": lambda: f"0{self._random.randint(1, 9)}",
            "Y": lambda: str(self._random.randint(1940, 2006)),
            "y": lambda: str(self._random.randint(40, 99)),
            "month": lambda: self._random.choice(self._lists("month", language)),
            "Street": lambda: self._random.choice(self._lists("Street", language)),
        }
        return made[name]() if name in made else self._runs(hole)

    def _runs(self, runs: str) -> str:
        return "".join(
            self._random.choice(_SETS[kind]) for kind, count in _RUN.findall(runs) for _ in range(int(count))
        )

    def _octets(self) -> list[str]:
        return [str(self._random.randint(1, 254)) for _ in range(3)]

    def _card(self, start: str, length: int, between: str) -> str:
        body = start + self._runs(f"d{length - 1 - len(start)}")
        whole = body + luhn.calc_check_digit(body)
        groups = re.findall("(....)(......)(.....)" if length == 15 else "(....)(....)(....)(....)", whole)[0]
        return between.join(groups)

    def _iban(self, rest: str) -> str:
        country, between = rest[1:3], rest[3:]
        while True:
            body = self._runs(IBAN_BODIES[country])
            whole = f"{country}{iban.calc_check_digits(f'{country}00{body}')}{body}"
            if iban.is_valid(whole):
                return between.join(re.findall(".{1,4}", whole))

    def _spanish(self, start: str) -> str:
        body = self._runs("d7" if start else "d8")
        return start + body + dni.calc_check_digit(("0" if start else "") + body)

    def _chinese(self) -> str:
        born = f"19{self._random.randint(50, 99)}{self._random.randint(10, 12)}{self._random.randint(10, 28)}"
        body = f"110105{born}{self._runs('d3')}"
        return body + str(ric.calc_check_digit(body))
