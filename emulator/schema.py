"""Which properties does QuickBooks know, and what may stand in them?

`clean` turns a request body into typed values: unknown property 2010, bad value 20xx.
The field lists come from the official schema; EXTRA holds what only the REST tier knows.
"""

import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from emulator import wire
from emulator.faults import Fault
from emulator.wire import Obj

DATA = Path(__file__).parent / "data"
TYPES: dict[str, dict[str, str]] = json.loads((DATA / "fields.json").read_text())
ENUMS: dict[str, list[str]] = json.loads((DATA / "enums.json").read_text())

EXTRA = {
    "ReferenceType": {"value": "string", "name": "string", "type": "string"},
    "MemoRef": {"value": "string", "id": "string"},
    "IntuitAnyType": {},
    "Payment": {"TaxExemptionRef": "ReferenceType"},
    "DiscountLineDetail": {"Discount": "DiscountOverride"},
}
ENTITY_MARKS = {"domain": "string", "sparse": "boolean", "status": "string"}
MONEY = frozenset(
    {
        *("Amount", "TotalAmt", "Balance", "TotalTax", "UnappliedAmt", "NetAmountTaxable"),
        *("TaxInclusiveAmt", "HomeTotalAmt", "HomeBalance", "Deposit", "RemainingCredit"),
        *("CurrentBalance", "CurrentBalanceWithSubAccounts", "BalanceWithJobs", "OpeningBalance"),
    }
)
EMPTY: tuple[Any, ...] = (None, "", {})
LISTS = frozenset({"Line", "LinkedTxn", "TaxLine", "CustomField", "NameValue", "TaxRateDetails"})
MAX_DIGITS = 15


def _known(kind: str) -> dict[str, str]:
    fields = {**TYPES.get(kind, {}), **EXTRA.get(kind, {})}
    return {**fields, **ENTITY_MARKS} if "MetaData" in fields else fields


KNOWN = {kind: _known(kind) for kind in {*TYPES, *EXTRA}}


def clean(kind: str, body: Obj) -> Obj:
    """The body of one entity as typed values; an empty value becomes None.

    Raises Fault 2010 on an unknown property and 20xx on a malformed value.
    """
    if not isinstance(body, dict):
        raise Fault("1010", f"A {kind} must be a JSON object.")
    return {key: _value(kind, key, value) for key, value in body.items()}


def has_property(kind: str, path: str) -> bool:
    """Whether a dotted path such as MetaData.CreateTime exists in that kind."""
    for name in path.split("."):
        fields = {known.lower(): type_ for known, type_ in KNOWN.get(kind, {}).items()}
        if name.lower() not in fields:
            return False
        kind = fields[name.lower()]
    return True


def moment(text: str) -> datetime:
    """A time stamp as an aware time; without offset it is UTC. Raises Fault 2060."""
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError as error:
        raise Fault("2060", f"Invalid Date. Supplied value:{text}") from error
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)


def _value(kind: str, key: str, value: Any) -> Any:
    type_ = KNOWN[kind].get(key)
    if type_ is None:
        raise _unrecognized(kind, key)
    if (key in LISTS or isinstance(value, list)) and value not in EMPTY:
        _refuse_wrong_shape(type_, key, value)
    if isinstance(value, list):
        return [each for each in (_single(type_, key, item) for item in value) if each is not None]
    return _single(type_, key, value)


def _single(type_: str, key: str, value: Any) -> Any:
    if value in EMPTY:
        return None
    if type_ in KNOWN:
        return _object(type_, value)
    if type_.endswith("Enum"):
        return _choice(type_, key, value)
    if isinstance(value, dict):
        raise _wrong_shape(type_, value)
    convert = CONVERTERS.get(type_)
    return convert(key, value) if convert is not None else str(value)


def _object(type_: str, value: Any) -> Any:
    if not isinstance(value, dict):
        raise _wrong_shape(type_, value)
    if not KNOWN[type_]:
        return value
    cleaned = {key: _value(type_, key, item) for key, item in value.items()}
    filled = {key: item for key, item in cleaned.items() if item is not None}
    if type_ == "ReferenceType" and "value" not in filled:
        return None
    return filled or None


def _refuse_wrong_shape(type_: str, key: str, value: Any) -> None:
    """Lists stand where lists belong, and nowhere instead of a reference or a plain value."""
    if key in LISTS and not isinstance(value, list):
        raise _wrong_shape(f"list of {key}", value)
    single = type_ == "ReferenceType" or type_ not in KNOWN
    if isinstance(value, list) and single:
        raise _wrong_shape(type_, value)


def _wrong_shape(wanted: str, value: Any) -> Fault:
    found = type(value).__name__
    return Fault("1010", f"Can not deserialize instance of {wanted} out of a JSON {found}")


def _choice(type_: str, key: str, value: Any) -> str:
    if value not in ENUMS[type_]:
        raise Fault("2170", f"Invalid Enumeration : {value}", element=key)
    return str(value)


def _number(key: str, value: Any) -> Decimal:
    try:
        number = Decimal(str(value).replace(",", ""))
    except InvalidOperation as error:
        raise Fault("2080", f"Invalid Number. Supplied value:{value}", element=key) from error
    if not number.is_finite() or number.adjusted() >= MAX_DIGITS:
        raise Fault("2080", f"Invalid Number. Supplied value:{value}", element=key)
    return wire.money(number) if key in MONEY else wire.plain(number)


def _boolean(key: str, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if str(value).lower() in {"true", "false"}:
        return str(value).lower() == "true"
    raise Fault("2230", f"Invalid Boolean. Supplied value:{value}", element=key)


def _date(key: str, value: Any) -> str:
    text = str(value)
    day = text[:10] if re.match(r"\d{4}-\d\d-\d\dT", text) else text
    try:
        return date.fromisoformat(day).isoformat()
    except ValueError as error:
        raise Fault("2060", f"Invalid Date. Supplied value:{value}", element=key) from error


def _integer(key: str, value: Any) -> int:
    return int(_number(key, value))


CONVERTERS: dict[str, Callable[[str, Any], Any]] = {
    "int": _integer,
    "positiveInteger": _integer,
    "decimal": _number,
    "boolean": _boolean,
    "date": _date,
}


def _unrecognized(kind: str, key: str) -> Fault:
    known = KNOWN[kind]
    first = next(iter(known), "")
    return Fault(
        "2010",
        f'Property Name:Unrecognized field "{key}" '
        f"(class com.intuit.schema.finance.v3.{kind}), not marked as ignorable "
        f'({len(known)} known properties: "{first}", ... [truncated]])\n'
        " specified is unsupported or invalid",
    )
