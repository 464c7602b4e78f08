"""The chart of accounts: types and sub-types, numbers, parents, balances."""

import json
import re

from emulator.books.company import Company, IndexKey, Record
from emulator.books.effects import Effects
from emulator.data import FOLDER
from emulator.kinds import documents
from emulator.kinds.base import MARKS, check_length, currency_reference, refer, refresh_reference
from emulator.kinds.lists.account_balances import BALANCE_SHEET, balances, is_empty
from emulator.kinds.lists.currencies import code_of, rate_on, refuse_unlisted
from emulator.kinds.lists.names import has_balance
from emulator.kinds.name_lists import Tree
from emulator.protocol.faults import Fault, business, required
from emulator.wire import Obj

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
# The sub-types of each type; the first is what an account gets that names none.
SUBTYPES: dict[str, list[str]] = json.loads((FOLDER / "account_types.json").read_text())
TYPE_OF_SUBTYPE = {subtype: type_ for type_, all_ in SUBTYPES.items() for subtype in all_}
DEBTS = frozenset({"Accounts Receivable", "Accounts Payable"})
# Accounts that QuickBooks opens and uses by itself, whatever their name.
SYSTEM_SUBTYPES = frozenset({"UndepositedFunds", "RetainedEarnings"})
CHILDLESS = frozenset(
    {"AccumulatedAmortization", "AccumulatedDepletion", "AccumulatedDepreciation"}
)
ILLEGAL = re.compile(r'[:"\t\n\r]')
SAME_TYPE = "For subaccounts, you must select the same account type as their parent."
ITEM_ACCOUNTS = ("IncomeAccountRef", "ExpenseAccountRef", "AssetAccountRef")


class Account(Tree):
    name = "Account"
    family = "Account"
    child_flag = "SubAccount"
    required = ("Name",)
    kept = (
        *("Name", "AccountType", "AccountSubType", "CurrencyRef"),
        *("OpeningBalance", "OpeningBalanceDate"),
    )
    read_only = frozenset(
        {"CurrentBalance", "CurrentBalanceWithSubAccounts", "FullyQualifiedName", "Classification"}
    )
    computed_names = frozenset({"CurrentBalance", "CurrentBalanceWithSubAccounts"})
    lengths = {"Name": 100, "Description": 100}
    order = (
        *("Name", "SubAccount", "ParentRef", "Description", "FullyQualifiedName", "Active"),
        *("Classification", "AccountType", "AccountSubType", "AcctNum", "CurrentBalance"),
        *("CurrentBalanceWithSubAccounts", "CurrencyRef", "TaxCodeRef", *MARKS),
    )
    hidden = ("OpeningBalance", "OpeningBalanceDate", "Level")

    def complete(self, company: Company, record: Record, old: Record | None) -> None:
        obj = record.obj
        _refuse_name(str(obj["Name"]))
        check_length(obj, "AcctNum", 7 if company.country in {"us", "gb"} else 20)
        _complete_type(company, obj)
        if obj.get("SubAccount") and obj.get("ParentRef") is None:
            raise Fault("6150", "ParentRef is required for a sub-account.", element="ParentRef")
        refresh_reference(company, obj, "TaxCodeRef", "TaxCode")
        _complete_currency(company, obj, old)
        super().complete(company, record, old)
        _refuse_taken_number(company, record)
        if old is not None:
            self._refuse_other_type(company, record, old)
        elif obj.get("OpeningBalance"):
            _complete_opening(company, obj)

    def unique_name(self, obj: Obj) -> str:
        return str(obj["FullyQualifiedName"])

    def keys(self, obj: Obj) -> list[IndexKey]:
        number = str(obj.get("AcctNum", ""))
        return [*super().keys(obj), *([("number", number)] if number else [])]

    def merge(self, old: Obj, given: Obj, *, sparse: bool) -> Obj:
        """A new type without a sub-type brings its own; the opening balance stays as it was."""
        given = {name: given[name] for name in given if name not in self.hidden}
        merged = super().merge(old, given, sparse=sparse)
        new_type = merged.get("AccountType") != old["AccountType"]
        if new_type and given.get("AccountSubType") is None:
            merged.pop("AccountSubType", None)
        return merged

    def effects(self, company: Company, record: Record) -> Effects:
        """quickbooks: what an account opens with stands against Opening Balance Equity."""
        obj = record.obj
        if not obj.get("OpeningBalance"):
            return Effects()
        rate = rate_on(company, code_of(obj), obj["OpeningBalanceDate"])
        effects = documents.in_currency(company, code_of(obj), rate)
        sign = 1 if obj["Classification"] == "Asset" else -1
        effects.post(record.id, sign * obj["OpeningBalance"], memo="Opening balance")
        equity = company.about["accounts"]["opening_equity"]
        effects.post(equity, -sign * obj["OpeningBalance"], memo="Opening balance")
        return effects

    def duplicate(self, company: Company, other: str) -> Fault:
        return Fault(
            "6240",
            "The name supplied already exists. : An account already has the same display name. "
            "Display Name must be unique. Please provide a different display name.",
        )

    def refuse_parent(self, company: Company, record: Record, parent: Record) -> None:
        super().refuse_parent(company, record, parent)
        if parent.obj["AccountSubType"] in CHILDLESS:
            raise business(
                "Fixed asset accounts (Accumulated Amortization, Depletion, or Depreciation) "
                "cannot be parent accounts.",
                element=None,
            )
        if parent.obj["AccountType"] != record.obj["AccountType"]:
            raise business(SAME_TYPE)

    def computed(self, company: Company, record: Record) -> Obj:
        return balances(company, record)

    def view(self, company: Company, record: Record) -> Obj:
        shown = super().view(company, record)
        return {name: value for name, value in shown.items() if name not in self.hidden}

    def refuse_deactivation(self, company: Company, old: Record) -> None:
        if is_system(company, old):
            raise business("You can't make this account inactive because QuickBooks uses it.")
        if not is_empty(company, old):
            raise has_balance("account")
        if company.settings.used_accounts_inactive == "refuse":
            self._refuse_used(company, old)

    def _refuse_used(self, company: Company, old: Record) -> None:
        children = company.named(("parent", self.name, old.id))
        if any(company.records[self.name][id_].active for id_ in children):
            raise business("You can't make this account inactive because it has sub-accounts.")
        if any(_uses(item, old.id) for item in company.live("Item")):
            raise business(
                "You can't make this account inactive because a product or service uses it."
            )

    def _refuse_other_type(self, company: Company, record: Record, old: Record) -> None:
        was, wanted = old.obj["AccountType"], record.obj["AccountType"]
        if was == wanted:
            return
        if is_system(company, old) or DEBTS & {was, wanted}:
            raise business("You can't change the type of this account.")
        if company.named(("parent", self.name, old.id)):
            raise business(SAME_TYPE)
        if old.id in company.ledger.balances and not company.settings.retype_used_accounts:
            raise business("You can't change the type of an account that has transactions.")


