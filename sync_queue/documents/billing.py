"""What of an order does an invoice bill: which lines, how much of each, and which amounts?"""

from dataclasses import dataclass
from decimal import Decimal

from entities.models import Order, OrderLine
from sync_queue.documents import credit


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
    def net(self) -> Decimal:
        return self.total - self.tax_total

    @property
    def redeemed(self) -> Decimal:
        return self.gift_cards + self.store_credit

    @property
    def due(self) -> Decimal:
        """What is left to pay with money: the total of the document in QuickBooks."""
        return self.total - self.redeemed


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
