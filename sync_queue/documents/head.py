"""What every document states besides its lines: e-mail status, currency, whose it is (rule 15)."""

from typing import Any

from entities.models import Invoice
from sync_queue import kinds
from sync_queue.documents import guests
from sync_queue.documents.company import Company
from sync_queue.documents.outcome import Held

# Off, explicitly: QuickBooks must not write to the store's customers by itself (rule 9).
SILENT = {"EmailStatus": "NotSet"}


def currency(code: str, company: Company) -> dict[str, Any]:
    """The currency, stated where the company knows several (quickbooks: required then)."""
    return {"CurrencyRef": {"value": code}} if company.connection.multicurrency else {}


def customer_ref(invoice: Invoice, company: Company) -> dict[str, str]:
    """Whose sale it is: the same on the invoice and on all the money that belongs to it."""
    order, customer = invoice.order, invoice.order.customer
    both, booked = guests.of_order(order), company.link(kinds.INVOICE.name, invoice.key)
    chosen = guests.chosen(customer, both, company, booked=booked)
    if customer.currency != order.currency and chosen[0] == kinds.CUSTOMER.name:
        raise Held(
            reason="currency",
            message=f"{order} is in {order.currency}, but its customer {customer} has "
            f"{customer.currency}, and a QuickBooks customer has one currency for ever.",
            mend=f"Give the order a customer with {order.currency} in the store.",
        )
    return guests.ref(customer, both, company, booked=booked)
