"""Which properties does QuickBooks know, and what may stand in them?

`read` turns a request body into typed values: an unknown property is refused at once (2010),
malformed values (20xx) are collected, so that they can be answered beside what is missing.
The field lists come from the official schema; EXTRA holds what only the REST tier knows.
"""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from emulator.data import FOLDER
from emulator.protocol.faults import Fault, together
from emulator.protocol.values import converter
from emulator.wire import Obj

TYPES: dict[str, dict[str, str]] = json.loads((FOLDER / "fields.json").read_text())

EXTRA = {
    "ReferenceType": {"value": "string", "name": "string", "type": "string"},
    "MemoRef": {"value": "string", "id": "string"},
    "IntuitAnyType": {},
    "Payment": {"TaxExemptionRef": "ReferenceType"},
    "Line": {"CustomExtensions": "IntuitAnyType"},
    "DiscountLineDetail": {"Discount": "DiscountOverride"},
    # A template holds one of these documents, and is found by its name.
    "RecurringTransaction": {
        **{name: name for name in ("Bill", "Purchase", "CreditMemo", "Deposit", "Estimate")},
        **{name: name for name in ("Invoice", "JournalEntry", "RefundReceipt", "SalesReceipt")},
        **{name: name for name in ("Transfer", "VendorCredit", "PurchaseOrder")},
        "Type": "string",
    },
}
ENTITY_MARKS = {"domain": "string", "sparse": "boolean", "status": "string"}
LISTS = frozenset({"Line", "LinkedTxn", "TaxLine", "CustomField", "NameValue", "TaxRateDetails"})
# Of all that has MetaData, preferences hold these as a list.
LISTED_ENTITIES = frozenset({"CustomFieldDefinition"})
# References to one of several kinds; anywhere else a client's "type" is not kept.
TYPED = frozenset({"EntityRef", "Entity"})
MOST_LISTED = 1000
# What quickbooks' JSON reader calls a value.
TOKENS: dict[type, str] = {
    list: "START_ARRAY",
    dict: "START_OBJECT",
    str: "VALUE_STRING",
    bool: "VALUE_BOOLEAN",
    int: "VALUE_NUMBER_INT",
    Decimal: "VALUE_NUMBER_FLOAT",
    type(None): "VALUE_NULL",
}

Found = list[Fault]
Reader = Callable[[Any, Found], Any]


class Values(Obj):
    """A request body as typed values.

    `problems` are the faults of its malformed ones, `hollow` the objects that came empty.
    """

    problems: tuple[Fault, ...] = ()
    hollow: tuple[str, ...] = ()


def _known(kind: str) -> dict[str, str]:
    fields = {**TYPES.get(kind, {}), **EXTRA.get(kind, {})}
    fields = {name: type_ for name, type_ in fields.items() if type_}
    return {**fields, **ENTITY_MARKS} if "MetaData" in fields else fields


KNOWN = {kind: _known(kind) for kind in {*TYPES, *EXTRA}}
ANYHOW = {
    kind: {name.lower(): type_ for name, type_ in fields.items()} for kind, fields in KNOWN.items()
}


def read(kind: str, body: Any) -> Values:
    """The body of one entity as typed values; an empty value becomes None.

    quickbooks: only an empty value clears, what is null counts as not sent.
    Raises Fault 2010 on an unknown property or a list or object where none belongs; malformed
    values stay as they came and are named in `problems`.
    """
    if not isinstance(body, dict):
        raise _wrong_shape(kind, body)
    found: Found = []
    try:
        values = Values(_fields(kind, body, found))
    except RecursionError as error:
        raise _unsupported("Document nesting depth exceeds the maximum allowed") from error
    shapes = [fault for fault in found if fault.code == "2010"]
    if shapes:
        raise shapes[0]
    values.problems = tuple(found)
    values.hollow = tuple(
        name for name, value in body.items() if isinstance(value, dict) and values[name] is None
    )
    return values


def clean(kind: str, body: Any) -> Values:
    """Like `read`, but malformed values are refused too: one Fault (20xx) with all of them."""
    values = read(kind, body)
    if values.problems:
        raise together(values.problems)
    return values


def refuse_numbers(problems: tuple[Fault, ...]) -> None:
    """quickbooks: one capture of 2016 has a malformed number where its reader stumbled (2010)."""
    for fault in problems:
        if fault.code == "2080":
            value = str(fault.detail).partition("Supplied value:")[2]
            raise _unsupported(
                "Can not construct instance of java.math.BigDecimal from String value "
                f"'{value}': not a valid representation"
            )


