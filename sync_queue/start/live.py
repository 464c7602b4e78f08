"""Going live: from which day on, how many orders and how much money, and what goes with them."""

import copy
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from connections.models import Connection
from entities import changes
from entities.models import Category, Customer, Order, OrderLine, Payment, Product
from sync_queue import doorbell, kinds
from sync_queue.intake import taken_out, unbooked
from sync_queue.models import Link, QueueRow
from sync_queue.start import steps

# What is told to the queue at once; the rest of a big store follows within minutes by itself.
AT_ONCE = 2000
FOLLOWS = "no_order_yet"
NOT_YET = "No order needs it yet: it goes with the first that does, or when it changes."


@dataclass(frozen=True)
class Offer:
    """What going live from `start_on` sends. `names`: customers, products and categories in the
    queue that none of these orders needs; `older`: orders from before that day stay out; `closed`:
    those of `orders` whose sale is of a day on which the books are closed."""

    start_on: date
    orders: unbooked.Orders
    older: unbooked.Orders
    names: int
    closed: unbooked.Orders = field(default_factory=unbooked.Orders)


def offer(connection: Connection, *, start_on: date) -> Offer:
    going, timeless = _starting(connection, start_on), _starting(connection, None)
    orders = unbooked.missing_orders(going)
    older = unbooked.missing_orders(timeless).exclude(pk__in=orders.order_by().values("pk"))
    return Offer(
        start_on=start_on,
        orders=unbooked.sum_of(orders),
        older=unbooked.sum_of(older),
        names=_unneeded(connection, orders).count(),
        closed=unbooked.sum_of(_closed(connection, orders)),
    )


@transaction.atomic
def go(
    connection: Connection, *, start_on: date, with_names: bool, user: Any, now: datetime
) -> Offer:
    """Goes live from `start_on`; returns what that sends.

    Where no order was tried, the first ones wait for a person (see `first_looks`).
    Without `with_names`, customers and products that no order needs stay out until an order needs
    them or they change: the first day must not flood the books.
    """
    found = offer(connection, start_on=start_on)
    connection.books_start_on = start_on
    connection.auto_post = not steps.start_of(connection).first_looks
    connection.went_live_at, connection.went_live_by = now, user
    connection.save(
        update_fields=["books_start_on", "auto_post", "went_live_at", "went_live_by", "updated_at"]
    )
    orders = unbooked.missing_orders(connection)
    if not with_names:
        rows = _unneeded(connection, orders)
        taken_out.take_out(rows, reason=FOLLOWS, message=NOT_YET, now=now)
    first = orders.order_by("placed_at").values_list("pk", flat=True)[:AT_ONCE]
    changes.tell(Order, list(first))
    doorbell.ring({connection.pk})
    return found


def _closed(connection: Connection, orders: QuerySet[Order]) -> QuerySet[Order]:
    """By the day of the sale: of the capture where that makes a sales receipt, else the invoice's.

    A word beforehand: which document each becomes is decided when it is sent.
    """
    closed_on = connection.books_closed_on
    if closed_on is None:
        return orders.none()
    by_shipping = connection.invoice_dated == Connection.InvoiceDated.SHIPPED
    day: Any = F("shipped_at" if by_shipping else "status_at")
    if connection.document_kind == Connection.DocumentKind.BY_PAYMENT:
        captured = Payment.objects.captured().filter(order=OuterRef("pk")).order_by("captured_at")
        day = Coalesce(Subquery(captured.values("captured_at")[:1]), day)
    first_open = datetime.combine(closed_on + timedelta(days=1), time.min, connection.zone)
    return orders.annotate(sold_at=day).filter(sold_at__lt=first_open)


def _starting(connection: Connection, start_on: date | None) -> Connection:
    going = copy.copy(connection)
    going.books_start_on = start_on
    return going


def _unneeded(connection: Connection, orders: QuerySet[Order]) -> QuerySet[QueueRow]:
    """Rows that would make something new in QuickBooks which none of `orders` needs."""
    customers = Customer.objects.filter(orders__in=orders.order_by().values("pk"))
    sold = OrderLine.objects.filter(order__in=orders.order_by().values("pk"))
    products = Product.objects.filter(pk__in=sold.order_by().values("product"))
    categories = Category.objects.filter(products__in=products.order_by().values("pk"))
    needed = Q(pk__in=[])
    for kind, records in (
        (kinds.CUSTOMER, customers),
        (kinds.PRODUCT, products),
        (kinds.CATEGORY, categories),
    ):
        needed |= Q(kind=kind.name, key__in=records.order_by().values("key"))
    named = (kinds.CUSTOMER.name, kinds.PRODUCT.name, kinds.CATEGORY.name)
    linked = Link.objects.linked().filter(connection=connection, kind__in=named)
    return (
        QueueRow.objects.open()
        .filter(
            connection=connection,
            kind__in=named,
            operation=QueueRow.Operation.UPSERT,
            is_released=False,
        )
        .exclude(needed)
        .exclude(key__in=linked.values("key"))
    )