def account(company: Company, ref: object, *types: str) -> Record:
    """The account a reference means. Raises 2500 if missing, 6430 if its type is another."""
    record = refer(company, "Account", ref)
    if types and record.obj["AccountType"] not in types:
        raise wrong_type()
    return record


def wrong_type() -> Fault:
    return Fault("6430", "Invalid account type used", element="")


def is_system(company: Company, record: Record) -> bool:
    """Whether QuickBooks itself books on an account."""
    of_role = record.id in company.about["accounts"].values()
    return of_role or record.obj["AccountSubType"] in SYSTEM_SUBTYPES


def _refuse_name(name: str) -> None:
    if not name.strip() or ILLEGAL.search(name):
        raise Fault(
            "2180",
            "Names must have at least one character, must be on one line, "
            "and cannot include colons or tabbing.",
        )


def _complete_type(company: Company, obj: Obj) -> None:
    """quickbooks: type or sub-type is enough, both must fit (6010)."""
    subtype = obj.get("AccountSubType")
    if subtype is not None and subtype not in TYPE_OF_SUBTYPE:
        raise Fault("2170", f"Invalid Enumeration : {subtype}", element="AccountSubType")
    obj.setdefault("AccountType", TYPE_OF_SUBTYPE.get(str(subtype)))
    if obj["AccountType"] is None:
        raise required("AccountType")
    if obj["AccountType"] not in SUBTYPES:
        raise Fault("2170", f"Invalid Enumeration : {obj['AccountType']}", element="AccountType")
    obj.setdefault("AccountSubType", _first_subtype(company, obj["AccountType"]))
    if TYPE_OF_SUBTYPE[obj["AccountSubType"]] != obj["AccountType"]:
        raise Fault("6010", "The account type does not match the account sub-type.")
    obj["Classification"] = CLASSIFICATION[obj["AccountType"]]


def _first_subtype(company: Company, type_: str) -> str:
    """What an account gets that names no sub-type; a setting can say another one of its type."""
    wanted = company.settings.first_subtypes.get(type_)
    return wanted if wanted in SUBTYPES[type_] else SUBTYPES[type_][0]


def _complete_currency(company: Company, obj: Obj, old: Record | None) -> None:
    """quickbooks: only what holds or owes money can be in a foreign currency, and for good."""
    home = company.home_currency
    code = code_of(obj) or home
    if old is not None and code != code_of(old.obj):
        raise business("The currency of an account cannot be changed.")
    if old is None:
        refuse_unlisted(company, code)
    if code != home and obj["Classification"] not in {"Asset", "Liability"}:
        raise business("Income, expense and equity accounts are in home currency.")
    obj["CurrencyRef"] = currency_reference(code)


def _complete_opening(company: Company, obj: Obj) -> None:
    if company.settings.opening_balances == "ignore":
        del obj["OpeningBalance"]
        return
    if obj["Classification"] not in BALANCE_SHEET or obj["AccountType"] in DEBTS:
        raise business("This type of account can't have an opening balance.")
    obj.setdefault("OpeningBalanceDate", company.today().isoformat())


def _refuse_taken_number(company: Company, record: Record) -> None:
    number = str(record.obj.get("AcctNum", ""))
    if number and company.named(("number", number)) - {record.id}:
        raise business(
            "Another account is already using this number.  Please use a different number.",
            element=None,
        )


def _uses(item: Record, account_id: str) -> bool:
    used = (item.obj.get(name) or {} for name in ITEM_ACCOUNTS)
    return item.active and any(ref.get("value") == account_id for ref in used)
