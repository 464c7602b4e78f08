"""Which address lets a customer see and pay an invoice? Only callers who ask are told.

quickbooks: `include=invoiceLink`; there is a link where online payment is on and an e-mail address
is known.
"""

import hashlib

from emulator.kinds.base import Options
from emulator.wire import Obj

PAYABLE = ("AllowOnlineCreditCardPayment", "AllowOnlineACHPayment")


def with_invoice_links(answer: Obj, options: Options) -> Obj:
    """The answer of a read, write or query, its invoices with their links if that was asked."""
    if "invoicelink" not in options.include:
        return answer
    if "QueryResponse" in answer:
        return {**answer, "QueryResponse": _linked(answer["QueryResponse"])}
    return _linked(answer)


def _linked(holder: Obj) -> Obj:
    found = holder.get("Invoice")
    if isinstance(found, list):
        return {**holder, "Invoice": [_with_link(invoice) for invoice in found]}
    return {**holder, "Invoice": _with_link(found)} if found else holder


def _with_link(invoice: Obj) -> Obj:
    payable = any(invoice.get(name) for name in PAYABLE)
    if not payable or not invoice.get("BillEmail"):
        return invoice
    name = hashlib.sha256(f"{invoice['Id']}{invoice['MetaData']['CreateTime']}".encode())
    link = f"https://connect.intuit.com/t/scs-v1-{name.hexdigest()}?locale=en_US"
    return {**invoice, "InvoiceLink": link}
