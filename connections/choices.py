"""Which of a company's accounts fit which purpose, and what is created where none of them does.

quickbooks: an item's income account is of type Income, detail SalesOfProductIncome; its stock
account Other Current Asset, detail Inventory; its expense account Cost of Goods Sold.
"""

from dataclasses import dataclass

from connections.models import Connection, ListItem
from connections.models.lists import ListItemQuerySet
from entities.models import StorePaymentMethod

# quickbooks: money is deposited to an account of one of these types.
CLEARING_TYPES = ("Other Current Asset", "Bank")
# What a shop owes its customers until they redeem it.
OWED_TYPES = ("Other Current Liability",)
OWED_KINDS = (StorePaymentMethod.Kind.GIFT_CARD, StorePaymentMethod.Kind.STORE_CREDIT)
NEW_SUBTYPES = {
    "Other Current Asset": "OtherCurrentAssets",
    "Other Current Liability": "OtherCurrentLiabilities",
}


@dataclass(frozen=True)
class Purpose:
    """A purpose of DefaultAccounts: the types that fit it, and the account to create for it."""

    field: str
    label: str
    types: tuple[str, ...]
    subtype: str
    new_name: str
    new_subtype: str

    @property
    def new_type(self) -> str:
        return self.types[0]

    @property
    def what_fits(self) -> str:
        """The types in words: "Income, detail SalesOfProductIncome"."""
        types = " or ".join(self.types)
        return f"{types}, detail {self.subtype}" if self.subtype else types


PURPOSES = {
    purpose.field: purpose
    for purpose in [
        Purpose(
            "income",
            "Income",
            ("Income",),
            "SalesOfProductIncome",
            "Sales of products",
            "SalesOfProductIncome",
        ),
        Purpose(
            "expense",
            "Expense (cost of goods sold)",
            ("Cost of Goods Sold",),
            "",
            "Cost of goods sold",
            "SuppliesMaterialsCogs",
        ),
        Purpose(
            "inventory_asset",
            "Inventory asset",
            ("Other Current Asset",),
            "Inventory",
            "Inventory asset",
            "Inventory",
        ),
        Purpose(
            "discount",
            "Discounts",
            ("Income",),
            "DiscountsRefundsGiven",
            "Discounts given",
            "DiscountsRefundsGiven",
        ),
        Purpose(
            "shipping",
            "Shipping",
            ("Income",),
            "",
            "Shipping income",
            "ServiceFeeIncome",
        ),
        Purpose(
            "surcharge",
            "Payment surcharges",
            ("Income", "Other Income"),
            "",
            "Payment surcharges",
            "ServiceFeeIncome",
        ),
        Purpose(
            "refund",
            "Refunds without goods",
            ("Income", "Expense"),
            "",
            "Refunds given",
            "DiscountsRefundsGiven",
        ),
    ]
}


def fitting(*, connection: Connection, purpose: Purpose) -> ListItemQuerySet:
    """The company's active accounts that fit a purpose."""
    return owned(connection).accounts(*purpose.types, subtype=purpose.subtype)


def clearing(
    *, connection: Connection, method: StorePaymentMethod, currency: str
) -> ListItemQuerySet:
    """The accounts in which a payment method's money may lie until it reaches the bank."""
    found = owned(connection).accounts(*clearing_types(method)).exclude(subtype="Inventory")
    return found.filter(currency__in=["", currency, connection.home_currency])


def clearing_types(method: StorePaymentMethod) -> tuple[str, ...]:
    return OWED_TYPES if method.kind in OWED_KINDS else CLEARING_TYPES


def new_clearing(method: StorePaymentMethod) -> tuple[str, str]:
    """Type and detail of the clearing account that is created for a payment method."""
    account_type = clearing_types(method)[0]
    return account_type, NEW_SUBTYPES[account_type]


def of_kind(*, connection: Connection, kind: str) -> ListItemQuerySet:
    """Tax codes, payment methods or terms that the company has in use."""
    return owned(connection).of_kind(kind)


def owned(connection: Connection) -> ListItemQuerySet:
    return ListItem.objects.filter(connection=connection)
