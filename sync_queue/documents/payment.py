"""Captured money as a QuickBooks payment on its invoice."""

from decimal import Decimal
from typing import Any

from entities.models import Invoice, Order, Payment, StorePaymentMethod
from sync_queue import kinds
from sync_queue.documents import guests, names, posting
from sync_queue.documents.company import Company
from sync_queue.documents.head import currency, customer_ref
from sync_queue.documents.outcome import Document, Held, NotNeeded, Removal


def parents(payment: Payment) -> list[tuple[str, str]]:
    invoices = [(kinds.INVOICE.name, invoice.key) for invoice in payment.order.invoices.all()]
    return [*guests.of_order(payment.order), *invoices]


def build(payment: Payment, company: Company) -> Document | Removal:
    """Only captured payments post (rule 10)."""
    if payment.state != Payment.State.CAPTURED:
        return _not_captured(payment, company)
    posting.require(order=payment.order, connection=company.connection)
    credit = (StorePaymentMethod.Kind.GIFT_CARD, StorePaymentMethod.Kind.STORE_CREDIT)
    if payment.method.kind in credit:
        raise Held(
            reason="gift_card",
            message=f"{payment} redeems a gift card or store credit: not bookable yet.",
            mend="Book it by hand; the bridge leaves it out and says so.",
        )
    return _on_invoice(payment, _invoice(payment), company)


def applied_before(payment: Payment, order: Order) -> Decimal:
    """What of the order was paid by captures before this one, or taken back by a credit memo."""
    earlier = [
        other.amount
        for other in order.payments.all()
        if other.state == Payment.State.CAPTURED
        and other.captured_at is not None
        and payment.captured_at is not None
        and (other.captured_at, other.pk) < (payment.captured_at, payment.pk)
    ]
    taken_back = [
        refund.total
        for refund in order.refunds.all()
        if refund.method_id is None and refund.payment_id is None
    ]
    return sum(earlier + taken_back, Decimal(0))


def _invoice(payment: Payment) -> Invoice:
    invoices = list(payment.order.invoices.all())
    if len(invoices) == 1:
        return invoices[0]
    raise Held(
        reason="several_invoices",
        message=f"{payment.order} has {len(invoices)} invoices, and a payment needs exactly one.",
        mend="Book the payment by hand; the bridge leaves it out and says so.",
    )


def _on_invoice(payment: Payment, invoice: Invoice, company: Company) -> Document:
    order = payment.order
    target = company.ref(kind=kinds.INVOICE.name, key=invoice.key, label=order.number)
    if company.links[kinds.INVOICE.name, invoice.key].qbo_type == "SalesReceipt":
        _require_part_of_receipt(payment)
    assert payment.captured_at is not None  # the database keeps payment_captured_has_a_date
    booked_on = company.company_date(payment.captured_at)
    open_amount = max(order.total - applied_before(payment, order), Decimal(0))
    applied = min(payment.amount, open_amount)
    linked = {"TxnId": target["value"], "TxnType": "Invoice"}
    return Document(
        qbo_type="Payment",
        fields={
            "CustomerRef": customer_ref(invoice, company),
            "TotalAmt": payment.amount,
            "TxnDate": str(booked_on),
            "Line": [{"Amount": applied, "LinkedTxn": [linked]}] if applied else [],
            **_money(payment, company),
            **currency(payment.currency, company),
        },
        total=payment.amount,
        booked_on=booked_on,
    )


def _require_part_of_receipt(payment: Payment) -> None:
    """The receipt states its one payment; raises NotNeeded for that, Held for a further one."""
    captured = [p for p in payment.order.payments.all() if p.state == Payment.State.CAPTURED]
    if len(captured) == 1:
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
    if payment.state == Payment.State.CHARGED_BACK:
        raise Held(
            reason="chargeback",
            message=f"{payment} was charged back, which cannot be booked yet.",
            mend="Book the chargeback and its fee by hand.",
        )
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
