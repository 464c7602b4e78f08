"""Bills and vendor credits: what is owed to a vendor and what is open of it."""

from emulator.books.company import Company, IndexKey, Record
from emulator.books.effects import Effects
from emulator.kinds import documents
from emulator.kinds.base import Options, reference_to, unnamed
from emulator.kinds.lists.terms import due_date
from emulator.kinds.purchases.bill_payments import clear_anew, link_type, unapply
from emulator.kinds.purchases.forms import (
    TRANSACTION,
    PurchaseForm,
    complete_payable,
    refuse_taken_number,
    vendor_address,
)
from emulator.kinds.purchases.orders import keep_order_links, order_keys, order_links
from emulator.kinds.purchases.payables import PAYER, payers
from emulator.protocol.faults import Fault
from emulator.wire import ZERO, Obj, money

FIXED_ONCE_PAID = ("VendorRef", "CurrencyRef", "APAccountRef")


class Payable(PurchaseForm):
    """A form whose total is owed to the vendor, or taken from what is owed."""

    kept = (*PurchaseForm.kept, "APAccountRef")
    computed_names = frozenset({"Balance", "LinkedTxn"})

    def complete(self, company: Company, record: Record, old: Record | None) -> None:
        complete_payable(company, record.obj)
        if old is not None and company.settings.paid_bills == "refuse":
            documents.refuse_other_debt(company, record.obj, old, *FIXED_ONCE_PAID)

    def post_party(self, company: Company, obj: Obj, effects: Effects) -> None:
        on, vendor = obj["APAccountRef"]["value"], obj["VendorRef"]["value"]
        effects.post(on, -self.sign * obj["TotalAmt"], name_id=vendor)

    def computed(self, company: Company, record: Record) -> Obj:
        left = money(record.obj["TotalAmt"] - company.ledger.applied_to(record.key))
        linked = [
            {"TxnId": id_, "TxnType": link_type(company, id_)}
            for id_, _amount in payers(company, record.key)
        ]
        return {"Balance": left, "LinkedTxn": linked}

    def let_go(self, company: Company, record: Record) -> None:
        paid = not record.deleted and _is_of_payers(company, record)
        unapply(company, record.key, most=record.obj["TotalAmt"] if paid else ZERO)
        clear_anew(company, record.key)


class Bill(Payable):
    name = "Bill"
    by_newer_service = True
    always_given = ("VendorRef",)
    read_only = Payable.read_only - {"LinkedTxn"}
    computed_names = Payable.computed_names | {"HomeBalance"}
    order = (
        *("SalesTermRef", "DueDate", "Balance", "HomeBalance", *TRANSACTION),
        *("VendorRef", "VendorAddr", "APAccountRef", "TotalAmt"),
    )

    def view(self, company: Company, record: Record) -> Obj:
        """As recorded: the term without its name."""
        return unnamed(super().view(company, record), "SalesTermRef")

    def void_operation(self) -> Obj | None:
        """quickbooks: captured with status 200 and the failure in the body."""
        detail = "System Failure Error: java.lang.UnsupportedOperationException"
        raise Fault("10000", detail, element="SystemFailureError", http=200)

    def complete(self, company: Company, record: Record, old: Record | None) -> None:
        super().complete(company, record, old)
        obj = record.obj
        if old is None and company.settings.bill_terms == "vendor":
            _default_term(company, obj)
        obj.setdefault("DueDate", due_date(company, obj.get("SalesTermRef"), obj["TxnDate"]))
        vendor_address(company, obj)
        keep_order_links(company, record)

    def number(
        self, company: Company, record: Record, old: Record | None, options: Options
    ) -> None:
        """quickbooks: a vendor's bill number twice is 6140 while the company wants the warning."""
        obj = record.obj
        if not documents.warns_of_duplicates(company, "WarnDuplicateBillNumber", default=False):
            return
        same = company.named(("doc", self.name, str(obj.get("DocNumber", "")))) - {record.id}
        bills = [company.records[self.name][id_] for id_ in sorted(same)]
        anybody = company.settings.bill_numbers == "company"
        of_vendor = [each for each in bills if anybody or each.obj["VendorRef"] == obj["VendorRef"]]
        refuse_taken_number(company, obj, old, options, [("Bill", bill) for bill in of_vendor])

    def keys(self, obj: Obj) -> list[IndexKey]:
        return [*super().keys(obj), *order_keys(obj)]

    def computed(self, company: Company, record: Record) -> Obj:
        shown = super().computed(company, record)
        shown["LinkedTxn"] = [*order_links(record.obj), *shown["LinkedTxn"]]
        home = documents.in_home(record.obj, shown["Balance"])
        return {**shown, **{name: home[name] for name in ("HomeBalance",) if name in home}}


class VendorCredit(Payable):
    name = "VendorCredit"
    sign = -1
    order = ("Balance", *TRANSACTION, "VendorRef", "APAccountRef", "TotalAmt")


def _is_of_payers(company: Company, record: Record) -> bool:
    """Whether a form is still due to the vendor whom its payments go to."""
    vendor = record.obj["VendorRef"]["value"]
    paid = (company.records[PAYER][id_] for id_, _amount in payers(company, record.key))
    return all(payment.obj["VendorRef"]["value"] == vendor for payment in paid)


def _default_term(company: Company, obj: Obj) -> None:
    """quickbooks: a new bill has the term of its vendor."""
    vendor = company.records["Vendor"][obj["VendorRef"]["value"]]
    term = vendor.obj.get("TermRef")
    found = company.find("Term", term["value"]) if term else None
    if found is not None:
        obj.setdefault("SalesTermRef", reference_to(found))
