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
from entities.shipping import Ledger, Shipment

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


class NothingToBill(Exception):
    """Nothing of the order has shipped that is not on an invoice; the message says so."""

    def __init__(self, order: Order) -> None:
        super().__init__(
            f"Nothing of order {order.number} has shipped that is not on an invoice yet. Enter "
            "what has shipped on its lines first."
        )


class AmountWithoutQuantity(Exception):
    """A line costs something but has no quantity, so no shipment can hold a part of it."""

    def __init__(self, order: Order) -> None:
        super().__init__(
            f"A line of order {order.number} has the quantity 0 and an amount, so the order cannot "
            "be billed by shipment. Give the line a quantity, or bill the order as a whole."
        )


REFUSALS = (AlreadyBilled, NothingToBill, AmountWithoutQuantity)


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


def next_shipment(*, order: Order) -> Shipment:
    """What `bill_shipment` would bill now; writes nothing, raises what that raises."""
    lines = list(order.lines.all())
    if _wholes().filter(order=order).exists():
        raise AlreadyBilledAsWhole(order)
    if any(line.amount and not line.quantity for line in lines):
        raise AmountWithoutQuantity(order)
    ledger = Ledger(order, lines)
    for invoice in _shipments(order).order_by("pk").prefetch_related("lines"):
        ledger.take(invoice, invoice.lines.all())
    left = ledger.left()
    if not left:
        raise NothingToBill(order)
    return ledger.bill(left)


@transaction.atomic
def bill_shipment(*, order: Order, issued_at: datetime) -> Invoice:
    """One invoice for all that has shipped of `order` and is on no invoice yet: 1042-1, 1042-2 …

    Its amounts are split from the order's by the rule of `entities.shipping`. Two at the same time
    wait for each other. Raises AlreadyBilledAsWhole, NothingToBill or AmountWithoutQuantity.
    """
    order = Order.objects.select_for_update().get(pk=order.pk)
    shipment = next_shipment(order=order)
    invoice = Invoice(
        order=order,
        number=_next_number(order),
        covers=Invoice.Covers.SHIPMENT,
        issued_at=issued_at,
        is_split=True,
    )
    _state(invoice, shipment)
    # Heard when it is complete: its lines tell of it.
    Invoice.objects.silently().bulk_create([invoice])
    InvoiceLine.objects.bulk_create(_lines(invoice, shipment))
    count_billed(orders=[order.pk])
    return invoice


def follow(*, orders: Iterable[int]) -> None:
    """Splits the amounts of `orders` (primary keys) anew where they were changed after shipments
    of them had been billed. Invoices whose amounts the store stated itself stay as they are.
    """
    for order in _with_split_invoices(orders):
        _follow(order)


@transaction.atomic
def split(*, orders: Iterable[int]) -> None:
    """Splits the amounts of `orders` (primary keys) over those of their shipments' invoices that
    follow the rule, and over those that state no total of their own.
    """
    bare = Invoice.objects.filter(order__in=list(orders), covers=Invoice.Covers.SHIPMENT, total=0)
    with_lines = bare.filter(Exists(InvoiceLine.objects.filter(invoice=OuterRef("pk"))))
    with_lines.silently().update(is_split=True)
    for order in _with_split_invoices(orders):
        _split_anew(Ledger(order, list(order.lines.all())), _counting(order))


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


def _follow(order: Order) -> None:
    lines = list(order.lines.all())
    shipments = _counting(order)
    stands = Ledger(order, lines)
    for invoice in shipments:
        stands.take(invoice, invoice.lines.all())
    if not stands.is_as_ordered:
        _split_anew(Ledger(order, lines), shipments)


def _with_split_invoices(orders: Iterable[int]) -> QuerySet[Order]:
    split = Invoice.objects.filter(order__in=list(orders), is_split=True, is_cancelled=False)
    found: QuerySet[Order] = Order.objects.filter(pk__in=split.order_by().values("order"))
    return found.prefetch_related("lines", "invoices__lines")


def _counting(order: Order) -> list[Invoice]:
    """In the order in which they were made: an earlier one never changes for a later one."""
    counting = [one for one in order.invoices.all() if not one.is_cancelled]
    return sorted(counting, key=lambda one: one.pk)


def _split_anew(ledger: Ledger, shipments: list[Invoice]) -> None:
    for invoice in shipments:
        lines = list(invoice.lines.all())
        if not invoice.is_split:
            ledger.take(invoice, lines)
            continue
        shipment = ledger.bill({line.order_line_id: line.quantity for line in lines})
        parts = {part.line.pk: part for part in shipment.parts}
        for line in lines:
            part = parts[line.order_line_id]
            line.amount, line.tax_amount = part.amount, part.tax_amount
        InvoiceLine.objects.silently().bulk_update(lines, ["amount", "tax_amount"])
        _state(invoice, shipment)
        invoice.save()


def _state(invoice: Invoice, shipment: Shipment) -> None:
    for name in ("discount", "shipping", "surcharge", "tax_total", "total"):
        setattr(invoice, name, getattr(shipment, name))


def _lines(invoice: Invoice, shipment: Shipment) -> list[InvoiceLine]:
    return [
        InvoiceLine(
            invoice=invoice,
            order_line=part.line,
            quantity=part.quantity,
            amount=part.amount,
            tax_amount=part.tax_amount,
        )
        for part in shipment.parts
    ]


def _next_number(order: Order) -> str:
    """A number is never given twice, also where the invoice was cancelled."""
    taken = set(Invoice.objects.filter(order=order).values_list("number", flat=True))
    count = 1
    while f"{order.number}-{count}" in taken:
        count += 1
    return f"{order.number}-{count}"


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
