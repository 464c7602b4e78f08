"""Invoices, sales receipts, refund receipts and credit memos: the forms with lines and tax."""

from decimal import Decimal

from emulator.company import Company, IndexKey, Record
from emulator.faults import business
from emulator.kinds import documents
from emulator.kinds.accounts import account
from emulator.kinds.base import Kind, Options, refer, reference_to, refresh_reference
from emulator.kinds.bundles import GROUP, SALE
from emulator.kinds.currencies import code_of, fill_currency, refuse_other_account
from emulator.kinds.items import moved
from emulator.kinds.lines import DISCOUNT, complete_lines, sold, total_up
from emulator.kinds.names import check_email, number_addresses
from emulator.kinds.payments import unapply
from emulator.kinds.sales_tax import complete_tax, net_of_tax
from emulator.kinds.tax_shares import tax_postings
from emulator.kinds.terms import due_date
from emulator.ledger import Effects
from emulator.wire import ZERO, Obj, money

DEPOSIT_TYPES = ("Bank", "Other Current Asset")
REFERENCES = {
    "CustomerRef": "Customer",
    "PaymentMethodRef": "PaymentMethod",
    "SalesTermRef": "Term",
}


class SalesForm(Kind):
    """What the four forms share. `sign` is +1 where goods go out, -1 where they come back."""

    family = "Txn"
    can_delete = True
    sign = 1
    required: tuple[str, ...] = ("Line",)
    kept = ("DocNumber", "TxnDate", "DepositToAccountRef", "CurrencyRef", "CustomField")
    read_only = frozenset(
        {"TotalAmt", "Balance", "HomeTotalAmt", "HomeBalance", "LinkedTxn", "RemainingCredit"}
        | {"InvoiceLink", "Deposit", "AutoDocNumber"}
    )
    lengths = {
        "DocNumber": 21,
        "PrivateNote": 4000,
        "TrackingNum": 31,
        "PaymentRefNum": 21,
        "CustomerMemo.value": 1000,
    }
    not_queryable = frozenset({"DepartmentRef", "PrivateNote", "Line"})
    line_required = {
        "": {"DetailType": "Line.DetailType"},
        SALE: {SALE: f"Line.{SALE}"},
        GROUP: {GROUP: f"Line.{GROUP}", f"{GROUP}.GroupItemRef": f"Line.{GROUP}.GroupItemRef"},
    }

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
        check_email(obj, "BillEmail")

    def fill(self, company: Company, record: Record, old: Record | None, options: Options) -> None:
        obj = record.obj
        obj.setdefault("TxnDate", company.today().isoformat())
        self._refer(company, obj)
        lines = complete_lines(company, record, old)
        selling = list(sold(lines.shown))
        net_of_tax(company, obj, selling)
        total_up(company, obj, lines)
        if old is None or not _tax_stays(obj, old, lines.shown):
            complete_tax(company, obj, selling, left=lines.left_after_discount)
        obj["Line"] = lines.shown
        obj["TotalAmt"] = money(lines.net + obj["TxnTaxDetail"]["TotalTax"])
        if obj["TotalAmt"] < 0:
            raise business("Transaction amount must be 0 or greater.")
        self.complete(company, obj)
        documents.refuse_unsendable(obj)
        documents.number(company, self, record, old, options)

    def complete(self, company: Company, obj: Obj) -> None:
        """What only this form has."""

    def counter_account(self, company: Company, obj: Obj) -> str:
        """The account the total is debited to (credited where goods come back)."""
        return str(obj["DepositToAccountRef"]["value"])

    def owed_by(self, obj: Obj) -> str:
        """Whose debt the total is; empty where it is money."""
        return ""

    def effects(self, company: Company, record: Record) -> Effects:
        effects, obj = Effects(), record.obj
        exchange = obj.get("ExchangeRate", Decimal(1))
        counter = self.counter_account(company, obj)
        total = money(obj["TotalAmt"] * exchange)
        effects.post(
            counter,
            self.sign * total,
            name_id=self.owed_by(obj),
            foreign=self.sign * obj["TotalAmt"],
        )
        for account_id, amount in _credits(company, obj):
            effects.post(account_id, -self.sign * money(amount * exchange))
        documents.balance(company, effects)
        self._move_stock(company, obj, effects)
        return effects

    def keys(self, obj: Obj) -> list[IndexKey]:
        return documents.number_keys(self.name, obj)

    def voided(self, obj: Obj) -> Obj:
        return documents.voided(obj)

    def let_go(self, company: Company, record: Record) -> None:
        most = ZERO if record.deleted else record.obj["TotalAmt"]
        unapply(company, record.key, most=most)

    def refuse_update(self, company: Company, old: Record) -> None:
        documents.refuse_deposited(company, old)

    def _refer(self, company: Company, obj: Obj) -> None:
        for name, kind in REFERENCES.items():
            refresh_reference(company, obj, name, kind)
        documents.refer_tracking(company, obj)
        customer = refer(company, "Customer", obj["CustomerRef"]) if "CustomerRef" in obj else None
        fill_currency(company, obj, customer)
        if customer is not None:
            for name in ("BillAddr", "ShipAddr", "BillEmail"):
                source = "PrimaryEmailAddr" if name == "BillEmail" else name
                if source in customer.obj:
                    obj.setdefault(name, customer.obj[source])
        number_addresses(company, obj, "BillAddr", "ShipAddr", "ShipFromAddr")
        obj.setdefault("EmailStatus", "NotSet")
        obj.setdefault("PrintStatus", "NeedToPrint")

    def _move_stock(self, company: Company, obj: Obj, effects: Effects) -> None:
        """Stock leaves or comes back, against the cost of goods sold."""
        for item, quantity in _stocked(company, obj).items():
            record = company.records["Item"][item]
            effects.moves.append(moved(record, -self.sign * quantity, day=obj["TxnDate"]))


