"""The item under which discounts, shipping and the like stand on a document (rule 18)."""

from dataclasses import dataclass
from typing import Any

from sync_queue.documents import names
from sync_queue.documents.company import Company
from sync_queue.documents.outcome import Document
from sync_queue.models import Link


@dataclass(frozen=True)
class Charge:
    """`purpose` is the field of DefaultAccounts whose account the item books to."""

    key: str
    title: str
    purpose: str


DISCOUNT = Charge("discount", "Discount", "discount")
SHIPPING = Charge("shipping", "Shipping", "shipping")
SURCHARGE = Charge("surcharge", "Payment surcharge", "surcharge")
RETURNS = Charge("returns", "Returned goods", "refund")
FEE = Charge("fee", "Refund fee", "refund")
GOODWILL = Charge("goodwill", "Goodwill", "refund")
UNLISTED = Charge("unlisted", "Other sales", "income")

BY_KEY = {
    charge.key: charge
    for charge in (DISCOUNT, SHIPPING, SURCHARGE, RETURNS, FEE, GOODWILL, UNLISTED)
}


def build(charge: Charge, company: Company) -> Document:
    return Document(
        qbo_type="Item",
        fields={"Active": True},
        create_only={"Type": "Service", **_accounts(charge, company)},
        name_space=Link.NameSpace.ITEMS,
        names=names.choices(charge.title, mark="Bridge", longest=100),
    )


def _accounts(charge: Charge, company: Company) -> dict[str, Any]:
    accounts = {"IncomeAccountRef": company.account(charge.purpose)}
    if company.needs_expense_accounts:
        accounts["ExpenseAccountRef"] = company.account("expense")
    return accounts
