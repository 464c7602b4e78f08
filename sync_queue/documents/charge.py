"""The item under which discounts, shipping and the like stand on a document (rule 18).

It is the item that was chosen for that kind of line, else one that the bridge makes for it.
"""

from typing import Any

from connections.choosing import reasons
from connections.choosing.line_kinds import (
    BY_KEY,
    CHARGEBACK,
    CHARGEBACK_FEE,
    DISCOUNT,
    FEE,
    GIFT_CARD,
    GOODWILL,
    RETURNS,
    ROUNDING,
    SHIPPING,
    STORE_CREDIT,
    SURCHARGE,
    UNLISTED,
    LineKind,
)
from sync_queue import kinds
from sync_queue.documents import names
from sync_queue.documents.company import Company
from sync_queue.documents.outcome import Document, Held
from sync_queue.models import Link

__all__ = [
    "BY_KEY",
    "CHARGEBACK",
    "CHARGEBACK_FEE",
    "DISCOUNT",
    "FEE",
    "GIFT_CARD",
    "GOODWILL",
    "RETURNS",
    "ROUNDING",
    "SHIPPING",
    "STORE_CREDIT",
    "SURCHARGE",
    "UNLISTED",
    "build",
    "ref",
]


def ref(which: LineKind, company: Company) -> dict[str, str]:
    """The item of this kind of line; raises NeedsParent while the bridge has yet to make it, and
    Held where the chosen one is gone."""
    item = company.items.get(which.key)
    if item is None:
        return company.ref(kind=kinds.CHARGE.name, key=which.key, label=which.title)
    if item.is_active:
        return {"value": item.qbo_id}
    raise Held(
        reason=reasons.item(which.key),
        message=f"The item “{item.name}”, chosen for {which.title.lower()}, is gone from "
        "QuickBooks.",
        mend="Choose another under Default accounts, Line items, then send again.",
    )


def build(charge: LineKind, company: Company) -> Document:
    return Document(
        qbo_type="Item",
        fields={"Active": True},
        create_only={"Type": "Service", **_accounts(charge, company)},
        name_space=Link.NameSpace.ITEMS,
        names=names.choices(charge.title, mark="Bridge", longest=100),
    )


def _accounts(charge: LineKind, company: Company) -> dict[str, Any]:
    accounts = {"IncomeAccountRef": company.account(charge.purpose)}
    if company.needs_expense_accounts:
        accounts["ExpenseAccountRef"] = company.account("expense")
    return accounts
