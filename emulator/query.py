"""Which objects answer a query, and how are they shown?"""

import re
from collections.abc import Callable, Iterable
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any

from emulator import schema
from emulator.company import Company, Record
from emulator.grammar import Condition, Parser, Query
from emulator.kinds import BY_PATH
from emulator.kinds.base import Kind
from emulator.wire import Obj


def answer(company: Company, text: str) -> Obj:
    """The QueryResponse of a statement. Raises Fault 4000 or 4001."""
    query = Parser(text).parse()
    records = _ordered(company, query, _matching(company, query))
    if query.count:
        return {"totalCount": len(records)}
    page = records[query.start - 1 : query.start - 1 + query.most]
    if not page:
        return {}
    shown = [_shown(query, query.kind.view(company, record)) for record in page]
    return {query.kind.name: shown, "startPosition": query.start, "maxResults": len(page)}


def entity_of(text: str) -> str:
    """The kind a statement asks for, for the log; empty if none can be seen."""
    found = re.search(r"\bfrom\s+(\w+)", text, re.IGNORECASE)
    kind = BY_PATH.get(found[1].lower()) if found else None
    return kind.name if kind else ""


def value_at(obj: Any, path: str) -> Any:
    """The value at a dotted, case-insensitive path; a reference stands for its id."""
    for name in path.split("."):
        if not isinstance(obj, dict):
            return None
        obj = obj[name] if name in obj else _anyhow(obj, name)
    return obj.get("value", obj.get("Address", obj)) if isinstance(obj, dict) else obj


def _anyhow(obj: Obj, name: str) -> Any:
    return next((value for key, value in obj.items() if key.lower() == name.lower()), None)


def _matching(company: Company, query: Query) -> list[Record]:
    conditions = list(query.conditions)
    if not any(condition.name.lower() == "active" for condition in conditions):
        conditions.append(Condition("Active", "!=", ["false"]))
    view = _reader(company, query.kind, [condition.name for condition in conditions])
    return [
        record
        for record in _candidates(company, query)
        if all(
            _holds(condition, value_at(view(record), condition.name)) for condition in conditions
        )
    ]


def _candidates(company: Company, query: Query) -> Iterable[Record]:
    """All records of the kind, or only those whose ids are asked for."""
    for condition in query.conditions:
        if condition.name.lower() == "id" and condition.sign in {"=", "in"}:
            found = (company.find(query.kind.name, id_) for id_ in dict.fromkeys(condition.values))
            return [record for record in found if record is not None]
    return company.live(query.kind.name)


def _reader(company: Company, kind: Kind, names: list[str]) -> Callable[[Record], Obj]:
    """How to read a record for those names: its own facts, or the whole view where needed."""
    heads = {name.split(".")[0].lower() for name in names}
    stored = not heads & {"id", "synctoken", "metadata"}
    if stored and not heads & {name.lower() for name in kind.computed_names}:
        return lambda record: record.obj
    return lambda record: kind.view(company, record)


def _holds(condition: Condition, value: Any) -> bool:
    if condition.sign == "in":
        return any(_compare("=", value, wanted) for wanted in condition.values)
    return _compare(condition.sign, value, condition.values[0])


def _compare(sign: str, value: Any, wanted: str) -> bool:
    if value is None:
        return sign == "!="
    if sign == "like":
        pattern = ".*".join(re.escape(part) for part in wanted.split("%"))
        return re.fullmatch(pattern, str(value), re.IGNORECASE | re.DOTALL) is not None
    left, right = _comparable(value, wanted)
    return COMPARE[sign](left, right)


def _comparable(value: Any, wanted: str) -> tuple[Any, Any]:
    if isinstance(value, bool):
        return value, wanted.lower() == "true"
    if isinstance(value, Decimal | int):
        try:
            return value, Decimal(wanted)
        except InvalidOperation:
            return str(value), wanted
    return _sortable(str(value)), _sortable(wanted)


def _sortable(text: str) -> Any:
    moment = re.fullmatch(r"\d{4}-\d\d-\d\dT.*", text)
    return schema.moment(text) if moment else text.casefold()


COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda left, right: left == right,
    "!=": lambda left, right: left != right,
    "<": lambda left, right: left < right,
    ">": lambda left, right: left > right,
    "<=": lambda left, right: left <= right,
    ">=": lambda left, right: left >= right,
}


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
