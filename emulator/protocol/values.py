"""What may stand in one property? Its plain value as text, number, day, choice; else Fault 20xx."""

import json
import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from emulator import wire
from emulator.data import FOLDER
from emulator.protocol.faults import Fault

ENUMS: dict[str, list[str]] = json.loads((FOLDER / "enums.json").read_text())
MONEY = frozenset(
    {
        *("Amount", "TotalAmt", "Balance", "TotalTax", "UnappliedAmt", "NetAmountTaxable"),
        *("TaxInclusiveAmt", "HomeTotalAmt", "HomeBalance", "Deposit", "RemainingCredit"),
        *("CurrentBalance", "CurrentBalanceWithSubAccounts", "BalanceWithJobs", "OpeningBalance"),
    }
)
MAX_DIGITS = 15
DAY = re.compile(r"\d{4}-\d\d-\d\d")
# Far enough from the ends of the calendar that days can be counted from any of them.
YEARS = range(1000, 9000)


def converter(key: str, type_: str) -> Callable[[Any], Any]:
    """How a value of that schema type is read; the name tells money from other numbers."""
    if ENUMS.get(type_):
        return _choice(frozenset(ENUMS[type_]))
    if type_ == "decimal":
        return _money if key in MONEY else _number
    return CONVERTERS.get(type_, _text)


def _choice(choices: frozenset[str]) -> Callable[[Any], str]:
    def convert(value: Any) -> str:
        if not isinstance(value, str) or value not in choices:
            raise Fault("2170", f"Invalid Enumeration : {value}")
        return value

    return convert


def _exact(value: Any) -> Decimal:
    if isinstance(value, int) and not isinstance(value, bool):
        number = Decimal(value)
    elif isinstance(value, Decimal):
        number = value
    else:
        number = _parsed(value)
    if number.adjusted() >= MAX_DIGITS:
        raise _no_number(value)
    return number


def _parsed(value: Any) -> Decimal:
    """quickbooks: a number may come as a string, also with thousands separators."""
    try:
        number = Decimal(str(value).replace(",", ""))
    except InvalidOperation as error:
        raise _no_number(value) from error
    if not number.is_finite():
        raise _no_number(value)
    return number


def _no_number(value: Any) -> Fault:
    return Fault("2080", f"Invalid Number. Supplied value:{value}")


def _number(value: Any) -> Decimal:
    return wire.plain(_exact(value))


def _money(value: Any) -> Decimal:
    return wire.money(_exact(value))


def _integer(value: Any) -> int:
    return int(_exact(value))


def _boolean(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if str(value).lower() in {"true", "false"}:
        return str(value).lower() == "true"
    raise Fault("2230", f"Invalid Boolean. Supplied value:{value}")


def _date(value: Any) -> str:
    """A day as YYYY-MM-DD; quickbooks: of a time stamp only its day counts.

    Another form is 2060, a day that no calendar has 2070.
    """
    text = str(value)
    day = text[:10] if text[10:11] == "T" else text
    try:
        if len(day) != 10 or day[4] != "-":
            raise ValueError(day)
        found = date.fromisoformat(day)
    except ValueError as error:
        code = "2070" if DAY.fullmatch(day) else "2060"
        raise Fault(code, f"Invalid Date. Supplied value:{value}") from error
    if found.year not in YEARS:
        raise Fault("2190", f"Invalid Date Range. Supplied value:{value}")
    return found.isoformat()


def _time(value: Any) -> str:
    try:
        datetime.fromisoformat(str(value))
    except ValueError as error:
        raise Fault("2070", f"Invalid Date Time. Supplied value:{value}") from error
    return str(value)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


CONVERTERS: dict[str, Callable[[Any], Any]] = {
    "int": _integer,
    "long": _integer,
    "positiveInteger": _integer,
    "boolean": _boolean,
    "date": _date,
    "dateTime": _time,
}
