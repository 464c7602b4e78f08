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
    """JSON text; a Decimal keeps every digit it has. Raises TypeError on foreign types."""
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, dict):
        return "{" + ",".join([f"{quoted(k)}:{dumps(v)}" for k, v in value.items()]) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join([dumps(item) for item in value]) + "]"
    if isinstance(value, Decimal):
        return format(value, "f") if value else "0"
    if value is None or isinstance(value, bool):
        return CONSTANTS[value]
    return str(value) if isinstance(value, int) else json.dumps(value)


def loads(text: str | bytes) -> Any:
    """Parse JSON with numbers as int or Decimal. Raises ValueError on anything else."""
    return json.loads(text, parse_float=Decimal, parse_constant=_refuse_constant)


def stamp(moment: datetime) -> str:
    """MetaData times: seconds and the company's offset."""
    return moment.isoformat(timespec="seconds")


def answer_time(moment: datetime) -> str:
    """The `time` of an answer: milliseconds and the company's offset."""
    return moment.isoformat(timespec="milliseconds")


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is not a JSON number")
