"""What a payout is made of: its payments and refunds, as documents that QuickBooks has.

quickbooks: a deposit takes receipts out of Undeposited Funds one by one, each whole and once; out
of any other account it takes amounts.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from entities.models import Payment, Payout, Refund
from sync_queue import kinds
from sync_queue.documents import posting
from sync_queue.documents.company import Company
from sync_queue.models import Link


def keys(payout: Payout) -> list[tuple[str, str]]:
    """The documents that its payments and refunds may stand on."""
    paid = [(kinds.PAYMENT.name, one.key) for one in payout.payments.all()]
    sold = [
        (kinds.INVOICE.name, invoice.key)
        for one in payout.payments.all()
        for invoice in one.order.invoices.all()
    ]
    return [*paid, *sold, *((kinds.REFUND.name, one.key) for one in payout.refunded.all())]


def lines(payout: Payout, company: Company) -> list[dict[str, Any]]:
    """A line for each receipt and refund; raises NeedsParent while one of them is not booked.

    What is from before the books start never will be: the payout's rest stands for it.
    """
    found = [link for one in payout.payments.all() if (link := _receipt(one, company))]
    back = [link for two in payout.refunded.all() if (link := _refund(two, company))]
    return [*map(_line, dict.fromkeys(found)), *map(_line, back)]


def worth(payout: Payout, company: Company) -> Decimal | None:
    """What its payments less its refunds were booked at in home currency; None where the store
    does not name all of them, or one is not in the books."""
    documents = list(_booked(payout, company))
    if not documents or any(rate is None for _, rate in documents):
        return None
    if sum(amount for amount, _ in documents) != payout.gross - payout.refunds:
        return None
    cents = Decimal("0.01")
    return sum(
        ((amount * rate).quantize(cents) for amount, rate in documents if rate is not None),
        Decimal(0),
    )


def _booked(payout: Payout, company: Company) -> Iterator[tuple[Decimal, Decimal | None]]:
    for payment in payout.payments.all():
        if payment.came_in:
            link = _link_of(payment, company)
            yield payment.amount, link.exchange_rate if link else None
    for refund in payout.refunded.all():
        back = company.link(kinds.REFUND.name, refund.key)
        yield -refund.total, back.exchange_rate if back else None


def _link_of(payment: Payment, company: Company) -> Link | None:
    """Its own document, or the sales receipt that states it."""
    own = company.link(kinds.PAYMENT.name, payment.key)
    sales = (company.link(kinds.INVOICE.name, one.key) for one in payment.order.invoices.all())
    at_once = (link for link in sales if link and link.qbo_type == "SalesReceipt")
    return own or next(at_once, None)


def _receipt(payment: Payment, company: Company) -> Link | None:
    if not payment.came_in:
        return None
    link = _link_of(payment, company)
    if link is None and not posting.is_before_start(
        order=payment.order, connection=company.connection
    ):
        company.ref(kind=kinds.PAYMENT.name, key=payment.key, label=str(payment))
    return link


def _refund(refund: Refund, company: Company) -> Link | None:
    start = company.connection.books_start_on
    if start is None or company.company_date(refund.refunded_at) >= start:
        company.ref(kind=kinds.REFUND.name, key=refund.key, label=str(refund))
    return company.link(kinds.REFUND.name, refund.key)


def _line(link: Link) -> dict[str, Any]:
    amount = link.total or Decimal(0)
    sign = -1 if link.qbo_type == "RefundReceipt" else 1
    return {
        "Amount": sign * amount,
        "LinkedTxn": [{"TxnId": link.qbo_id, "TxnType": link.qbo_type, "TxnLineId": "0"}],
    }
