"""What of a booked document would read differently? In words, for who decides about it (rule 7)."""

from collections.abc import Iterator

from sync_queue.documents.outcome import Document
from sync_queue.models import Link
from sync_queue.preparing.intent import Intent

# What a field of a document is called on screen; one that stands only beside others is not named.
TITLES = {
    "CustomerRef": "customer",
    "VendorRef": "vendor",
    "TxnDate": "date",
    "DueDate": "due date",
    "DocNumber": "number",
    "Line": "lines",
    "TxnTaxDetail": "tax",
    "DepositToAccountRef": "account of the money",
    "PaymentMethodRef": "payment method",
    "PaymentRefNum": "payment reference",
    "SalesTermRef": "terms",
    "ClassRef": "class",
    "ExchangeRate": "exchange rate",
    "PrivateNote": "note",
    "BillAddr": "billing address",
    "ShipAddr": "shipping address",
}
PLAIN = ("TxnDate", "DueDate", "DocNumber", "ExchangeRate")


def said(document: Document, *, wanted: Intent, link: Link) -> str:
    """ "Total 20.00 in QuickBooks, 25.00 in the store. Number 1042, Other. Also: lines."."""
    parts = [*_amounts(document, link), *_values(wanted, link)]
    others = [TITLES[name] for name in _changed(wanted, link) if name not in PLAIN]
    if others:
        parts.append(f"{'Also' if parts else 'Different'}: {', '.join(others)}")
    return "".join(f" {part}." for part in parts)


def _amounts(document: Document, link: Link) -> Iterator[str]:
    for what, ours, theirs in (
        ("Total", document.total, link.total),
        ("Tax", document.tax, link.tax),
    ):
        if ours is not None and theirs is not None and ours != theirs:
            yield f"{what} {theirs:.2f} in QuickBooks, {ours:.2f} in the store"


def _values(wanted: Intent, link: Link) -> Iterator[str]:
    for name in _changed(wanted, link):
        if name in PLAIN:
            before = link.sent.get(name) or "none"
            now = wanted.sent.get(name) or "none"
            title = TITLES[name]
            yield f"{title[0].upper()}{title[1:]} {before} in QuickBooks, {now} in the store"


def _changed(wanted: Intent, link: Link) -> list[str]:
    """The fields that differ, without those that only go with others."""
    return [
        name
        for name in TITLES
        if name in wanted.body and wanted.sent.get(name) != link.sent.get(name)
    ]