def _tax_stays(obj: Obj, old: Record, lines: list[Obj]) -> bool:
    """An update that touches neither lines nor tax keeps the tax that was sent once."""
    untouched = obj.get("TxnTaxDetail") is old.obj.get("TxnTaxDetail")
    if untouched and lines != old.obj["Line"]:
        kept = obj["TxnTaxDetail"].get("TxnTaxCodeRef")
        obj["TxnTaxDetail"] = {"TxnTaxCodeRef": kept} if kept else {}
        return False
    return untouched


def _credits(company: Company, obj: Obj) -> list[tuple[str, Decimal]]:
    """The other side of a sale: income per line, less the discount, and tax."""
    entries = list(tax_postings(company, obj))
    for line in sold(obj["Line"]):
        entries.append((_income_account(company, line[SALE]), line["Amount"]))
    for line in obj["Line"]:
        if line["DetailType"] == DISCOUNT:
            entries.append((line[DISCOUNT]["DiscountAccountRef"]["value"], -line["Amount"]))
    return entries


def _income_account(company: Company, detail: Obj) -> str:
    item = detail["ItemRef"]["value"]
    if item not in company.records["Item"]:
        return str(company.about["accounts"]["shipping"])
    return str(company.records["Item"][item].obj["IncomeAccountRef"]["value"])


def _stocked(company: Company, obj: Obj) -> dict[str, Decimal]:
    """Quantity per inventory item over all lines."""
    quantities: dict[str, Decimal] = {}
    for line in sold(obj["Line"]):
        id_ = line[SALE]["ItemRef"]["value"]
        item = company.records["Item"].get(id_)
        if item is not None and item.obj["Type"] == "Inventory":
            quantities[id_] = quantities.get(id_, ZERO) + line[SALE].get("Qty", ZERO)
    return {id_: quantity for id_, quantity in quantities.items() if quantity}


class Receivable(SalesForm):
    """A form whose total is the customer's debt, or takes from it."""

    required = ("Line", "CustomerRef")

    def counter_account(self, company: Company, obj: Obj) -> str:
        return documents.receivable(company, code_of(obj))

    def owed_by(self, obj: Obj) -> str:
        return str(obj["CustomerRef"]["value"])

    def left(self, company: Company, record: Record) -> Decimal:
        return money(record.obj["TotalAmt"] - company.ledger.applied_to(record.key))


class Invoice(Receivable):
    name = "Invoice"
    stumbles_over = frozenset({"CustomerRef"})
    can_void = True
    computed_names = frozenset({"Balance", "LinkedTxn", "HomeBalance", "HomeTotalAmt"})

    def complete(self, company: Company, obj: Obj) -> None:
        for name in ("", "CreditCard", "ACH"):
            obj.setdefault(f"AllowOnline{name}Payment", False)
        obj.setdefault("AllowIPNPayment", False)
        obj.setdefault("DueDate", self._due(company, obj))

    def computed(self, company: Company, record: Record) -> Obj:
        payments = company.ledger.applications.get(record.key, {})
        linked = [{"TxnId": id_, "TxnType": kind} for kind, id_ in payments]
        left = self.left(company, record)
        return {"LinkedTxn": linked, "Balance": left, **documents.in_home(record.obj, left)}

    def _due(self, company: Company, obj: Obj) -> str:
        """quickbooks: by the term of the form, of the customer, of the company."""
        customer = company.records["Customer"][obj["CustomerRef"]["value"]]
        default = company.preference("SalesFormsPrefs", "DefaultTerms")
        ref = obj.get("SalesTermRef") or customer.obj.get("SalesTermRef") or default
        return due_date(company, ref, obj["TxnDate"])


class SalesReceipt(SalesForm):
    name = "SalesReceipt"
    can_void = True
    computed_names = frozenset({"Balance"})

    def complete(self, company: Company, obj: Obj) -> None:
        default = {"value": company.about["accounts"]["undeposited"]}
        given = obj.get("DepositToAccountRef", default)
        into = account(company, given, *DEPOSIT_TYPES)
        refuse_other_account(company, into, code_of(obj))
        obj["DepositToAccountRef"] = reference_to(into)

    def computed(self, company: Company, record: Record) -> Obj:
        return {"Balance": ZERO, **documents.in_home(record.obj, None)}


class RefundReceipt(SalesForm):
    name = "RefundReceipt"
    sign = -1
    required = ("Line", "DepositToAccountRef")
    computed_names = frozenset({"Balance"})

    def complete(self, company: Company, obj: Obj) -> None:
        out_of = account(company, obj["DepositToAccountRef"], *DEPOSIT_TYPES)
        refuse_other_account(company, out_of, code_of(obj))
        obj["DepositToAccountRef"] = reference_to(out_of)

    def computed(self, company: Company, record: Record) -> Obj:
        return {"Balance": ZERO, **documents.in_home(record.obj, None)}


class CreditMemo(Receivable):
    name = "CreditMemo"
    sign = -1
    computed_names = frozenset({"Balance", "RemainingCredit", "LinkedTxn"})

    def computed(self, company: Company, record: Record) -> Obj:
        payments = company.ledger.applications.get(record.key, {})
        linked = [{"TxnId": id_, "TxnType": kind} for kind, id_ in payments]
        left = self.left(company, record)
        home = documents.in_home(record.obj, left)
        return {"LinkedTxn": linked, "Balance": left, "RemainingCredit": left, **home}
