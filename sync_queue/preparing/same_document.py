"""Is a document that has our number in QuickBooks the one we would send? Rule 20: only where
customer, date, lines, tax and total all match; what differs is said in words.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from sync_queue.preparing import evidence

Found = Mapping[str, Any]


def unlike(frozen: Mapping[str, Any], found: Found) -> list[str]:
    """What of `found` is not as in the frozen row; [] where all is."""
    sent = frozen["sent"]
    pairs = (
        ("customer", _ref(sent, "CustomerRef"), _ref(found, "CustomerRef")),
        ("date", sent.get("TxnDate"), found.get("TxnDate")),
        ("lines", _lines(sent), _lines(found)),
        ("tax", _money(frozen.get("tax")), _money(_tax(found))),
        ("total", _money(frozen.get("total")), _money(found.get("TotalAmt"))),
    )
    differing = [what for what, ours, theirs in pairs if ours != theirs]
    if "[bridge " in str(found.get("PrivateNote", "")):
        differing.append("record of the store")
    return [*differing, "void"] if evidence.is_taken_out(found) else differing


def said(qbo_type: str, found: Found) -> str:
    """A document of QuickBooks in the words of a sentence."""
    number, day = found.get("DocNumber", ""), date.fromisoformat(str(found["TxnDate"]))
    total = Decimal(str(found.get("TotalAmt") or 0))
    whose = (found.get("CustomerRef") or {}).get("name", "")
    of_whom = f" for {whose}" if whose else ""
    return f"{qbo_type} {number} of {day:%-d %b %Y} over {total:,.2f}{of_whom}"


def _ref(of: Found, name: str) -> str:
    return str((of.get(name) or {}).get("value", ""))


def _tax(found: Found) -> Any:
    return (found.get("TxnTaxDetail") or {}).get("TotalTax")


def _money(amount: Any) -> Decimal:
    return Decimal(str(amount or 0))


def _lines(of: Found) -> list[tuple[Any, ...]]:
    """Item, amount, quantity and tax code of each line that has an item."""
    return list(_details(of.get("Line") or []))


def _details(lines: Iterable[Mapping[str, Any]]) -> Iterable[tuple[Any, ...]]:
    for line in lines:
        detail = line.get("SalesItemLineDetail")
        if detail:
            refs = (_ref(detail, "ItemRef"), _ref(detail, "TaxCodeRef"))
            yield (*refs, _money(line.get("Amount")), _money(detail.get("Qty") or 1))
