"""What is billed of an order: a QuickBooks invoice or, if it is paid already, a sales receipt."""

from decimal import Decimal
from typing import Any

from connections.models import Connection
from entities.models import Invoice, Order, Payment
from sync_queue import kinds
from sync_queue.documents import (
    allocation,
    billing,
    charge,
    credit,
    currencies,
    guests,
    head,
    names,
    posting,
    rates,
    sale_lines,
    terms,
)
from sync_queue.documents.company import Company
from sync_queue.documents.outcome import Document, Held, NotNeeded, Removal
from sync_queue.documents.product import is_stocked

NO_PAYMENT_LINKS = {
    "AllowIPNPayment": False,
    "AllowOnlineACHPayment": False,
    "AllowOnlineCreditCardPayment": False,
    "AllowOnlinePayment": False,
}


def parents(invoice: Invoice) -> list[tuple[str, str]]:
    """What its document refers to, and the order's other invoices, which may name the estimate."""
    others = [one.key for one in invoice.order.invoices.all() if one.key != invoice.key]
    return [
        *parents_of_order(invoice.order),
        (kinds.ESTIMATE.name, invoice.order.key),
        *((kinds.INVOICE.name, key) for key in others),
    ]


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
    _require_amount(invoice, company)
    _require_one_seller(order, company)
    credit.require_bookable(order)
    currencies.require(order.currency, record=str(order), company=company)
    return _sale(invoice, company)


def _sale(invoice: Invoice, company: Company) -> Document:
    order, connection = invoice.order, company.connection
    billed = billing.of(invoice)
    said = sale_lines.of(billed, company)
    payment = _receipt_payment(invoice, company)
    if payment is None or payment.captured_at is None:
        booked_on = posting.invoice_date(invoice=invoice, connection=connection)
        kind, special = "Invoice", {**NO_PAYMENT_LINKS, **terms.of(order, company)}
        special |= _estimate(invoice, company)
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
        total=billed.due,
        tax=billed.tax_total,
        by_rate=said.by_rate,
        booked_on=booked_on,
        moves_stock=any(
            part.line.product and is_stocked(part.line.product, company) for part in billed.lines
        ),
    )


def _receipt_payment(invoice: Invoice, company: Company) -> Payment | None:
    """The payment that makes it a sales receipt (rule 9); a linked document keeps its kind."""
    link = company.link(kinds.INVOICE.name, invoice.key)
    by_payment = company.connection.document_kind == Connection.DocumentKind.BY_PAYMENT
    wants_receipt = link.qbo_type == "SalesReceipt" if link else by_payment
    payment = allocation.receipt_payment(invoice) if wants_receipt else None
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
        **head.destination(order.customer, company),
        **rates.of(order, currency=order.currency, record=str(order), company=company),
        **company.classes.on_document(of, record=str(order)),
    }


def _estimate(invoice: Invoice, company: Company) -> dict[str, Any]:
    """quickbooks: an invoice that names its estimate closes it; of several only one may."""
    order = invoice.order
    link = company.link(kinds.ESTIMATE.name, order.key)
    if link is None or link.is_gone or _is_named_by_another(invoice, company):
        return {}
    return {"LinkedTxn": [{"TxnId": link.qbo_id, "TxnType": "Estimate"}]}


def _is_named_by_another(invoice: Invoice, company: Company) -> bool:
    if billing.counting(invoice.order, with_=invoice)[0].key != invoice.key:
        return True
    others = [one for one in invoice.order.invoices.all() if one.key != invoice.key]
    links = [company.link(kinds.INVOICE.name, one.key) for one in others]
    return any(link is not None and link.sent.get("LinkedTxn") for link in links)


def _receipt(payment: Payment, company: Company) -> dict[str, Any]:
    money = company.money(method=payment.method, currency=payment.currency)
    receipt: dict[str, Any] = {"DepositToAccountRef": {"value": money.account}}
    if money.method:
        receipt["PaymentMethodRef"] = {"value": money.method}
    if payment.reference:
        receipt["PaymentRefNum"] = payment.reference[:21]
    return receipt


def _require_one_seller(order: Order, company: Company) -> None:
    """What a vendor with books of its own sells is booked there, so the store splits the order
    (rule 14). All else the marketplace sells itself, as principal."""
    if order.vendor_id is not None:
        return
    sellers = {line.product.vendor_id for line in order.lines.all() if line.product}
    theirs = company.vendors_with_books.items()
    named = sorted(name for vendor_id, name in theirs if vendor_id in sellers)
    if named:
        raise Held(
            reason="several_vendors",
            message=f"{order} has goods of {', '.join(named)}, and what a vendor with books of "
            "its own sells is booked there.",
            mend="Split the order in the store: one order for each such vendor, with the vendor "
            "entered on it, and one for the rest.",
        )


def _require_amount(invoice: Invoice, company: Company) -> None:
    """A shipment of free goods comes to nothing, whatever its order does, unless it moves stock."""
    if billing.total_of(invoice):
        return
    lines = [part.line for part in billing.of(invoice).lines]
    if not posting.moves_stock(lines, connection=company.connection):
        message = f"{invoice} of {invoice.order} amounts to 0.00: there is nothing to book."
        raise NotNeeded(reason="zero_total", message=message)


def _take_back(invoice: Invoice, company: Company) -> Removal:
    """Void only what is unpaid and dated in the current month; refunds do the rest (rule 7)."""
    link = company.links.get((kinds.INVOICE.name, invoice.key))
    order = invoice.order
    named = f"{order}" if order.status in posting.TAKEN_BACK else f"{invoice} of {order}"
    if link is None or not link.qbo_id:
        message = f"{named} is {_ended(invoice)} and was never booked."
        raise NotNeeded(reason="taken_back", message=message)
    if link.is_gone:
        raise NotNeeded(reason="taken_back", message=f"{named} is void in QuickBooks already.")
    refunds = [str(one) for one in order.refunds.all()]
    if _is_given_back(order):
        message = f"{named} stays in the books, and {', '.join(refunds)} beside it."
        raise NotNeeded(reason="refunded", message=message)
    is_unpaid = link.qbo_type == "Invoice" and not _is_paid(invoice)
    if (
        is_unpaid
        and not refunds
        and posting.is_this_month(booked_on=link.document_date, today=company.today)
    ):
        return Removal(qbo_type=link.qbo_type, operation="void")
    raise Held(
        reason="taken_back_late",
        message=f"{named} was cancelled after it was booked on {link.document_date}"
        f"{'' if is_unpaid else ' and paid'}; the past is not rewritten.",
        mend="Enter a refund for it in the store; or correct it in QuickBooks by hand.",
    )


def _is_given_back(order: Order) -> bool:
    """The store has refunds for all of the cancelled order; they go by themselves."""
    given_back = sum((one.total for one in order.refunds.all()), Decimal(0))
    return order.status in posting.TAKEN_BACK and given_back >= order.total


def _ended(invoice: Invoice) -> str:
    is_alive = invoice.order.status not in posting.TAKEN_BACK
    return "cancelled" if is_alive else invoice.order.get_status_display().lower()


def _is_paid(invoice: Invoice) -> bool:
    """Whether money stands on it, as if it counted still."""
    shares = allocation.of_order(invoice.order, counting=invoice).on(invoice)
    return any(isinstance(share.by, Payment) for share in shares)
