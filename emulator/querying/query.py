"""Which objects answer a query, and how are they shown?

Ids, numbers, names and stock codes are looked up; for anything else every record of the kind is
looked at, unpacked only where the condition needs more than its date and its times.
"""

import heapq
import re
from collections.abc import Callable, Iterable
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any

from emulator.books.company import DOCUMENTS, SEARCHED, Company, Record, search_key
from emulator.kinds import BY_PATH
from emulator.kinds.base import Kind
from emulator.kinds.lists.exchange_rates import all_in_force
from emulator.kinds.tax.taxes import NOT_NUMBERED
from emulator.protocol import schema
from emulator.querying.comparing import Test, test_of
from emulator.querying.grammar import Condition, Parser, Query
from emulator.wire import Obj

# What is known of a record without unpacking it.
OUTSIDE = frozenset(
    {
        *("id", "txndate", "synctoken", "active"),
        *("metadata.createtime", "metadata.lastupdatedtime"),
    }
)
ALPHABETIC = frozenset({"Account", "Customer", "Employee", "Item", "Vendor"})


def answer(company: Company, text: str) -> Obj:
    """The QueryResponse of a statement. Raises Fault 4000 or 4001."""
    query = Parser(text).parse()
    records = _matching(company, query)
    if query.count:
        return {"totalCount": len(records)}
    page = _page(company, query, records)
    if not page:
        return {}
    shown = [_shown(query, query.kind.listed(company, record)) for record in page]
    return {query.kind.name: shown, "startPosition": query.start, "maxResults": len(page)}


def entity_of(text: str) -> str:
    """The kind a statement asks for, for the log; empty if none can be seen."""
    found = re.search(r"\bfrom\s+(\w+)", text, re.IGNORECASE)
    kind = BY_PATH.get(found[1].lower()) if found else None
    return kind.name if kind else ""


def value_at(obj: Any, path: str) -> Any:
    """The value at a dotted, case-insensitive path; a reference stands for its id.

    Where a list lies on the way, the values of all its members.
    """
    names = path.split(".")
    for at, name in enumerate(names):
        if isinstance(obj, list):
            return [value_at(each, ".".join(names[at:])) for each in obj]
        if not isinstance(obj, dict):
            return None
        obj = obj[name] if name in obj else _anyhow(obj, name)
    return obj.get("value", obj.get("Address", obj)) if isinstance(obj, dict) else obj


def _anyhow(obj: Obj, name: str) -> Any:
    return next((value for key, value in obj.items() if key.lower() == name.lower()), None)


def _matching(company: Company, query: Query) -> list[Record]:
    """The records that meet every condition; inactive ones only if Active is asked for."""
    conditions = list(query.conditions)
    named = any(condition.name.lower() == "active" for condition in conditions)
    if not named and schema.has_property(query.kind.name, "Active"):
        conditions.append(Condition("Active", "!=", ["false"]))
    found: Iterable[Record] = _candidates(company, query)
    dated = _of_a_day(company, query)
    if dated is not None:
        conditions.remove(dated)
        day = datetime.fromisoformat(dated.values[0]).date()
        found = all_in_force(company, day.isoformat())
    for outside in (True, False):
        these = [each for each in conditions if (each.name.lower() in OUTSIDE) == outside]
        if these:
            found = _filtered(company, query.kind, these, found)
    return list(found)


def _of_a_day(company: Company, query: Query) -> Condition | None:
    """The condition by which rates are asked for that are in force on a day, where it means that
    and not those stored for it. Raises Fault 4001 for what is no day."""
    if query.kind.name != "ExchangeRate" or company.settings.rates_by_date == "exact":
        return None
    for condition in query.conditions:
        if (condition.name.lower(), condition.sign) == ("asofdate", "="):
            test_of(company, query.kind, condition)
            return condition
    return None


def _filtered(
    company: Company, kind: Kind, conditions: list[Condition], records: Iterable[Record]
) -> list[Record]:
    view = _reader(company, kind, [condition.name for condition in conditions])
    tests = [(condition.name, test_of(company, kind, condition)) for condition in conditions]
    return [
        record
        for record in records
        if all(
            _meets(value_at(shown, name), test) for shown in (view(record),) for name, test in tests
        )
    ]