def has_property(kind: str, path: str) -> bool:
    """Whether a query may name a dotted path such as MetaData.CreateTime."""
    return type_at(kind, path) is not None


def type_at(kind: str, path: str) -> str | None:
    """The schema type at a dotted path in any case, None where there is no such property.

    quickbooks: a reference is one value there, CustomerRef.value does not exist.
    """
    found = kind
    for name in path.split("."):
        type_ = None if found == "ReferenceType" else ANYHOW.get(found, {}).get(name.lower())
        if type_ is None:
            return None
        found = type_
    return found


def moment(text: str) -> datetime:
    """A time stamp as an aware time; without offset it is UTC. Raises Fault 2060."""
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError as error:
        raise Fault("2060", f"Invalid Date. Supplied value:{text}") from error
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)


def _fields(kind: str, body: Obj, found: Found) -> Obj:
    readers = READERS[kind]
    values = {}
    for key, value in body.items():
        reader = readers.get(key)
        if reader is None:
            raise unrecognized(kind, key)
        if value is not None:
            values[key] = reader(value, found)
    return values


def _reader(key: str, type_: str) -> Reader:
    """How to read one property."""
    if type_ not in KNOWN:
        return _plain(key, type_)
    if not KNOWN[type_]:
        return lambda value, found: None
    if type_ == "ReferenceType" or ("MetaData" in KNOWN[type_] and type_ not in LISTED_ENTITIES):
        return _object(key, type_)
    return _listed(key, type_, _object(key, type_))


def _listed(key: str, type_: str, single: Reader) -> Reader:
    """One object or a list of them, for some properties always a list."""
    must_be_list = key in LISTS

    def read_value(value: Any, found: Found) -> Any:
        if isinstance(value, list):
            read_items = [single(item, found) for item in value]
            return [item for item in read_items if item is not None]
        if must_be_list and not _is_empty(value):
            found.append(_wrong_shape(f"list of {type_}", value))
            return None
        return single(value, found)

    return read_value


def _object(key: str, type_: str) -> Reader:
    is_reference, typed = type_ == "ReferenceType", key in TYPED

    def read_value(value: Any, found: Found) -> Any:
        if not value and _is_empty(value):
            return None
        if not isinstance(value, dict):
            found.append(_wrong_shape(type_, value))
            return None
        before = len(found)
        filled = {k: v for k, v in _fields(type_, value, found).items() if v is not None}
        for fault in found[before:]:
            fault.element = f"{key}.{fault.element}"
        if is_reference:
            return _reference(filled, typed=typed)
        return filled or None

    return read_value


def _reference(filled: Obj, *, typed: bool) -> Obj | None:
    if not typed:
        filled.pop("type", None)
    return filled if "value" in filled else None


def _plain(key: str, type_: str) -> Reader:
    convert = converter(key, type_)

    def read_value(value: Any, found: Found) -> Any:
        if not value and _is_empty(value):
            return None
        if isinstance(value, dict | list):
            found.append(_wrong_shape(type_, value))
            return None
        try:
            return convert(value)
        except Fault as fault:
            fault.element = key
            found.append(fault)
            return value

    return read_value


def _is_empty(value: Any) -> bool:
    """quickbooks: "" and {} say nothing; 0, false and [] do."""
    return not value and (value is None or isinstance(value, str | dict))


READERS: dict[str, dict[str, Reader]] = {
    kind: {key: _reader(key, type_) for key, type_ in fields.items()}
    for kind, fields in KNOWN.items()
}


def _wrong_shape(wanted: str, value: Any) -> Fault:
    token = next(word for type_, word in TOKENS.items() if isinstance(value, type_))
    return _unsupported(f"Can not deserialize instance of {wanted} out of {token} token")


def unrecognized(kind: str, key: str) -> Fault:
    """The refusal of a property that a kind of object does not have (2010)."""
    known = sorted(KNOWN[kind], key=lambda name: name != "DocNumber")
    listed = ", ".join(f'"{name}"' for name in known)
    if len(listed) > MOST_LISTED:
        listed = listed[: listed.index('"', MOST_LISTED) + 1] + " [truncated]"
    return _unsupported(
        f'Unrecognized field "{key}" (class com.intuit.schema.finance.v3.{kind}), '
        f"not marked as ignorable ({len(known)} known properties: {listed}])\n"
    )


def _unsupported(what: str) -> Fault:
    """quickbooks: whatever its JSON reader cannot read is a property it does not support."""
    return Fault("2010", f"Property Name:{what} specified is unsupported or invalid")
