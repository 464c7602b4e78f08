"""What is billed of an order: a QuickBooks invoice or, if it is paid already, a sales receipt."""

from typing import Any

from connections.models import Connection
from entities.models import Invoice, Order, Payment, Product, StorePaymentMethod
from sync_queue import kinds
from sync_queue.documents import (
    billing,
    charge,
    guests,
    head,
    names,
    posting,
    sale_lines,
    terms,
)
from sync_queue.documents.company import Company
from sync_queue.documents.customer import require_currency
from sync_queue.documents.outcome import Document, Held, NotNeeded, Removal
from sync_queue.documents.product import is_stocked

NO_PAYMENT_LINKS = {
    "AllowIPNPayment": False,
    "AllowOnlineACHPayment": False,
    "AllowOnlineCreditCardPayment": False,
    "AllowOnlinePayment": False,
}


def parents(invoice: Invoice) -> list[tuple[str, str]]:
    return [*parents_of_order(invoice.order), (kinds.ESTIMATE.name, invoice.order.key)]


def parents_of_order(order: Order) -> list[tuple[str, str]]:
    """Everything that a document with all lines of the order refers to."""
    products = [line.product.key for line in order.lines.all() if line.product]
    return [
        *guests.of_order(order),
        *((kinds.PRODUCT.name, key) for key in products),
        *((kinds.CHARGE.name, key) for key in charge.BY_KEY),
    ]


def build(invoice: Invoice, company: Company) -> Document | Removal:
    order = invoice.order
    if invoice.is_cancelled or order.status in posting.TAKEN_BACK:
        return _take_back(invoice, company)
    posting.require(order=order, connection=company.connection)
    _require_bookable(invoice)
    require_currency(order.currency, record=str(order), company=company)
    return _sale(invoice, company)


def paid_at_once(order: Order) -> Payment | None:
    """The one captured payment that pays the whole order, if there is exactly that."""
    captured = [p for p in order.payments.all() if p.state == Payment.State.CAPTURED]
    if len(captured) == 1 and captured[0].amount == order.total:
        return captured[0] if captured[0].currency == order.currency else None
    return None


def _sale(invoice: Invoice, company: Company) -> Document:
    order, connection = invoice.order, company.connection
    billed = billing.whole(order)
    said = sale_lines.of(billed, company)
    payment = _receipt_payment(invoice, company)
    if payment is None or payment.captured_at is None:
        booked_on = posting.invoice_date(invoice=invoice, connection=connection)
        kind, special = "Invoice", {**NO_PAYMENT_LINKS, **terms.of(order, company)}
        special |= _estimate(order, company)
    else:
        booked_on = company.company_date(payment.captured_at)
        kind, special = "SalesReceipt", _receipt(payment, company)
    return Document(
        qbo_type=kind,
        fields={
            **_head(invoice, company),
            "TxnDate": str(booked_on),
            "Line": said.lines,
            **said.fields,
            **special,
        },
        total=billed.total,
        tax=billed.tax_total,
        by_rate=said.by_rate,
        booked_on=booked_on,
        moves_stock=any(
            line.product and is_stocked(line.product, company) for line in order.lines.all()
        ),
    )


def _receipt_payment(invoice: Invoice, company: Company) -> Payment | None:
    """The payment that makes it a sales receipt (rule 9); a linked document keeps its kind."""
    link = company.link(kinds.INVOICE.name, invoice.key)
    by_payment = company.connection.document_kind == Connection.DocumentKind.BY_PAYMENT
    wants_receipt = link.qbo_type == "SalesReceipt" if link else by_payment
    payment = paid_at_once(invoice.order) if wants_receipt else None
    if link and wants_receipt and payment is None:
        raise Held(
            reason="receipt_payment_changed",
            message=f"{invoice.order} was booked as paid at once, and its payments or its total "
            "have changed since.",
            mend="Correct it in QuickBooks by hand; a sales receipt cannot become an invoice.",
        )
    return payment


def _head(invoice: Invoice, company: Company) -> dict[str, Any]:
    order, connection = invoice.order, company.connection
    mark = names.marker(kind=kinds.INVOICE.name, key=invoice.key)
    said: dict[str, Any] = {
        "CustomerRef": head.customer_ref(invoice, company),
        "DocNumber": posting.number(invoice=invoice, connection=connection),
        "PrivateNote": f"Order {order.number} {mark}",
        **head.SILENT,
    }
    of = sale_lines.class_of(order)
    return {
        **said,
        **head.currency(order.currency, company),
        **company.classes.on_document(of, record=str(order)),
    }


def _estimate(order: Order, company: Company) -> dict[str, Any]:
    """quickbooks: an invoice that names its estimate closes it."""
    link = company.link(kinds.ESTIMATE.name, order.key)
    if link is None or link.is_gone:
        return {}
    return {"LinkedTxn": [{"TxnId": link.qbo_id, "TxnType": "Estimate"}]}


def _receipt(payment: Payment, company: Company) -> dict[str, Any]:
    money = company.money(method=payment.method, currency=payment.currency)
    receipt: dict[str, Any] = {"DepositToAccountRef": {"value": money.account}}
    if money.method:
        receipt["PaymentMethodRef"] = {"value": money.method}
    if payment.reference:
        receipt["PaymentRefNum"] = payment.reference[:21]
    return receipt


def _require_bookable(invoice: Invoice) -> None:
    """Raises Held for what the bridge cannot book yet: nothing near it is booked instead."""
    order = invoice.order
    by_hand = "Book it by hand; the bridge leaves it out and says so."
    if invoice.covers != Invoice.Covers.WHOLE:
        message = f"{invoice} bills one shipment of {order}, which cannot be booked yet."
        raise Held(reason="shipment", message=message, mend=by_hand)
    if any(
        line.product and line.product.kind == Product.Kind.GIFT_CARD for line in order.lines.all()
    ):
        message = f"{order} sells a gift card, which cannot be booked yet."
        raise Held(reason="gift_card", message=message, mend=by_hand)
    credit = (StorePaymentMethod.Kind.GIFT_CARD, StorePaymentMethod.Kind.STORE_CREDIT)
    if any(
        payment.method.kind in credit and payment.state == Payment.State.CAPTURED
        for payment in order.payments.all()
    ):
        message = f"{order} is paid with a gift card or store credit: that cannot be booked yet."
        raise Held(reason="gift_card", message=message, mend=by_hand)


def _take_back(invoice: Invoice, company: Company) -> Removal:
    """Void only what is unpaid and dated in the current month (rule 7)."""
    link = company.links.get((kinds.INVOICE.name, invoice.key))
    order = invoice.order
    if link is None or not link.qbo_id:
        message = f"{order} is {order.get_status_display().lower()} and was never booked."
        raise NotNeeded(reason="taken_back", message=message)
    if link.is_gone:
        raise NotNeeded(reason="taken_back", message=f"{order} is void in QuickBooks already.")
    is_unpaid = link.qbo_type == "Invoice" and not _is_paid(order)
    if is_unpaid and posting.is_this_month(booked_on=link.document_date, today=company.today):
        return Removal(qbo_type=link.qbo_type, operation="void")
    raise Held(
        reason="taken_back_late",
        message=f"{order} was cancelled after it was booked on {link.document_date}"
        f"{'' if is_unpaid else ' and paid'}; the past is not rewritten.",
        mend="Enter a refund for it in the store; or correct it in QuickBooks by hand.",
    )


def _is_paid(order: Order) -> bool:
    return any(p.state == Payment.State.CAPTURED for p in order.payments.all())
