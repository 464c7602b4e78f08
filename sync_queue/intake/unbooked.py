"""Which orders should be in a company's books, and which of them are not?

Answered from orders and links, never from queue rows (rule 23): a row may be cleared, the order
is there all the same.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from decimal import Decimal
from typing import Any

from django.db.models import (
    Count,
    DecimalField,
    Exists,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from connections.models import Connection
from entities.amounts import to_the_cent
from entities.models import Invoice, Order, Payment, StorePaymentMethod
from sync_queue import kinds, routing
from sync_queue.models import Link, QueueRow

MONEY = DecimalField(max_digits=14, decimal_places=2)


@dataclass(frozen=True)
class Orders:
    """A number of orders, and their sum in each currency."""

    count: int = 0
    amounts: Mapping[str, Decimal] = field(default_factory=dict)


def due_orders(connection: Connection) -> QuerySet[Order]:
    """The orders that must be in this company's books: they post, amount to something, and
    belong here."""
    orders: QuerySet[Order] = Order.objects.filter(
        belongs_to(connection), status__in=connection.posting_statuses, total__gt=0
    )
    if connection.books_start_on is None:
        return orders
    start = datetime.combine(connection.books_start_on, time.min, connection.zone)
    return orders.filter(placed_at__gte=start)


def missing_orders(connection: Connection) -> QuerySet[Order]:
    """Those of the due orders that are in no company's books, or of which a shipment's invoice is
    not."""
    return due_orders(connection).filter(~Exists(_booked()) | Exists(_unbooked_shipments()))


def sum_of(orders: QuerySet[Order]) -> Orders:
    groups = orders.order_by().values_list("currency").annotate(Count("pk"), Sum("total"))
    found = list(groups)
    amounts = {currency: to_the_cent(amount) for currency, _, amount in found}
    return Orders(sum(count for _, count, _ in found), amounts)


def of_rows(rows: QuerySet[QueueRow]) -> QuerySet[Order]:
    """The orders whose invoices stand in these rows."""
    keys = rows.filter(kind=kinds.INVOICE.name).order_by().values("key")
    orders: QuerySet[Order] = Order.objects.filter(
        pk__in=Invoice.objects.filter(key__in=keys).order_by().values("order")
    )
    return orders


def booked_total(connection: Connection) -> Combinable:
    """For a queryset of orders: what QuickBooks answered as the total of an order's documents,
    NULL where this company has none. What gift cards and store credit pay is on them, too: as a
    line that lowers the total."""
    links = _links_of_order().filter(connection=connection).order_by()
    total = links.values("connection").annotate(sum=Sum("total")).values("sum")
    paid = Payment.objects.filter(order=OuterRef("pk"), method__kind__in=StorePaymentMethod.CREDIT)
    redeemed = paid.captured().order_by().values("order").annotate(sum=Sum("amount")).values("sum")
    none = Value(Decimal(0), output_field=MONEY)
    return Subquery(total, output_field=MONEY) + Coalesce(
        Subquery(redeemed, output_field=MONEY), none
    )


def _links_of_order() -> Any:
    keys = Invoice.objects.filter(order=OuterRef(OuterRef("pk"))).order_by().values("key")
    return Link.objects.linked().filter(kind=kinds.INVOICE.name, is_gone=False, key__in=keys)


def belongs_to(connection: Connection) -> Q:
    """`routing.Routes.owner` for the database: the vendor's company, the storefront's, else the
    default one. Switching a connection off takes nothing out of what should be in its books."""
    if connection.accounting_vendor == Connection.AccountingVendor.NONE:
        return Q(pk__in=[])
    routes = routing.load()
    vendors, fronts = routes.by_vendor, routes.by_storefront
    no_vendor, no_front = ~Q(vendor__in=list(vendors)), ~Q(storefront__in=list(fronts))
    found = Q(vendor__in=_leading_to(connection, vendors))
    found |= no_vendor & Q(storefront__in=_leading_to(connection, fronts))
    return found | (no_vendor & no_front) if connection == routes.default else found


def _leading_to(connection: Connection, owners: Mapping[int, Connection]) -> Iterable[int]:
    return [pk for pk, home in owners.items() if home == connection]


def _booked() -> Any:
    """The order's invoices that are in any company's books.

    Asked from the invoice to its link: PostgreSQL answers that from two hash tables, where "the
    key is one of the order's" makes it look through all links for each order.
    """
    return Invoice.objects.filter(Exists(_link_of_invoice()), order=OuterRef("pk")).order_by()


def _unbooked_shipments() -> Any:
    counting = Invoice.objects.filter(
        order=OuterRef("pk"), covers=Invoice.Covers.SHIPMENT, is_cancelled=False, total__gt=0
    )
    return counting.filter(~Exists(_link_of_invoice())).order_by()


def _link_of_invoice() -> Any:
    return Link.objects.linked().filter(kind=kinds.INVOICE.name, is_gone=False, key=OuterRef("key"))
