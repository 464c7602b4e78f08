"""A customer of the store who buys in another currency than their own, as a QuickBooks customer.

All that the store says of them stands there as well; only name and currency are others.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from entities.models import Customer
from sync_queue import kinds
from sync_queue.documents import currencies
from sync_queue.documents import customer as customers
from sync_queue.documents.company import Company
from sync_queue.documents.outcome import Document


@dataclass(frozen=True)
class CustomerAbroad:
    """A customer of the store in a currency that is not their own."""

    key: str
    customer: Customer
    currency: str

    def __str__(self) -> str:
        return f"{self.customer} ({self.currency})"


def load(keys: Iterable[str]) -> dict[str, CustomerAbroad]:
    """Who is meant by these keys, in one query; those who are gone are left out."""
    parts = {key: currencies.parts_of(key) for key in keys}
    found = Customer.objects.filter(key__in={key for key, _ in parts.values()})
    customers_by_key = {one.key: one for one in found}
    return {
        key: CustomerAbroad(key, customers_by_key[customer_key], currency)
        for key, (customer_key, currency) in parts.items()
        if customer_key in customers_by_key
    }


def build(abroad: CustomerAbroad, company: Company) -> Document:
    """The document of the customer, in the other currency; `named` gives it its own names."""
    link = company.link(kinds.CUSTOMER_ABROAD.name, abroad.key)
    return customers.document(
        abroad.customer, company, currency=abroad.currency, record=str(abroad), link=link
    )


def named(document: Document, abroad: CustomerAbroad, company: Company) -> Document:
    """With the currency in its names; the store's own name where the company has no other.

    That is so for a customer whose own currency the company cannot have.
    """
    connection = company.connection
    if abroad.currency == connection.home_currency and not connection.multicurrency:
        return document
    return replace(document, names=currencies.display_names(document.names, abroad.currency))
