"""What of an order does an invoice bill: which lines, how much of each, and which amounts?"""

from dataclasses import dataclass, replace
from decimal import Decimal

from entities.models import Invoice, Order, OrderLine
from sync_queue.documents import credit
from sync_queue.documents.credit import Redeemed


@dataclass(frozen=True)
class BilledLine:
    """How much of one order line is billed. `amount` is after the line's own discount."""

    line: OrderLine
    quantity: Decimal
    amount: Decimal
    tax: Decimal


@dataclass(frozen=True)
class Billed:
    """Amounts are in the order's currency, to the cent, and add up as those of an order do.

    `gift_cards`, `store_credit`: what of the total was paid with these; no money (rule 12).
    """

    order: Order
    lines: tuple[BilledLine, ...]
    discount: Decimal
    shipping: Decimal
    surcharge: Decimal
    tax_total: Decimal
    total: Decimal
    gift_cards: Decimal = Decimal(0)
    store_credit: Decimal = Decimal(0)

    @property
    def redeemed(self) -> Decimal:
        return self.gift_cards + self.store_credit

    @property
    def due(self) -> Decimal:
        """What is left to pay with money: the total of the document in QuickBooks."""
        return self.total - self.redeemed


def of(invoice: Invoice) -> Billed:
    """What the invoice bills: the order as it stands, or the goods of one shipment."""
    return whole(invoice.order) if invoice.covers == Invoice.Covers.WHOLE else _shipment(invoice)


def total_of(invoice: Invoice) -> Decimal:
    """What the invoice comes to in the store; asks for no lines."""
    is_whole = invoice.covers == Invoice.Covers.WHOLE
    total: Decimal = invoice.order.total if is_whole else invoice.total
    return total


def tax_of(invoice: Invoice) -> Decimal:
    is_whole = invoice.covers == Invoice.Covers.WHOLE
    tax: Decimal = invoice.order.tax_total if is_whole else invoice.tax_total
    return tax


def counting(order: Order, *, with_: Invoice | None = None) -> list[Invoice]:
    """The invoices of `order` that are not cancelled, the oldest first. `with_` counts in any
    case, also where it is not stored yet."""
    found = [one for one in order.invoices.all() if not one.is_cancelled]
    if with_ is not None and all(one.key != with_.key for one in found):
        found.append(with_)
    return sorted(found, key=lambda one: (one.issued_at, one.pk or 0))


def redeemed_of(invoice: Invoice) -> Redeemed:
    """What of the invoice was paid with gift cards and store credit: they pay the oldest first."""
    paid = credit.redeemed(invoice.order)
    if invoice.covers == Invoice.Covers.WHOLE:
        return paid
    cards, granted = paid.gift_cards, paid.store_credit
    for one in counting(invoice.order, with_=invoice):
        by_card = min(cards, total_of(one))
        by_credit = min(granted, total_of(one) - by_card)
        if one.key == invoice.key:
            return Redeemed(by_card, by_credit)
        cards, granted = cards - by_card, granted - by_credit
    raise AssertionError("an invoice counts among those of its order")


def due_of(invoice: Invoice) -> Decimal:
    """What of the invoice is to be paid with money; asks for no lines."""
    return total_of(invoice) - redeemed_of(invoice).total


def whole(order: Order) -> Billed:
    """All of the order, as it stands in the store."""
    redeemed = credit.redeemed(order)
    return Billed(
        order=order,
        lines=tuple(
            BilledLine(line, line.quantity, line.amount, line.tax_amount)
            for line in order.lines.all()
        ),
        discount=order.discount,
        shipping=order.shipping,
        surcharge=order.surcharge,
        tax_total=order.tax_total,
        total=order.total,
        gift_cards=redeemed.gift_cards,
        store_credit=redeemed.store_credit,
    )


def ordered(order: Order) -> Billed:
    """All of the order, whatever has been paid of it."""
    return replace(whole(order), gift_cards=Decimal(0), store_credit=Decimal(0))


def _shipment(invoice: Invoice) -> Billed:
    redeemed = redeemed_of(invoice)
    return Billed(
        order=invoice.order,
        lines=tuple(
            BilledLine(line.order_line, line.quantity, line.amount, line.tax_amount)
            for line in invoice.lines.all()
        ),
        discount=invoice.discount,
        shipping=invoice.shipping,
        surcharge=invoice.surcharge,
        tax_total=invoice.tax_total,
        total=invoice.total,
        gift_cards=redeemed.gift_cards,
        store_credit=redeemed.store_credit,
    )
