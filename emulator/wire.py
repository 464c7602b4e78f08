"""How do values look on the wire? JSON with exact decimals, money and time stamps.

quickbooks: money has two decimals when it is not zero and is a plain 0 when it is.
"""

import json
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from json.encoder import encode_basestring_ascii as quoted
from typing import Any
from zoneinfo import ZoneInfo

Obj = dict[str, Any]

# quickbooks: where no company is asked, time stamps are those of California.
PACIFIC = ZoneInfo("America/Los_Angeles")
CENT = Decimal("0.01")
ZERO = Decimal(0)


class Spoken(dict[str, Any]):
    """An object whose JSON text is made once: it is answered, remembered and answered again."""

    _text = ""

    @property
    def text(self) -> str:
        self._text = self._text or dumps(dict(self))
        return self._text


class Names(dict[str, str]):
    """The texts of property names with their colon; foreign names are not remembered for ever."""

    most = 5000

    def __missing__(self, name: str) -> str:
        text = f"{quoted(name)}:"
        if len(self) < self.most:
            self[name] = text
        return text


NAMES = Names()
CONSTANTS = {None: "null", True: "true", False: "false"}


def money(value: Decimal | int | str) -> Decimal:
    """Round half up to two decimals; zero stays a bare 0."""
    exact = Decimal(value)
    return exact.quantize(CENT, ROUND_HALF_UP) if exact else ZERO


def plain(value: Decimal) -> Decimal:
    """The same number without trailing zeros or exponent."""
    if value == value.to_integral_value():
        return value.quantize(Decimal(1))
    return value.normalize()


def dumps(value: Any) -> str:
    """JSON text; a Decimal keeps every digit it has. Raises TypeError on foreign types.

    Every answer and every stored record goes through here: the commonest types come first, and
    the text of a property's name is made once.
    """
    kind = type(value)
    if kind is dict:
        members = [
            NAMES[name] + (quoted(item) if type(item) is str else dumps(item))
            for name, item in value.items()
        ]
        return "{" + ",".join(members) + "}"
    if kind is str:
        return quoted(value)
    if kind is Decimal:
        return format(value, "f") if value else "0"
    if kind is Spoken:
        text: str = value.text
        return text
    if kind is list or kind is tuple:
        return "[" + ",".join([dumps(item) for item in value]) + "]"
    if value is None or kind is bool:
        return CONSTANTS[value]
    return str(value) if kind is int else json.dumps(value)


def loads(text: str | bytes) -> Any:
    """Parse JSON with numbers as int or Decimal. Raises ValueError on anything else."""
    if isinstance(text, bytes):
        text = text.decode(json.detect_encoding(text))
    return DECODER.decode(text)


def stamp(moment: datetime) -> str:
    """MetaData times: seconds and the company's offset."""
    return moment.isoformat(timespec="seconds")


def answer_time(moment: datetime) -> str:
    """The `time` of an answer: milliseconds and the company's offset."""
    return moment.isoformat(timespec="milliseconds")


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is not a JSON number")


DECODER = json.JSONDecoder(parse_float=Decimal, parse_constant=_refuse_constant)
