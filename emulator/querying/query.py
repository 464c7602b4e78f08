"""How is a query answered? The objects that meet it in their order, page by page, as asked."""

import heapq
import re
from decimal import Decimal
from functools import partial
from typing import Any

from emulator.books.company import DOCUMENTS, Company, Record
from emulator.kinds import BY_PATH
from emulator.kinds.tax.taxes import NOT_NUMBERED
from emulator.querying.grammar import Parser, Query
from emulator.querying.matching import matching, reader, value_at
from emulator.wire import Obj

ALPHABETIC = frozenset({"Account", "Customer", "Employee", "Item", "Vendor"})


def answer(company: Company, text: str) -> Obj:
    """The QueryResponse of a statement. Raises Fault 4000 or 4001."""
    query = Parser(text, company.settings).parse()
    records = matching(company, query)
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


def _page(company: Company, query: Query, records: list[Record]) -> list[Record]:
    """The part of the records that is asked for, in the order that is asked for."""
    start, end = query.start - 1, query.start - 1 + query.most
    if query.order:
        return _ordered(company, query, records)[start:end]
    if query.kind.family == DOCUMENTS:
        key = _last_touched if company.settings.same_second == "higher id" else _first_of_a_second
        return heapq.nlargest(end, records, key=key)[start:]
    if query.kind.name == "TaxCode" and company.settings.tax_code_pages == "on top":
        return _tax_codes(records, start, end)
    if query.kind.name in ALPHABETIC or company.settings.list_order == "name":
        records.sort(key=_full_name)
    return records[start:end]


def _tax_codes(records: list[Record], start: int, end: int) -> list[Record]:
    """quickbooks: the codes without a number come on top of every page and are not counted."""
    numbered = [record for record in records if record.id not in NOT_NUMBERED]
    return [record for record in records if record.id in NOT_NUMBERED] + numbered[start:end]


def _last_touched(record: Record) -> tuple[str, int]:
    """quickbooks: without an order documents come as they were changed, the latest first."""
    return (record.updated, int(record.id))


def _first_of_a_second(record: Record) -> tuple[str, int]:
    return (record.updated, -int(record.id))


def _full_name(record: Record) -> str:
    """quickbooks: without an order names come by their alphabet, capital letters first."""
    obj = record.obj
    return str(obj.get("FullyQualifiedName") or obj.get("DisplayName") or obj.get("Name"))


def _ordered(company: Company, query: Query, records: list[Record]) -> list[Record]:
    view = reader(company, query.kind, [name for name, _ in query.order])
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
