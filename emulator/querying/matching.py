"""Which objects meet the conditions of a query?

Ids, numbers, names and stock codes are looked up; for anything else every record of the kind is
looked at, unpacked only where the condition needs more than its date and its times.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from emulator.books.company import SEARCHED, Company, Record, search_key
from emulator.kinds.base import Kind
from emulator.kinds.lists.exchange_rates import all_in_force
from emulator.protocol import schema
from emulator.querying.comparing import Test, test_of
from emulator.querying.grammar import Condition, Query
from emulator.wire import Obj

# What is known of a record without unpacking it.
OUTSIDE = frozenset(
    {
        *("id", "txndate", "synctoken", "active"),
        *("metadata.createtime", "metadata.lastupdatedtime"),
    }
)


def matching(company: Company, query: Query) -> list[Record]:
    """The records that meet every condition of a group; inactive ones only if Active is asked
    for."""
    named = any(each.name.lower() == "active" for group in query.groups for each in group)
    usual = []
    if not named and schema.has_property(query.kind.name, "Active"):
        usual.append(Condition("Active", "!=", ["false"]))
    if len(query.groups) == 1:
        return _meeting(company, query.kind, query.groups[0], usual)
    found = (_meeting(company, query.kind, group, usual) for group in query.groups)
    each = {record.id: record for records in found for record in records}
    return sorted(each.values(), key=lambda record: number_of(record.id))


def _meeting(
    company: Company, kind: Kind, group: list[Condition], usual: list[Condition]
) -> list[Record]:
    """The records that meet every one of those conditions."""
    conditions = [*group, *usual]
    found: Iterable[Record] = _candidates(company, kind, group)
    dated = _of_a_day(company, kind, group)
    if dated is not None:
        conditions.remove(dated)
        day = datetime.fromisoformat(dated.values[0]).date()
        found = all_in_force(company, day.isoformat())
    for outside in (True, False):
        these = [each for each in conditions if (each.name.lower() in OUTSIDE) == outside]
        if these:
            found = _filtered(company, kind, these, found)
    return list(found)


def _of_a_day(company: Company, kind: Kind, group: list[Condition]) -> Condition | None:
    """The condition by which rates are asked for that are in force on a day, where it means that
    and not those stored for it. Raises Fault 4001 for what is no day."""
    if kind.name != "ExchangeRate" or company.settings.rates_by_date == "exact":
        return None
    for condition in group:
        if (condition.name.lower(), condition.sign) == ("asofdate", "=") and not condition.negated:
            test_of(company, kind, condition)
            return condition
    return None


def _filtered(
    company: Company, kind: Kind, conditions: list[Condition], records: Iterable[Record]
) -> list[Record]:
    view = reader(company, kind, [condition.name for condition in conditions])
    tests = [(each.name, test_of(company, kind, each), not each.negated) for each in conditions]
    return [
        record
        for record in records
        if all(
            _meets(value_at(shown, name), test) == wanted
            for shown in (view(record),)
            for name, test, wanted in tests
        )
    ]


def _meets(value: Any, test: Test) -> bool:
    """Of several values one is enough."""
    return any(map(test, value)) if isinstance(value, list) else test(value)


def _candidates(company: Company, kind: Kind, group: list[Condition]) -> Iterable[Record]:
    """All records of the kind, or only those that an index has for one of the conditions."""
    for condition in group:
        ids = _indexed(company, kind, condition)
        if ids is not None:
            found = (company.find(kind.name, id_) for id_ in dict.fromkeys(ids))
            return [record for record in found if record is not None]
    return company.live(kind.name)


def _indexed(company: Company, kind: Kind, condition: Condition) -> Iterable[str] | None:
    if condition.sign not in {"=", "in"} or condition.negated:
        return None
    name = condition.name.lower()
    if name == "id":
        return condition.values
    if name not in {each.lower() for each in SEARCHED}:
        return None
    found = (company.named(search_key(kind.name, name, value)) for value in condition.values)
    return sorted({id_ for ids in found for id_ in ids}, key=number_of)


def number_of(id_: str) -> tuple[int, str]:
    return (int(id_) if id_.isdigit() else 0, id_)


def reader(company: Company, kind: Kind, names: list[str]) -> Callable[[Record], Obj]:
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
