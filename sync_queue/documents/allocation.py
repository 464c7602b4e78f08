"""Which invoices does the money of an order pay, and how much of each?

In the order of time: each captured payment, and each debt that was taken back by a credit memo,
pays the oldest invoice that is open, then the next. What is left over stays the customer's credit,
and pays a later invoice of the order once there is one. Gift cards and store credit are no money:
what they paid is no longer due (rule 12).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from entities.models import Invoice, Order, Payment, Refund
from sync_queue.documents import billing, credit

ZERO = Decimal(0)


@dataclass(frozen=True)
class Share:
    """`amount` of one payment or credit memo, set against one invoice."""

    by: Payment | Refund
    invoice: Invoice
    amount: Decimal


@dataclass(frozen=True)
class Allocation:
    """`invoices` are those that count, the oldest first; `open` is what is unpaid of each, by key.
    Amounts are in the order's currency."""

    invoices: tuple[Invoice, ...]
    shares: tuple[Share, ...]
    open: dict[str, Decimal]

    def of(self, money: Payment | Refund) -> list[Share]:
        """What it pays, the oldest invoice first."""
        return [share for share in self.shares if share.by == money]

    def on(self, invoice: Invoice) -> list[Share]:
        """What pays the invoice, the oldest money first."""
        return [share for share in self.shares if share.invoice.key == invoice.key]


def of_order(order: Order, *, counting: Invoice | None = None) -> Allocation:
    """How the money of `order` pays its invoices. `counting` counts even if it is cancelled, or
    not stored yet."""
    invoices = billing.counting(order, with_=counting)
    open_ = {invoice.key: billing.due_of(invoice) for invoice in invoices}
    shares = []
    for money, amount in _money(order):
        for invoice in invoices:
            part = min(amount, open_[invoice.key])
            if part > 0:
                shares.append(Share(money, invoice, part))
                open_[invoice.key] -= part
                amount -= part
    return Allocation(tuple(invoices), tuple(shares), open_)


def receipt_payment(invoice: Invoice) -> Payment | None:
    """The one payment that pays the invoice exactly and nothing beside it (rule 9), if there is."""
    allocation = of_order(invoice.order, counting=invoice)
    shares = allocation.on(invoice)
    money = shares[0].by if len(shares) == 1 else None
    if not isinstance(money, Payment) or money.currency != invoice.order.currency:
        return None
    pays_exactly = shares[0].amount == money.amount == billing.due_of(invoice)
    return money if pays_exactly else None


def is_credit_memo(refund: Refund) -> bool:
    """A debt taken back without money: no way back is named."""
    return refund.method_id is None and refund.payment_id is None


def _money(order: Order) -> Iterable[tuple[Payment | Refund, Decimal]]:
    """Everything that pays invoices of `order`, in the order of time."""
    found: list[tuple[datetime, int, int, Payment | Refund, Decimal]] = [
        (payment.captured_at, 1, payment.pk, payment, payment.amount)
        for payment in credit.paid_with_money(order)
        if payment.captured_at is not None
    ]
    found += [
        (refund.refunded_at, 0, refund.pk, refund, refund.total)
        for refund in order.refunds.all()
        if is_credit_memo(refund)
    ]
    return [(money, amount) for *_, money, amount in sorted(found, key=lambda one: one[:3])]
