"""The chart of accounts: types and sub-types, numbers, balances."""

import re

from emulator.company import Company, IndexKey, Record
from emulator.faults import Fault, business
from emulator.kinds.base import Tree, currency_reference, refer
from emulator.kinds.currencies import code_of
from emulator.kinds.names import has_balance
from emulator.wire import ZERO, Obj, money

CLASSIFICATION = {
    "Bank": "Asset",
    "Accounts Receivable": "Asset",
    "Other Current Asset": "Asset",
    "Fixed Asset": "Asset",
    "Other Asset": "Asset",
    "Accounts Payable": "Liability",
    "Credit Card": "Liability",
    "Other Current Liability": "Liability",
    "Long Term Liability": "Liability",
    "Equity": "Equity",
    "Income": "Revenue",
    "Other Income": "Revenue",
    "Cost of Goods Sold": "Expense",
    "Expense": "Expense",
    "Other Expense": "Expense",
}
DEFAULT_SUBTYPE = {
    "Bank": "CashOnHand",
    "Accounts Receivable": "AccountsReceivable",
    "Other Current Asset": "EmployeeCashAdvances",
    "Fixed Asset": "FurnitureAndFixtures",
    "Other Asset": "Licenses",
    "Accounts Payable": "AccountsPayable",
    "Credit Card": "CreditCard",
    "Other Current Liability": "OtherCurrentLiabilities",
    "Long Term Liability": "OtherLongTermLiabilities",
    "Equity": "OpeningBalanceEquity",
    "Income": "ServiceFeeIncome",
    "Other Income": "OtherMiscellaneousIncome",
    "Cost of Goods Sold": "SuppliesMaterialsCogs",
    "Expense": "OtherMiscellaneousServiceCost",
    "Other Expense": "OtherMiscellaneousExpense",
}
# The sub-types that stores need; any other sub-type is taken with whatever type it comes.
TYPE_OF_SUBTYPE = {
    "Checking": "Bank",
    "Savings": "Bank",
    "CashOnHand": "Bank",
    "Inventory": "Other Current Asset",
    "UndepositedFunds": "Other Current Asset",
    "OtherCurrentAssets": "Other Current Asset",
    "PrepaidExpenses": "Other Current Asset",
    "AccountsReceivable": "Accounts Receivable",
    "AccountsPayable": "Accounts Payable",
    "CreditCard": "Credit Card",
    "OtherCurrentLiabilities": "Other Current Liability",
    "SalesTaxPayable": "Other Current Liability",
    "GlobalTaxPayable": "Other Current Liability",
    "DeferredRevenue": "Other Current Liability",
    "OpeningBalanceEquity": "Equity",
    "RetainedEarnings": "Equity",
    "SalesOfProductIncome": "Income",
    "ServiceFeeIncome": "Income",
    "DiscountsRefundsGiven": "Income",
    "OtherPrimaryIncome": "Income",
    "OtherMiscellaneousIncome": "Other Income",
    "SuppliesMaterialsCogs": "Cost of Goods Sold",
    "ShippingFreightDeliveryCos": "Cost of Goods Sold",
    "ShippingFreightDelivery": "Expense",
    "BankCharges": "Expense",
    "ExchangeGainOrLoss": "Other Expense",
    "OtherMiscellaneousExpense": "Other Expense",
}
ILLEGAL = re.compile(r'[:"\t\n\r]')


class Account(Tree):
    name = "Account"
    family = "Account"
    child_flag = "SubAccount"
    required = ("Name",)
    kept = ("Name", "AccountType", "AccountSubType", "CurrencyRef")
    read_only = frozenset(
        {"CurrentBalance", "CurrentBalanceWithSubAccounts", "FullyQualifiedName", "Classification"}
    )
    computed_names = frozenset({"CurrentBalance", "CurrentBalanceWithSubAccounts"})
    lengths = {"Name": 100, "AcctNum": 20, "Description": 100}

    def complete(self, company: Company, record: Record, old: Record | None) -> None:
        obj = record.obj
        if ILLEGAL.search(str(obj["Name"])):
            raise Fault(
                "2180",
                "Names must have at least one character, must be on one line, "
                "and cannot include colons or tabbing.",
            )
        self._complete_type(obj)
        obj["CurrencyRef"] = currency_reference(code_of(obj) or company.home_currency)
        if obj["CurrencyRef"]["value"] != company.home_currency and not company.multicurrency:
            raise business("Multi-currency is not switched on for this company.")
        super().complete(company, record, old)
        number = str(obj.get("AcctNum", ""))
        if number and company.named(("number", number)) - {record.id}:
            raise business(
                "Another account is already using this number.  Please use a different number."
            )

    def unique_name(self, obj: Obj) -> str:
        return str(obj["FullyQualifiedName"])

    def keys(self, obj: Obj) -> list[IndexKey]:
        number = str(obj.get("AcctNum", ""))
        return [*super().keys(obj), *([("number", number)] if number else [])]

    def duplicate(self, company: Company, other: str) -> Fault:
        return Fault(
            "6240",
            "The name supplied already exists. : An account already has the same display name. "
            "Display Name must be unique. Please provide a different display name.",
        )

    def refuse_parent(self, company: Company, record: Record, parent: Record) -> None:
        super().refuse_parent(company, record, parent)
        if parent.obj["AccountType"] != record.obj["AccountType"]:
            raise business(
                "For subaccounts, you must select the same account type as their parent."
            )

    def computed(self, company: Company, record: Record) -> Obj:
        """quickbooks: income and expense accounts show no balance, they are in the reports."""
        of_balance_sheet = record.obj["Classification"] in {"Asset", "Liability", "Equity"}
        held = company.ledger.balances.get(record.id, ZERO) if of_balance_sheet else ZERO
        return {"CurrentBalance": money(held), "CurrentBalanceWithSubAccounts": money(held)}

    def refuse_deactivation(self, company: Company, old: Record) -> None:
        if old.id in company.about["accounts"].values():
            raise business("You can't make this account inactive because QuickBooks uses it.")
        if old.obj["Classification"] in {"Asset", "Liability"} and self._held(company, old):
            raise has_balance("account")

    def _held(self, company: Company, record: Record) -> bool:
        return bool(company.ledger.balances.get(record.id, ZERO))

    def _complete_type(self, obj: Obj) -> None:
        subtype = obj.get("AccountSubType")
        obj.setdefault("AccountType", TYPE_OF_SUBTYPE.get(str(subtype)))
        if obj["AccountType"] is None:
            raise Fault(
                "2020",
                "Required parameter AccountType is missing in the request",
                element="AccountType",
            )
        obj.setdefault("AccountSubType", DEFAULT_SUBTYPE.get(obj["AccountType"], ""))
        if TYPE_OF_SUBTYPE.get(obj["AccountSubType"], obj["AccountType"]) != obj["AccountType"]:
            raise Fault("6010", "The account type does not match the account sub-type.")
        obj["Classification"] = CLASSIFICATION[obj["AccountType"]]


def account(company: Company, ref: object, *types: str) -> Record:
    """The account a reference means. Raises 2500 if missing, 6430 if its type is another."""
    record = refer(company, "Account", ref)
    if types and record.obj["AccountType"] not in types:
        raise wrong_type()
    return record


def wrong_type() -> Fault:
    return Fault("6430", "Invalid account type used", element="")
