"""What every document states besides its lines: e-mail status, currency, whose it is (rule 15)."""

from typing import Any

from entities.models import Customer, Invoice
from sync_queue import kinds
from sync_queue.documents import guests
from sync_queue.documents.company import Company
from sync_queue.documents.customer import address_of

# Off, explicitly: QuickBooks must not write to the store's customers by itself (rule 9).
SILENT = {"EmailStatus": "NotSet"}


def currency(code: str, company: Company) -> dict[str, Any]:
    """The currency, stated where the company knows several (quickbooks: required then)."""
    return {"CurrencyRef": {"value": code}} if company.connection.multicurrency else {}


def destination(customer: Customer, company: Company) -> dict[str, Any]:
    """Where the goods go, stated where QuickBooks finds the tax agency by it.

    quickbooks: automated sales tax goes by the address of shipping, and without one by that of the
    customer's bills, which may be in another state.
    """
    connection = company.connection
    address = address_of(customer, "shipping")
    is_asked = connection.is_us and connection.automated_sales_tax
    return {"ShipAddr": address} if is_asked and address else {}


def customer_ref(invoice: Invoice, company: Company) -> dict[str, str]:
    """Whose sale it is: the same on the invoice and on all the money that belongs to it."""
    order, customer = invoice.order, invoice.order.customer
    keys, booked = guests.of_order(order), company.link(kinds.INVOICE.name, invoice.key)
    return guests.ref(customer, keys, company, booked=booked)
