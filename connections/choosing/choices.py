"""Which of a company's accounts fit which purpose, and what is created where none of them does.

quickbooks: an item's income account is of type Income, detail SalesOfProductIncome; its stock
account Other Current Asset, detail Inventory; its expense account Cost of Goods Sold.
"""

from collections.abc import Collection
from dataclasses import dataclass

from connections.models import Connection, ListItem
from entities.models import StorePaymentMethod

# quickbooks: money is deposited to an account of one of these types.
CLEARING_TYPES = ("Other Current Asset", "Bank")
BANK_TYPES = ("Bank",)
# What a shop owes its customers until they redeem it.
OWED_TYPES = ("Other Current Liability",)
FROM_MARKETPLACE = "Receivable from marketplace"
US_MARKS = ("TAX", "NON", "CustomSalesTax")
# quickbooks: what its own pages call the details that it calls otherwise for programs.
DETAILS = {
    "SalesOfProductIncome": "Sales of Product Income",
    "SuppliesMaterialsCogs": "Supplies & Materials - COGS",
    "DiscountsRefundsGiven": "Discounts/Refunds Given",
    "ServiceFeeIncome": "Service/Fee Income",
    "OtherCurrentAssets": "Other Current Assets",
    "OtherCurrentLiabilities": "Other Current Liabilities",
    "BankCharges": "Bank Charges",
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
    def new_detail(self) -> str:
        return detail_in_words(self.new_subtype)

    @property
    def what_fits(self) -> str:
        """The types in words: "Income, detail Sales of Product Income"."""
        types = " or ".join(self.types)
        return f"{types}, detail {detail_in_words(self.subtype)}" if self.subtype else types


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
        Purpose(
            "rounding",
            "Rounding differences",
            ("Income", "Other Income", "Expense", "Other Expense"),
            "",
            "Rounding differences",
            "ServiceFeeIncome",
        ),
        Purpose(
            "gateway_fees",
            "Fees of payment gateways",
            ("Expense", "Cost of Goods Sold", "Other Expense"),
            "",
            "Payment gateway fees",
            "BankCharges",
        ),
        Purpose(
            "exchange",
            "Exchange gain or loss",
            ("Other Expense", "Other Income", "Expense", "Income"),
            "",
            "Exchange gain or loss on payouts",
            "ExchangeGainOrLoss",
        ),
        Purpose(
            "stock_adjustment",
            "Stock corrections",
            ("Cost of Goods Sold", "Expense", "Other Expense"),
            "",
            "Inventory shrinkage",
            "SuppliesMaterialsCogs",
        ),
        Purpose(
            "gift_cards",
            "Gift cards sold",
            OWED_TYPES,
            "",
            "Gift cards outstanding",
            "OtherCurrentLiabilities",
        ),
        Purpose(
            "store_credit",
            "Store credit",
            OWED_TYPES,
            "",
            "Store credit outstanding",
            "OtherCurrentLiabilities",
        ),
        Purpose(
            "chargeback",
            "Charged back",
            ("Income", "Expense"),
            "",
            "Chargebacks",
            "DiscountsRefundsGiven",
        ),
        Purpose(
            "payable",
            "Owed to vendors",
            ("Accounts Payable",),
            "",
            "Accounts payable",
            "AccountsPayable",
        ),
    ]
}


class Offers:
    """A company's lists, read once: the active entries that fit, as the page needs them."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        items = ListItem.objects.filter(connection=connection)
        self.by_pk = {item.pk: item for item in items.defer("data")}
        self.books_to: dict[int, str] = dict(
            items.filter(
                kind=ListItem.Kind.ITEM, data__IncomeAccountRef__name__isnull=False
            ).values_list("pk", "data__IncomeAccountRef__name")
        )
        self._taxable = set(
            items.filter(kind=ListItem.Kind.TAX_CODE, data__Taxable=True).values_list(
                "pk", flat=True
            )
        )

    def of_kind(self, kind: str) -> list[ListItem]:
        """Everything on offer of one kind: tax codes, payment methods, terms, classes, items."""
        return [item for item in self.by_pk.values() if item.is_active and item.kind == kind]

    def of_types(self, types: Collection[str]) -> list[ListItem]:
        """Accounts of these types."""
        return [account for account in self.of_kind(ListItem.Kind.ACCOUNT) if account.type in types]

    def is_taxable(self, code: ListItem) -> bool:
        return code.pk in self._taxable

    def codes_of_taxes(self) -> list[ListItem]:
        """Tax codes that a tax of the store may be called by.

        quickbooks: these mark a line or a typed tax in the US; as a code of taxes they are refused.
        """
        codes = self.of_kind(ListItem.Kind.TAX_CODE)
        if not self.connection.is_us:
            return codes
        return [code for code in codes if code.qbo_id not in US_MARKS]

    def codes_without_tax(self) -> list[ListItem]:
        codes = self.of_kind(ListItem.Kind.TAX_CODE)
        if not self.connection.is_us:
            return codes
        return [code for code in codes if code.qbo_id == "NON"]

    def for_purpose(self, purpose: Purpose) -> list[ListItem]:
        return [
            account
            for account in self.of_types(purpose.types)
            if purpose.subtype in ("", account.subtype)
        ]

    def for_payouts(self, currency: str) -> list[ListItem]:
        """Bank accounts that payouts in `currency` may arrive in."""
        currencies = ("", currency, self.connection.home_currency)
        banks = self.of_types(BANK_TYPES)
        return [account for account in banks if account.currency in currencies]

    def for_money(self, currency: str) -> list[ListItem]:
        """Where a payment method's money may lie until it reaches the bank."""
        currencies = ("", currency, self.connection.home_currency)
        return [
            account
            for account in self.of_types(CLEARING_TYPES)
            if account.subtype != "Inventory" and account.currency in currencies
        ]


def detail_in_words(detail: str) -> str:
    """A detail type as QuickBooks' own pages call it."""
    return DETAILS.get(detail, detail)


# Type and detail of the clearing account that is created for a payment method.
NEW_CLEARING = ("Other Current Asset", "OtherCurrentAssets")


def clearing_name(connection: Connection, method: StorePaymentMethod, *, currency: str = "") -> str:
    """What its clearing account is called where one is created; `currency` where that is stated.

    In a vendor's own company the marketplace has the money, whichever way it was paid (rule 14).
    """
    name = FROM_MARKETPLACE if connection.vendor_id else f"{method} clearing"
    name = name.replace(":", " ").replace('"', "")
    return f"{name} {currency}" if currency else name
