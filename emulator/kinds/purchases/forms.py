"""What do bills, vendor credits, expenses and purchase orders share?"""

from collections.abc import Iterable

from emulator.books.company import Company, IndexKey, Record
from emulator.books.effects import Effects
from emulator.kinds import documents
from emulator.kinds.base import MARKS, Kind, Options, refer, reference_to, refresh_reference
from emulator.kinds.lists.accounts import account
from emulator.kinds.lists.currencies import OTHER_DEBT, code_of, fill_currency
from emulator.kinds.purchases.expense_lines import (
    LINE_REQUIRED,
    bought_lines,
    complete_lines,
    in_order,
    post_lines,
)
from emulator.kinds.tax.final_tax import is_final
from emulator.kinds.tax.sales_tax import complete_tax
from emulator.kinds.tax.tax_shares import tax_postings
from emulator.kinds.tax.taxes import PURCHASES
from emulator.protocol.faults import business
from emulator.wire import ZERO, Obj, money

TRANSACTION = (
    *MARKS,
    *("CustomField", "DocNumber", "TxnDate", "DepartmentRef", "CurrencyRef", "ExchangeRate"),
    *("PrivateNote", "LinkedTxn", "Line", "TxnTaxDetail"),
)


class PurchaseForm(Kind):
    """A form with expense lines. `sign` is +1 where something is bought, -1 where it goes back."""

    family = "Txn"
    can_delete = True
    sign = 1
    required: tuple[str, ...] = ("Line", "VendorRef")
    kept: tuple[str, ...] = ("TxnDate", "CurrencyRef", "CustomField")
    read_only = frozenset({"TotalAmt", "Balance", "HomeBalance", "LinkedTxn", "RecurDataRef"})
    lengths = {"DocNumber": 21, "PrivateNote": 4000, "Memo": 4000}
    not_queryable = frozenset({"DepartmentRef", "PrivateNote", "Line"})
    line_required = LINE_REQUIRED

    def fill(self, company: Company, record: Record, old: Record | None, options: Options) -> None:
        obj = record.obj
        obj.setdefault("TxnDate", company.today().isoformat())
        fill_currency(company, obj, self.party(company, obj))
        refresh_reference(company, obj, "SalesTermRef", "Term")
        documents.refer_tracking(company, obj)
        complete_lines(company, record, old)
        self.complete(company, record, old)
        self._total(company, record, old)
        in_order(obj)
        self.number(company, record, old, options)

    def _total(self, company: Company, record: Record, old: Record | None) -> None:
        obj, lines = record.obj, bought_lines(record.obj)
        if not lines:
            raise business("You must fill out at least one split line.")
        if not _is_tax_kept(record, old):
            complete_tax(company, obj, lines, side=PURCHASES)
        tax = obj.get("TxnTaxDetail", {}).get("TotalTax", ZERO)
        obj["TotalAmt"] = money(sum((line["Amount"] for line in lines), tax))
        if obj["TotalAmt"] < 0:
            raise business("Transaction amount must be 0 or greater.")

    def party(self, company: Company, obj: Obj) -> Record | None:
        """Who the money goes to, its reference refreshed. Raises 2500."""
        vendor = refer(company, "Vendor", obj["VendorRef"])
        obj["VendorRef"] = reference_to(vendor)
        return vendor

    def complete(self, company: Company, record: Record, old: Record | None) -> None:
        """What only this form has."""

    def number(
        self, company: Company, record: Record, old: Record | None, options: Options
    ) -> None:
        """quickbooks: purchases keep the number they are given and get none of their own."""

    def sign_of(self, obj: Obj) -> int:
        return self.sign

    def post_party(self, company: Company, obj: Obj, effects: Effects) -> None:
        """Credit who or what the form is paid by."""

    def effects(self, company: Company, record: Record) -> Effects:
        effects, obj = documents.in_currency_of(company, record.obj), record.obj
        sign = self.sign_of(obj)
        self.post_party(company, obj, effects)
        post_lines(company, obj, effects, sign=sign)
        for account_id, amount in tax_postings(company, obj, without=is_final):
            effects.post(account_id, sign * amount)
        documents.balance(company, effects)
        return effects

    def keys(self, obj: Obj) -> list[IndexKey]:
        return documents.number_keys(self.name, obj)


def _is_tax_kept(record: Record, old: Record | None) -> bool:
    """An update that touches neither lines nor tax keeps the tax that was sent once; one that
    touches the lines alone has it counted anew."""
    if old is None or record.obj.get("TxnTaxDetail") != old.obj.get("TxnTaxDetail"):
        return False
    if all(record.obj.get(name) == old.obj.get(name) for name in ("Line", "GlobalTaxCalculation")):
        return True
    record.obj.pop("TxnTaxDetail", None)
    return False


def complete_payable(company: Company, obj: Obj) -> None:
    """quickbooks: without APAccountRef the payable account of the currency is taken.

    Raises 6430 for an account of another type, 6000 for one of another currency.
    """
    given = obj.get("APAccountRef") or {"value": documents.payable(company, code_of(obj))}
    on = account(company, given, "Accounts Payable")
    if code_of(on.obj) != code_of(obj):
        raise business(OTHER_DEBT)
    obj["APAccountRef"] = reference_to(on)


def vendor_address(company: Company, obj: Obj) -> None:
    """quickbooks: the address of the vendor is copied to the form unless it has one."""
    if not company.settings.vendor_addresses:
        return
    address = company.records["Vendor"][obj["VendorRef"]["value"]].obj.get("BillAddr")
    if address:
        obj.setdefault("VendorAddr", address)


def refuse_taken_number(
    company: Company,
    obj: Obj,
    old: Record | None,
    options: Options,
    others: Iterable[tuple[str, Record]],
) -> None:
    """Raises 6140 where one of `others` (label and record) has the number, unless it is kept."""
    number = obj.get("DocNumber")
    if options.allow_duplicate_number or (old is not None and old.obj.get("DocNumber") == number):
        return
    for label, other in others:
        raise documents.number_taken(company, str(number), label, other)
