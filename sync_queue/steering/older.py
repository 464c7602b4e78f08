"""Records that the store had before: which of them are not in QuickBooks, and putting them there.

By kind, day and storefront, counted before anything happens. What is chosen joins the ordinary
queue, with its limits and its holds; orders from before the books start never do (rule 1).
"""

from copy import copy
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from connections.models import Connection
from entities.models import Customer, Invoice, Order, Product, Storefront
from sync_queue import kinds, sight
from sync_queue.intake import belonging, unbooked
from sync_queue.models import Link, QueueRow
from sync_queue.steering import steer

ORDERS, CUSTOMERS, PRODUCTS = "orders", "customers", "products"
TITLES = {ORDERS: "Orders", CUSTOMERS: "Customers", PRODUCTS: "Products"}
# How many one press puts in the queue: a person waits for it.
AT_ONCE = {ORDERS: 500, CUSTOMERS: 5000, PRODUCTS: 5000}
NAMES: dict[str, tuple[kinds.Kind, type[Customer] | type[Product]]] = {
    CUSTOMERS: (kinds.CUSTOMER, Customer),
    PRODUCTS: (kinds.PRODUCT, Product),
}


@dataclass(frozen=True)
class Wish:
    """`since` and `until` are days of the company, both included; None leaves that end open."""

    what: str
    since: date | None = None
    until: date | None = None
    storefront: Storefront | None = None


@dataclass(frozen=True)
class Found:
    """How many are not in QuickBooks and in no queue; money where they are orders. `too_early`:
    orders of these days that stay out, since they are from before the books start."""

    count: int
    amounts: unbooked.Orders
    too_early: int = 0


def preview(connection: Connection, wish: Wish, *, user: Any) -> Found:
    records = _records(connection, wish, user)
    if wish.what != ORDERS:
        return Found(records.count(), unbooked.Orders())
    summed = unbooked.sum_of(records)
    return Found(summed.count, summed, _too_early(connection, wish, user))


def send(connection: Connection, wish: Wish, *, user: Any, now: datetime) -> int:
    """Puts the oldest of them in the queue, `AT_ONCE` at most; returns how many records.

    Those that `user` may not send stay out.
    """
    records = list(_records(connection, wish, user).order_by("pk")[: AT_ONCE[wish.what]])
    kind = kinds.INVOICE if wish.what == ORDERS else NAMES[wish.what][0]
    added = steer.add(kind.name, records, user=user, now=now)
    return len(records) if added else 0


def _records(connection: Connection, wish: Wish, user: Any) -> QuerySet[Any]:
    if wish.what == ORDERS:
        return _orders(connection, wish, user)
    return _names(connection, wish, user)


def _orders(connection: Connection, wish: Wish, user: Any) -> QuerySet[Order]:
    row = QueueRow.objects.unfinished().filter(
        connection=connection, kind=kinds.INVOICE.name, key=OuterRef("key")
    )
    queued = Invoice.objects.filter(Exists(row), order=OuterRef("pk")).order_by()
    missing = unbooked.missing_orders(connection).filter(_in_days("placed_at", connection, wish))
    if wish.storefront is not None:
        missing = missing.filter(storefront=wish.storefront)
    return sight.orders(missing.filter(~Exists(queued)), user=user, connection=connection)


def _too_early(connection: Connection, wish: Wish, user: Any) -> int:
    start = connection.books_start_on
    if start is None:
        return 0
    always = copy(connection)
    always.books_start_on = None
    early = Q(placed_at__lt=_midnight(start, connection))
    return _orders(always, wish, user).filter(early).count()


def _names(connection: Connection, wish: Wish, user: Any) -> QuerySet[Any]:
    kind, model = NAMES[wish.what]
    same = {"connection": connection, "kind": kind.name, "key": OuterRef("key")}
    found: QuerySet[Any] = model.objects.filter(
        belonging.own(connection, model),
        _in_days("created_at", connection, wish),
        ~Exists(Link.objects.linked().filter(**same)),
        ~Exists(QueueRow.objects.unfinished().filter(**same)),
    )
    if wish.storefront is not None and model is Customer:
        found = found.filter(storefront=wish.storefront)
    if sight.is_whole(user=user, connection=connection):
        return found
    return found.filter(pk__in=model.objects.for_user(user).order_by().values("pk"))


def _in_days(column: str, connection: Connection, wish: Wish) -> Q:
    found = Q()
    if wish.since is not None:
        found &= Q(**{f"{column}__gte": _midnight(wish.since, connection)})
    if wish.until is not None:
        after = _midnight(wish.until + timedelta(days=1), connection)
        found &= Q(**{f"{column}__lt": after})
    return found


def _midnight(day: date, connection: Connection) -> datetime:
    return datetime.combine(day, time.min, connection.zone)
