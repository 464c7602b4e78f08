"""What an order is before it posts, for the customer: a QuickBooks estimate, which moves no money.

quickbooks: an invoice that names its estimate closes it; a sales receipt does not, so the estimate
of a sale that was paid at once is closed by the bridge.
"""

from typing import Any

from entities.models import Order
from sync_queue import kinds
from sync_queue.documents import (
    billing,
    currencies,
    guests,
    head,
    invoice,
    names,
    posting,
    sale_lines,
)
from sync_queue.documents.company import Company
from sync_queue.documents.outcome import Document, NeedsParent, NotNeeded, Removal

OPEN, CLOSED = "Pending", "Closed"


def parents(order: Order) -> list[tuple[str, str]]:
    return [
        *invoice.parents_of_order(order),
        *((kinds.INVOICE.name, one.key) for one in order.invoices.all()),
    ]


def build(order: Order, company: Company) -> Document | Removal:
    link = company.link(kinds.ESTIMATE.name, order.key)
    if posting.is_early(order=order, connection=company.connection):
        return _document(order, company, OPEN)
    if link is None or link.is_gone:
        raise NotNeeded(
            reason="not_early",
            message=f"{order} is {order.get_status_display().lower()}: such orders need no "
            "estimate.",
        )
    if order.status in posting.TAKEN_BACK:
        return Removal(qbo_type="Estimate", operation="delete")
    if posting.posts(order=order, connection=company.connection):
        return _after_booking(order, company)
    raise NotNeeded(reason="not_early", message=f"The estimate of {order} stays as it is.")


def _after_booking(order: Order, company: Company) -> Document:
    bills = billing.counting(order)
    if not bills:
        raise NotNeeded(reason="not_early", message=f"{order} is not billed yet.")
    bill = bills[0]
    booked = company.link(kinds.INVOICE.name, bill.key)
    if booked is None:
        raise NeedsParent(kind=kinds.INVOICE.name, key=bill.key, label=str(bill))
    if booked.qbo_type == "Invoice":
        message = f"The invoice of {order} has closed its estimate."
        raise NotNeeded(reason="estimate_closed", message=message)
    return _document(order, company, CLOSED)


def _document(order: Order, company: Company, status: str) -> Document:
    currencies.require(order.currency, record=str(order), company=company)
    billed = billing.ordered(order)
    tax = sale_lines.of(billed, company)
    mark = names.marker(kind=kinds.ESTIMATE.name, key=order.key)
    said: dict[str, Any] = {
        "CustomerRef": guests.ref(order.customer, guests.of_order(order), company),
        "DocNumber": names.doc_number(f"{company.connection.number_prefix}{order.number}"),
        "PrivateNote": f"Order {order.number} {mark}",
        "TxnDate": str(company.company_date(order.placed_at)),
        "TxnStatus": status,
        **head.SILENT,
        **head.currency(order.currency, company),
        **company.classes.on_document(sale_lines.class_of(order), record=str(order)),
    }
    return Document(
        qbo_type="Estimate",
        fields={**said, "Line": tax.lines, **tax.fields},
        total=order.total,
        tax=order.tax_total,
        by_rate=tax.by_rate,
    )
