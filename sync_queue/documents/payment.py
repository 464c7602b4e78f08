"""Captured money as a QuickBooks payment on its invoice."""

from typing import Any

from entities.models import Invoice, Payment
from sync_queue import kinds
from sync_queue.documents import allocation, guests, names, posting, rates
from sync_queue.documents.company import Company
from sync_queue.documents.head import currency, customer_ref
from sync_queue.documents.outcome import Document, Held, NoDocument, NotNeeded, Removal


def parents(payment: Payment) -> list[tuple[str, str]]:
    invoices = [(kinds.INVOICE.name, invoice.key) for invoice in payment.order.invoices.all()]
    return [*guests.of_order(payment.order), *invoices]


def build(payment: Payment, company: Company) -> Document | Removal:
    """Only captured payments post (rule 10); what a bank takes back later goes by itself."""
    if not payment.came_in:
        return _not_captured(payment, company)
    posting.require(order=payment.order, connection=company.connection)
    if payment.method.is_credit:
        raise NotNeeded(
            reason="on_invoice",
            message=f"{payment} is no money: it stands on the invoice of {payment.order}.",
        )
    return _on_invoices(payment, company)


def _without_sale(payment: Payment) -> NoDocument:
    """Money waits for its invoice by itself; where that was cancelled, a person must say why."""
    order = payment.order
    if not order.invoices.all():
        message = f"{order} has no invoice yet; its payment is booked once it has one."
        return NotNeeded(reason="not_billed", message=message)
    return Held(
        reason="parent_not_booked",
        message=f"{payment} was captured, but the invoice of {order} was cancelled: the sale was "
        "never booked.",
        mend="Refund the payment or bill the order anew in the store.",
    )


def _on_invoices(payment: Payment, company: Company) -> Document:
    allocation_ = allocation.of_order(payment.order)
    if not allocation_.invoices:
        raise _without_sale(payment)
    shares = allocation_.of(payment)
    # Money that pays nothing any more is the customer's credit, once there is a sale at all.
    paid = [share.invoice for share in shares] or [allocation_.invoices[0]]
    targets = {one.key: _target(one, payment, company) for one in paid}
    assert payment.captured_at is not None  # the database keeps payment_captured_has_a_date
    booked_on = company.company_date(payment.captured_at)
    return Document(
        qbo_type="Payment",
        fields={
            "CustomerRef": customer_ref(paid[0], company),
            "TotalAmt": payment.amount,
            "TxnDate": str(booked_on),
            "Line": [
                {"Amount": share.amount, "LinkedTxn": [targets[share.invoice.key]]}
                for share in shares
            ],
            **_money(payment, company),
            **currency(payment.currency, company),
            **rates.of(
                payment.order, currency=payment.currency, record=str(payment), company=company
            ),
        },
        total=payment.amount,
        booked_on=booked_on,
    )


def _target(invoice: Invoice, payment: Payment, company: Company) -> dict[str, str]:
    target = company.ref(kind=kinds.INVOICE.name, key=invoice.key, label=invoice.number)
    if company.links[kinds.INVOICE.name, invoice.key].qbo_type == "SalesReceipt":
        _require_part_of_receipt(payment, invoice)
    return {"TxnId": target["value"], "TxnType": "Invoice"}


def _require_part_of_receipt(payment: Payment, invoice: Invoice) -> None:
    """The receipt states its one payment; raises NotNeeded for that, Held for a further one."""
    on_receipt = allocation.receipt_payment(invoice)
    if on_receipt == payment:
        message = f"{payment} stands on the sales receipt of {payment.order} already."
        raise NotNeeded(reason="on_receipt", message=message)
    raise Held(
        reason="extra_payment",
        message=f"{payment} came after {payment.order} had been booked as paid in full.",
        mend="Refund it in the store, or book it by hand.",
    )


def _money(payment: Payment, company: Company) -> dict[str, Any]:
    money = company.money(method=payment.method, currency=payment.currency)
    mark = names.marker(kind=kinds.PAYMENT.name, key=payment.key)
    fields: dict[str, Any] = {
        "DepositToAccountRef": {"value": money.account},
        "PrivateNote": f"Order {payment.order.number} {mark}",
    }
    if money.method:
        fields["PaymentMethodRef"] = {"value": money.method}
    if payment.reference:
        fields["PaymentRefNum"] = payment.reference[:21]
    return fields


def _not_captured(payment: Payment, company: Company) -> Removal:
    link = company.link(kinds.PAYMENT.name, payment.key)
    state = payment.get_state_display().lower()
    if link is None or link.is_gone:
        message = f"{payment} is {state}: only captured payments are booked."
        raise NotNeeded(reason="not_captured", message=message)
    if posting.is_this_month(booked_on=link.document_date, today=company.today):
        return Removal(qbo_type="Payment", operation="void")
    raise Held(
        reason="taken_back_late",
        message=f"{payment} is {state} since it was booked on {link.document_date}.",
        mend="Correct it in QuickBooks by hand; the past is not rewritten.",
    )
