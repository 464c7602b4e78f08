"""Money that went back as a refund receipt; a debt that was taken back as a credit memo.

What went back as store credit or onto a gift card is no money: it is a credit memo of 0.00, whose
last line lets the shop owe the amount instead (rule 12).
"""

from decimal import Decimal
from typing import Any

from entities.models import Invoice, Order, Product, Refund, RefundLine, StorePaymentMethod
from sync_queue import kinds
from sync_queue.documents import (
    charge,
    credit,
    currencies,
    guests,
    names,
    posting,
    rates,
    sale_lines,
    taxes,
    totals,
)
from sync_queue.documents.classes import Of
from sync_queue.documents.company import Company
from sync_queue.documents.head import SILENT, currency, destination
from sync_queue.documents.outcome import Document, Held, NotNeeded
from sync_queue.documents.product import is_stocked
from sync_queue.documents.tax_shares import Charged
from sync_queue.documents.taxes import Said
from sync_queue.documents.totals import Position

CHARGES = {
    RefundLine.Kind.SHIPPING: charge.SHIPPING,
    RefundLine.Kind.FEE: charge.FEE,
    RefundLine.Kind.GOODWILL: charge.GOODWILL,
}


def parents(refund: Refund) -> list[tuple[str, str]]:
    products = [line.product.key for line in refund.lines.all() if line.product]
    return [
        *guests.of_refund(refund),
        *((kinds.PRODUCT.name, key) for key in products),
        *((kinds.CHARGE.name, key) for key in charge.BY_KEY),
        *((kinds.INVOICE.name, invoice.key) for invoice in order_invoices(refund)),
    ]


def build(refund: Refund, company: Company) -> Document:
    _require_start(refund, company)
    _require_sale(refund, company)
    _require_paid(refund, company)
    currencies.require(refund.currency, record=str(refund), company=company)
    booked_on = company.company_date(refund.refunded_at)
    said = _said(refund, company)
    kind, special = _way_back(refund, company)
    return Document(
        qbo_type=kind,
        fields={
            **_head(refund, company),
            "TxnDate": str(booked_on),
            "Line": said.lines,
            **said.fields,
            **special,
        },
        total=Decimal(0) if goes_to_credit(refund) else refund.total,
        tax=refund.tax_total,
        by_rate=said.by_rate,
        booked_on=booked_on,
        moves_stock=any(
            line.restock and line.product and is_stocked(line.product, company)
            for line in refund.lines.all()
        ),
    )


def order_invoices(refund: Refund) -> list[Invoice]:
    return list(refund.order.invoices.all()) if refund.order else []


def _require_start(refund: Refund, company: Company) -> None:
    """A refund has its own date: that of an order from before the start posts all the same."""
    start = company.connection.books_start_on
    if start is not None and company.company_date(refund.refunded_at) < start:
        message = f"{refund} is from before {start}, when the books start."
        raise NotNeeded(reason="before_start", message=message)
    if refund.total == 0:
        message = f"{refund} amounts to 0.00: there is nothing to book."
        raise NotNeeded(reason="zero_total", message=message)


def _require_sale(refund: Refund, company: Company) -> None:
    """The sale goes before its refund; what was never sold in the books is not refunded there."""
    order, connection = refund.order, company.connection
    if order is None or posting.is_before_start(order=order, connection=connection):
        return
    invoices = order_invoices(refund)
    links = [company.link(kinds.INVOICE.name, invoice.key) for invoice in invoices]
    if any(links) and all(link is None or link.is_gone for link in links):
        message = f"{refund} is for {order}, which was taken out of the books as a whole."
        raise NotNeeded(reason="order_taken_out", message=message)
    if not any(links):
        if order.status in posting.TAKEN_BACK or not invoices:
            message = f"{refund} is for {order}, which was never booked."
            raise NotNeeded(reason="order_not_booked", message=message)
        posting.require(order=order, connection=connection)
        company.ref(kind=kinds.INVOICE.name, key=invoices[0].key, label=order.number)


def _require_paid(refund: Refund, company: Company) -> None:
    """No more money goes back than came in; raises Held."""
    order = refund.order
    if order is None or way(refund) is None or _is_old(refund, company):
        return
    paid = sum((one.amount for one in order.payments.all() if one.came_in), Decimal(0))
    back = sum((one.total for one in order.refunds.all() if _goes_before(one, refund)), Decimal(0))
    if back + refund.total > paid:
        earlier = f" after {back} before it" if back else ""
        raise Held(
            reason="refund_exceeds",
            message=f"{refund} gives back {refund.total}{earlier}, but only {paid} was paid for "
            f"{order}.",
            mend="Correct the refund or the payments in the store; it is then sent by itself.",
        )


def _is_old(refund: Refund, company: Company) -> bool:
    """Of an order from before the books start the store may not know what was paid."""
    order = refund.order
    return order is not None and posting.is_before_start(order=order, connection=company.connection)


def _goes_before(other: Refund, refund: Refund) -> bool:
    has_moved = way(other) is not None
    return has_moved and (other.refunded_at, other.pk) < (refund.refunded_at, refund.pk)


def way(refund: Refund) -> StorePaymentMethod | None:
    """Which way it went back; None where nothing did, since nothing had been paid."""
    return refund.payment.method if refund.payment else refund.method


