"""Who sells in the marketplace, as a QuickBooks vendor: the one a purchase order goes to."""

from typing import Any

from entities.models import Vendor
from sync_queue.documents import names
from sync_queue.documents.company import Company
from sync_queue.documents.customer import legal_email
from sync_queue.documents.outcome import Document
from sync_queue.models import Link


def build(vendor: Vendor, company: Company) -> Document:
    """Vendors are paid in the company's own currency (quickbooks: one for ever)."""
    home, several = company.connection.home_currency, company.connection.multicurrency
    email = legal_email(vendor.email)
    fields: dict[str, Any] = {"CompanyName": names.legal(vendor.name, longest=100), "Active": True}
    return Document(
        qbo_type="Vendor",
        fields=fields | ({"PrimaryEmailAddr": {"Address": email}} if email else {}),
        create_only={"CurrencyRef": {"value": home}} if several else {},
        name_space=Link.NameSpace.NAMES,
        names=names.choices(vendor.name, mark=f"V-{vendor.key}", longest=500),
    )
