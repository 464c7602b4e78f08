"""Money that a customer's bank took back from a payment, with its fee; and money that was won back.

The sale and its payment stay as they are: the goods were sold, the money came. What was taken back
is a loss until it is won, and leaves the clearing account in which the payment lay (rule 10). Won
back it returns there; a fee stays lost.
"""

from datetime import datetime
from decimal import Decimal
from typing import Any

from entities.models import Order, Payment
from sync_queue import kinds
from sync_queue.documents import charge, guests, names, posting, rates, sale_lines, taxes
from sync_queue.documents.company import Company
from sync_queue.documents.head import SILENT, currency
from sync_queue.documents.outcome import Document, Held, NotNeeded, Removal
from sync_queue.documents.tax_shares import Charged
from sync_queue.documents.totals import Position
from sync_queue.kinds import Kind

NO_TAX = Decimal(0)


def parents(payment: Payment) -> list[tuple[str, str]]:
    invoices = [(kinds.INVOICE.name, one.key) for one in payment.order.invoices.all()]
    return [
        *guests.of_order(payment.order),
        *((kinds.CHARGE.name, key) for key in charge.BY_KEY),
        *invoices,
        (kinds.PAYMENT.name, payment.key),
        (kinds.CHARGEBACK.name, payment.key),
    ]


def is_lost(payment: Payment) -> bool:
    """The bank took it back, be it that it was won back since (`PaymentQuerySet.lost`)."""
    return payment.state == Payment.State.CHARGED_BACK or payment.won_back_at is not None


def build(payment: Payment, company: Company) -> Document | Removal:
    """What left the clearing account, as a refund receipt."""
    if not is_lost(payment):
        return _not_so(payment, kinds.CHARGEBACK, "RefundReceipt", company)
    moment = _moment(payment.charged_back_at, payment, "charged back")
    _require_start(payment, moment, company)
    _require_money(payment, company)
    positions = [_position(charge.CHARGEBACK, payment.amount, payment, company)]
    if payment.chargeback_fee:
        fee = _position(charge.CHARGEBACK_FEE, payment.chargeback_fee, payment, company)
        positions.append(fee)
    return _document(kinds.CHARGEBACK, "RefundReceipt", positions, moment, payment, company)


def build_won(payment: Payment, company: Company) -> Document | Removal:
    """What came back to the clearing account, as a sales receipt."""
    if payment.won_back_at is None:
        return _not_so(payment, kinds.WON_BACK, "SalesReceipt", company)
    _require_start(payment, payment.won_back_at, company)
    company.ref(kind=kinds.CHARGEBACK.name, key=payment.key, label=f"{payment} charged back")
    positions = [_position(charge.CHARGEBACK, payment.amount, payment, company)]
    moment = payment.won_back_at
    return _document(kinds.WON_BACK, "SalesReceipt", positions, moment, payment, company)


def _document(
    kind: Kind,
    qbo_type: str,
    positions: list[Position],
    moment: datetime,
    payment: Payment,
    company: Company,
) -> Document:
    booked_on = company.company_date(moment)
    charged = Charged(str(payment), NO_TAX, is_included=False)
    where = payment.order.shipping_country
    said = taxes.state(positions, charged, destination=where, company=company)
    return Document(
        qbo_type=qbo_type,
        fields={
            **_head(kind, payment, company),
            "TxnDate": str(booked_on),
            "Line": said.lines,
            **said.fields,
        },
        total=sum((one.amount for one in positions), Decimal(0)),
        tax=NO_TAX,
        booked_on=booked_on,
    )


def _head(kind: Kind, payment: Payment, company: Company) -> dict[str, Any]:
    order = payment.order
    money = company.money(method=payment.method, currency=payment.currency)
    mark = names.marker(kind=kind.name, key=payment.key)
    method = {"PaymentMethodRef": {"value": money.method}} if money.method else {}
    return {
        "CustomerRef": _customer_ref(order, company),
        "DocNumber": number(kind, order, prefix=company.connection.number_prefix),
        "PrivateNote": f"{kind.title}: {payment} {mark}",
        "DepositToAccountRef": {"value": money.account},
        **method,
        **SILENT,
        **currency(payment.currency, company),
        **rates.of(order, currency=payment.currency, record=str(payment), company=company),
        **company.classes.on_document(sale_lines.class_of(order), record=str(order)),
    }


def number(kind: Kind, order: Order, *, prefix: str) -> str:
    ending = "CB" if kind == kinds.CHARGEBACK else "WON"
    return names.doc_number(f"{prefix}{order.number}-{ending}")


def _customer_ref(order: Order, company: Company) -> dict[str, str]:
    sales = (company.link(kinds.INVOICE.name, one.key) for one in order.invoices.all())
    booked = next(filter(None, sales), None)
    return guests.ref(order.customer, guests.of_order(order), company, booked=booked)


def _position(which: Any, amount: Decimal, payment: Payment, company: Company) -> Position:
    of = sale_lines.class_of(payment.order)
    return Position(
        item=charge.ref(which, company),
        description=f"{which.title}: {payment}",
        amount=amount,
        code=taxes.untaxed_code(company),
        accounting_class=company.classes.on_line(of, record=str(payment.order)),
    )


def _moment(moment: datetime | None, payment: Payment, what: str) -> datetime:
    if moment is not None:
        return moment
    raise Held(
        reason="chargeback_date",
        message=f"The store does not say when {payment} was {what}.",
        mend="Enter the day in the store; it is then sent by itself.",
    )


def _require_start(payment: Payment, moment: datetime, company: Company) -> None:
    """It has its own date, as a refund has."""
    start = company.connection.books_start_on
    if start is not None and company.company_date(moment) < start:
        message = f"{payment} was charged back before {start}, when the books start."
        raise NotNeeded(reason="before_start", message=message)
    if payment.method.is_credit:
        message = f"{payment} is no money: no bank can take it back."
        raise NotNeeded(reason="on_invoice", message=message)


def _require_money(payment: Payment, company: Company) -> None:
    """What never came into the books does not leave them; raises NotNeeded or NeedsParent."""
    order, connection = payment.order, company.connection
    if posting.is_before_start(order=order, connection=connection):
        return
    invoices = list(order.invoices.all())
    links = [company.link(kinds.INVOICE.name, one.key) for one in invoices]
    if not any(links):
        if order.status in posting.TAKEN_BACK or not invoices:
            message = f"{payment} is for {order}, which was never booked."
            raise NotNeeded(reason="order_not_booked", message=message)
        posting.require(order=order, connection=connection)
        company.ref(kind=kinds.INVOICE.name, key=invoices[0].key, label=str(order))
    if not any(link is not None and link.qbo_type == "SalesReceipt" for link in links):
        company.ref(kind=kinds.PAYMENT.name, key=payment.key, label=str(payment))


def _not_so(payment: Payment, kind: Kind, qbo_type: str, company: Company) -> Removal:
    """quickbooks: a refund receipt cannot be voided, only deleted."""
    link = company.link(kind.name, payment.key)
    if link is None or link.is_gone:
        message = f"{payment} was not {kind.title.lower()}."
        raise NotNeeded(reason="not_charged_back", message=message)
    if posting.is_this_month(booked_on=link.document_date, today=company.today):
        return Removal(qbo_type=qbo_type, operation="delete")
    raise Held(
        reason="taken_back_late",
        message=f"{payment} is no longer {kind.title.lower()}, as was booked on "
        f"{link.document_date}.",
        mend="Correct it in QuickBooks by hand; the past is not rewritten.",
    )