def goes_to_credit(refund: Refund) -> bool:
    """It went back as store credit or onto a gift card, and moved no money."""
    method = way(refund)
    return method is not None and method.is_credit


def _owed(refund: Refund, company: Company) -> list[Position]:
    """The line that lets the shop owe what it did not give back; [] where money went back."""
    method = way(refund)
    if method is None or not method.is_credit:
        return []
    which = charge.STORE_CREDIT
    if method.kind == StorePaymentMethod.Kind.GIFT_CARD:
        which = charge.GIFT_CARD
    return [
        Position(
            item=charge.ref(which, company),
            description=f"Given back as {method}",
            amount=-refund.total,
            code=taxes.untaxed_code(company),
            accounting_class=company.classes.on_line(_class_of(refund), record=str(refund)),
        )
    ]


def _is_paid(order: Order) -> bool:
    """Whether money came, or credit has paid for all of it."""
    is_due = order.total > credit.redeemed(order).total
    return not is_due or bool(credit.paid_with_money(order))


def _way_back(refund: Refund, company: Company) -> tuple[str, dict[str, Any]]:
    """RefundReceipt from the payment's own account, or CreditMemo for what was never paid."""
    method = way(refund)
    if method is None:
        if refund.order is not None and not _is_paid(refund.order):
            return "CreditMemo", {}
        message = f"{refund} does not say which way the money went back."
        raise Held(reason="refund_way", message=message, mend="Choose its method in the store.")
    if method.is_credit:
        return "CreditMemo", {}
    money = company.money(method=method, currency=refund.currency)
    special: dict[str, Any] = {"DepositToAccountRef": {"value": money.account}}
    if money.method:
        special["PaymentMethodRef"] = {"value": money.method}
    return "RefundReceipt", special


def customer_ref(refund: Refund, company: Company) -> dict[str, str]:
    """Whose refund it is: whose the sale was, where that is booked."""
    sales = (company.link(kinds.INVOICE.name, one.key) for one in order_invoices(refund))
    booked = company.link(kinds.REFUND.name, refund.key) or next(filter(None, sales), None)
    return guests.ref(refund.customer, guests.of_refund(refund), company, booked=booked)


def _head(refund: Refund, company: Company) -> dict[str, Any]:
    mark = names.marker(kind=kinds.REFUND.name, key=refund.key)
    number = f"{company.connection.number_prefix}{refund.number}"
    return {
        "CustomerRef": customer_ref(refund, company),
        "DocNumber": names.doc_number(number),
        "PrivateNote": f"{refund} {mark}",
        **SILENT,
        **currency(refund.currency, company),
        **destination(refund.customer, company),
        **rates.of(refund.order, currency=refund.currency, record=str(refund), company=company),
        **company.classes.on_document(_class_of(refund), record=str(refund)),
    }


def _class_of(refund: Refund, line: RefundLine | None = None) -> Of:
    """A refund has the class of its order, and a product's line the one with which it was sold."""
    order, product = refund.order, line.product if line else None
    vendor_id = order.vendor_id if order else None
    words = (order.accounting_class if order else "", refund.customer.accounting_class)
    return Of(
        (*_words_when_sold(refund, product), *words),
        vendor_id=vendor_id or (product.vendor_id if product else None),
        category_id=product.category_id if product else None,
    )


def _words_when_sold(refund: Refund, product: Product | None) -> list[str]:
    if refund.order is None or product is None:
        return []
    sold = [line for line in refund.order.lines.all() if line.product_id == product.pk]
    return [line.accounting_class for line in sold]


def _position(line: RefundLine, refund: Refund, company: Company) -> Position:
    tax = sale_lines.tax_of(
        line.product, line.tax, amount=line.tax_amount, record=str(refund), company=company
    )
    return Position(
        item=_item(line, company),
        description=line.name,
        amount=line.amount,
        code=taxes.line_code(tax=tax, destination=_where(refund), company=company),
        quantity=line.quantity,
        unit_price=totals.price_of(line.amount, line.quantity),
        accounting_class=company.classes.on_line(_class_of(refund, line), record=str(refund)),
        tax=tax,
        tax_amount=line.tax_amount,
    )


def _where(refund: Refund) -> str:
    return refund.order.shipping_country if refund.order else ""


def _item(line: RefundLine, company: Company) -> dict[str, str]:
    """What was not put back on the shelf is booked to the returns item, so no stock moves.

    A gift card that is given back is owed no longer, wherever it lies.
    """
    if line.kind in CHARGES:
        return charge.ref(CHARGES[RefundLine.Kind(line.kind)], company)
    product = line.product
    if product is None or not (line.restock or product.kind == Product.Kind.GIFT_CARD):
        return charge.ref(charge.RETURNS, company)
    return company.ref(kind=kinds.PRODUCT.name, key=product.key, label=product.name)


def _said(refund: Refund, company: Company) -> Said:
    """The lines and the tax of what went back, under the codes under which it was sold."""
    positions = [_position(line, refund, company) for line in refund.lines.all()]
    charged = Charged(str(refund), refund.tax_total, refund.prices_include_tax)
    rounded = totals.rounded(
        positions,
        to=refund.total if charged.is_included else refund.total - charged.tax,
        untaxed=taxes.untaxed_code(company),
        company=company,
        record=charged.record,
    )
    lines = [*rounded, *_owed(refund, company)]
    return taxes.state(lines, charged, destination=_where(refund), company=company)
