"""Forms with lines and tax: what all of them share, sales receipts and refund receipts."""

from emulator.books.company import Company, IndexKey, Record
from emulator.books.effects import Effects
from emulator.kinds import documents
from emulator.kinds.base import Kind, Options, refer, reference_to, refresh_reference
from emulator.kinds.goods.bundles import GROUP, SALE
from emulator.kinds.goods.sold_goods import credits_of, refuse_without_stock, stock_moves
from emulator.kinds.lists.accounts import account
from emulator.kinds.lists.currencies import code_of, fill_currency, refuse_other_account
from emulator.kinds.lists.names import (
    ADDRESS_LENGTHS,
    check_addresses,
    check_email,
    number_addresses,
)
from emulator.kinds.sales.custom_fields import complete_custom_fields
from emulator.kinds.sales.form_addresses import ADDRESSES, flow_edited_addresses
from emulator.kinds.sales.lines import complete_lines, present_names, sold, total_up
from emulator.kinds.tax.sales_tax import complete_tax, net_of_tax, tax_stays
from emulator.protocol.faults import business, required
from emulator.wire import ZERO, Obj, money

DEPOSIT_TYPES = ("Bank", "Other Current Asset")
ADDRESS_PARTS = {
    f"{name}.{part}": most for name in ADDRESSES for part, most in ADDRESS_LENGTHS.items()
}
REFERENCES = {
    "CustomerRef": "Customer",
    "PaymentMethodRef": "PaymentMethod",
    "SalesTermRef": "Term",
}


