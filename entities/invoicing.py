"""What has been billed of an order: the whole of it, or shipment by shipment, never both.

The order lines carry how much of them stands on invoices; `count_billed` derives that from the
invoices, and the constraint `order_line_invoiced_at_most_once` refuses what would bill twice.
"""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import DecimalField, Exists, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce, Round

from entities.models import Invoice, InvoiceLine, Order, OrderLine

QUANTITY = DecimalField(max_digits=14, decimal_places=4)


class AlreadyBilled(Exception):
    """What is to be billed stands on another invoice; the message says on which kind."""


class AlreadyBilledByShipment(AlreadyBilled):
    """The order has invoices for shipments: bill the rest of it by shipment, too."""

    def __init__(self, order: Order) -> None:
        super().__init__(
            f"Order {order.number} is billed shipment by shipment, so it cannot also be billed as "
            "a whole. Bill what is left as one more shipment, or cancel the shipments' invoices."
        )


class AlreadyBilledAsWhole(AlreadyBilled):
    """The order has an invoice for all of it: cancel that one before this one counts again."""

    def __init__(self, order: Order) -> None:
        super().__init__(
            f"Order {order.number} is billed as a whole, so an invoice for a shipment of it would "
            "bill the same goods twice. Cancel the whole invoice first."
        )


@transaction.atomic
def bill_whole(*, order: Order, issued_at: datetime) -> Invoice:
    """The one invoice for all of `order`, made now if it is not there yet.

    Called again, also at the same time by somebody else,
    it returns the same invoice unchanged; one that was cancelled stays so until `reinstate`.

    Raises AlreadyBilledByShipment when an invoice that counts bills a shipment of the order.
    """
    if _shipments(order).exists():
        raise AlreadyBilledByShipment(order)
    invoice: Invoice = Invoice.objects.get_or_create(
        order=order,
        covers=Invoice.Covers.WHOLE,
        defaults=_named_as(order, issued_at),
    )[0]
    count_billed(orders=[order.pk])
    return invoice


@transaction.atomic
def bill_unbilled(*, orders: Iterable[Order]) -> set[int]:
    """Bills as a whole those `orders` of which nothing is billed, each as of its status' moment.

    Returns their primary keys. In a fixed number of queries, however many orders there are; what
    somebody else bills at the same time stays as it is.
    """
    named = {order.pk: order for order in orders}
    unbilled = named.keys() - _with_invoice(named)
    if not unbilled:
        return set()
    wholes = [
        Invoice(order=named[pk], **_named_as(named[pk], named[pk].status_at))
        for pk in sorted(unbilled)
    ]
    Invoice.objects.bulk_create(wholes, ignore_conflicts=True)
    billed = unbilled & _with_invoice(unbilled)
    count_billed(orders=billed)
    return billed


@transaction.atomic
def cancel(*, invoice: Invoice) -> None:
    """Makes `invoice` count no more; what it billed may be billed anew. Idempotent."""
    _set_cancelled(invoice, to=True)


@transaction.atomic
def reinstate(*, invoice: Invoice) -> None:
    """Makes a cancelled `invoice` count again. Idempotent.

    Raises AlreadyBilledByShipment or AlreadyBilledAsWhole when the other way of billing took over.
    """
    is_whole = invoice.covers == Invoice.Covers.WHOLE
    if is_whole and _shipments(invoice.order).exists():
        raise AlreadyBilledByShipment(invoice.order)
    if not is_whole and _wholes().filter(order=invoice.order).exists():
        raise AlreadyBilledAsWhole(invoice.order)
    _set_cancelled(invoice, to=False)


def count_billed(*, orders: Iterable[int]) -> None:
    """Writes onto the lines of `orders` (primary keys) what their invoices bill, silently.

    Raises IntegrityError when that would be more than was ordered.
    """
    billed = (
        InvoiceLine.objects.filter(order_line=OuterRef("pk"), invoice__is_cancelled=False)
        .order_by()
        .values("order_line")
        .values_list(Round(Sum("quantity"), precision=4))
    )
    OrderLine.objects.silently().filter(order__in=list(orders)).update(
        invoiced_whole=Exists(_wholes().filter(order=OuterRef("order"))),
        invoiced_quantity=Coalesce(Subquery(billed), Value(Decimal(0)), output_field=QUANTITY),
    )


def _with_invoice(orders: Iterable[int]) -> set[int]:
    invoices = Invoice.objects.filter(order__in=list(orders))
    return set(invoices.values_list("order_id", flat=True))


def _named_as(order: Order, issued_at: datetime) -> dict[str, Any]:
    """An invoice for the whole order bears the order's own key and number."""
    return {"key": order.key, "number": order.number, "issued_at": issued_at}


def _set_cancelled(invoice: Invoice, *, to: bool) -> None:
    if invoice.is_cancelled != to:
        invoice.is_cancelled = to
        invoice.save(update_fields=["is_cancelled", "updated_at"])
    count_billed(orders=[invoice.order_id])


def _shipments(order: Order) -> QuerySet[Invoice]:
    return Invoice.objects.filter(order=order, covers=Invoice.Covers.SHIPMENT, is_cancelled=False)


def _wholes() -> QuerySet[Invoice]:
    return Invoice.objects.filter(covers=Invoice.Covers.WHOLE, is_cancelled=False)
