"""What do the captures of 2026 show that those of 2020 and 2022 do not?

Names have a pseudonym, customers say whether they are a project, documents who changed them last,
lines which account their item posts to and an empty list of extensions.
"""

import hashlib
from typing import Any

from emulator.books.company import Company, Record
from emulator.wire import Obj

PERSON = "9130350000000001"
SALE = "SalesItemLineDetail"
EXTENDED = frozenset({SALE, "ItemBasedExpenseLineDetail", "AccountBasedExpenseLineDetail"})
MARKS: dict[str, Obj] = {
    "Customer": {"IsProject": False, "ClientEntityId": "0"},
    "Employee": {"Organization": False},
}
NAMES = frozenset({"Customer", "Vendor", "Employee"})


def newest(company: Company, record: Record, shown: Obj) -> Obj:
    """An object with what has come since; what it has of that already stays."""
    if record.kind in NAMES:
        return {**MARKS.get(record.kind, {}), **shown, "V4IDPseudonym": _pseudonym(company, record)}
    if not record.day:
        return shown
    lines = [_extended(company, line) for line in shown.get("Line") or ()]
    return {**shown, "MetaData": _told(shown["MetaData"]), **({"Line": lines} if lines else {})}


def _pseudonym(company: Company, record: Record) -> str:
    """38 characters that stay the same for one name."""
    named = f"{company.realm}/{record.kind}/{record.id}".encode()
    return "0020" + hashlib.blake2b(named, digest_size=17).hexdigest()


def _told(times: Obj) -> Obj:
    return {
        "CreateTime": times["CreateTime"],
        "LastModifiedByRef": {"value": PERSON},
        **times,
    }


def _extended(company: Company, line: Obj) -> Obj:
    type_ = line.get("DetailType")
    if type_ not in EXTENDED:
        return line
    detail = _accounted(company, line[SALE]) if type_ == SALE else line[type_]
    return {**line, type_: detail, "CustomExtensions": []}


def _accounted(company: Company, detail: Obj) -> Obj:
    """The account of the item, before the tax code."""
    item = company.records["Item"].get(str(detail.get("ItemRef", {}).get("value")))
    account: Any = item.obj.get("IncomeAccountRef") if item is not None else None
    if account is None or "ItemAccountRef" in detail:
        return detail
    tax = {name: detail[name] for name in ("TaxCodeRef",) if name in detail}
    rest = {name: value for name, value in detail.items() if name not in tax}
    return {**rest, "ItemAccountRef": account, **tax}
