"""Which credits does QuickBooks apply by itself?

quickbooks: with AutoApplyCredit a new invoice takes the customer's open credit memos, and a new
credit memo settles its open invoices, by a payment of 0 that links the two; money that was
received and not applied goes to the new invoice too.
"""

from decimal import Decimal

from emulator.books.company import Company, Record
from emulator.kinds import writes
from emulator.kinds.base import Options
from emulator.kinds.documents import in_order_of_date
from emulator.kinds.sales.payments import Payment, rebook
from emulator.kinds.sales.receivables import forms_of, lines_up_to, open_of
from emulator.kinds.settling_lines import payment_line
from emulator.wire import ZERO, Obj

NOTE = "Created by QB Online to link credits to charges."
PAYMENT = Payment()


def apply_credits(company: Company, form: Record) -> None:
    """Let a new invoice or credit memo meet what is open of its customer, if so preferred."""
    if not company.preference("SalesFormsPrefs", "AutoApplyCredit"):
        return
    other = "CreditMemo" if form.kind == "Invoice" else "Invoice"
    records = forms_of(company, other, form.obj["CustomerRef"]["value"])
    lines = lines_up_to(company, records, open_of(company, form))
    if lines:
        used = sum((line["Amount"] for line in lines), ZERO)
        _link(company, form, used, lines)
    if form.kind == "Invoice":
        _use_payments(company, form)


def _link(company: Company, form: Record, used: Decimal, others: list[Obj]) -> None:
    own = payment_line(form.kind, form.id, used)
    lines = [own, *others] if form.kind == "Invoice" else [*others, own]
    names = ("CustomerRef", "TxnDate", "CurrencyRef", "ExchangeRate")
    head = {name: form.obj[name] for name in names if name in form.obj}
    body = {**head, "TotalAmt": ZERO, "PrivateNote": NOTE, "Line": lines}
    writes.create(company, PAYMENT, body, Options())


def _use_payments(company: Company, invoice: Record) -> None:
    """Money that lies unapplied goes to the invoice."""
    for payment in in_order_of_date(company, "Payment", invoice.obj["CustomerRef"]["value"]):
        part = min(payment.obj["UnappliedAmt"], open_of(company, invoice))
        if part > 0:
            own = payment_line(invoice.kind, invoice.id, part)
            rebook(company, payment, [*payment.obj["Line"], own])
