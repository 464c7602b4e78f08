"""Is this object of QuickBooks the one we sent? A table per type: what to ask for, what to compare.

Documents carry our marker in their private note; QuickBooks cannot search in notes, so we ask by
what it can search and compare the marker ourselves. Names carry none: they are ours if what
identifies them agrees.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from connections.wire import query
from sync_queue import canonical
from sync_queue.documents import company_currency, names, tax_numbers
from sync_queue.models import QueueRow

Found = Mapping[str, Any]
MARK = re.compile(r"\[bridge guests [^\]]+\]")
# Documents of ours that bear no number of the store.
WITHOUT_NUMBER = ("Payment", "Deposit", "Transfer", "JournalEntry")
ALSO_INACTIVE = "Active IN (true, false)"


def statement(row: QueueRow) -> str:
    """The query that would find what the row's create has made."""
    kind, sent = row.frozen["qbo_type"], row.frozen["sent"]
    if kind in ("Customer", "Vendor"):
        name = query.quote(sent["DisplayName"])
        return f"SELECT * FROM {kind} WHERE DisplayName = {name} AND {ALSO_INACTIVE}"
    if kind == company_currency.TYPE:
        return f"SELECT * FROM {kind} WHERE {ALSO_INACTIVE}"
    if kind == "Item":
        return f"SELECT * FROM Item WHERE Name = {query.quote(sent['Name'])} AND {ALSO_INACTIVE}"
    if kind in WITHOUT_NUMBER:
        return f"SELECT * FROM {kind} WHERE TxnDate = {query.quote(sent['TxnDate'])}"
    return f"SELECT * FROM {kind} WHERE DocNumber = {query.quote(sent['DocNumber'])}"


def pick(row: QueueRow, found: Iterable[Found]) -> Found | None:
    """The object among `found` that is surely the row's own; None if there is none."""
    return next((one for one in found if is_ours(row, one)), None)


def is_ours(row: QueueRow, found: Found) -> bool:
    kind = row.frozen["qbo_type"]
    if kind in SAME_NAME:
        return SAME_NAME[kind](row.frozen["sent"], found)
    mark = names.marker(kind=row.kind, key=row.key)
    return mark in str(found.get("PrivateNote", ""))


def carries(found: Found, sent: Mapping[str, Any], *, before: Mapping[str, Any]) -> bool:
    """Every field that we sent stands in `found` as we sent it (extra fields do not matter).

    `before`: what was sent the time before. A tax number of which QuickBooks shows only an end
    that the former one had as well is no evidence that the new one has arrived.
    """
    return all(
        _stands(name, found, value) and not _could_be_older(name, found, value, before.get(name))
        for name, value in sent.items()
    )


def is_taken_out(found: Found) -> bool:
    """quickbooks: a void document keeps its number, its amounts are 0 and its note says so; a
    deleted one, where it is shown at all, has that as its status."""
    is_void = str(found.get("PrivateNote", "")).startswith("Voided") and not found.get("TotalAmt")
    return is_void or found.get("status") == "Deleted"


def differences(found: Found, sent: Mapping[str, Any]) -> dict[str, list[Any]]:
    """{field: [QuickBooks now, last sent]} for what somebody changed there."""
    changed = {
        name: [canonical.plain(found.get(name)), value]
        for name, value in sent.items()
        if not _stands(name, found, value)
    }
    numbers = tax_numbers.FIELDS & set(changed)
    return changed | {name: list(map(_hidden, changed[name])) for name in numbers}


def _stands(name: str, found: Found, value: Any) -> bool:
    if name in tax_numbers.FIELDS:
        return tax_numbers.agree(found.get(name), value or "")
    return _agrees(found.get(name), value)


def _could_be_older(name: str, found: Found, value: Any, older: Any) -> bool:
    return (
        name in tax_numbers.FIELDS
        and bool(older)
        and older != value
        and _stands(name, found, older)
    )


def _hidden(number: Any) -> Any:
    return tax_numbers.hidden(number) if isinstance(number, str) else number


def _agrees(theirs: Any, ours: Any) -> bool:
    """`ours` is in plain form. QuickBooks adds to what it is given: ids, names, subtotal lines."""
    if isinstance(ours, dict):
        theirs = theirs or {}
        return all(_agrees(theirs.get(name), value) for name, value in ours.items())
    if isinstance(ours, list):
        kept = _in_order([one for one in theirs or [] if not _is_added(one, ours)])
        return len(kept) == len(ours) and all(map(_agrees, kept, _in_order(ours)))
    if ours in ("", None):
        return theirs in ("", None)
    return bool(canonical.plain(theirs) == ours) or (ours == "0" and theirs is None)


def _in_order(lines: list[Any]) -> list[Any]:
    """The taxes of a document by their rates: QuickBooks lists them in an order of its own."""
    if not all(isinstance(one, dict) and "TaxLineDetail" in one for one in lines):
        return lines
    return sorted(lines, key=_rate)


def _rate(line: dict[str, Any]) -> str:
    return str((line["TaxLineDetail"].get("TaxRateRef") or {}).get("value"))


def _is_added(one: Any, ours: list[Any]) -> bool:
    """A subtotal line, or a field of the company's own that we do not fill."""
    if not isinstance(one, dict):
        return False
    if "DefinitionId" in one:
        return one["DefinitionId"] not in {mine.get("DefinitionId") for mine in ours}
    return one.get("DetailType") == "SubTotalLineDetail"


def _same_customer(sent: Mapping[str, Any], found: Found) -> bool:
    """Strong evidence only: the same name and the same e-mail address, or our mark in the notes."""
    mark = MARK.search(sent.get("Notes", ""))
    if mark is not None:
        return mark.group() in str(found.get("Notes", "")) and bool(found.get("Active", True))
    ours = (sent.get("PrimaryEmailAddr") or {}).get("Address", "")
    theirs = (found.get("PrimaryEmailAddr") or {}).get("Address", "")
    return bool(ours) and ours.casefold() == theirs.casefold() and bool(found.get("Active", True))


def _same_item(sent: Mapping[str, Any], found: Found) -> bool:
    """The same name, type and code; a charge item has no code, but its account."""
    if found.get("Type") != sent.get("Type") or not found.get("Active", True):
        return False
    if sent.get("Type") == "Category":
        theirs = (found.get("ParentRef") or {}).get("value")
        return bool(theirs == (sent.get("ParentRef") or {}).get("value"))
    if sent.get("Sku"):
        return bool(found.get("Sku") == sent["Sku"])
    ours = (sent.get("IncomeAccountRef") or {}).get("value")
    theirs = (found.get("IncomeAccountRef") or {}).get("value")
    return bool(ours) and ours == theirs and not found.get("Sku")


def _same_currency(sent: Mapping[str, Any], found: Found) -> bool:
    return bool(found.get("Code") == sent["Code"])


SAME_NAME: dict[str, Callable[[Mapping[str, Any], Found], bool]] = {
    "Customer": _same_customer,
    "Vendor": _same_customer,
    "Item": _same_item,
    company_currency.TYPE: _same_currency,
}