class SalesForm(Kind):
    """What the sales forms share. `sign` is +1 where goods go out, -1 where they come back."""

    family = "Txn"
    can_delete = True
    sign = 1
    moves_stock = True
    required: tuple[str, ...] = ("Line",)
    kept: tuple[str, ...] = (
        "DocNumber",
        "TxnDate",
        "DepositToAccountRef",
        "CurrencyRef",
        "CustomField",
        "DeliveryInfo",
    )
    read_only = frozenset(
        {"TotalAmt", "Balance", "HomeTotalAmt", "HomeBalance", "LinkedTxn", "RemainingCredit"}
        | {"InvoiceLink", "Deposit", "AutoDocNumber", "DeliveryInfo"}
    )
    lengths = {
        "DocNumber": 21,
        "PrivateNote": 4000,
        "TrackingNum": 31,
        "PaymentRefNum": 21,
        "CustomerMemo.value": 1000,
        **ADDRESS_PARTS,
    }
    not_queryable = frozenset({"DepartmentRef", "PrivateNote", "Line"})
    line_required = {
        "": {"DetailType": "Line.DetailType"},
        SALE: {SALE: f"Line.{SALE}"},
        GROUP: {GROUP: f"Line.{GROUP}", f"{GROUP}.GroupItemRef": f"Line.{GROUP}.GroupItemRef"},
    }
    order = documents.ORDER

    def missing_in_line(self, line: Obj) -> str | None:
        """quickbooks: a line that names an item needs an amount, without one it is text."""
        for each in (line, *((line.get(GROUP) or {}).get("Line") or ())):
            name = super().missing_in_line(each)
            sells = bool((each.get(SALE) or {}).get("ItemRef"))
            if name is not None or (sells and each.get("Amount") is None):
                return name or "Line.Amount"
        return None

    def check(self, obj: Obj) -> None:
        super().check(obj)
        check_addresses(obj)
        check_email(obj, "BillEmail")

    def fill(self, company: Company, record: Record, old: Record | None, options: Options) -> None:
        obj = record.obj
        obj.setdefault("TxnDate", company.today().isoformat())
        self._refer(company, obj, old)
        self._complete_lines(company, record, old)
        complete_custom_fields(company, obj)
        self.complete(company, record, old)
        documents.refuse_unsendable(obj)
        documents.number(company, self, record, old, options)

    def complete(self, company: Company, record: Record, old: Record | None) -> None:
        """What only this form has."""

    def counter_account(self, company: Company, obj: Obj) -> str:
        """The account the total is debited to (credited where goods come back)."""
        return str(obj["DepositToAccountRef"]["value"])

    def owed_by(self, obj: Obj) -> str:
        """Whose debt the total is; empty where it is money."""
        return ""

    def effects(self, company: Company, record: Record) -> Effects:
        effects, obj = documents.in_currency_of(company, record.obj), record.obj
        counter, total = self.counter_account(company, obj), self.sign * obj["TotalAmt"]
        effects.post(counter, total, name_id=self.owed_by(obj))
        for account_id, amount in credits_of(company, obj):
            effects.post(account_id, -self.sign * amount)
        documents.balance(company, effects)
        effects.moves.extend(stock_moves(company, obj, sign=self.sign))
        return effects

    def keys(self, obj: Obj) -> list[IndexKey]:
        return [*documents.number_keys(self.name, obj), *documents.party_keys(self.name, obj)]

    def view(self, company: Company, record: Record) -> Obj:
        """quickbooks: customer and items stand under the names that they have now."""
        shown = super().view(company, record)
        shown["Line"] = present_names(company, shown["Line"])
        if "CustomerRef" in shown:
            customer = company.records["Customer"][shown["CustomerRef"]["value"]]
            shown["CustomerRef"] = reference_to(customer)
        return shown

    def computed(self, company: Company, record: Record) -> Obj:
        linked = documents.deposited_in(company, record)
        return {"Balance": ZERO, **linked, **documents.in_home(record.obj, None)}

    def voided(self, obj: Obj) -> Obj:
        return documents.voided(obj)

    def refuse_update(self, company: Company, old: Record) -> None:
        documents.refuse_deposited(company, old)

    def _complete_lines(self, company: Company, record: Record, old: Record | None) -> None:
        """Lines, tax and total. quickbooks: a total that was sent is replaced."""
        obj, lines = record.obj, complete_lines(company, record, old)
        selling = list(sold(lines.shown))
        if self.moves_stock or company.settings.estimates_check_stock:
            refuse_without_stock(company, obj, selling)
        net_of_tax(company, obj, selling)
        total_up(company, obj, lines)
        if old is None or not tax_stays(company, obj, old, lines.shown):
            complete_tax(company, obj, selling, left=lines.left_after_discount)
        obj["Line"] = lines.shown
        obj["TotalAmt"] = money(lines.net + obj["TxnTaxDetail"]["TotalTax"])
        if obj["TotalAmt"] < 0:
            raise business("Transaction amount must be 0 or greater.")

    def _refer(self, company: Company, obj: Obj, old: Record | None) -> None:
        for name, kind in REFERENCES.items():
            refresh_reference(company, obj, name, kind)
        documents.refer_tracking(company, obj)
        customer = refer(company, "Customer", obj["CustomerRef"]) if "CustomerRef" in obj else None
        fill_currency(company, obj, customer)
        if old is not None and company.settings.edited_addresses == "lines":
            flow_edited_addresses(obj, old, customer)
        if customer is not None:
            # quickbooks: recorded so; the e-mail address is not taken over.
            for name in ("BillAddr", "ShipAddr"):
                if name in customer.obj:
                    obj.setdefault(name, customer.obj[name])
        number_addresses(company, obj, "BillAddr", "ShipAddr", "ShipFromAddr")
        obj.setdefault("EmailStatus", "NotSet")
        obj.setdefault("PrintStatus", "NeedToPrint")


class SalesReceipt(SalesForm):
    name = "SalesReceipt"
    can_void = True
    computed_names = frozenset({"Balance"})

    def complete(self, company: Company, record: Record, old: Record | None) -> None:
        complete_money_account(company, record.obj)


class RefundReceipt(SalesForm):
    name = "RefundReceipt"
    sign = -1
    required = ("Line", "DepositToAccountRef")
    lengths = {**SalesForm.lengths, "PaymentRefNum": 100}
    computed_names = frozenset({"Balance"})

    def complete(self, company: Company, record: Record, old: Record | None) -> None:
        """quickbooks: a printed refund from a bank account names its cheque."""
        obj = record.obj
        out_of = complete_money_account(company, obj)
        printed = obj["PrintStatus"] == "PrintComplete" and out_of.obj["AccountType"] == "Bank"
        if printed and not obj.get("PaymentRefNum"):
            raise required("PaymentRefNum")


def complete_money_account(company: Company, obj: Obj) -> Record:
    """quickbooks: Undeposited Funds unless told; a bank or other current asset account (6430)."""
    default = {"value": company.about["accounts"]["undeposited"]}
    into = account(company, obj.get("DepositToAccountRef", default), *DEPOSIT_TYPES)
    refuse_other_account(company, into, code_of(obj))
    obj["DepositToAccountRef"] = reference_to(into)
    return into
