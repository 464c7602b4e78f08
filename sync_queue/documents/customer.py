"""A customer of the store as a QuickBooks customer."""

import re
from typing import Any

from connections.models import Connection
from entities.models import Customer
from sync_queue import kinds
from sync_queue.documents import currencies, guests, names, tax_numbers
from sync_queue.documents.company import Company
from sync_queue.documents.outcome import Document, NotNeeded
from sync_queue.mapping import targets
from sync_queue.models import Link

WEBSITE = targets.BY_SUBJECT[kinds.CUSTOMER.name]["WebAddr.URI"]
TAX_NUMBER = targets.BY_SUBJECT[kinds.CUSTOMER.name]["PrimaryTaxIdentifier"]
# quickbooks: one RFC 822 address of at most 100 characters (fault 2210 otherwise).
EMAIL = re.compile(r"^[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]+$")


def build(customer: Customer, company: Company) -> Document:
    """Raises NotNeeded for a guest who buys under the storefront's customer (rule 22)."""
    link = company.link(kinds.CUSTOMER.name, customer.key)
    if guests.are_shared(customer, company.connection) and not link:
        message = f"{customer} is a guest: all guests of a storefront are one customer."
        raise NotNeeded(reason="guest", message=message, has_stand_in=True)
    currency = customer.currency
    return document(customer, company, currency=currency, record=str(customer), link=link)


def parents(customer: Customer) -> list[tuple[str, str]]:
    return currencies.parents(customer.currency)


def document(
    customer: Customer, company: Company, *, currency: str, record: str, link: Link | None
) -> Document:
    """The customer in `currency`; `link` is what QuickBooks has of them in it already.

    Raises Held for a currency that the company cannot have, NeedsParent for one not listed yet.
    """
    address = {
        "BillAddr": address_of(customer, "billing"),
        "ShipAddr": address_of(customer, "shipping"),
    }
    fields = _fields(customer) | _tax_number(customer, company, link)
    create_only = currencies.stated(currency, record=record, company=company, is_new=link is None)
    # Kaseya writes an address once and leaves it to QuickBooks; CS-Cart keeps it in step.
    if company.connection.address_updates == Connection.AddressUpdates.CREATE_ONLY:
        create_only |= address
    else:
        fields |= {name: value for name, value in address.items() if value}
    return Document(
        qbo_type="Customer",
        fields=fields,
        create_only=create_only,
        name_space=Link.NameSpace.NAMES,
        names=display_names(customer),
    )


def _fields(customer: Customer) -> dict[str, Any]:
    """What the store says of the customer besides name and addresses, without what is empty."""
    fields: dict[str, Any] = {
        "GivenName": names.legal(customer.first_name, longest=100),
        "FamilyName": names.legal(customer.last_name, longest=100),
        "CompanyName": names.legal(customer.company, longest=100),
        "PrimaryEmailAddr": {"Address": legal_email(customer.email)},
        "PrimaryPhone": {"FreeFormNumber": names.legal(customer.phone, longest=30)},
        "Fax": {"FreeFormNumber": names.legal(customer.fax, longest=30)},
        "WebAddr": {"URI": WEBSITE.shaped(customer.website)},
        # As with products: only who is deleted in the store is made inactive.
        "Active": True,
    }
    return {name: value for name, value in fields.items() if not _is_empty(value)}


def _tax_number(customer: Customer, company: Company, link: Link | None) -> dict[str, Any]:
    """Nothing in the United States: QuickBooks has a place there for the number of a resale
    certificate only, and which number is one, the store does not say."""
    if company.connection.is_us:
        return {}
    number = TAX_NUMBER.shaped(customer.tax_number)
    if tax_numbers.is_mask(customer.tax_number):
        # It says nothing of the number, so the one that is there stays.
        number = link.sent.get(TAX_NUMBER.name) if link else None
    return {TAX_NUMBER.name: number} if number else {}


def display_names(customer: Customer) -> tuple[str, ...]:
    """The names under which the customer may stand in QuickBooks, the preferred one first."""
    called = customer.company or customer.full_name or customer.email
    return names.choices(called, mark=f"C-{customer.key}", longest=500)


def legal_email(email: str) -> str:
    """The address, or nothing if QuickBooks would refuse it: a bad one must not stop an order."""
    email = email.strip()
    return email if len(email) <= 100 and EMAIL.match(email) else ""


def address_of(customer: Customer, which: str) -> dict[str, str]:
    """The billing or shipping address, without what is empty."""
    parts = {
        "Line1": ("line1", 500),
        "Line2": ("line2", 500),
        "City": ("city", 255),
        "CountrySubDivisionCode": ("region", 255),
        "PostalCode": ("postal_code", 30),
        "Country": ("country", 255),
    }
    found = {
        name: names.BLANKS.sub(" ", getattr(customer, f"{which}_{column}")).strip()[:longest]
        for name, (column, longest) in parts.items()
    }
    return {name: value for name, value in found.items() if value}


def _is_empty(value: Any) -> bool:
    return value == "" or (isinstance(value, dict) and not any(value.values()))