def _meets(value: Any, test: Test) -> bool:
    """Of several values one is enough."""
    return any(map(test, value)) if isinstance(value, list) else test(value)


def _candidates(company: Company, query: Query) -> Iterable[Record]:
    """All records of the kind, or only those that an index has for one of the conditions."""
    for condition in query.conditions:
        ids = _indexed(company, query.kind, condition)
        if ids is not None:
            found = (company.find(query.kind.name, id_) for id_ in dict.fromkeys(ids))
            return [record for record in found if record is not None]
    return company.live(query.kind.name)


def _indexed(company: Company, kind: Kind, condition: Condition) -> Iterable[str] | None:
    if condition.sign not in {"=", "in"}:
        return None
    name = condition.name.lower()
    if name == "id":
        return condition.values
    if name not in {each.lower() for each in SEARCHED}:
        return None
    found = (company.named(search_key(kind.name, name, value)) for value in condition.values)
    return sorted({id_ for ids in found for id_ in ids}, key=_number)


def _number(id_: str) -> tuple[int, str]:
    return (int(id_) if id_.isdigit() else 0, id_)


def _reader(company: Company, kind: Kind, names: list[str]) -> Callable[[Record], Obj]:
    """How to read a record for those names: from outside, unpacked, or the whole view."""
    wanted = {name.lower() for name in names}
    if wanted <= OUTSIDE:
        return _outside
    heads = {name.split(".")[0] for name in wanted}
    stored = not heads & {"id", "synctoken", "metadata"}
    if stored and not heads & {name.lower() for name in kind.computed_names}:
        return lambda record: record.obj
    return lambda record: kind.view(company, record)


def _outside(record: Record) -> Obj:
    return {
        "Id": record.id,
        "SyncToken": str(record.sync_token),
        "TxnDate": record.day or None,
        "Active": not record.inactive,
        "MetaData": {"CreateTime": record.created, "LastUpdatedTime": record.updated},
    }


def _page(company: Company, query: Query, records: list[Record]) -> list[Record]:
    """The part of the records that is asked for, in the order that is asked for."""
    start, end = query.start - 1, query.start - 1 + query.most
    if query.order:
        return _ordered(company, query, records)[start:end]
    if query.kind.family == DOCUMENTS:
        return heapq.nlargest(end, records, key=_last_touched)[start:]
    if query.kind.name == "TaxCode":
        return _tax_codes(records, start, end)
    if query.kind.name in ALPHABETIC:
        records.sort(key=_full_name)
    return records[start:end]


def _tax_codes(records: list[Record], start: int, end: int) -> list[Record]:
    """quickbooks: the codes without a number come on top of every page and are not counted."""
    numbered = [record for record in records if record.id not in NOT_NUMBERED]
    return [record for record in records if record.id in NOT_NUMBERED] + numbered[start:end]


def _last_touched(record: Record) -> tuple[str, int]:
    """quickbooks: without an order documents come as they were changed, the latest first."""
    return (record.updated, int(record.id))


def _full_name(record: Record) -> str:
    """quickbooks: without an order names come by their alphabet, capital letters first."""
    obj = record.obj
    return str(obj.get("FullyQualifiedName") or obj.get("DisplayName") or obj["Name"])


def _ordered(company: Company, query: Query, records: list[Record]) -> list[Record]:
    view = _reader(company, query.kind, [name for name, _ in query.order])
    for name, descending in reversed(query.order):
        values = {record.id: _order_key(value_at(view(record), name)) for record in records}
        records.sort(key=partial(_nth, values), reverse=descending)
    return records


def _nth(values: dict[str, tuple[int, Any]], record: Record) -> tuple[int, Any]:
    return values[record.id]


def _order_key(value: Any) -> tuple[int, Any]:
    if value is None:
        return (0, "")
    if isinstance(value, Decimal | int):
        return (1, value)
    text = str(value)
    return (1, int(text)) if text.isdigit() else (2, text.casefold())


def _shown(query: Query, obj: Obj) -> Obj:
    """Selected fields with Id and domain, marked sparse; or the whole object."""
    if not query.fields:
        return obj
    wanted = {name.split(".")[0].lower() for name in query.fields} | {"id", "domain"}
    chosen = {name: value for name, value in obj.items() if name.lower() in wanted}
    return {**chosen, "sparse": True}
