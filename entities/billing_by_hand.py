"""Create invoice: what it would bill of chosen orders, and the billing after a person's yes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from entities import invoicing
from entities.models import Order
from entities.shipping import Part


@dataclass(frozen=True)
class Offer:
    """What would be billed of one order, or why nothing can be. `is_whole`: of an order of which
    nothing is entered as shipped, all of it, on one invoice."""

    order: Order
    parts: tuple[Part, ...] = ()
    on_top: Decimal = Decimal(0)
    tax: Decimal = Decimal(0)
    total: Decimal = Decimal(0)
    is_whole: bool = False
    why_not: str = ""


def offer(order: Order) -> Offer:
    """Writes nothing."""
    try:
        shipment = invoicing.next_shipment(order=order)
    except invoicing.REFUSALS as refused:
        return _whole(order) if _is_untouched(order) else Offer(order, why_not=str(refused))
    on_top = shipment.shipping + shipment.surcharge - shipment.discount
    return Offer(order, shipment.parts, on_top, shipment.tax_total, shipment.total)


def bill(orders: Iterable[Order], *, now: datetime) -> tuple[list[str], list[str]]:
    """Bills what `offer` says of each; returns the numbers of the invoices made, and the reasons
    for which others were not."""
    made, refused = [], []
    for order in orders:
        is_whole = offer(order).is_whole
        make = invoicing.bill_whole if is_whole else invoicing.bill_shipment
        try:
            made.append(make(order=order, issued_at=now).number)
        except invoicing.REFUSALS as reason:
            refused.append(str(reason))
    return made, refused


def _is_untouched(order: Order) -> bool:
    """Nothing of it has shipped or was ever billed."""
    has_left = any(line.shipped_quantity for line in order.lines.all())
    return not has_left and not order.invoices.exists()


def _whole(order: Order) -> Offer:
    parts = tuple(
        Part(line, line.quantity, line.amount, line.tax_amount) for line in order.lines.all()
    )
    on_top = order.shipping + order.surcharge - order.discount
    return Offer(order, parts, on_top, order.tax_total, order.total, is_whole=True)
