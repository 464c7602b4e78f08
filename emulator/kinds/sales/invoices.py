"""Invoices and credit memos: what a customer owes, and what is taken from it."""

from emulator.books.company import Company, IndexKey, Record
from emulator.books.effects import Effects
from emulator.kinds import documents
from emulator.kinds.base import Options, reference_to, unnamed
from emulator.kinds.form import MOST_TAXED, refuse_many_lines
from emulator.kinds.lists.terms import due_date
from emulator.kinds.sales.credits import apply_credits
from emulator.kinds.sales.estimate_links import (
    estimates_of,
    keep_estimates,
    link_keys,
    settle_estimates,
)
from emulator.kinds.sales.forms import SalesForm, complete_money_account
from emulator.kinds.sales.payments import clear_anew, unapply
from emulator.kinds.sales.receivables import check_receivable, open_of, receivable_of, total_of
from emulator.protocol.faults import Fault, business
from emulator.wire import ZERO, Obj, money


class Receivable(SalesForm):
    """A form whose total is the customer's debt, or takes from it."""

    required = ("Line", "CustomerRef")

    def complete(self, company: Company, record: Record, old: Record | None) -> None:
        check_receivable(company, record.obj)
        if old is not None and company.settings.paid_invoices == "refuse":
            documents.refuse_other_debt(company, record.obj, old, "CustomerRef")

    def counter_account(self, company: Company, obj: Obj) -> str:
        return receivable_of(company, obj)

    def owed_by(self, obj: Obj) -> str:
        return str(obj["CustomerRef"]["value"])

    def let_go(self, company: Company, record: Record) -> None:
        """Payments of what is no longer owed come loose."""
        unapply(company, record.key, most=ZERO if record.deleted else total_of(record.obj))
        clear_anew(company, record.key)

    def follow(
        self, company: Company, record: Record, old: Record | None, options: Options
    ) -> None:
        if old is None:
            apply_credits(company, record)

    def payments_of(self, company: Company, record: Record) -> list[Obj]:
        payments = company.ledger.applications.get(record.key, {})
        return [{"TxnId": id_, "TxnType": kind} for kind, id_ in payments]


class Invoice(Receivable):
    name = "Invoice"
    stumbles_over = frozenset({"CustomerRef"})
    can_void = True
    read_only = SalesForm.read_only - {"LinkedTxn", "Deposit"}
    computed_names = frozenset({"Balance", "LinkedTxn", "HomeBalance", "HomeTotalAmt"})

    def view(self, company: Company, record: Record) -> Obj:
        """As recorded: the term without its name."""
        return unnamed(super().view(company, record), "SalesTermRef")

    def complete(self, company: Company, record: Record, old: Record | None) -> None:
        super().complete(company, record, old)
        obj = record.obj
        for name in ("", "CreditCard", "ACH"):
            obj.setdefault(f"AllowOnline{name}Payment", False)
        obj.setdefault("AllowIPNPayment", False)
        term = _term(company, obj, is_new=old is None)
        obj.setdefault("DueDate", due_date(company, term, obj["TxnDate"]))
        keep_estimates(company, obj, old)
        _refuse_many_taxed(obj)
        _complete_deposit(company, obj)

    def effects(self, company: Company, record: Record) -> Effects:
        """As of every form; money paid with the invoice goes to its account at once."""
        effects, obj = super().effects(company, record), record.obj
        paid = obj.get("Deposit", ZERO)
        if paid:
            effects.post(obj["DepositToAccountRef"]["value"], paid)
            on, whose = self.counter_account(company, obj), self.owed_by(obj)
            effects.post(on, -paid, name_id=whose)
        return effects

    def keys(self, obj: Obj) -> list[IndexKey]:
        return [*super().keys(obj), *link_keys(obj)]

    def follow(
        self, company: Company, record: Record, old: Record | None, options: Options
    ) -> None:
        super().follow(company, record, old, options)
        before = estimates_of(old.obj) if old is not None else []
        settle_estimates(company, estimates_of(record.obj), before)

    def let_go(self, company: Company, record: Record) -> None:
        super().let_go(company, record)
        if record.deleted:
            settle_estimates(company, [], estimates_of(record.obj))

    def computed(self, company: Company, record: Record) -> Obj:
        estimates = record.obj.get("LinkedTxn", [])
        left = open_of(company, record)
        deposited = documents.deposited_in(company, record).get("LinkedTxn", ())
        return {
            "LinkedTxn": [*estimates, *self.payments_of(company, record), *deposited],
            "Balance": left,
            **documents.in_home(record.obj, left),
        }


class CreditMemo(Receivable):
    name = "CreditMemo"
    sign = -1
    computed_names = frozenset({"Balance", "RemainingCredit", "LinkedTxn"})

    def computed(self, company: Company, record: Record) -> Obj:
        left = open_of(company, record)
        linked = self.payments_of(company, record)
        home = documents.in_home(record.obj, left)
        return {"LinkedTxn": linked, "Balance": left, "RemainingCredit": left, **home}


def _refuse_many_taxed(obj: Obj) -> None:
    """quickbooks: an invoice with tax has fewer lines; what it adds itself does not count."""
    if (obj.get("TxnTaxDetail") or {}).get("TotalTax"):
        own = [line for line in obj["Line"] if line["DetailType"] != "SubTotalLineDetail"]
        refuse_many_lines({"Line": own}, MOST_TAXED)


def _complete_deposit(company: Company, obj: Obj) -> None:
    """quickbooks: with AllowDeposit an invoice may be paid in part at once, else it is ignored."""
    paid = obj.pop("Deposit", ZERO)
    if not documents.allows(company, "AllowDeposit"):
        obj.pop("DepositToAccountRef", None)
        return
    obj["Deposit"] = money(paid)
    if paid < 0:
        raise Fault("2290", "The deposit cannot be negative.", element="Deposit")
    if paid > obj["TotalAmt"]:
        raise business("The deposit can't be more than the total of the invoice.")
    if paid:
        complete_money_account(company, obj)
    else:
        obj.pop("DepositToAccountRef", None)


def _term(company: Company, obj: Obj, *, is_new: bool) -> Obj | None:
    """quickbooks: the due date follows from the term: the form's, the customer's, the default.

    Where the setting `invoice_terms` says so, a new invoice shows that term, or has none.
    """
    way = company.settings.invoice_terms
    own: Obj | None = obj.get("SalesTermRef")
    if own or way == "none":
        return own
    customer = company.records["Customer"][obj["CustomerRef"]["value"]]
    default = company.preference("SalesFormsPrefs", "DefaultTerms")
    term: Obj | None = customer.obj.get("SalesTermRef") or default
    found = company.find("Term", term["value"]) if term and is_new and way == "shown" else None
    if found is not None:
        obj["SalesTermRef"] = reference_to(found)
    return term
